//! Networks of addresses, as an operator names its proxies.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

/// How many bits stand before the IPv4 address in an IPv6 address that means one (`::ffff:192.0.2.1`).
const MAPPED_BITS: u8 = 96;

/// One address, or all that begin alike (`10.0.0.0/8`). An IPv4 address that is spelt as an IPv6 one
/// (`::ffff:10.0.0.1`) is the IPv4 address, here and in what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

/// It is neither an address nor a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a proxy as an address (10.0.0.1) or as a network (10.0.0.0/8)")]
pub struct NoNetwork;

impl Network {
    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    fn canonical(net: IpNet) -> Self {
        if let IpNet::V6(six) = net
            && let Some(four) = six.network().to_ipv4_mapped()
            && let Some(bits) = six.prefix_len().checked_sub(MAPPED_BITS)
            && let Ok(four) = Ipv4Net::new(four, bits)
        {
            return Self(four.trunc().into());
        }
        Self(net.trunc())
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical().into())
    }
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(address.into());
        }
        text.parse().map(Self::canonical).map_err(|_| NoNetwork)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(formatter)
        } else {
            self.0.fmt(formatter)
        }
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;

    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    fn has(net: &str, address: &str) -> bool {
        network(net).contains(address.parse().unwrap())
    }

    #[test]
    fn a_network_has_the_addresses_that_begin_alike() {
        assert!(has("10.0.0.0/8", "10.9.8.7"));
        assert!(!has("10.0.0.0/8", "11.0.0.1"));
        assert!(has("2001:db8::/32", "2001:db8:1::1"));
        assert!(!has("2001:db8::/32", "2001:db9::1"));
        assert!(has("10.0.0.1", "10.0.0.1"));
        assert!(!has("10.0.0.1", "10.0.0.2"));
        assert!(!has("0.0.0.0/0", "2001:db8::1"));
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_either_spelling() {
        assert!(has("10.0.0.0/8", "::ffff:10.9.8.7"));
        assert!(has("::ffff:10.0.0.0/104", "10.9.8.7"));
        assert!(!has("::ffff:10.0.0.0/104", "11.0.0.1"));
        assert!(has("::ffff:10.0.0.1", "10.0.0.1"));
    }

    #[test]
    fn it_is_written_in_its_shortest_form() {
        for (given, written) in [
            ("10.0.0.1", "10.0.0.1"),
            ("10.0.0.1/32", "10.0.0.1"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::1", "::1"),
            ("2001:DB8::/32", "2001:db8::/32"),
        ] {
            assert_eq!(network(given).to_string(), written);
            assert_eq!(network(written), network(given));
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in [
            "",
            "proxy",
            "10.0.0.0/33",
            "10.0.0",
            "10.0.0.1:80",
            "::1/129",
            "10.0.0.0/-1",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NoNetwork), "{wrong}");
        }
    }
}
