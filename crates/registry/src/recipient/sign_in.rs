//! Signing in, staying signed in and signing out.

use domain::Language;

use super::{Person, ProvenAddress, VerifiedIdentity};
use crate::{Error, Registry, Result};

/// Somebody who has just signed in.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// What their browser shows from now on: 43 characters of base64url. Only its SHA-256 is kept.
    pub token: String,
    /// Whether they had no account before.
    pub first_time: bool,
}

impl std::fmt::Debug for SignedIn {
    /// Leaves the token out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").finish_non_exhaustive()
    }
}

impl Registry {
    /// Signs the owner of an address in; the first time makes their account, in the language given.
    /// `Failed` for an address proven for anything else than signing in.
    pub async fn sign_in(&self, _proven: &ProvenAddress, _language: Language) -> Result<SignedIn> {
        Err(Error::Failed("not yet".into()))
    }

    /// Signs somebody in whom a trusted identity provider vouches for; the first time makes their
    /// account, in the language given. Addresses it vouches for, too, are added to it.
    pub async fn sign_in_as(
        &self,
        _identity: &VerifiedIdentity,
        _language: Language,
    ) -> Result<SignedIn> {
        Err(Error::Failed("not yet".into()))
    }

    /// Who shows this token; `None`: nobody (any more). Asking keeps the session from ending idle.
    pub async fn person_of(&self, _token: &str) -> Result<Option<Person>> {
        Err(Error::Failed("not yet".into()))
    }

    /// Ends a session. No error if there is none.
    pub async fn sign_out(&self, _token: &str) -> Result<()> {
        Err(Error::Failed("not yet".into()))
    }
}
