//! Messages that were given up, for the operator to see.

use std::fmt;
use std::str::FromStr;

use directory::dead_message::DeadMessage;
use directory::message::{MessageId, Urgency};
use domain::{Address, Timestamp, Way};

use crate::{Operator, Result};

/// The most dead letters of one answer.
pub const DEAD_LETTERS_MAX: u32 = directory::message::MESSAGES_MAX;

/// The name of a message: 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LetterId(MessageId);

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0.0))
    }
}

/// What is no [`LetterId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a message: 32 hexadecimal digits")]
pub struct NoLetterId;

impl FromStr for LetterId {
    type Err = NoLetterId;

    fn from_str(text: &str) -> std::result::Result<Self, NoLetterId> {
        let mut id = [0; 16];
        hex::decode_to_slice(text, &mut id).map_err(|_| NoLetterId)?;
        Ok(Self(MessageId(id)))
    }
}

/// A message that was given up. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its name.
    pub id: LetterId,
    /// By which way.
    pub way: Way,
    /// Whether it is a notice (rule 57).
    pub notice: bool,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was given up.
    pub given_up_at: Timestamp,
    /// After how many tries.
    pub attempts: u32,
    /// Why.
    pub reason: String,
}

impl Operator<'_> {
    /// The messages given up, the newest first, at most `limit` and [`DEAD_LETTERS_MAX`].
    pub async fn dead_letters(self, limit: u32) -> Result<Vec<DeadLetter>> {
        let dead = self.directory().dead_messages(limit).await?;
        Ok(dead.iter().map(letter).collect())
    }

    /// Whom a message that was given up was to go to. `None`: there is none of this name, or it
    /// cannot be read.
    pub async fn dead_letter_address(self, id: LetterId) -> Result<Option<Address>> {
        let dead = self.directory().dead_message(id.0).await?;
        Ok(dead.and_then(|dead| {
            let opened = self.outbox().unseal_message(id.0, &dead.message.content)?;
            Some(opened.to)
        }))
    }

    /// Has a message that was given up tried again. `false`: there is none of this name.
    pub async fn retry_dead_letter(self, id: LetterId) -> Result<bool> {
        let retried = self.directory().retry_message(id.0, self.now()).await?;
        self.message_wake().wake();
        Ok(retried)
    }

    /// Drops a message that was given up, for good. `false`: there is none of this name.
    pub async fn drop_dead_letter(self, id: LetterId) -> Result<bool> {
        Ok(self.directory().drop_dead_message(id.0, self.now()).await?)
    }
}

fn letter(dead: &DeadMessage) -> DeadLetter {
    DeadLetter {
        id: LetterId(dead.message.id),
        way: dead.message.way,
        notice: dead.message.urgency == Urgency::Notice,
        written_at: dead.message.written_at,
        given_up_at: dead.given_up_at,
        attempts: dead.attempts,
        reason: dead.reason.clone(),
    }
}
