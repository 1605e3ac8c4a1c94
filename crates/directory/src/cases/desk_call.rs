//! The callers whom the desk serves: one a session, until the call ends.

use std::fmt;

use domain::{RecipientId, Timestamp};

use crate::accounts::session::StaffSessionId;
use crate::column::wrapper;
use crate::error::Result;
use crate::row::row;
use crate::statement::sql;
use crate::store::Directory;

/// A call's own random number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallId(pub [u8; 16]);

wrapper! { CallId([u8; 16]) }

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallId")
    }
}

/// A caller who is being served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCall {
    /// The call.
    pub call: CallId,
    /// The caller's pseudonym.
    pub recipient: RecipientId,
    /// The address and why it is looked at, sealed.
    pub content: Vec<u8>,
    /// Whether the caller has proven that the address is theirs.
    pub proven: bool,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

row! { DeskCall in desk_calls: call, recipient, content, proven, expires_at }

impl Directory {
    /// Sets whom a session serves from now on; whom it served before it serves no more. `false`: the
    /// session has ended.
    pub async fn set_desk_call(&self, session: StaffSessionId, call: DeskCall) -> Result<bool> {
        let set = sql!("INSERT INTO desk_calls (session, call, recipient, content, proven, \
             expires_at) SELECT digest, $1, $2, $3, $4, $5 FROM sessions WHERE digest = $6 \
             ON CONFLICT (session) DO UPDATE SET call = excluded.call, \
             recipient = excluded.recipient, content = excluded.content, \
             proven = excluded.proven, expires_at = excluded.expires_at";
            call.call, call.recipient, call.content, call.proven, call.expires_at, session);
        Ok(self.run(set).await? > 0)
    }

    /// Whom a session serves now. `None`: nobody, or the call's time is over.
    pub async fn desk_call(
        &self,
        session: StaffSessionId,
        now: Timestamp,
    ) -> Result<Option<DeskCall>> {
        let call = sql!(DeskCall::rows("WHERE session = $1 AND expires_at > $2"); session, now);
        self.one(call).await
    }

    /// Drops calls whose time is over; says how many. Those of ended sessions go with them.
    pub async fn purge_desk(&self, now: Timestamp) -> Result<u64> {
        self.purge("desk_calls", "session", "expires_at <= $1", [now])
            .await
    }

    /// Ends the call a session serves, and drops those whose time is over.
    pub async fn end_desk_call(&self, session: StaffSessionId, now: Timestamp) -> Result<()> {
        let change = sql!("DELETE FROM desk_calls WHERE session = $1 OR expires_at <= $2";
            session, now);
        self.apply(change).await
    }
}
