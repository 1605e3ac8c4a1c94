//! The operator's staff at the desk: signing in and staying signed in.
//!
//! Adding them is the operator's, on the command line; no page and no caller of the interface can.

use std::net::IpAddr;

use directory::staff_session::StaffSessionId;
use domain::Timestamp;

use crate::{Error, Registry, Result};

pub use directory::staff::{LOCKED_MILLIS, StaffMember, StaffNumber, StaffRole, TRIES_MAX};
pub use directory::staff_session::{IDLE_MILLIS, SESSION_MILLIS};

/// How many wrong passwords are looked at from one client within [`CLIENT_WINDOW_MILLIS`], so that none
/// can try names and passwords in turn.
pub const CLIENT_TRIES_MAX: u32 = 30;
/// For how long they are counted together, in milliseconds: 15 minutes.
pub const CLIENT_WINDOW_MILLIS: i64 = 15 * 60 * 1_000;

/// Somebody of the staff who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    id: StaffSessionId,
    member: StaffMember,
}

impl StaffSession {
    /// Who it is.
    pub fn member(&self) -> &StaffMember {
        &self.member
    }

    pub(crate) fn id(&self) -> StaffSessionId {
        self.id
    }
}

/// What became of signing in.
#[derive(Clone, PartialEq, Eq)]
pub enum StaffSignIn {
    /// They are in.
    Welcome {
        /// The session's token, shown this once; for a cookie.
        token: String,
        /// Who they are.
        member: StaffMember,
    },
    /// Not with this name and this password now: one of them is wrong, or there were too many wrong
    /// ones before. Which is not said.
    Wrong,
    /// From this client too many tries were wrong; this one was not looked at.
    TooMany {
        /// From when on tries count again.
        again_at: Timestamp,
    },
}

impl std::fmt::Debug for StaffSignIn {
    /// Leaves out the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Welcome { .. } => "Welcome",
            Self::Wrong => "Wrong",
            Self::TooMany { .. } => "TooMany",
        })
    }
}

impl Registry {
    /// Signs a member of the staff in. After [`TRIES_MAX`] wrong passwords in a row no password is good
    /// for [`LOCKED_MILLIS`]; from one client not more than [`CLIENT_TRIES_MAX`] wrong ones are looked
    /// at within [`CLIENT_WINDOW_MILLIS`].
    pub async fn staff_sign_in(
        &self,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<StaffSignIn> {
        let now = self.now();
        let tries = self.staff_tries();
        if let Err(again_at) = tries.count(client, now) {
            return Ok(StaffSignIn::TooMany { again_at });
        }
        let found = self
            .directory()
            .authenticate_staff(name, password, now)
            .await?;
        let Some(member) = found else {
            return Ok(StaffSignIn::Wrong);
        };
        let random = self.randomness();
        let opened = self
            .directory()
            .open_staff_session(&member, &random, now)
            .await;
        match opened {
            Ok(token) => {
                tries.take_back(client);
                Ok(StaffSignIn::Welcome { token, member })
            }
            // Kept out between the two calls.
            Err(directory::Error::NotFound(_)) => Ok(StaffSignIn::Wrong),
            Err(error) => Err(error.into()),
        }
    }

    /// Who holds a session's token. `None`: nobody (any more).
    pub async fn staff_session(&self, token: &str) -> Result<Option<StaffSession>> {
        let found = self.directory().staff_of_session(token, self.now()).await;
        Ok(found
            .map_err(Error::from)?
            .map(|(id, member)| StaffSession { id, member }))
    }

    /// Signs out, ending the call that is being served.
    pub async fn staff_sign_out(&self, session: &StaffSession) -> Result<()> {
        Ok(self.directory().close_staff_session(session.id).await?)
    }
}
