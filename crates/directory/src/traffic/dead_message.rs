//! Messages that were given up: what the operator looks at, tries again or drops.

use domain::Timestamp;

use crate::db::Row;
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::statement::{Statement, selection, sql};
use crate::store::Directory;
use crate::traffic::message::{MESSAGE_COLUMNS, MESSAGES_MAX, MessageId, StoredMessage};

/// A message that was given up.
#[derive(Clone, Debug)]
pub struct DeadMessage {
    /// The message.
    pub message: StoredMessage,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was given up.
    pub given_up_at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Those given up.
const DEAD: &str = "WHERE state = 'dead'";

impl Directory {
    /// The messages given up, the newest first, at most `limit` (and [`MESSAGES_MAX`]).
    pub async fn dead_messages(&self, limit: u32) -> Result<Vec<DeadMessage>> {
        let dead = format!("{DEAD} ORDER BY finished_at DESC, id LIMIT $1");
        self.all(sql!(DeadMessage::rows(&dead); limit.min(MESSAGES_MAX)))
            .await
    }

    /// A message given up.
    pub async fn dead_message(&self, id: MessageId) -> Result<Option<DeadMessage>> {
        let dead = format!("{DEAD} AND id = $1");
        self.one(sql!(DeadMessage::rows(&dead); id)).await
    }

    /// Has a message that was given up tried again, as if it never had been. `false`: there is none.
    pub async fn retry_message(&self, id: MessageId, now: Timestamp) -> Result<bool> {
        let retried = sql!("UPDATE messages SET state = 'waiting', finished_at = NULL, \
             attempts = 0, due_at = $1, leased_until = NULL WHERE id = $2 AND state = 'dead'";
            now, id);
        Ok(self.run(retried).await? > 0)
    }

    /// Drops a message that was given up. `false`: there is none.
    pub async fn drop_dead_message(&self, id: MessageId, now: Timestamp) -> Result<bool> {
        let dropped = sql!("UPDATE messages SET state = 'dropped', finished_at = $1, \
             content = NULL WHERE id = $2 AND state = 'dead'"; now, id);
        Ok(self.run(dropped).await? > 0)
    }
}

impl DeadMessage {
    fn rows(rest: &str) -> Statement {
        let columns = [MESSAGE_COLUMNS, "attempts", "finished_at", "reason"];
        selection(&columns, "messages", rest)
    }
}

impl FromRow for DeadMessage {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            message: FromRow::read(row)?,
            attempts: row.read("attempts")?,
            given_up_at: row.read("finished_at")?,
            reason: row.read::<Option<_>>("reason")?.unwrap_or_default(),
        })
    }
}
