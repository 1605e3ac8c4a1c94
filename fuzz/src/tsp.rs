//! Time stamps: requests, replies, tokens and certificates.

use std::sync::{LazyLock, Mutex, PoisonError};

use tsp::{DevelopmentAuthority, Expect, GenTime, Reply, Request, Token, Trust, verify};

/// When the development authority of these targets begins, in seconds since 1970.
const BEGIN_S: i64 = 1_700_000_000;

/// Made once: its keys and certificates take longer than everything else here.
static AUTHORITY: LazyLock<Mutex<DevelopmentAuthority>> = LazyLock::new(|| {
    let authority = DevelopmentAuthority::generate(&[7; 32], BEGIN_S);
    Mutex::new(authority.expect("a seed makes an authority"))
});

/// Its root, as somebody who trusts it has it.
static ROOT: LazyLock<Trust> = LazyLock::new(|| {
    let authority = AUTHORITY.lock().unwrap_or_else(PoisonError::into_inner);
    Trust::from_pem(&authority.root_pem()).expect("its root is a certificate")
});

/// A request, as a development authority reads and answers it.
pub fn request(data: &[u8]) {
    if let Ok(request) = Request::parse(data) {
        assert_eq!(Request::parse(&request.to_der()).as_ref(), Ok(&request));
    }
    let now = GenTime::new(BEGIN_S + 1, 0).expect("no nanoseconds are few enough");
    let mut authority = AUTHORITY.lock().unwrap_or_else(PoisonError::into_inner);
    let reply = authority.answer(data, now, 1);
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
    let _either = verify(&token, &ROOT, &Expect::imprint(*token.imprint()));
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
