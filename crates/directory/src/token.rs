//! Tokens: opaque, 256 random bits, kept as SHA-256 only.

use std::fmt;
use std::sync::Arc;

use domain::Timestamp;

use crate::error::Result;
use crate::random::Randomness;
use crate::store::Directory;
use crate::user::{User, Username};

/// How long an access token lives, in seconds (contract 2.1).
pub const ACCESS_SECONDS: i64 = 7_200;
/// How long a refresh token lives, in seconds (contract 2.1).
pub const REFRESH_SECONDS: i64 = 14_400;
/// What access tokens begin with, so that leaked ones can be searched for.
pub const ACCESS_PREFIX: &str = "izin_at_";
/// What refresh tokens begin with.
pub const REFRESH_PREFIX: &str = "izin_rt_";

/// A fresh pair of tokens. Shown once; its `Debug` leaves the tokens out.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Opens calls for [`ACCESS_SECONDS`].
    pub access: String,
    /// Gets a new pair for [`REFRESH_SECONDS`].
    pub refresh: String,
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair").finish_non_exhaustive()
    }
}

impl Directory {
    /// Issues a pair of tokens. `NotFound(User)`: the user is gone or disabled.
    pub async fn issue_tokens(
        &self,
        user: &Username,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<TokenPair> {
        todo!()
    }

    /// Whose access token this is; `None` if it is not one, expired or revoked. Answered from
    /// memory when asked for lately.
    pub async fn user_of_access(&self, token: &str, now: Timestamp) -> Result<Option<Arc<User>>> {
        todo!()
    }

    /// A new pair for a refresh token, which itself stays good until it expires (contract 20,
    /// no. 21); `None` if it is not one, expired or revoked.
    pub async fn refresh_tokens(
        &self,
        token: &str,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<Option<TokenPair>> {
        todo!()
    }

    /// Revokes all tokens of a user, from this call's return.
    pub async fn revoke_all(&self, user: &Username) -> Result<()> {
        todo!()
    }

    /// Forgets expired tokens; says how many.
    pub async fn purge_tokens(&self, now: Timestamp) -> Result<u64> {
        todo!()
    }
}
