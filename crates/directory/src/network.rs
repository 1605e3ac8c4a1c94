//! What is one network, where clients are counted together.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network that a client is in: a /24 of IPv4, a /48 of IPv6. Whoever is given addresses by a provider has them
/// from within one.
pub fn wider_network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() >> 8 << 8).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 80 << 80).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_a_24_of_ipv4_and_a_48_of_ipv6() {
        let of = |text: &str| wider_network(text.parse().expect("an address")).to_string();
        assert_eq!(of("192.0.2.77"), "192.0.2.0");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::");
    }
}
