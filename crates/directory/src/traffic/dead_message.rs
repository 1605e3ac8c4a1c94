//! Messages that were given up: what the operator looks at, tries again or drops.

use domain::Timestamp;
use sqlx::Row as _;

use crate::column;
use crate::db::{Read as _, Row, sql};
use crate::error::Result;
use crate::store::Directory;
use crate::traffic::message::{self, MESSAGES_MAX, MessageId, StoredMessage};

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

const COLUMNS: &str = "id, recipient, by_text, urgency, written_at, good_until, due_at, attempts, \
                       finished_at, reason, content";

impl Directory {
    /// The messages given up, the newest first, at most `limit` (and [`MESSAGES_MAX`]).
    pub async fn dead_messages(&self, limit: u32) -> Result<Vec<DeadMessage>> {
        let query = format!(
            "SELECT {COLUMNS} FROM messages WHERE state = 'dead' ORDER BY finished_at DESC, id \
             LIMIT $1"
        );
        sql(query)
            .bind(i64::from(limit.min(MESSAGES_MAX)))
            .all(self.readers(), dead)
            .await
    }

    /// A message given up.
    pub async fn dead_message(&self, id: MessageId) -> Result<Option<DeadMessage>> {
        let query = format!("SELECT {COLUMNS} FROM messages WHERE state = 'dead' AND id = $1");
        sql(query)
            .bind(id.0.as_slice())
            .fetch_optional(self.readers())
            .await?
            .as_ref()
            .map(dead)
            .transpose()
    }

    /// Has a message that was given up tried again, as if it never had been. `false`: there is none.
    pub async fn retry_message(&self, id: MessageId, now: Timestamp) -> Result<bool> {
        self.write(move |connection| {
            Box::pin(async move {
                let retried = sqlx::query(
                    "UPDATE messages SET state = 'waiting', finished_at = NULL, attempts = 0, \
                     due_at = $1, leased_until = NULL WHERE id = $2 AND state = 'dead'",
                )
                .bind(now.as_millis())
                .bind(id.0.as_slice())
                .execute(connection)
                .await?;
                Ok(retried.rows_affected() > 0)
            })
        })
        .await
    }

    /// Drops a message that was given up. `false`: there is none.
    pub async fn drop_dead_message(&self, id: MessageId, now: Timestamp) -> Result<bool> {
        self.write(move |connection| {
            Box::pin(async move {
                let dropped = sqlx::query(
                    "UPDATE messages SET state = 'dropped', finished_at = $1, content = NULL \
                     WHERE id = $2 AND state = 'dead'",
                )
                .bind(now.as_millis())
                .bind(id.0.as_slice())
                .execute(connection)
                .await?;
                Ok(dropped.rows_affected() > 0)
            })
        })
        .await
    }
}

fn dead(row: &Row) -> Result<DeadMessage> {
    Ok(DeadMessage {
        message: message::message(row)?,
        attempts: column::code(row, "attempts")?,
        given_up_at: column::instant(row, "finished_at")?,
        reason: row
            .try_get::<Option<String>, _>("reason")?
            .unwrap_or_default(),
    })
}
