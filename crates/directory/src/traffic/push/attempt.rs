//! Posts to endpoints, each as it ended, for the brand to see.

use std::collections::HashMap;

use domain::{BrandCode, Seq, Timestamp};
use uuid::Uuid;

use crate::db::Connection;
use crate::error::Result;
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;

/// The most attempts that are kept of a connection; the oldest go first.
pub const ATTEMPTS_MAX: u64 = 10_000;

/// The most attempts that are listed at once.
pub const ATTEMPTS_LISTED: u32 = 100;

words! {
    /// How a post ended.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum AttemptEnding: as_word, from_word {
        /// With an answer.
        Answered = "answered",
        /// There was no answer in time.
        TimedOut = "timed out",
        /// Nobody could be reached, or the certificate was not good.
        Unreachable = "unreachable",
        /// The address may not be called any more, or the credentials cannot be opened.
        NotCalled = "not called",
    }
}

impl AttemptEnding {
    /// Whether the endpoint took the message: a status of 200 to 299.
    pub fn is_taken(self, status: Option<u16>) -> bool {
        self == Self::Answered && matches!(status, Some(200..=299))
    }
}

/// A post that has ended.
#[derive(Clone, Debug)]
pub struct NewPushAttempt {
    /// When it was made.
    pub at: Timestamp,
    /// The first movement in it.
    pub first: Seq,
    /// The last movement in it.
    pub last: Seq,
    /// How many movements were in it.
    pub movements: u32,
    /// Whether they were sent once more.
    pub is_replay: bool,
    /// How it ended.
    pub ending: AttemptEnding,
    /// The answer's HTTP status.
    pub status: Option<u16>,
    /// How the answer's body began, sealed by the caller; `None`: it had none.
    pub sealed_answer: Option<Vec<u8>>,
}

/// A post as it is kept.
#[derive(Clone, Debug)]
pub struct PushAttempt {
    /// Its number; later ones have greater numbers.
    pub number: u64,
    /// The post.
    pub attempt: NewPushAttempt,
}

impl Directory {
    /// A connection's attempts before a number, or the newest: the newest first, at most [`ATTEMPTS_LISTED`].
    pub async fn push_attempts(&self, id: Uuid, before: Option<u64>) -> Result<Vec<PushAttempt>> {
        let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
        self.all(
            sql!(PushAttempt::rows("WHERE connection = $1 AND number < $2 \
             ORDER BY number DESC LIMIT $3"); id, before, ATTEMPTS_LISTED),
        )
        .await
    }

    /// How the last attempt of each of a brand's connections ended, with the answer's HTTP status.
    pub async fn last_push_endings(
        &self,
        brand: BrandCode,
    ) -> Result<HashMap<Uuid, (AttemptEnding, Option<u16>)>> {
        let last = sql!("SELECT connection, ending, status FROM push_attempts WHERE number IN \
             (SELECT MAX(number) FROM push_attempts WHERE connection IN \
             (SELECT id FROM push_connections WHERE brand = $1) GROUP BY connection)"; brand);
        let last: Vec<(Uuid, AttemptEnding, Option<u16>)> = self.all(last).await?;
        let last = last.into_iter();
        Ok(last
            .map(|(id, ending, status)| (id, (ending, status)))
            .collect())
    }

    /// Forgets the attempts that were made before an instant; says how many.
    pub async fn purge_push_attempts(&self, before: Timestamp) -> Result<u64> {
        self.purge("push_attempts", "number", "at < $1", [before])
            .await
    }
}

/// Adds an attempt, and makes room for it.
pub(super) async fn insert(
    connection: &mut Connection,
    id: Uuid,
    attempt: NewPushAttempt,
) -> Result<()> {
    let last = sql!("SELECT COALESCE(MAX(number), 0) FROM push_attempts");
    let last: u64 = last.only(&mut *connection).await?;
    insert!(push_attempts: number = last + 1, connection = id, at = attempt.at,
        first_seq = attempt.first, last_seq = attempt.last, movements = attempt.movements,
        replayed = attempt.is_replay, ending = attempt.ending, status = attempt.status,
        sealed_answer = attempt.sealed_answer)
    .run(connection)
    .await?;
    sql!("DELETE FROM push_attempts WHERE connection = $1 AND number <= (SELECT number \
         FROM push_attempts WHERE connection = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)";
        id, ATTEMPTS_MAX)
    .apply(connection)
    .await
}

row! {
    NewPushAttempt:
    at, first = "first_seq", last = "last_seq", movements, is_replay = "replayed", ending, status,
    sealed_answer
}

row! {
    PushAttempt in push_attempts:
    number,
    attempt in [at, first_seq, last_seq, movements, replayed, ending, status, sealed_answer]
}
