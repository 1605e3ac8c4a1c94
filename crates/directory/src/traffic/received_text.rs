//! Text messages that came in: those dealt with, so that none counts twice, and the codes that confirm
//! that everything is to be refused. Parts of long ones are kept in [`crate::traffic::text_part`].
//!
//! Nothing of a message is kept in the clear: its identity is a keyed hash, its sender a pseudonym,
//! its text and its answer are sealed by the caller.

use domain::{RecipientId, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::retention::NOT_HELD;
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::text_part;

/// What makes a message the same: a keyed hash.
pub type TextIdentity = [u8; 32];

/// A message that was dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedText {
    /// Its identity.
    pub identity: TextIdentity,
    /// Who sent it.
    pub sender: RecipientId,
    /// When it came.
    pub received: Timestamp,
    /// The answer, sealed; `None`: it got none.
    pub answer: Option<Vec<u8>>,
}

/// What became of a code somebody confirms with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation<T> {
    /// It is right, and used up now; what was said to go with it.
    Right(T),
    /// It is wrong; so many more are borne.
    Wrong {
        /// How many.
        tries_left: u8,
    },
    /// There is none (any more).
    Gone,
}

impl Directory {
    /// A message that was dealt with, by its identity.
    pub async fn received_text(&self, identity: &TextIdentity) -> Result<Option<ReceivedText>> {
        self.one(sql!(ReceivedText::rows("WHERE identity = $1"); identity))
            .await
    }

    /// Keeps that messages were dealt with (the parts of one are several, and are noted as dealt with
    /// under their name `whole`). A message of the same identity that was kept before is replaced.
    pub async fn keep_received_texts(
        &self,
        texts: Vec<ReceivedText>,
        whole: Option<TextIdentity>,
    ) -> Result<()> {
        self.write(move |connection| Box::pin(keep(connection, texts, whole)))
            .await
    }

    /// How many answers a sender got since an instant.
    pub async fn text_answers_since(&self, sender: RecipientId, since: Timestamp) -> Result<u64> {
        let answers = sql!("SELECT COUNT(*) FROM received_texts WHERE sender = $1 \
             AND received_at > $2 AND answer IS NOT NULL"; sender, since);
        self.only(answers).await
    }

    /// Sets the code a sender confirms with, instead of any before.
    pub async fn set_text_confirmation(
        &self,
        sender: RecipientId,
        code: [u8; 32],
        tries: u8,
        expires: Timestamp,
    ) -> Result<()> {
        let change = insert!(text_confirmations: sender, code, expires_at = expires,
            tries_left = tries;
            "ON CONFLICT (sender) DO UPDATE SET code = excluded.code, \
             expires_at = excluded.expires_at, tries_left = excluded.tries_left");
        self.apply(change).await
    }

    /// Tries a code. The right one is used up, a wrong one costs a try; the last try ends it.
    pub async fn try_text_confirmation<T: Copy + Send + 'static>(
        &self,
        sender: RecipientId,
        codes: Vec<([u8; 32], T)>,
        now: Timestamp,
    ) -> Result<Confirmation<T>> {
        self.write(move |connection| Box::pin(confirm(connection, sender, codes, now)))
            .await
    }

    /// Drops messages and parts that came before an instant each, and codes that are over; says how
    /// many rows went.
    pub async fn purge_received_texts(
        &self,
        texts_before: Timestamp,
        parts_before: Timestamp,
        now: Timestamp,
    ) -> Result<u64> {
        let over = format!("received_at < $1 AND {NOT_HELD} received_texts.sender)");
        let texts = self.purge("received_texts", "identity", &over, [texts_before]);
        let texts = texts.await?;
        let (key, over) = ("whole, identity", "received_at < $1");
        let parts = self.purge("waiting_text_parts", key, over, [parts_before]);
        let parts = parts.await?;
        let codes = self.purge("text_confirmations", "sender", "expires_at <= $1", [now]);
        Ok(texts + parts + codes.await?)
    }
}

async fn keep(
    connection: &mut Connection,
    texts: Vec<ReceivedText>,
    whole: Option<TextIdentity>,
) -> Result<()> {
    let identities: Vec<TextIdentity> = texts.iter().map(|text| text.identity).collect();
    for text in texts {
        insert!(received_texts: identity = text.identity, sender = text.sender,
            received_at = text.received, answer = text.answer;
            "ON CONFLICT (identity) DO UPDATE SET received_at = excluded.received_at, \
             answer = excluded.answer")
        .run(connection)
        .await?;
    }
    match whole {
        Some(whole) => text_part::mark_dealt(connection, whole, &identities).await,
        None => Ok(()),
    }
}

async fn confirm<T: Copy + Send>(
    connection: &mut Connection,
    sender: RecipientId,
    codes: Vec<([u8; 32], T)>,
    now: Timestamp,
) -> Result<Confirmation<T>> {
    let live = sql!("SELECT code, tries_left FROM text_confirmations WHERE sender = $1 \
         AND expires_at > $2"; sender, now);
    let live: Option<([u8; 32], u8)> = live.one(&mut *connection).await?;
    let Some((stored, tries)) = live else {
        return Ok(Confirmation::Gone);
    };
    // Both are keyed hashes: how far they agree tells nobody anything about the code.
    let right = codes.into_iter().find(|(code, _)| *code == stored);
    let tries_left = tries.saturating_sub(1);
    if right.is_some() || tries_left == 0 {
        sql!("DELETE FROM text_confirmations WHERE sender = $1"; sender)
            .run(connection)
            .await?;
        return Ok(right.map_or(Confirmation::Gone, |(_, with)| Confirmation::Right(with)));
    }
    sql!("UPDATE text_confirmations SET tries_left = $1 WHERE sender = $2"; tries_left, sender)
        .run(connection)
        .await?;
    Ok(Confirmation::Wrong { tries_left })
}

row! { ReceivedText in received_texts: identity, sender, received = "received_at", answer }
