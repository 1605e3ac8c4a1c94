//! Logging in and staying logged in (contract 2).

use std::net::IpAddr;

use directory::password::PasswordUse;
use directory::token::{ACCESS_SECONDS, REFRESH_SECONDS, TokenPair};
use domain::Timestamp;

use crate::clients::network;
use crate::password_gate::Judged;
use crate::{Contract, Error, Party, Result};

pub use crate::attempts::{
    CLIENT_TRIES_MAX, CLIENT_WINDOW, NAME_TRIES_MAX, NAME_WINDOW, SLOW, STRANGERS_TRIES_MAX,
};
pub use crate::limits::REFRESH_TRIES_MAX;

/// A pair of fresh tokens. Shown once; its `Debug` leaves them out, as that of [`TokenPair`] does.
#[derive(Clone, Debug)]
pub struct Session {
    /// The tokens.
    pub tokens: TokenPair,
    /// How long the access token lives, in seconds.
    pub access_seconds: i64,
    /// How long the refresh token lives, in seconds.
    pub refresh_seconds: i64,
}

impl From<TokenPair> for Session {
    fn from(tokens: TokenPair) -> Self {
        Self {
            tokens,
            access_seconds: ACCESS_SECONDS,
            refresh_seconds: REFRESH_SECONDS,
        }
    }
}

/// Why somebody did not get tokens, or was not let in by a password.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No user of this name with this password; which of the two is not said.
    #[error("the user name or the password is wrong")]
    Credentials,
    /// Too many wrong ones came from this client, or for this name; this one was not looked at.
    #[error("too many wrong ones were tried")]
    TooMany {
        /// From when on tries count again.
        again_at: Timestamp,
    },
    /// The operator's own users have no use of the interface.
    #[error("an operator's user has no use of the interface")]
    Admin,
    /// Not a refresh token, or one that has expired or been revoked.
    #[error("the refresh token is not valid")]
    RefreshToken,
    /// The registry itself failed or is too busy.
    #[error(transparent)]
    Registry(#[from] Error),
}

impl From<directory::Error> for LoginError {
    fn from(error: directory::Error) -> Self {
        Self::Registry(error.into())
    }
}

impl Contract<'_> {
    /// Tokens for a name and a password. Wrong ones are counted by client and by name
    /// ([`CLIENT_TRIES_MAX`], [`NAME_TRIES_MAX`], [`STRANGERS_TRIES_MAX`]).
    pub async fn log_in(
        self,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<Session, LoginError> {
        let directory = self.directory().clone();
        let (own_name, own_password) = (name.to_owned(), password.to_owned());
        let now = self.now();
        let look = |asker| async move {
            let what = PasswordUse::Login;
            let (name, password) = (own_name, own_password);
            let found = directory.authenticate_by_either(&name, &password, what, asker, now);
            let Some((user, mark)) = found.await? else {
                return Ok(None);
            };
            // Who may not call from there learns no more than who guesses, and is counted alike.
            let networks = directory.networks_of(&user.name).await?;
            Ok(networks.allow(client).then_some((user, mark)))
        };
        let judged = self
            .login_gate()
            .judge((name, password), client, now, look)
            .await?;
        let (user, mark) = match judged {
            Judged::Right(found) => found,
            Judged::Wrong => return Err(LoginError::Credentials),
            Judged::Wait(again_at) => return Err(LoginError::TooMany { again_at }),
        };
        if user.kind == Party::Admin {
            return Err(LoginError::Admin);
        }
        let random = self.random();
        // Another address of the same network may have asked with it.
        let networks = self.directory().networks_of(&user.name).await?;
        if !networks.allow(client) {
            return Err(LoginError::Credentials);
        }
        let issued = self
            .directory()
            .issue_tokens_by(&user.name, mark, random, self.now())
            .await;
        match issued {
            Ok(tokens) => {
                self.uses().note(&user.name, self.now());
                Ok(tokens.into())
            }
            // Disabled between the two calls.
            Err(directory::Error::NotFound(_)) => Err(LoginError::Credentials),
            Err(error) => Err(error.into()),
        }
    }

    /// New tokens for a refresh token, which stays good until it expires (contract 20,
    /// no. 21). A client that has sent [`REFRESH_TRIES_MAX`] wrong ones waits.
    pub async fn refresh(self, token: &str, client: IpAddr) -> Result<Session, LoginError> {
        let (now, from, client) = (self.now(), client, network(client));
        self.limits()
            .refresh_tries
            .look(&client, now)
            .map_err(|again_at| LoginError::TooMany { again_at })?;
        let random = self.random();
        let refreshed = self.directory();
        let refreshed = refreshed.refresh_tokens(token, from, random, now).await?;
        if refreshed.is_none() {
            // One too many at the same time is none that matters: these cannot be guessed.
            let _ = self.limits().refresh_tries.count(&client, now);
        }
        refreshed.map(Session::from).ok_or(LoginError::RefreshToken)
    }
}
