//! Time stamps: requests, replies, tokens and certificates.

use tsp::{DevelopmentAuthority, Expect, GenTime, Reply, Request, Token, Trust, verify};

/// When the development authority of these targets begins, in seconds since 1970.
const BEGIN_S: i64 = 1_700_000_000;

fn authority() -> DevelopmentAuthority {
    DevelopmentAuthority::generate(&[7; 32], BEGIN_S).expect("a seed makes an authority")
}

/// A request, as a development authority reads and answers it.
pub fn request(data: &[u8]) {
    if let Ok(request) = Request::parse(data) {
        assert_eq!(Request::parse(&request.to_der()).as_ref(), Ok(&request));
    }
    let now = GenTime::new(BEGIN_S + 1, 0).expect("no nanoseconds are few enough");
    let reply = authority().answer(data, now, 1);
    if let Ok(reply) = Reply::parse(&reply) {
        assert!(Request::parse(data).is_ok(), "answered what is no request");
        assert_eq!(reply.token().time(), now);
    }
}

/// An answer, or what came in its place.
pub fn reply(data: &[u8]) {
    if let Ok(reply) = Reply::parse(data) {
        assert!(Token::parse(reply.token().to_der()).is_ok());
    }
}

/// A token, in either form, and what it proves.
pub fn token(data: &[u8]) {
    let Ok(token) = Token::parse(data) else {
        return;
    };
    assert_eq!(Token::parse(token.to_der()).as_ref(), Ok(&token));
    assert_eq!(Token::parse(&token.to_reply_der()).as_ref(), Ok(&token));
    let trust = Trust::from_pem(&authority().root_pem()).expect("its root is a certificate");
    let _either = verify(&token, &trust, &Expect::imprint(*token.imprint()));
}

/// Certificates that somebody wants to trust.
pub fn trust(data: &[u8]) {
    let _either = Trust::from_der([data]);
    if let Ok(text) = str::from_utf8(data)
        && let Ok(trust) = Trust::from_pem(text)
    {
        let _all = trust.subjects().count();
    }
}
