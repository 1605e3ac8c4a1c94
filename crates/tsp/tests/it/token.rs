//! Reading tokens.

use tsp::{MAX_TOKEN_BYTES, Reply, ReplyError, Token, TokenError};

use crate::fixture::Folder;
use crate::reply::REFUSAL;

#[test]
fn a_bare_token_and_a_whole_reply_are_the_same_token() {
    let folder = Folder::frozen();
    let (reply, bare) = (folder.bytes("p256.tsr"), folder.bytes("p256.token"));
    let token = Token::parse(&reply).unwrap();
    assert_eq!(token, Token::parse(&bare).unwrap());
    assert_eq!(token.to_der(), bare);
    assert_eq!(Token::parse(&token.to_reply_der()).unwrap(), token);
    assert_eq!(Reply::parse(&bare).unwrap().token(), &token);
}

#[test]
fn the_time_has_its_fraction() {
    let folder = Folder::frozen();
    // The settings of these authorities have so many digits; zeros at the end are not written.
    for (name, digits) in [("p384", 0), ("p256", 3), ("p256-sha512", 6)] {
        let time = folder.token(name).time();
        assert_eq!(time.nanos() % 10_u32.pow(9 - digits), 0, "{name} {time}");
    }
    assert_ne!(folder.token("p256-sha512").time().nanos(), 0);
    assert_ne!(folder.token("p256").time().nanos(), 0);
}

#[test]
fn the_fields_are_those_of_the_request() {
    let folder = Folder::frozen();
    let (request, token) = (folder.request("other-policy"), folder.token("other-policy"));
    assert_eq!(token.imprint(), request.imprint());
    assert_eq!(token.nonce().as_ref(), request.nonce());
    assert_eq!(Some(token.policy()), request.policy());
    assert_eq!(token.serial().to_string(), "03");
}

#[test]
fn a_refusal_is_no_token() {
    let refused = Token::parse(REFUSAL);
    let Err(TokenError::Refused(error)) = refused else {
        panic!("{refused:?}");
    };
    assert!(matches!(*error, ReplyError::Refused(_)), "{error}");
}

#[test]
fn signed_data_about_something_else_is_no_token() {
    let folder = Folder::frozen();
    let other = Token::parse(&folder.bytes("plain-data.tsr"));
    assert!(
        matches!(other, Err(TokenError::NotTimeStamp(_))),
        "{other:?}"
    );
}

#[test]
fn what_is_not_signed_or_of_another_version_is_no_token() {
    let bytes = Folder::frozen().token("cms").to_der().to_vec();
    let changed = |piece: &[u8], at: usize, to: u8| {
        let mut bytes = bytes.clone();
        let place = bytes
            .windows(piece.len())
            .position(|window| window == piece)
            .unwrap();
        bytes[place + at] = to;
        Token::parse(&bytes)
    };
    // id-signedData becomes id-envelopedData.
    let other = changed(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2], 8, 3);
    assert!(matches!(other, Err(TokenError::NotSigned(_))), "{other:?}");
    // The first version is that of the signed data; the TSTInfo's is followed by the policy.
    assert_eq!(changed(&[2, 1, 3], 2, 4), Err(TokenError::Version));
    assert_eq!(
        changed(&[2, 1, 1, 6, 4, 0x2A, 3, 4, 1], 2, 2),
        Err(TokenError::Version)
    );
}

#[test]
fn a_digest_that_is_not_accepted_is_named() {
    assert_eq!(
        Token::parse(&Folder::frozen().bytes("md5.tsr")),
        Err(TokenError::Digest)
    );
}

#[test]
fn what_is_too_long_is_not_read() {
    let long = vec![0x30; MAX_TOKEN_BYTES + 1];
    assert_eq!(Token::parse(&long), Err(TokenError::TooLong));
    assert_eq!(Reply::parse(&long), Err(ReplyError::TooLong));
}

#[test]
fn bytes_after_the_end_are_refused() {
    let folder = Folder::frozen();
    for name in ["p256.tsr", "p256.token"] {
        let mut bytes = folder.bytes(name);
        bytes.push(0);
        assert!(Token::parse(&bytes).is_err(), "{name}");
    }
}

#[test]
fn a_token_says_nothing_of_its_bytes_in_a_log() {
    let text = format!("{:?}", Folder::frozen().token("p256"));
    assert!(text.len() < 400, "{text}");
}
