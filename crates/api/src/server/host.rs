//! For which host a request is.

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{Request, Version};

/// Whether a request names one host, or none where it need not (RFC 9112, section 3.2). Another is not for whom it
/// seems to be: what stands in between may have read it in another way.
pub(super) fn is_right<B>(request: &Request<B>) -> bool {
    let mut named = request.headers().get_all(HOST).iter();
    match (named.next(), named.next()) {
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
        // An empty one is that of an address without a host.
        (Some(host), None) => host.is_empty() || is_host(host.as_bytes()),
    }
}

/// A host, with or without a port; nobody's name stands before it.
fn is_host(host: &[u8]) -> bool {
    !host.contains(&b'@') && Authority::try_from(host).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn request(version: Version, hosts: &[&[u8]]) -> Request<()> {
        let mut request = Request::get("/").version(version);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        request.body(()).unwrap()
    }

    #[test]
    fn a_request_names_one_host() {
        for host in [
            b"izin.example".as_slice(),
            b"izin.example:8080",
            b"127.0.0.1:1",
            b"[::1]:7710",
            b"my_host",
            b"",
        ] {
            for version in [Version::HTTP_10, Version::HTTP_11] {
                assert!(is_right(&request(version, &[host])), "{host:?}");
                assert!(!is_right(&request(version, &[host, host])), "{host:?}");
            }
        }
        for host in [
            b"a b".as_slice(),
            b"a/b",
            b"ali@izin.example",
            b"a, b",
            b"\xff",
            b"a:b:c",
            b"http://a",
        ] {
            assert!(!is_right(&request(Version::HTTP_11, &[host])), "{host:?}");
        }
    }

    #[test]
    fn only_requests_of_http_1_0_need_name_none() {
        assert!(is_right(&request(Version::HTTP_10, &[])));
        assert!(!is_right(&request(Version::HTTP_11, &[])));
    }
}
