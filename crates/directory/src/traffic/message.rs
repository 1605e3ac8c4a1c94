//! Messages on their way to people: leases, attempts, outcomes.
//!
//! What a message says is sealed by the caller and never looked at here.

use domain::{RecipientId, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Row};
use crate::error::{Error, Result};
use crate::purge::Rows;
use crate::retention::NOT_HELD;
use crate::store::Directory;

/// The longest reason that is kept, in bytes; the rest is cut off.
pub const REASON_LEN_MAX: usize = 200;

/// The most messages of one answer.
pub const MESSAGES_MAX: u32 = 1_000;

/// A message's identity: random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub [u8; 16]);

/// One of the processes that work on the same directory; the same after it has started anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(pub [u8; 16]);

/// What goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Urgency {
    /// Codes, which somebody waits for.
    Code = 1,
    /// Answers to what somebody has done.
    Answer = 2,
    /// Notices.
    Notice = 3,
}

impl Urgency {
    const ALL: [Self; 3] = [Self::Code, Self::Answer, Self::Notice];

    const fn as_stored(self) -> i16 {
        self as i16
    }

    fn from_stored(number: i16) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|urgency| urgency.as_stored() == number)
    }
}

/// A message to be kept until it is sent. Its `Debug` shows no content.
#[derive(Clone)]
pub struct StoredMessage {
    /// Its identity.
    pub id: MessageId,
    /// To whom.
    pub recipient: RecipientId,
    /// By text message; otherwise by e-mail.
    pub by_text: bool,
    /// What it gives way to.
    pub urgency: Urgency,
    /// When it was written.
    pub written_at: Timestamp,
    /// After this it is not worth sending.
    pub good_until: Option<Timestamp>,
    /// When to send it.
    pub due_at: Timestamp,
    /// Address, language and content, sealed.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for StoredMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredMessage")
            .field("id", &self.id)
            .field("urgency", &self.urgency)
            .finish_non_exhaustive()
    }
}

/// A message somebody has taken in hand.
#[derive(Clone, Debug)]
pub struct LeasedMessage {
    /// The message.
    pub message: StoredMessage,
    /// How often it was taken in hand, this time included.
    pub attempts: u32,
}

/// Which messages are wanted, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// By text message; otherwise by e-mail.
    pub by_text: bool,
    /// Nothing less urgent than this.
    pub least: Urgency,
    /// The most messages.
    pub limit: u32,
    /// Now.
    pub now: Timestamp,
    /// Until when nobody else is to take them.
    pub until: Timestamp,
    /// Who takes them.
    pub owner: NodeId,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken by who delivers it; its content is forgotten.
    Sent,
    /// It is to be tried again.
    Later {
        /// When.
        due_at: Timestamp,
        /// Why it was not taken.
        reason: String,
    },
    /// It is given up; the operator sees it.
    Dead {
        /// Why.
        reason: String,
    },
    /// Nobody wants it any more; its content is forgotten.
    Dropped {
        /// Why.
        reason: String,
    },
}

/// How many messages are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageCounts {
    /// Waiting, notices among them.
    pub waiting: u64,
    /// Waiting notices.
    pub waiting_notices: u64,
    /// Given up.
    pub dead: u64,
}

impl Directory {
    /// Keeps a message; durable when this returns.
    pub async fn add_message(&self, message: StoredMessage) -> Result<()> {
        self.write(move |connection| Box::pin(async move { insert(connection, &message).await }))
            .await
    }

    /// Whether a message of such a lease is due.
    pub async fn message_is_due(&self, lease: Lease) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS due FROM (SELECT 1 FROM messages WHERE state = 'waiting' \
             AND by_text = $1 AND urgency <= $2 AND due_at <= $3 \
             AND (leased_until IS NULL OR leased_until <= $3) LIMIT 1) AS first",
        )
        .bind(i16::from(lease.by_text))
        .bind(lease.least.as_stored())
        .bind(lease.now.as_millis())
        .fetch_one(self.readers())
        .await?;
        Ok(column::count(&row, "due")? > 0)
    }

    /// Takes due messages in hand, the most urgent first, then those due the longest. Nobody else
    /// gets them until the lease ends.
    pub async fn lease_messages(&self, lease: Lease) -> Result<Vec<LeasedMessage>> {
        self.write(move |connection| {
            Box::pin(async move {
                let rows = sqlx::query(
                    "UPDATE messages SET leased_until = $1, leased_by = $6, attempts = attempts + 1 \
                     WHERE id IN (SELECT id FROM messages WHERE state = 'waiting' \
                     AND by_text = $2 AND urgency <= $3 AND due_at <= $4 \
                     AND (leased_until IS NULL OR leased_until <= $4) \
                     ORDER BY urgency, due_at LIMIT $5) \
                     RETURNING id, recipient, by_text, urgency, written_at, good_until, due_at, \
                     attempts, content",
                )
                .bind(lease.until.as_millis())
                .bind(i16::from(lease.by_text))
                .bind(lease.least.as_stored())
                .bind(lease.now.as_millis())
                .bind(i64::from(lease.limit.min(MESSAGES_MAX)))
                .bind(lease.owner.0.to_vec())
                .fetch_all(connection)
                .await?;
                let mut leased = rows.iter().map(leased).collect::<Result<Vec<_>>>()?;
                // What an UPDATE returns has no order.
                leased.sort_by_key(|leased| (leased.message.urgency, leased.message.due_at));
                Ok(leased)
            })
        })
        .await
    }

    /// Records what became of a waiting message. `false`: it no longer waits, and stays as it is.
    pub async fn settle_message(
        &self,
        id: MessageId,
        outcome: Outcome,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(move |connection| Box::pin(settle(connection, id, outcome, now)))
            .await
    }

    /// Gives an owner's leases back: those of an earlier run, which can no longer be at work. Leases from before there
    /// were owners are its own, too.
    pub async fn release_messages(&self, owner: NodeId) -> Result<u64> {
        self.write(move |connection| {
            Box::pin(async move {
                let released = sqlx::query(
                    "UPDATE messages SET leased_until = NULL WHERE leased_until IS NOT NULL \
                     AND (leased_by = $1 OR leased_by IS NULL)",
                )
                .bind(owner.0.to_vec())
                .execute(connection)
                .await?;
                Ok(released.rows_affected())
            })
        })
        .await
    }

    /// Drops what was written to a recipient up to an instant and still waits; says how many messages.
    pub async fn drop_messages(
        &self,
        recipient: RecipientId,
        written_until: Timestamp,
        reason: &str,
        now: Timestamp,
    ) -> Result<u64> {
        let reason = cut(reason);
        self.write(move |connection| {
            Box::pin(async move {
                let dropped = sqlx::query(
                    "UPDATE messages SET state = 'dropped', finished_at = $1, reason = $2, \
                     content = NULL, leased_until = NULL \
                     WHERE recipient = $3 AND state = 'waiting' AND written_at <= $4",
                )
                .bind(now.as_millis())
                .bind(reason)
                .bind(recipient.0.as_slice())
                .bind(written_until.as_millis())
                .execute(connection)
                .await?;
                Ok(dropped.rows_affected())
            })
        })
        .await
    }

    /// How many messages are in which state.
    pub async fn message_counts(&self) -> Result<MessageCounts> {
        let row = sqlx::query(
            "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting, \
             COUNT(CASE WHEN state = 'waiting' AND urgency = 3 THEN 1 END) AS waiting_notices, \
             COUNT(CASE WHEN state = 'dead' THEN 1 END) AS dead \
             FROM messages WHERE state IN ('waiting', 'dead')",
        )
        .fetch_one(self.readers())
        .await?;
        Ok(MessageCounts {
            waiting: column::count(&row, "waiting")?,
            waiting_notices: column::count(&row, "waiting_notices")?,
            dead: column::count(&row, "dead")?,
        })
    }

    /// Forgets messages that were finished before an instant, those given up among them, but for
    /// those held; says how many.
    pub async fn purge_messages(&self, before: Timestamp) -> Result<u64> {
        let over = format!("finished_at < $1 AND {NOT_HELD} messages.recipient)");
        self.purge(&Rows::new("messages", "id", over), |query| {
            query.bind(before.as_millis())
        })
        .await
    }
}

/// Adds a message within a transaction.
pub(crate) async fn insert(connection: &mut Connection, message: &StoredMessage) -> Result<()> {
    sqlx::query(
        "INSERT INTO messages (id, recipient, by_text, urgency, written_at, good_until, due_at, \
         attempts, state, content) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'waiting', $8)",
    )
    .bind(message.id.0.as_slice())
    .bind(message.recipient.0.as_slice())
    .bind(i16::from(message.by_text))
    .bind(message.urgency.as_stored())
    .bind(message.written_at.as_millis())
    .bind(message.good_until.map(Timestamp::as_millis))
    .bind(message.due_at.as_millis())
    .bind(message.content.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

async fn settle(
    connection: &mut Connection,
    id: MessageId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<bool> {
    let query = match outcome {
        Outcome::Later { due_at, reason } => sqlx::query(
            "UPDATE messages SET leased_until = NULL, due_at = $1, reason = $2 \
             WHERE id = $3 AND state = 'waiting'",
        )
        .bind(due_at.as_millis())
        .bind(Some(cut(&reason))),
        Outcome::Dead { reason } => sqlx::query(
            "UPDATE messages SET leased_until = NULL, state = 'dead', finished_at = $1, \
             reason = $2 WHERE id = $3 AND state = 'waiting'",
        )
        .bind(now.as_millis())
        .bind(Some(cut(&reason))),
        Outcome::Sent => sqlx::query(
            "UPDATE messages SET leased_until = NULL, state = 'sent', finished_at = $1, \
             reason = $2, content = NULL WHERE id = $3 AND state = 'waiting'",
        )
        .bind(now.as_millis())
        .bind(None::<String>),
        Outcome::Dropped { reason } => sqlx::query(
            "UPDATE messages SET leased_until = NULL, state = 'dropped', finished_at = $1, \
             reason = $2, content = NULL WHERE id = $3 AND state = 'waiting'",
        )
        .bind(now.as_millis())
        .bind(Some(cut(&reason))),
    };
    let settled = query.bind(id.0.as_slice()).execute(connection).await?;
    Ok(settled.rows_affected() > 0)
}

/// A reason as it is kept.
fn cut(reason: &str) -> String {
    let end = reason.floor_char_boundary(REASON_LEN_MAX);
    reason[..end].to_owned()
}

fn leased(row: &Row) -> Result<LeasedMessage> {
    Ok(LeasedMessage {
        message: message(row)?,
        attempts: column::code(row, "attempts")?,
    })
}

pub(crate) fn message(row: &Row) -> Result<StoredMessage> {
    let urgency = row.try_get("urgency")?;
    Ok(StoredMessage {
        id: MessageId(column::bytes(row, "id")?),
        recipient: RecipientId(column::bytes(row, "recipient")?),
        by_text: column::flag(row, "by_text")?,
        urgency: Urgency::from_stored(urgency).ok_or(Error::Corrupt("urgency"))?,
        written_at: column::instant(row, "written_at")?,
        good_until: column::maybe_instant(row, "good_until")?,
        due_at: column::instant(row, "due_at")?,
        content: row.try_get("content")?,
    })
}
