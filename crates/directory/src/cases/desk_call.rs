//! The callers whom the desk serves: one a session, until the call ends.

use std::fmt;

use domain::{RecipientId, Timestamp};
use sqlx::Row as _;

use crate::accounts::session::StaffSessionId;
use crate::column;
use crate::error::{Error, Result};
use crate::purge::Rows;
use crate::store::Directory;

/// A call's own random number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallId(pub [u8; 16]);

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

impl Directory {
    /// Sets whom a session serves from now on; whom it served before it serves no more. `false`: the
    /// session has ended.
    pub async fn set_desk_call(&self, session: StaffSessionId, call: DeskCall) -> Result<bool> {
        self.write(move |connection| {
            Box::pin(async move {
                let set = sqlx::query(
                    "INSERT INTO desk_calls (session, call, recipient, content, proven, expires_at) \
                     SELECT digest, $1, $2, $3, $4, $5 FROM sessions WHERE digest = $6 \
                     ON CONFLICT (session) DO UPDATE SET call = excluded.call, \
                     recipient = excluded.recipient, content = excluded.content, \
                     proven = excluded.proven, expires_at = excluded.expires_at",
                )
                .bind(call.call.0.to_vec())
                .bind(call.recipient.0.to_vec())
                .bind(call.content)
                .bind(i16::from(call.proven))
                .bind(call.expires_at.as_millis())
                .bind(session.0.to_vec())
                .execute(connection)
                .await?;
                Ok::<_, Error>(set.rows_affected() > 0)
            })
        })
        .await
    }

    /// Whom a session serves now. `None`: nobody, or the call's time is over.
    pub async fn desk_call(
        &self,
        session: StaffSessionId,
        now: Timestamp,
    ) -> Result<Option<DeskCall>> {
        let row = sqlx::query(
            "SELECT call, recipient, content, proven, expires_at FROM desk_calls \
             WHERE session = $1 AND expires_at > $2",
        )
        .bind(session.0.to_vec())
        .bind(now.as_millis())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(DeskCall {
            call: CallId(column::bytes(&row, "call")?),
            recipient: RecipientId(column::bytes(&row, "recipient")?),
            content: row.try_get("content")?,
            proven: column::flag(&row, "proven")?,
            expires_at: column::instant(&row, "expires_at")?,
        }))
    }

    /// Drops calls whose time is over; says how many. Those of ended sessions go with them.
    pub async fn purge_desk(&self, now: Timestamp) -> Result<u64> {
        let calls = Rows::new("desk_calls", "session", "expires_at <= $1");
        self.purge(&calls, |query| query.bind(now.as_millis()))
            .await
    }

    /// Ends the call a session serves, and drops those whose time is over.
    pub async fn end_desk_call(&self, session: StaffSessionId, now: Timestamp) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query("DELETE FROM desk_calls WHERE session = $1 OR expires_at <= $2")
                    .bind(session.0.to_vec())
                    .bind(now.as_millis())
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}
