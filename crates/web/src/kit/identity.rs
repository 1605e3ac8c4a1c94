//! Signing in by the word of somebody who vouches for people.

use std::fmt;

use futures::future::BoxFuture;
use registry::people::recipient::VerifiedIdentity;
use serde::Deserialize;

/// Somebody who vouches for people.
pub trait IdentityProvider: Send + Sync {
    /// Its name, as the sign-in shows it.
    fn name(&self) -> &str;

    /// Where to send somebody who wants to sign in by it, and what has to come back with them.
    fn begin(&self) -> BoxFuture<'_, Result<Begun, IdentityError>>;

    /// Who has come back with an answer to what was begun.
    fn finish<'a>(
        &'a self,
        pending: &'a PendingIdentity,
        answer: &'a IdentityAnswer,
    ) -> BoxFuture<'a, Result<VerifiedIdentity, IdentityError>>;
}

/// A sign-in that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Where to send the browser.
    pub url: String,
    /// What the browser keeps meanwhile.
    pub pending: PendingIdentity,
}

/// What a browser brings back from the provider. Written by whoever made the link: nothing of it is
/// believed, shown or logged.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct IdentityAnswer {
    /// What the person's identity can be fetched by.
    pub code: String,
    /// What was sent along.
    pub state: String,
    /// Why there is no code.
    pub error: String,
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// They have said no at the provider, or it has.
    #[error("the identity provider has signed nobody in")]
    Cancelled,
    /// The provider cannot be reached, or does not answer as it should.
    #[error("the identity provider does not answer: {0}")]
    Unreachable(String),
    /// What came back is not an answer to what was begun, or not by the provider.
    #[error("an identity provider's answer was refused: {0}")]
    Refused(&'static str),
}

/// The secrets of one sign-in, known to this browser alone. They bind the provider's answer to it: an
/// answer carried into another browser finds others, or none.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingIdentity {
    /// What the answer has to repeat.
    pub state: String,
    /// What the provider has to sign.
    pub nonce: String,
    /// What proves to the provider that the code is fetched by who asked for it (RFC 7636).
    pub verifier: String,
    /// Where to go afterwards; empty: nowhere in particular.
    pub next: String,
}

impl fmt::Debug for PendingIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingIdentity").finish_non_exhaustive()
    }
}
