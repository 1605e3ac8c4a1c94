//! The client's address, as far as it can be believed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::Network;

/// The peer's address; behind trusted proxies, the address that the outermost of them names in
/// `X-Forwarded-For`. What stands further left was written by the client and proves nothing. Where the
/// header says something else than an address, nobody is believed, and the peer is who calls.
pub fn client_ip(parts: &Parts, trusted: &[Network]) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    believed(peer.to_canonical(), &parts.headers, trusted)
}

/// Whether an address is one of the trusted proxies'.
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// From the peer outwards: who is a trusted proxy is believed about whom it speaks for.
fn believed(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let mut caller = peer;
    // From the right: each proxy adds the address that called it.
    for value in headers.get_all("x-forwarded-for").iter().rev() {
        let Ok(value) = value.to_str() else {
            return if is_trusted(caller, trusted) {
                peer
            } else {
                caller
            };
        };
        for hop in value.rsplit(',') {
            if !is_trusted(caller, trusted) {
                return caller;
            }
            let Some(hop) = address(hop.trim()) else {
                return peer;
            };
            caller = hop;
        }
    }
    caller
}

/// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:443`.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let address = match bare {
        Some(six) => IpAddr::V6(six.parse().ok()?),
        None => hop
            .parse()
            .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()))
            .ok()?,
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use axum::http::HeaderValue;

    use super::*;

    const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));

    fn seen_through(peer: IpAddr, lines: &[&[u8]], trusted: &[&str]) -> IpAddr {
        let mut request = axum::http::Request::new(());
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(peer, 40_000)));
        for line in lines {
            let line = HeaderValue::from_bytes(line).unwrap();
            request.headers_mut().append("x-forwarded-for", line);
        }
        let trusted: Vec<Network> = trusted.iter().map(|one| one.parse().unwrap()).collect();
        client_ip(&request.into_parts().0, &trusted)
    }

    fn seen(line: &str) -> IpAddr {
        seen_through(PROXY, &[line.as_bytes()], &["10.0.0.0/8"])
    }

    #[test]
    fn a_stranger_cannot_name_itself() {
        let peer: IpAddr = [192, 0, 2, 7].into();
        assert_eq!(seen_through(peer, &[b"203.0.113.1"], &[]), peer);
        assert_eq!(seen_through(peer, &[b"203.0.113.1"], &["10.0.0.0/8"]), peer);
    }

    #[test]
    fn behind_a_proxy_the_right_most_unknown_hop_counts() {
        assert_eq!(seen("198.51.100.9, 203.0.113.1, 10.0.0.1"), CLIENT);
        assert_eq!(seen("198.51.100.9, 203.0.113.1"), CLIENT);
        assert_eq!(seen("203.0.113.1"), CLIENT);
    }

    #[test]
    fn an_entry_that_is_no_address_ends_the_search_at_the_peer() {
        for line in [
            "198.51.100.9, unknown",
            "198.51.100.9, unknown, 10.0.0.2",
            "198.51.100.9,",
            "198.51.100.9,,10.0.0.2",
            "198.51.100.9, 10.0.0.2:x",
            "198.51.100.9, [10.0.0.2",
            "198.51.100.9, 203.0.113.1 10.0.0.2",
            "",
        ] {
            assert_eq!(seen(line), PROXY, "{line:?}");
        }
        let trusted = ["10.0.0.0/8"];
        let lines: [&[u8]; 2] = [b"198.51.100.9", b"10.0.0.2, \xff"];
        assert_eq!(seen_through(PROXY, &lines, &trusted), PROXY);
        // What the client itself wrote, left of what is believed, is not looked at.
        assert_eq!(seen("unknown, 203.0.113.1"), CLIENT);
        let lines: [&[u8]; 2] = [b"\xff", b"203.0.113.1"];
        assert_eq!(seen_through(PROXY, &lines, &trusted), CLIENT);
    }

    #[test]
    fn an_entry_may_name_a_port() {
        assert_eq!(seen("198.51.100.9, 203.0.113.1:50123"), CLIENT);
        let six: IpAddr = "2001:db8::7".parse().unwrap();
        for line in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:50123"] {
            assert_eq!(seen(line), six, "{line}");
        }
        assert_eq!(seen("203.0.113.1:50123, 10.0.0.2:50123"), CLIENT);
    }

    #[test]
    fn both_spellings_of_an_ipv4_address_are_one() {
        let mapped = "::ffff:10.0.0.1".parse().unwrap();
        for trusted in ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.0/24"] {
            let client = seen_through(mapped, &[b"::ffff:203.0.113.1"], &[trusted]);
            assert_eq!(client, CLIENT, "{trusted}");
        }
        let hops: &[u8] = b"203.0.113.1, ::ffff:10.0.0.2";
        assert_eq!(seen_through(PROXY, &[hops], &["10.0.0.0/8"]), CLIENT);
        let stranger = "::ffff:203.0.113.1".parse().unwrap();
        assert_eq!(seen_through(stranger, &[], &[]), CLIENT);
    }

    #[test]
    fn lines_of_the_header_are_read_as_one_list() {
        let lines: [&[u8]; 3] = [b"198.51.100.9", b"203.0.113.1", b"10.0.0.3, 10.0.0.2"];
        assert_eq!(seen_through(PROXY, &lines, &["10.0.0.0/8"]), CLIENT);
    }

    #[test]
    fn where_all_are_trusted_the_first_of_them_is_who_calls() {
        assert_eq!(seen("10.7.7.7, 10.0.0.2"), IpAddr::from([10, 7, 7, 7]));
        assert_eq!(seen_through(PROXY, &[], &["10.0.0.0/8"]), PROXY);
    }
}
