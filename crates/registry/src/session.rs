//! Logging in and staying logged in (contract section 2).

use directory::token::{ACCESS_SECONDS, REFRESH_SECONDS, TokenPair};

use crate::{Error, Party, Registry};

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

/// Why somebody did not get tokens.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No user of this name with this password; which of the two is not said.
    #[error("the user name or the password is wrong")]
    Credentials,
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

impl Registry {
    /// Tokens for a name and a password.
    pub async fn log_in(&self, name: &str, password: &str) -> Result<Session, LoginError> {
        let user = self
            .directory()
            .authenticate(name, password)
            .await?
            .ok_or(LoginError::Credentials)?;
        if user.kind == Party::Admin {
            return Err(LoginError::Admin);
        }
        let random = self.randomness();
        let issued = self
            .directory()
            .issue_tokens(&user.name, &random, self.now())
            .await;
        match issued {
            Ok(tokens) => Ok(tokens.into()),
            // Disabled between the two calls.
            Err(directory::Error::NotFound(_)) => Err(LoginError::Credentials),
            Err(error) => Err(error.into()),
        }
    }

    /// New tokens for a refresh token, which stays good until it expires (contract section 20,
    /// no. 21).
    pub async fn refresh(&self, token: &str) -> Result<Session, LoginError> {
        let random = self.randomness();
        self.directory()
            .refresh_tokens(token, &random, self.now())
            .await?
            .map(Session::from)
            .ok_or(LoginError::RefreshToken)
    }
}
