//! One-time codes: how somebody proves that an address is theirs (section 7.3 of the rules).
//!
//! A code goes to whatever address is given, so that nobody learns from asking whether an address is
//! known. It has six digits, is good for [`CODE_MINUTES`] and for one purpose, works once, and only
//! its MAC is kept.

use std::net::IpAddr;

use domain::{Address, Language, RecipientId, Timestamp};

use crate::message::CodePurpose;
use crate::{Error, Registry, Result};

pub use directory::code::ChallengeId;

/// How long a code works, in minutes.
pub const CODE_MINUTES: u32 = 3;

/// A code that is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Which one; goes into the form that asks for the code. It says nothing about the address.
    pub id: ChallengeId,
    /// Until when the code works.
    pub valid_until: Timestamp,
    /// From when on another one can be asked for.
    pub again_at: Timestamp,
}

/// What became of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRequested {
    /// A new code is on its way; one sent before for the same purpose works no more.
    Sent(Challenge),
    /// An earlier code of less than a minute ago still works; nothing new was sent.
    StillValid(Challenge),
    /// Too many were asked for, or too many wrong ones were tried; nothing was sent.
    TooMany {
        /// From when on one can be asked for again.
        again_at: Timestamp,
    },
}

/// What became of a code that was typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeChecked {
    /// It was the right one. It works no more.
    Proven(ProvenAddress),
    /// It was a wrong one.
    Wrong {
        /// How many may still be tried; 0: none, another code has to be asked for.
        tries_left: u8,
    },
    /// There is no code to be tried: it has expired, was used or replaced, or never was.
    Gone,
}

/// An address that somebody has just proven to be theirs, for one purpose. Nothing but a proof makes
/// one: a right code, the operator's network or a trusted identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenAddress {
    address: Address,
    recipient: RecipientId,
    purpose: CodePurpose,
    proven_at: Timestamp,
}

impl ProvenAddress {
    /// The address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Its pseudonym in the ledger.
    pub fn recipient(&self) -> RecipientId {
        self.recipient
    }

    /// What it was proven for; it is good for nothing else.
    pub fn purpose(&self) -> CodePurpose {
        self.purpose
    }

    /// When it was proven.
    pub fn proven_at(&self) -> Timestamp {
        self.proven_at
    }
}

impl Registry {
    /// Sends a one-time code to an address, known or not, in a language.
    ///
    /// `client` is whoever asks, where many may ask from one place (the pages); it is counted, too.
    pub async fn request_code(
        &self,
        _address: &Address,
        _purpose: CodePurpose,
        _language: Language,
        _client: Option<IpAddr>,
    ) -> Result<CodeRequested> {
        Err(Error::Failed("not yet".into()))
    }

    /// Tries a code. Each wrong one costs a try; so many as there are at once, each is counted.
    pub async fn check_code(
        &self,
        _challenge: ChallengeId,
        _purpose: CodePurpose,
        _code: &str,
    ) -> Result<CodeChecked> {
        Err(Error::Failed("not yet".into()))
    }
}
