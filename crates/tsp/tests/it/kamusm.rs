//! Kamu SM's header against one put together with openssl.

use std::fs;

use tempfile::TempDir;
use tsp::{Imprint, kamusm};

use crate::openssl;

const SALT: [u8; 16] = *b"0123456789abcdef";

/// `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt pass:gizli -kdfopt hexsalt:… -kdfopt iter:100 PBKDF2`, then
/// `openssl enc -aes-256-cbc` with that key and the salt as first block.
#[test]
fn the_header_is_what_openssl_computes() {
    let folder = TempDir::new().unwrap();
    let imprint = Imprint::sha256(b"data");
    fs::write(folder.path().join("imprint"), imprint.as_bytes()).unwrap();
    let salt = hex::encode(SALT);
    let hexsalt = format!("hexsalt:{salt}");
    let key = openssl::run(
        folder.path(),
        &[
            "kdf",
            "-keylen",
            "32",
            "-kdfopt",
            "digest:SHA256",
            "-kdfopt",
            "pass:gizli",
            "-kdfopt",
            &hexsalt,
            "-kdfopt",
            "iter:100",
            "PBKDF2",
        ],
    )
    .unwrap();
    let key = key.trim().replace(':', "");
    let encrypt = [
        "enc",
        "-aes-256-cbc",
        "-K",
        &key,
        "-iv",
        &salt,
        "-in",
        "imprint",
        "-out",
        "encrypted",
    ];
    openssl::run(folder.path(), &encrypt).unwrap();
    let encrypted = hex::encode(fs::read(folder.path().join("encrypted")).unwrap());
    // SEQUENCE { INTEGER 123456, OCTET STRING salt, INTEGER 100, OCTET STRING salt, OCTET STRING of three blocks }
    let expected = format!("305e020301e2400410{salt}0201640410{salt}0430{encrypted}");
    assert_eq!(
        kamusm::identity_header(123_456, "gizli", &imprint, &SALT),
        expected
    );
}

#[test]
fn the_header_depends_on_every_part() {
    let header = |user, password, data: &[u8], salt| {
        kamusm::identity_header(user, password, &Imprint::sha256(data), salt)
    };
    let first = header(1, "a", b"x", &SALT);
    let other_salt = *b"0123456789abcdeg";
    for other in [
        header(2, "a", b"x", &SALT),
        header(1, "b", b"x", &SALT),
        header(1, "a", b"y", &SALT),
        header(1, "a", b"x", &other_salt),
    ] {
        assert_ne!(first, other);
    }
    assert!(!first.contains(&hex::encode(Imprint::sha256(b"x").as_bytes())));
}
