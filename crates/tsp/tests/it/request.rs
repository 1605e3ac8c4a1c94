//! Requests, ours and others'.

use std::fs;

use tempfile::TempDir;
use tsp::{Imprint, MAX_REQUEST_BYTES, Oid, Request, RequestError};

use crate::fixture::Folder;
use crate::openssl;

#[test]
fn openssl_reads_our_request() {
    let folder = TempDir::new().unwrap();
    let request = Request::new(Imprint::sha256(b"data"), 0xFEDC_BA98_7654_3210)
        .with_policy(Oid::new_unwrap("1.2.3.4"));
    fs::write(folder.path().join("ours.tsq"), request.to_der()).unwrap();
    let text = openssl::run(folder.path(), &["ts", "-query", "-in", "ours.tsq", "-text"]).unwrap();
    for line in [
        "Version: 1",
        "Hash Algorithm: sha256",
        "Policy OID: 1.2.3.4",
        "Nonce: 0xFEDCBA9876543210",
        "Certificate required: yes",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(text.contains("3a 6e b0 79 0f 39 ac 87"), "{text}");
}

#[test]
fn we_read_openssls_requests() {
    let folder = Folder::frozen();
    let request = folder.request("rsa");
    assert_eq!(*request.imprint(), Imprint::sha256(&folder.bytes("data")));
    assert!(
        request.nonce().is_some() && request.wants_certificates() && request.policy().is_none()
    );
    assert_eq!(request.to_der(), folder.bytes("rsa.tsq"));
    assert!(folder.request("ess-v1").nonce().is_none());
    assert!(matches!(
        folder.request("p384").imprint(),
        Imprint::Sha384(_)
    ));
    assert!(matches!(
        folder.request("rsa-sha512").imprint(),
        Imprint::Sha512(_)
    ));
}

#[test]
fn a_nonce_of_any_size_comes_back() {
    for nonce in [0, 1, 127, 128, 255, 256, u64::MAX >> 1, u64::MAX] {
        let request = Request::new(Imprint::sha256(b""), nonce);
        let again = Request::parse(&request.to_der()).unwrap();
        assert_eq!(again.nonce(), Some(&nonce.into()));
        assert_eq!(again, request);
    }
}

#[test]
fn what_is_no_request_is_refused_with_its_reason() {
    let good = Request::new(Imprint::sha256(b""), 1).to_der();
    let version = good.iter().position(|byte| *byte == 1).unwrap() + 1;
    let changed = |at: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[at] = to;
        Request::parse(&bytes)
    };
    assert_eq!(changed(version, 2), Err(RequestError::Version(2)));
    // The last arc of SHA-256 becomes SHA-224's, then SHA-384's with a digest that is too short.
    let sha_256 = good
        .windows(9)
        .position(|window| window == [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])
        .unwrap()
        + 8;
    assert_eq!(changed(sha_256, 4), Err(RequestError::Digest));
    assert_eq!(changed(sha_256, 2), Err(RequestError::Digest));
    // NULL becomes an empty OCTET STRING.
    assert_eq!(changed(sha_256 + 1, 4), Err(RequestError::Digest));
    assert!(matches!(
        Request::parse(b""),
        Err(RequestError::Malformed(_))
    ));
    assert!(matches!(
        Request::parse(&good[1..]),
        Err(RequestError::Malformed(_))
    ));
    assert_eq!(
        Request::parse(&vec![0; MAX_REQUEST_BYTES + 1]),
        Err(RequestError::TooLong)
    );
}

#[test]
fn extensions_we_do_not_know_are_refused() {
    let mut request = Request::new(Imprint::sha256(b""), 1).to_der();
    // [0] { SEQUENCE { OID 1.2.3, OCTET STRING "" } }
    request.extend([0xA0, 8, 0x30, 6, 6, 2, 0x2A, 3, 4, 0]);
    request[1] += 10;
    assert_eq!(Request::parse(&request), Err(RequestError::Extensions));
}
