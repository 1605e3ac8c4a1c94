//! What a token proves.

mod algorithm;
mod attributes;
mod chain;
mod error;
mod signer;

use crate::certificate::Certificate;
use crate::development::{DEVELOPMENT_NAME, DEVELOPMENT_POLICY};
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
    /// The last second at which every certificate of the chain is valid, the trusted one included, in seconds since
    /// 1970: by then the token must be stamped anew.
    pub not_after: i64,
    /// The names from the authority's up to the trusted one's.
    pub chain: Vec<String>,
    /// Made by a [`crate::DevelopmentAuthority`]: it proves nothing to anybody else.
    pub development: bool,
}

/// Checks a token: imprint, nonce, policy, signature, certificate and chain, in this order. See [`VerifyError`] for
/// each reason of refusal.
pub fn verify(token: &Token, trust: &Trust, expect: &Expect) -> Result<Verified, VerifyError> {
    check_claims(token, expect)?;
    let signer = signer::check(token, trust)?;
    signer::check_purpose(&signer)?;
    let subject = signer.subject();
    let at = expect.at.unwrap_or_else(|| token.time().unix_seconds());
    let others: Vec<_> = signer::certificates(token).collect();
    let chain = chain::build(signer, &others, trust, at)?;
    Ok(Verified {
        time: token.time(),
        accuracy: token.accuracy(),
        policy: token.policy(),
        not_after: chain.iter().map(Certificate::not_after).min().unwrap_or(at),
        chain: chain.iter().map(Certificate::subject).collect(),
        development: token.policy() == DEVELOPMENT_POLICY || subject.contains(DEVELOPMENT_NAME),
        subject,
    })
}

/// What the token says about itself.
fn check_claims(token: &Token, expect: &Expect) -> Result<(), VerifyError> {
    if *token.imprint() != expect.imprint {
        return Err(VerifyError::Imprint);
    }
    if let Some(nonce) = expect.nonce {
        match token.nonce() {
            None => return Err(VerifyError::NonceMissing),
            Some(answered) if answered != nonce.into() => return Err(VerifyError::Nonce),
            Some(_) => {}
        }
    }
    if !expect.policies.is_empty() && !expect.policies.contains(&token.policy()) {
        return Err(VerifyError::Policy(token.policy()));
    }
    let extensions = token.info.extensions.iter().flatten();
    match extensions.into_iter().find(|extension| extension.critical) {
        Some(critical) => Err(VerifyError::Extension(critical.extn_id)),
        None => Ok(()),
    }
}
