//! Text messages that came in: those dealt with, so that none counts twice, and the codes that confirm
//! that everything is to be refused. Parts of long ones are kept in [`crate::traffic::text_part`].
//!
//! Nothing of a message is kept in the clear: its identity is a keyed hash, its sender a pseudonym,
//! its text and its answer are sealed by the caller.

use domain::{RecipientId, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Error, Result};
use crate::purge::Rows;
use crate::retention::NOT_HELD;
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
        sqlx::query(
            "SELECT identity, sender, received_at, answer FROM received_texts WHERE identity = $1",
        )
        .bind(identity.as_slice())
        .one(self.readers(), read_text)
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
        let row = sqlx::query(
            "SELECT COUNT(*) AS answers FROM received_texts \
             WHERE sender = $1 AND received_at > $2 AND answer IS NOT NULL",
        )
        .bind(sender.0.to_vec())
        .bind(since.as_millis())
        .fetch_one(self.readers())
        .await?;
        column::count(&row, "answers")
    }

    /// Sets the code a sender confirms with, instead of any before.
    pub async fn set_text_confirmation(
        &self,
        sender: RecipientId,
        code: [u8; 32],
        tries: u8,
        expires: Timestamp,
    ) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO text_confirmations (sender, code, expires_at, tries_left) \
                     VALUES ($1, $2, $3, $4) ON CONFLICT (sender) DO UPDATE SET \
                     code = excluded.code, expires_at = excluded.expires_at, \
                     tries_left = excluded.tries_left",
                )
                .bind(sender.0.to_vec())
                .bind(code.as_slice())
                .bind(expires.as_millis())
                .bind(i16::from(tries))
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
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
        let texts = Rows::new("received_texts", "identity", over);
        let texts = self.purge(&texts, |query| query.bind(texts_before.as_millis()));
        let texts = texts.await?;
        let parts = Rows::new("waiting_text_parts", "whole, identity", "received_at < $1");
        let parts = self.purge(&parts, |query| query.bind(parts_before.as_millis()));
        let parts = parts.await?;
        let codes = Rows::new("text_confirmations", "sender", "expires_at <= $1");
        let codes = self.purge(&codes, |query| query.bind(now.as_millis()));
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
        sqlx::query(
            "INSERT INTO received_texts (identity, sender, received_at, answer) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (identity) DO UPDATE SET \
             received_at = excluded.received_at, answer = excluded.answer",
        )
        .bind(text.identity.as_slice())
        .bind(text.sender.0.to_vec())
        .bind(text.received.as_millis())
        .bind(text.answer)
        .execute(&mut *connection)
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
    let row = sqlx::query(
        "SELECT code, tries_left FROM text_confirmations WHERE sender = $1 AND expires_at > $2",
    )
    .bind(sender.0.to_vec())
    .bind(now.as_millis())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else {
        return Ok(Confirmation::Gone);
    };
    // Both are keyed hashes: how far they agree tells nobody anything about the code.
    let stored = column::bytes::<32>(&row, "code")?;
    let right = codes.into_iter().find(|(code, _)| *code == stored);
    let tries_left = u8::try_from(row.try_get::<i16, _>("tries_left")?)
        .map_err(|_| Error::Corrupt("tries_left"))?
        .saturating_sub(1);
    if right.is_some() || tries_left == 0 {
        sqlx::query("DELETE FROM text_confirmations WHERE sender = $1")
            .bind(sender.0.to_vec())
            .execute(connection)
            .await?;
        return Ok(right.map_or(Confirmation::Gone, |(_, with)| Confirmation::Right(with)));
    }
    sqlx::query("UPDATE text_confirmations SET tries_left = $1 WHERE sender = $2")
        .bind(i16::from(tries_left))
        .bind(sender.0.to_vec())
        .execute(connection)
        .await?;
    Ok(Confirmation::Wrong { tries_left })
}

fn read_text(row: &Row) -> Result<ReceivedText> {
    Ok(ReceivedText {
        identity: column::bytes(row, "identity")?,
        sender: RecipientId(column::bytes(row, "sender")?),
        received: column::instant(row, "received_at")?,
        answer: row.try_get("answer")?,
    })
}
