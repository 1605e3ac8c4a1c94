//! Names and passwords that were found right.

use domain::Timestamp;
use domain::outside::Random;
use keys::OsRandom;
use sha2::{Digest, Sha256};

use super::row::User;
use crate::cache::Cache;

/// How many such answers are remembered.
const VERIFIED_MAX: usize = 1_024;

/// The names and passwords found right lately, under a key that lives as long as the process, so
/// that what is in memory cannot be tried against lists of passwords elsewhere.
pub(crate) struct VerifiedCredentials {
    key: [u8; 32],
    pub(super) cache: Cache<[u8; 32], VerifiedUser>,
}

/// Whose name and password they are.
#[derive(Clone)]
pub(crate) struct VerifiedUser {
    pub(super) user: User,
    /// Until when that is remembered.
    pub(super) until: Timestamp,
    /// When the password ends, if that is known: nobody remembers it for longer.
    ends: Option<Timestamp>,
}

impl VerifiedUser {
    pub(super) fn new(user: User, ends: Option<Timestamp>) -> Self {
        let until = Timestamp::from_millis(0);
        Self { user, until, ends }
    }

    /// The same, to be remembered until an instant.
    pub(super) fn kept(mut self, until: Timestamp) -> Self {
        self.until = self.ends.map_or(until, |ends| ends.min(until));
        self
    }
}

impl VerifiedCredentials {
    pub(crate) fn new() -> Self {
        // The key changes no answer, so it need not be passed in.
        let mut key = [0; 32];
        OsRandom.fill(&mut key);
        Self {
            key,
            cache: Cache::new(VERIFIED_MAX),
        }
    }

    pub(super) fn digest(&self, name: &str, password: &str) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.key);
        // The name's length keeps the two apart.
        hasher.update(name.len().to_be_bytes());
        hasher.update(name);
        hasher.update(password);
        hasher.finalize().into()
    }
}
