//! Who is calling: an authenticated user of one party.

use std::sync::Arc;

use directory::user::{User, Username};
use domain::{ErrorCode, Timestamp};

use crate::{Contract, Error, Party, Result};

/// A user whose token or password has been checked.
#[derive(Clone, Debug)]
pub struct Caller {
    user: Arc<User>,
}

impl Caller {
    pub(crate) fn new(user: Arc<User>) -> Self {
        Self { user }
    }

    /// Somebody of a party who has no user: what such a caller may do is asked with it, and nothing is done.
    pub(crate) fn imagined(party: Party, now: Timestamp) -> Option<Self> {
        let user = User {
            name: Username::new("imagined")?,
            kind: party,
            disabled: false,
            created: now,
        };
        Some(Self::new(Arc::new(user)))
    }

    /// The party the user acts for.
    pub fn party(&self) -> Party {
        self.user.kind
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }
}

impl Contract<'_> {
    /// Who holds an access token; `H351` when nobody does (any more).
    pub async fn caller_of(self, token: &str) -> Result<Caller> {
        let user = self.directory().user_of_access(token, self.now()).await?;
        user.map(Caller::new)
            .ok_or_else(|| Error::code(ErrorCode::H351))
    }

    /// `H351` once a caller's user is kept out.
    pub(crate) async fn require_caller(self, caller: &Caller) -> Result<()> {
        let user = self.directory().user(&caller.user.name).await?;
        if user.is_some_and(|user| !user.disabled) {
            Ok(())
        } else {
            Err(Error::code(ErrorCode::H351))
        }
    }
}
