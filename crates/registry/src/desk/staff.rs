//! The operator's staff at the desk: signing in and staying signed in.
//!
//! Adding them is the operator's, on the command line; no page and no caller of the interface can.

use std::net::IpAddr;

use directory::session::StaffSessionId;
use domain::Timestamp;

use crate::password_gate::Judged;
use crate::{Desk, Result};

pub use directory::staff::{StaffMember, StaffNumber, StaffRole};

/// Somebody of the staff who has signed in at the desk, and whose role is to serve callers there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSession {
    id: StaffSessionId,
    member: StaffMember,
}

impl AgentSession {
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
    /// Not with this name and this password: one of them is wrong. Which is not said.
    Wrong,
    /// They are right, but their role does not serve callers; no session was opened.
    NotAtDesk,
    /// Too many tries were wrong of this client, or for this name; this one was not looked at.
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
            Self::NotAtDesk => "NotAtDesk",
            Self::TooMany { .. } => "TooMany",
        })
    }
}

impl Desk<'_> {
    /// Signs a member of the staff in whose role serves callers. Wrong passwords are counted as those of
    /// [`Contract::log_in`](crate::Contract::log_in) are, apart from them.
    pub async fn staff_sign_in(
        self,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<StaffSignIn> {
        let now = self.now();
        let directory = self.directory().clone();
        let (own_name, own_password) = (name.to_owned(), password.to_owned());
        let look = |asker| async move {
            let (name, password) = (own_name, own_password);
            directory.authenticate_staff(&name, &password, asker).await
        };
        let judged = self
            .staff_gate()
            .judge((name, password), client, now, look)
            .await?;
        let member = match judged {
            Judged::Right(member) => member,
            Judged::Wrong => return Ok(StaffSignIn::Wrong),
            Judged::Wait(again_at) => return Ok(StaffSignIn::TooMany { again_at }),
        };
        if !member.role.serves_callers() {
            return Ok(StaffSignIn::NotAtDesk);
        }
        let random = self.random();
        let opened = self
            .directory()
            .open_staff_session(&member, random, now)
            .await;
        match opened {
            Ok(token) => Ok(StaffSignIn::Welcome { token, member }),
            // Kept out between the two calls.
            Err(directory::Error::NotFound(_)) => Ok(StaffSignIn::Wrong),
            Err(error) => Err(error.into()),
        }
    }

    /// Who holds a session's token. `None`: nobody (any more), or nobody whose role serves callers.
    pub async fn staff_session(self, token: &str) -> Result<Option<AgentSession>> {
        let found = self.directory().staff_of_session(token, self.now()).await?;
        Ok(found
            .filter(|(_, member)| member.role.serves_callers())
            .map(|(id, member)| AgentSession { id, member }))
    }

    /// Signs out, ending the call that is being served.
    pub async fn staff_sign_out(self, session: &AgentSession) -> Result<()> {
        Ok(self.directory().end_session(session.id.0).await?)
    }
}
