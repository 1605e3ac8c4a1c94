//! Agents: who has signed in at the desk.

use std::net::IpAddr;

use directory::session::StaffSessionId;

use crate::staff::{StaffMember, StaffRole, StaffSession, StaffSignIn};
use crate::{Desk, Result};

/// Somebody of the staff who has signed in at the desk, and whose role is to serve callers there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSession(StaffSession);

impl AgentSession {
    /// Who it is.
    pub fn member(&self) -> &StaffMember {
        self.0.member()
    }

    pub(crate) fn id(&self) -> StaffSessionId {
        self.0.id()
    }
}

impl Desk<'_> {
    /// Signs an agent in.
    pub async fn staff_sign_in(
        self,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<StaffSignIn> {
        self.sign_staff_in(StaffRole::Agent, name, password, client)
            .await
    }

    /// The agent who holds a session's token. `None`: nobody (any more), or somebody of another role.
    pub async fn staff_session(self, token: &str) -> Result<Option<AgentSession>> {
        let found = self.staff_in_role(StaffRole::Agent, token).await?;
        Ok(found.map(AgentSession))
    }

    /// Signs out, ending the call that is being served.
    pub async fn staff_sign_out(self, session: &AgentSession) -> Result<()> {
        self.sign_staff_out(&session.0).await
    }
}
