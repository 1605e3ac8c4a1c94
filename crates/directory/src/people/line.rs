//! Closed telephone lines (rule 53), and who may report them.

use std::collections::{HashMap, HashSet};

use domain::{RecipientId, Timestamp};

use crate::db::Connection;
use crate::error::{Entity, Result};
use crate::parties::intermediary::{self, IntermediaryCode};
use crate::people::person;
use crate::statement::{insert, places, sql};
use crate::store::Directory;
use crate::writer::work;

/// How many numbers are looked up at once.
const LINES_AT_ONCE: usize = 500;

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
        self.write(work!(|connection| {
            intermediary::require(connection, intermediary).await?;
            insert!(line_reporters: intermediary, named_at = now;
                "ON CONFLICT (intermediary) DO NOTHING")
            .apply(connection)
            .await
        }))
        .await
    }

    /// Lets an intermediary report no more lines. `NotFound(Intermediary)`: it might not before.
    pub async fn dismiss_line_reporter(&self, intermediary: IntermediaryCode) -> Result<()> {
        let dismiss = sql!("DELETE FROM line_reporters WHERE intermediary = $1"; intermediary);
        Entity::Intermediary.require(self.run(dismiss).await? > 0)
    }

    /// Whether an intermediary may report closed lines.
    pub async fn is_line_reporter(&self, intermediary: IntermediaryCode) -> Result<bool> {
        sql!("SELECT intermediary FROM line_reporters WHERE intermediary = $1"; intermediary)
            .exists(self.readers())
            .await
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
        self.write(work!(|connection| {
            let mut fresh = HashSet::new();
            for closure in closures {
                if close(connection, closure, reporter, now).await? {
                    fresh.insert(closure);
                }
            }
            Ok(fresh)
        }))
        .await
    }

    /// When the lines of some numbers were last closed; those that never were are left out.
    pub async fn lines_closed(
        &self,
        recipients: impl IntoIterator<Item = RecipientId>,
    ) -> Result<HashMap<RecipientId, Timestamp>> {
        let recipients: Vec<RecipientId> = recipients.into_iter().collect();
        let mut closed = HashMap::new();
        for some in recipients.chunks(LINES_AT_ONCE) {
            let text = format!(
                "SELECT recipient, MAX(closed_at) FROM line_closures WHERE recipient IN ({}) \
                 GROUP BY recipient",
                places(1, some.len())
            );
            let known = some.iter().fold(sql!(text), |known, one| known.bind(*one));
            closed.extend(self.all::<(RecipientId, Timestamp)>(known).await?);
        }
        Ok(closed)
    }

    /// When the line of a number was last closed; `None`: it never was.
    pub async fn line_closed_at(&self, recipient: RecipientId) -> Result<Option<Timestamp>> {
        self.only(sql!("SELECT MAX(closed_at) FROM line_closures WHERE recipient = $1"; recipient))
            .await
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
    let noted = insert!(line_closures: recipient, closed_at, reported_at = now,
        intermediary = reporter; "ON CONFLICT (recipient, closed_at) DO NOTHING")
    .run(connection)
    .await?;
    let former = sql!("SELECT person FROM person_addresses WHERE recipient = $1 \
         AND proven_at <= $2"; recipient, closed_at);
    if let Some(person) = former.one(&mut *connection).await? {
        person::unlink(connection, person, recipient).await?;
    }
    sql!("DELETE FROM notice_policies WHERE recipient = $1 AND set_at <= $2";
        recipient, closed_at)
    .run(connection)
    .await?;
    Ok(noted > 0)
}
