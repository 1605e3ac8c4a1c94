//! MACs under the keys.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;

fn keys(digit: char) -> Keys {
    let key = digit.to_string().repeat(2 * KEY_LEN);
    Keys::parse(&format!(
        "{TITLE}\nrecipient {key}\naddress {key}\ndata {key}\n"
    ))
    .unwrap()
}

#[test]
fn a_mac_tells_keys_contexts_and_messages_apart() {
    let one = keys('1');
    let mac = one.mac(b"code", b"123456");
    assert_eq!(keys('1').mac(b"code", b"123456"), mac);
    for other in [
        keys('2').mac(b"code", b"123456"),
        one.mac(b"link", b"123456"),
        one.mac(b"code", b"123457"),
        // Where the context ends is part of it.
        one.mac(b"code1", b"23456"),
        one.mac(b"", b"code123456"),
    ] {
        assert_ne!(other, mac);
    }
}

/// Links that were sent have to open after an update: what is computed here is frozen. Checked
/// with Python's `hmac`.
#[test]
fn a_mac_stays_what_it_is() {
    let mac = keys('1').mac(b"izin/code", b"123456");
    assert_eq!(
        hex::encode(mac),
        "c372be6cb6c0d5eaa35acfc4dfe07af14dbd6cf7763dec5d0a346ce43edb454d"
    );
}
