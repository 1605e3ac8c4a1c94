//! The operator's staff, signed in: the same for every console of theirs. A console is for one role, and nobody of
//! another gets or keeps a session there.
//!
//! Adding them is the operator's, on the command line; no page and no caller of the interface can.

use std::net::IpAddr;

use directory::Entity;
use directory::session::StaffSessionId;
use domain::Timestamp;

use crate::password_gate::Judged;
use crate::{Registry, Result};

pub use directory::staff::{StaffMember, StaffNumber, StaffRole};

/// Somebody of the staff who has signed in. Each console has a type of its own for those in its role.
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
    /// Not with this name and this password: one of them is wrong, or they are somebody's of another role. Which is not said, so
    /// that a console with one factor tells nobody what a console with two would keep.
    Wrong,
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
            Self::TooMany { .. } => "TooMany",
        })
    }
}

impl Registry {
    /// Signs a member of the staff in who has this role. Wrong passwords are counted as those of
    /// [`Contract::log_in`](crate::Contract::log_in) are, apart from them.
    pub(crate) async fn sign_staff_in(
        &self,
        role: StaffRole,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<StaffSignIn> {
        let now = self.now();
        let directory = self.directory().clone();
        let (own_name, own_password) = (name.to_owned(), password.to_owned());
        let look = |asker| async move {
            let (name, password) = (own_name, own_password);
            let found = directory
                .authenticate_staff(&name, &password, asker)
                .await?;
            Ok(found.filter(|member| member.role == role))
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
        Ok(match self.let_staff_in(&member, now).await? {
            Some(token) => StaffSignIn::Welcome { token, member },
            None => StaffSignIn::Wrong,
        })
    }

    /// Opens a session for somebody whose word was found right: its token. `None`: they were kept out meanwhile.
    pub(crate) async fn let_staff_in(
        &self,
        member: &StaffMember,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let random = self.random();
        match self
            .directory()
            .open_staff_session(member, random, now)
            .await
        {
            Ok(token) => Ok(Some(token)),
            Err(directory::Error::NotFound(Entity::Staff)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Who holds a session's token. `None`: nobody (any more), or nobody who has this role.
    pub(crate) async fn staff_in_role(
        &self,
        role: StaffRole,
        token: &str,
    ) -> Result<Option<StaffSession>> {
        let found = self.directory().staff_of_session(token, self.now()).await?;
        Ok(found
            .filter(|(_, member)| member.role == role)
            .map(|(id, member)| StaffSession { id, member }))
    }

    /// Ends a session.
    pub(crate) async fn sign_staff_out(&self, session: &StaffSession) -> Result<()> {
        Ok(self.directory().end_session(session.id.0).await?)
    }
}
