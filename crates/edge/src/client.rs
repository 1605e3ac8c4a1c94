//! The client's address, as far as it can be believed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The peer's address; behind a trusted proxy, the right-most address in `X-Forwarded-For` that is
/// no trusted proxy itself. What stands further left was written by the client and proves nothing.
pub fn client_ip(parts: &Parts, trusted: &[IpAddr]) -> IpAddr {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    believed(peer, &parts.headers, trusted)
}

fn believed(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok())
        .rfind(|hop| !trusted.contains(hop))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(forwarded: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            axum::http::HeaderValue::from_static(forwarded),
        );
        headers
    }

    #[test]
    fn a_stranger_cannot_name_itself() {
        let peer: IpAddr = [192, 0, 2, 7].into();
        assert_eq!(believed(peer, &headers("203.0.113.1"), &[]), peer);
    }

    #[test]
    fn behind_a_proxy_the_right_most_unknown_hop_counts() {
        let proxy: IpAddr = [10, 0, 0, 1].into();
        let seen = believed(
            proxy,
            &headers("198.51.100.9, 203.0.113.1, 10.0.0.1"),
            &[proxy],
        );
        assert_eq!(seen, IpAddr::from([203, 0, 113, 1]));
    }
}
