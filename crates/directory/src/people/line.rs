//! Closed telephone lines (rule 53), and who may report them.

use std::collections::HashSet;

use domain::{RecipientId, Timestamp};

use crate::column;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::intermediary::{self, IntermediaryCode};
use crate::people::person::{self, PersonId};
use crate::store::Directory;

/// The closing of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineClosure {
    /// The number's pseudonym in the ledger.
    pub recipient: RecipientId,
    /// When the line was closed.
    pub closed_at: Timestamp,
}

impl Directory {
    /// Lets an intermediary report closed lines. `NotFound(Intermediary)`.
    pub async fn name_line_reporter(
        &self,
        intermediary: IntermediaryCode,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                intermediary::require(connection, intermediary).await?;
                sqlx::query(
                    "INSERT INTO line_reporters (intermediary, named_at) VALUES ($1, $2) \
                     ON CONFLICT (intermediary) DO NOTHING",
                )
                .bind(i64::from(intermediary.0))
                .bind(now.as_millis())
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// Lets an intermediary report no more lines. `NotFound(Intermediary)`: it might not before.
    pub async fn dismiss_line_reporter(&self, intermediary: IntermediaryCode) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                let dismissed = sqlx::query("DELETE FROM line_reporters WHERE intermediary = $1")
                    .bind(i64::from(intermediary.0))
                    .execute(connection)
                    .await?;
                match dismissed.rows_affected() {
                    0 => Err(Error::NotFound(Entity::Intermediary)),
                    _ => Ok(()),
                }
            })
        })
        .await
    }

    /// Whether an intermediary may report closed lines.
    pub async fn is_line_reporter(&self, intermediary: IntermediaryCode) -> Result<bool> {
        let found = sqlx::query("SELECT intermediary FROM line_reporters WHERE intermediary = $1")
            .bind(i64::from(intermediary.0))
            .fetch_optional(self.readers())
            .await?;
        Ok(found.is_some())
    }

    /// Notes closed lines, and takes from their numbers what the former owners have left: their place
    /// in an account, if they proved it before the closing, and how they wanted to be told of new
    /// consents. Says which closings were not known before.
    pub async fn close_lines(
        &self,
        closures: Vec<LineClosure>,
        reporter: IntermediaryCode,
        now: Timestamp,
    ) -> Result<HashSet<LineClosure>> {
        self.write(move |connection| {
            Box::pin(async move {
                let mut fresh = HashSet::new();
                for closure in closures {
                    if close(connection, closure, reporter, now).await? {
                        fresh.insert(closure);
                    }
                }
                Ok(fresh)
            })
        })
        .await
    }

    /// When the line of a number was last closed; `None`: it never was.
    pub async fn line_closed_at(&self, recipient: RecipientId) -> Result<Option<Timestamp>> {
        let row = sqlx::query(
            "SELECT MAX(closed_at) AS closed_at FROM line_closures WHERE recipient = $1",
        )
        .bind(recipient.0.as_slice())
        .fetch_one(self.readers())
        .await?;
        column::maybe_instant(&row, "closed_at")
    }
}

/// Notes one closing; says whether it was not known before. What is left of the former owner is
/// taken away even if it was: the report may have been cut off.
async fn close(
    connection: &mut Connection,
    closure: LineClosure,
    reporter: IntermediaryCode,
    now: Timestamp,
) -> Result<bool> {
    let LineClosure {
        recipient,
        closed_at,
    } = closure;
    let noted = sqlx::query(
        "INSERT INTO line_closures (recipient, closed_at, reported_at, intermediary) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (recipient, closed_at) DO NOTHING",
    )
    .bind(recipient.0.as_slice())
    .bind(closed_at.as_millis())
    .bind(now.as_millis())
    .bind(i64::from(reporter.0))
    .execute(&mut *connection)
    .await?;
    let former =
        sqlx::query("SELECT person FROM person_addresses WHERE recipient = $1 AND proven_at <= $2")
            .bind(recipient.0.as_slice())
            .bind(closed_at.as_millis())
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(row) = former {
        let person = PersonId(column::bytes(&row, "person")?);
        person::unlink(connection, person, recipient).await?;
    }
    sqlx::query("DELETE FROM notice_policies WHERE recipient = $1 AND set_at <= $2")
        .bind(recipient.0.as_slice())
        .bind(closed_at.as_millis())
        .execute(connection)
        .await?;
    Ok(noted.rows_affected() > 0)
}
