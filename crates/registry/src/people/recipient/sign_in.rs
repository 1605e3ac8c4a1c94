//! Signing in, staying signed in and signing out.

use std::time::Duration;

use directory::person::{IdentityDigest, NewPerson, Opened};
use directory::session::NewSession;
use directory::token::{self, SESSION_PREFIX, TokenDigest};
use domain::{Language, Timestamp};

use super::codes::COUNTED;
use super::{ADDRESSES_MAX, Person, PersonId, ProvenAddress, VerifiedIdentity};
use crate::message::CodePurpose;
use crate::{Error, People, Result};

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

/// How long a session lasts unused.
const IDLE_TIME: Duration = Duration::from_mins(30);
/// How long a session lasts in all.
const SESSION_TIME: Duration = Duration::from_hours(12);
/// The most addresses that are taken from an identity provider at once.
const VOUCHED_MAX: usize = 8;
/// What an identity is recognised by.
const IDENTITY_CONTEXT: &[u8] = b"izin/identity";

impl People<'_> {
    /// Signs the owner of an address in; the first time makes their account, in the language given.
    /// `Failed` for an address proven for anything else than signing in.
    pub async fn sign_in(self, proven: &ProvenAddress, language: Language) -> Result<SignedIn> {
        if proven.purpose() != CodePurpose::SignIn {
            return Err(Error::Failed(
                "the address was not proven to sign in".into(),
            ));
        }
        let now = self.now();
        let (token, session) = self.new_session(now)?;
        let address = self.new_address(proven.address(), proven.proven_at());
        let opened = self
            .directory()
            .sign_in_by_address(address, self.new_person(language), session, now)
            .await?;
        self.signed_in(opened, token)
    }

    /// Signs somebody in whom a trusted identity provider vouches for; the first time makes their
    /// account, in the language given. Addresses it vouches for, too, are added to it.
    pub async fn sign_in_as(
        self,
        identity: &VerifiedIdentity,
        language: Language,
    ) -> Result<SignedIn> {
        let now = self.now();
        let (token, session) = self.new_session(now)?;
        let addresses = identity.addresses.iter().take(VOUCHED_MAX);
        let addresses = addresses.map(|address| self.new_address(address, now));
        let opened = self
            .directory()
            .sign_in_by_identity(
                self.identity_digest(identity),
                addresses.collect(),
                ADDRESSES_MAX,
                self.new_person(language),
                session,
                now,
            )
            .await?;
        self.signed_in(opened, token)
    }

    /// Who shows this token; `None`: nobody (any more). Asking keeps the session from ending idle.
    pub async fn person_of(self, token: &str) -> Result<Option<Person>> {
        let Some(digest) = digest_of(token) else {
            return Ok(None);
        };
        let now = self.now();
        let account = self
            .directory()
            .account_of_session(digest, now + IDLE_TIME, now)
            .await?;
        account.map(|account| self.person(account)).transpose()
    }

    /// Ends a session. No error if there is none.
    pub async fn sign_out(self, token: &str) -> Result<()> {
        let Some(digest) = digest_of(token) else {
            return Ok(());
        };
        Ok(self.directory().end_session(digest).await?)
    }

    /// Forgets sessions that have ended, the staff's and their calls among them, and codes that count no
    /// more; says how many. For the background: nothing depends on when it is done.
    pub async fn purge_sign_ins(self) -> Result<u64> {
        let now = self.now();
        let counted_since = now - COUNTED;
        let codes = self.directory().purge_codes(counted_since, now).await?;
        let sessions = self.directory().purge_sessions(now).await?;
        let desk = self.directory().purge_desk(now).await?;
        Ok(codes + sessions + desk)
    }

    fn new_person(self, language: Language) -> NewPerson {
        let mut id = [0; 16];
        self.random().fill(&mut id);
        NewPerson {
            id: PersonId(id),
            language,
        }
    }

    fn new_session(self, now: Timestamp) -> Result<(String, NewSession)> {
        let token = token::draw(self.random(), SESSION_PREFIX);
        let session = NewSession {
            digest: digest_of(&token).ok_or(directory::Error::Invalid("session's token"))?,
            idle_at: now + IDLE_TIME,
            ends_at: now + SESSION_TIME,
        };
        Ok((token, session))
    }

    fn signed_in(self, opened: Opened, token: String) -> Result<SignedIn> {
        Ok(SignedIn {
            person: self.person(opened.account)?,
            token,
            first_time: opened.made,
        })
    }

    /// The issuer's length stands before it, so that no two pairs are the same text.
    fn identity_digest(self, identity: &VerifiedIdentity) -> IdentityDigest {
        let mut text = (identity.issuer.len() as u64).to_be_bytes().to_vec();
        text.extend_from_slice(identity.issuer.as_bytes());
        text.extend_from_slice(identity.subject.as_bytes());
        IdentityDigest(self.ledger().mac(IDENTITY_CONTEXT, &text))
    }
}

fn digest_of(token: &str) -> Option<TokenDigest> {
    token::digest_of(token, SESSION_PREFIX)
}
