//! Where a user may call from.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net};

use crate::column::column;

/// The most networks of a user.
pub const NETWORKS_MAX: usize = 20;
/// The longest text that is read for them, in bytes: so many of the longest IPv6 networks.
pub const NETWORKS_TEXT_MAX: usize = NETWORKS_MAX * 50;

/// How many bits stand before the IPv4 address in an IPv6 address that means one (`::ffff:192.0.2.1`).
const MAPPED_BITS: u8 = 96;

/// The networks that a user may call from, at most [`NETWORKS_MAX`]; none: from anywhere. An IPv4 address that is spelt as an
/// IPv6 one is the IPv4 address, here and in what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Networks(Arc<[IpNet]>);

/// Why a text is no list of networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworksProblem {
    /// This part is neither an address nor a network; its beginning.
    NoNetwork(String),
    /// There are more than [`NETWORKS_MAX`].
    TooMany,
}

/// How much of a part that is no network is told, in characters.
const TOLD_MAX: usize = 50;

impl Default for Networks {
    fn default() -> Self {
        Self(Arc::from([]))
    }
}

impl Networks {
    /// Reads addresses (`192.0.2.1`) and networks (`192.0.2.0/24`, `2001:db8::/32`) between blanks, commas and line ends;
    /// each is kept once, by the bits that it names.
    pub fn read(text: &str) -> Result<Self, NetworksProblem> {
        if text.len() > NETWORKS_TEXT_MAX {
            return Err(NetworksProblem::TooMany);
        }
        let mut networks = Vec::new();
        let parts = text.split(|sign: char| sign.is_whitespace() || [',', ';'].contains(&sign));
        for part in parts.filter(|part| !part.is_empty()) {
            let read = match part.parse::<IpAddr>() {
                Ok(address) => Some(address.to_canonical().into()),
                Err(_) => part.parse().ok().map(canonical),
            };
            let told = || part.chars().take(TOLD_MAX).collect();
            let network = read.ok_or_else(|| NetworksProblem::NoNetwork(told()))?;
            if !networks.contains(&network) {
                networks.push(network);
            }
        }
        if networks.len() > NETWORKS_MAX {
            return Err(NetworksProblem::TooMany);
        }
        Ok(Self(networks.into()))
    }

    /// Whether the user may call from everywhere.
    pub fn is_anywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the user may call from an address.
    pub fn allow(&self, client: IpAddr) -> bool {
        let client = client.to_canonical();
        self.is_anywhere() || self.0.iter().any(|network| network.contains(&client))
    }
}

impl fmt::Display for Networks {
    /// With blanks between them, each in its shortest form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, network) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            if network.prefix_len() == network.max_prefix_len() {
                network.addr().fmt(f)?;
            } else {
                network.fmt(f)?;
            }
        }
        Ok(())
    }
}

column! {
    Networks as String: |networks| Some(networks.to_string()), |kept| Self::read(&kept).ok();
}

fn canonical(network: IpNet) -> IpNet {
    if let IpNet::V6(six) = network
        && let Some(four) = six.network().to_ipv4_mapped()
        && let Some(bits) = six.prefix_len().checked_sub(MAPPED_BITS)
        && let Ok(four) = Ipv4Net::new(four, bits)
    {
        return four.trunc().into();
    }
    network.trunc()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn allows(networks: &str, client: &str) -> bool {
        let networks = Networks::read(networks).unwrap();
        networks.allow(client.parse().unwrap())
    }

    #[test]
    fn a_user_calls_from_its_networks_and_without_any_from_anywhere() {
        assert!(allows("", "203.0.113.9"));
        assert!(allows("192.0.2.0/24, 2001:db8::/32", "192.0.2.77"));
        assert!(allows("192.0.2.0/24\r\n2001:db8::/32", "2001:db8:9::1"));
        assert!(!allows("192.0.2.0/24 2001:db8::/32", "192.0.3.1"));
        assert!(!allows("192.0.2.0/24", "2001:db8::1"));
        assert!(allows("192.0.2.1", "192.0.2.1"));
        assert!(!allows("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_either_spelling() {
        assert!(allows("192.0.2.0/24", "::ffff:192.0.2.9"));
        assert!(allows("::ffff:192.0.2.0/120", "192.0.2.9"));
        assert!(!allows("::ffff:192.0.2.0/120", "192.0.3.9"));
    }

    #[test]
    fn each_is_kept_once_in_its_shortest_form() {
        let networks = Networks::read("192.0.2.77/24 192.0.2.0/24 2001:DB8::1").unwrap();
        assert_eq!(networks.to_string(), "192.0.2.0/24 2001:db8::1");
        assert_eq!(Networks::read(&networks.to_string()).unwrap(), networks);
    }

    #[test]
    fn what_is_no_network_and_too_many_are_told() {
        for wrong in ["x", "192.0.2.0/33", "192.0.2.1:80", "192.0.2"] {
            let text = format!("192.0.2.1 {wrong}");
            let told = NetworksProblem::NoNetwork(wrong.to_owned());
            assert_eq!(Networks::read(&text), Err(told));
        }
        let many = |count: usize| {
            let each = (0..count).map(|number| format!("192.0.2.{number}"));
            each.collect::<Vec<_>>().join(" ")
        };
        assert!(Networks::read(&many(NETWORKS_MAX)).is_ok());
        let more = Networks::read(&many(NETWORKS_MAX + 1));
        assert_eq!(more, Err(NetworksProblem::TooMany));
        let long = " ".repeat(NETWORKS_TEXT_MAX + 1);
        assert_eq!(Networks::read(&long), Err(NetworksProblem::TooMany));
    }
}
