//! Who is signed in: opaque tokens, kept as SHA-256 only.

use domain::Timestamp;

use crate::accounts::token::TokenDigest;
use crate::column;
use crate::db::Connection;
use crate::error::Result;
use crate::people::person::{self, Account, PersonId};
use crate::purge::Rows;
use crate::store::Directory;

/// The most sessions of a person; signing in beyond that ends the one that was idle longest.
pub const SESSIONS_MAX: i64 = 20;
/// How much later a use must put off a session's idle end to be written down, in milliseconds: a
/// minute, so that not each page view is a write.
pub const TOUCH_MILLIS: i64 = 60_000;

/// A session that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// The digest of its token.
    pub digest: TokenDigest,
    /// From when on it is no good, unless it is used before.
    pub idle_at: Timestamp,
    /// From when on it is no good in any case.
    pub ends_at: Timestamp,
}

impl Directory {
    /// Whose session this is; `None`: nobody's (any more). Puts its idle end off to `idle_at`.
    pub async fn account_of_session(
        &self,
        digest: TokenDigest,
        idle_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Account>> {
        let row = sqlx::query(
            "SELECT person, idle_at FROM person_sessions \
             WHERE digest = $1 AND idle_at > $2 AND ends_at > $2",
        )
        .bind(digest.as_slice())
        .bind(now.as_millis())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let person = PersonId(column::bytes(&row, "person")?);
        let idle_before = column::instant(&row, "idle_at")?;
        if idle_at.as_millis() - idle_before.as_millis() >= TOUCH_MILLIS
            && !self.touch(digest, idle_at, now).await?
        {
            return Ok(None);
        }
        person::account(self, person).await
    }

    /// Puts a live session's idle end off; `false`: it has been ended meanwhile.
    async fn touch(&self, digest: TokenDigest, idle_at: Timestamp, now: Timestamp) -> Result<bool> {
        self.write(move |connection| {
            Box::pin(async move {
                let touched = sqlx::query(
                    "UPDATE person_sessions SET idle_at = $1 WHERE digest = $2 AND ends_at > $3",
                )
                .bind(idle_at.as_millis())
                .bind(digest.as_slice())
                .bind(now.as_millis())
                .execute(connection)
                .await?;
                Ok(touched.rows_affected() > 0)
            })
        })
        .await
    }

    /// Ends a session, from this call's return.
    pub async fn end_session(&self, digest: TokenDigest) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query("DELETE FROM person_sessions WHERE digest = $1")
                    .bind(digest.as_slice())
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Forgets ended sessions; says how many.
    pub async fn purge_sessions(&self, now: Timestamp) -> Result<u64> {
        let over = "idle_at <= $1 OR ends_at <= $1";
        self.purge(&Rows::new("person_sessions", "digest", over), |query| {
            query.bind(now.as_millis())
        })
        .await
    }
}

/// Begins a session of a person.
pub(crate) async fn begin(
    connection: &mut Connection,
    person: PersonId,
    session: NewSession,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM person_sessions WHERE person = $1 AND (idle_at <= $2 OR ends_at <= $2)",
    )
    .bind(person.0.as_slice())
    .bind(now.as_millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM person_sessions WHERE digest IN (SELECT digest FROM person_sessions \
         WHERE person = $1 ORDER BY idle_at DESC, digest LIMIT $2 OFFSET $3)",
    )
    .bind(person.0.as_slice())
    .bind(i64::MAX)
    .bind(SESSIONS_MAX - 1)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO person_sessions (digest, person, idle_at, ends_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(session.digest.as_slice())
    .bind(person.0.as_slice())
    .bind(session.idle_at.as_millis())
    .bind(session.ends_at.as_millis())
    .execute(&mut *connection)
    .await?;
    sqlx::query("UPDATE people SET used_at = $1 WHERE id = $2")
        .bind(now.as_millis())
        .bind(person.0.as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
