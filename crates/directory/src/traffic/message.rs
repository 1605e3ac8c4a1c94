//! Messages on their way to people: leases, attempts, outcomes.
//!
//! What a message says is sealed by the caller and never looked at here.

use domain::{RecipientId, Timestamp, Way};

use crate::column::{column, wrapper};
use crate::db::Connection;
use crate::error::Result;
use crate::retention::NOT_HELD;
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The longest reason that is kept, in bytes; the rest is cut off.
pub const REASON_LEN_MAX: usize = 200;

/// The most messages of one answer.
pub const MESSAGES_MAX: u32 = 1_000;

/// A message's identity: random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub [u8; 16]);

wrapper! { MessageId([u8; 16]), NodeId([u8; 16]) }

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
}

column! {
    Urgency as i16: |urgency| Some(urgency as i16), |kept| {
        Self::ALL.into_iter().find(|urgency| *urgency as i16 == kept)
    };
}

/// A message to be kept until it is sent. Its `Debug` shows no content.
#[derive(Clone)]
pub struct StoredMessage {
    /// Its identity.
    pub id: MessageId,
    /// To whom.
    pub recipient: RecipientId,
    /// By which way.
    pub way: Way,
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
    /// By which way.
    pub way: Way,
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
        self.write(work!(|connection| insert(connection, &message).await))
            .await
    }

    /// Whether a message of such a lease is due.
    pub async fn message_is_due(&self, lease: Lease) -> Result<bool> {
        let due = sql!("SELECT 1 FROM messages WHERE state = 'waiting' AND by_text = $1 \
             AND urgency <= $2 AND due_at <= $3 AND (leased_until IS NULL OR leased_until <= $3) \
             LIMIT 1"; lease.way, lease.least, lease.now);
        due.exists(self.readers()).await
    }

    /// Takes due messages in hand, the most urgent first, then those due the longest. Nobody else
    /// gets them until the lease ends.
    pub async fn lease_messages(&self, lease: Lease) -> Result<Vec<LeasedMessage>> {
        self.write(work!(|connection| {
            let lease = sql!(format!("UPDATE messages SET leased_until = $1, leased_by = $6, \
                 attempts = attempts + 1 WHERE id IN (SELECT id FROM messages \
                 WHERE state = 'waiting' AND by_text = $2 AND urgency <= $3 AND due_at <= $4 \
                 AND (leased_until IS NULL OR leased_until <= $4) ORDER BY urgency, due_at \
                 LIMIT $5) RETURNING {MESSAGE_COLUMNS}, attempts");
                lease.until, lease.way, lease.least, lease.now, lease.limit.min(MESSAGES_MAX),
                lease.owner);
            let mut leased: Vec<LeasedMessage> = lease.all(connection).await?;
            // What an UPDATE returns has no order.
            leased.sort_by_key(|leased| (leased.message.urgency, leased.message.due_at));
            Ok(leased)
        }))
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
        let release = sql!("UPDATE messages SET leased_until = NULL \
             WHERE leased_until IS NOT NULL AND (leased_by = $1 OR leased_by IS NULL)"; owner);
        self.run(release).await
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
        let change = sql!("UPDATE messages SET state = 'dropped', finished_at = $1, reason = $2, \
             content = NULL, leased_until = NULL WHERE recipient = $3 AND state = 'waiting' \
             AND written_at <= $4"; now, reason, recipient, written_until);
        self.run(change).await
    }

    /// How many messages are in which state.
    pub async fn message_counts(&self) -> Result<MessageCounts> {
        let counts = sql!(
            "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting, \
             COUNT(CASE WHEN state = 'waiting' AND urgency = 3 THEN 1 END) AS waiting_notices, \
             COUNT(CASE WHEN state = 'dead' THEN 1 END) AS dead FROM messages \
             WHERE state IN ('waiting', 'dead')"
        );
        self.only(counts).await
    }

    /// Forgets messages that were finished before an instant, those given up among them, but for
    /// those held; says how many.
    pub async fn purge_messages(&self, before: Timestamp) -> Result<u64> {
        let over = format!("finished_at < $1 AND {NOT_HELD} messages.recipient)");
        self.purge("messages", "id", &over, [before]).await
    }
}

/// Adds a message within a transaction.
pub(crate) async fn insert(connection: &mut Connection, message: &StoredMessage) -> Result<()> {
    insert!(messages: id = message.id, recipient = message.recipient, by_text = message.way,
        urgency = message.urgency, written_at = message.written_at,
        good_until = message.good_until, due_at = message.due_at, attempts = 0_u8,
        state = "waiting", content = &message.content)
    .apply(connection)
    .await
}

async fn settle(
    connection: &mut Connection,
    id: MessageId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<bool> {
    let query = match outcome {
        Outcome::Later { due_at, reason } => sql!("UPDATE messages \
             SET leased_until = NULL, due_at = $1, reason = $2 WHERE id = $3 \
             AND state = 'waiting'"; due_at, cut(&reason), id),
        Outcome::Dead { reason } => sql!("UPDATE messages \
             SET leased_until = NULL, state = 'dead', finished_at = $1, reason = $2 WHERE id = $3 \
             AND state = 'waiting'"; now, cut(&reason), id),
        Outcome::Sent => sql!("UPDATE messages SET leased_until = NULL, state = 'sent', \
             finished_at = $1, reason = NULL, content = NULL WHERE id = $2 AND state = 'waiting'";
            now, id),
        Outcome::Dropped { reason } => sql!("UPDATE messages \
             SET leased_until = NULL, state = 'dropped', finished_at = $1, reason = $2, \
             content = NULL WHERE id = $3 AND state = 'waiting'"; now, cut(&reason), id),
    };
    Ok(query.run(connection).await? > 0)
}

/// A reason as it is kept.
fn cut(reason: &str) -> String {
    let end = reason.floor_char_boundary(REASON_LEN_MAX);
    reason[..end].to_owned()
}

/// The columns of a [`StoredMessage`].
pub(crate) const MESSAGE_COLUMNS: &str =
    "id, recipient, by_text, urgency, written_at, good_until, due_at, content";

row! { StoredMessage: id, recipient, way = "by_text", urgency, written_at, good_until, due_at, content }

row! { LeasedMessage: message in [], attempts }

row! { MessageCounts: waiting, waiting_notices, dead }
