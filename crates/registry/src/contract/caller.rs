//! Who is calling: an authenticated user of one party.

use std::net::IpAddr;
use std::sync::Arc;

use directory::user::{User, Username};
use domain::{ErrorCode, Timestamp};

use crate::{Contract, Error, Party, Result};

/// A user whose token or password has been checked.
#[derive(Clone, Debug)]
pub struct Caller {
    user: Arc<User>,
    /// Where it calls from; `None`: nobody calls, what was begun goes on.
    client: Option<IpAddr>,
}

impl Caller {
    pub(crate) fn new(user: Arc<User>, client: Option<IpAddr>) -> Self {
        Self { user, client }
    }

    /// Somebody of a party who has no user: what such a caller may do is asked with it, and nothing is done.
    pub(crate) fn imagined(party: Party, now: Timestamp) -> Option<Self> {
        let user = User {
            name: Username::new("imagined")?,
            kind: party,
            disabled: false,
            created: now,
        };
        Some(Self::new(Arc::new(user), None))
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
    /// Who holds an access token and calls from an address; `H351` when nobody does (any more), or its user may not call from
    /// there. That the user has called is noted beside requests.
    pub async fn caller_of(self, token: &str, client: IpAddr) -> Result<Caller> {
        let user = self.directory().user_of_access(token, self.now()).await?;
        let user = user.ok_or_else(|| Error::code(ErrorCode::H351))?;
        let caller = Caller::new(user, Some(client));
        self.require_place(&caller).await?;
        self.uses().note(&caller.user.name, self.now());
        Ok(caller)
    }

    /// `H351` once a caller's user is kept out, or may not call from where it does any more.
    pub(crate) async fn require_caller(self, caller: &Caller) -> Result<()> {
        let user = self.directory().user(&caller.user.name).await?;
        if user.is_none_or(|user| user.disabled) {
            return Err(Error::code(ErrorCode::H351));
        }
        self.require_place(caller).await
    }

    async fn require_place(self, caller: &Caller) -> Result<()> {
        let networks = self.directory().networks_of(&caller.user.name).await?;
        if caller.client.is_none_or(|client| networks.allow(client)) {
            Ok(())
        } else {
            Err(Error::code(ErrorCode::H351))
        }
    }
}
