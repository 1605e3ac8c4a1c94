//! Forgetting what is over (rule 60), but for what is about somebody for whose sake a hold is in force.
//!
//! Whether it is held is asked in the statement that deletes, so that no hold is placed in between.

use domain::{RecipientId, Timestamp};
use sqlx::Connection as _;

use crate::cases::hold;
use crate::db::Connection;
use crate::error::Result;
use crate::people::line::LineClosure;
use crate::people::person;
use crate::purge::ROWS_AT_ONCE;
use crate::row::Columns as _;
use crate::statement::{Statement, sql};
use crate::store::Directory;
use crate::writer::work;

/// What is forgotten by its age alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Complaints, with images and steps, after their last step.
    Complaints,
    /// Entries of the log of looks.
    Looks,
    /// Accounts nobody has signed in to, with their addresses and drafts.
    Accounts,
    /// Holds, after their release.
    Holds,
    /// How far imports have come.
    Imports,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Complaints,
        Self::Looks,
        Self::Accounts,
        Self::Holds,
        Self::Imports,
    ];

    /// The table, its key, when a row is over (`$1`: everything older), and whom it is about, which keeps
    /// it while they are held.
    const fn rows(self) -> Rows {
        match self {
            Self::Complaints => Rows {
                table: "complaints",
                key: "id",
                over: "filed_at < $1 AND NOT EXISTS (SELECT 1 FROM complaint_steps \
                       WHERE complaint = complaints.id AND at >= $1)",
                about: "holds.recipient = complaints.recipient",
            },
            Self::Looks => Rows {
                table: "accesses",
                key: "number",
                over: "at < $1",
                about: "holds.recipient = accesses.recipient",
            },
            Self::Accounts => Rows {
                table: "people",
                key: "id",
                over: "used_at < $1 AND NOT EXISTS (SELECT 1 FROM sessions \
                       WHERE sessions.person = people.id AND idle_at >= $1)",
                about: "holds.recipient IN (SELECT recipient FROM person_addresses \
                        WHERE person_addresses.person = people.id)",
            },
            // The newest number stays, so that none is given twice.
            Self::Holds => Rows {
                table: "holds",
                key: "number",
                over: "released_at < $1 AND number < (SELECT MAX(number) FROM holds)",
                about: "1 = 0",
            },
            Self::Imports => Rows {
                table: "imports",
                key: "id",
                over: "updated_at < $1",
                about: "1 = 0",
            },
        }
    }
}

/// See [`Kind::rows`].
struct Rows {
    table: &'static str,
    key: &'static str,
    over: &'static str,
    about: &'static str,
}

impl Rows {
    const HELD: &str = "EXISTS (SELECT 1 FROM holds WHERE holds.released_at IS NULL AND";

    fn selected(&self) -> String {
        let Self {
            table, over, about, ..
        } = self;
        format!("FROM {table} WHERE {over} AND NOT {} {about})", Self::HELD)
    }
}

/// A hold that is in force on a recipient, for the condition of a statement.
pub(crate) const NOT_HELD: &str =
    "NOT EXISTS (SELECT 1 FROM holds WHERE holds.released_at IS NULL AND holds.recipient =";

impl Directory {
    /// How much of a kind is over, and not held.
    pub async fn over(&self, kind: Kind, before: Timestamp) -> Result<u64> {
        let over = format!("SELECT COUNT(*) {}", kind.rows().selected());
        self.only(sql!(over; before)).await
    }

    /// Forgets some of what is over, at most `ROWS_AT_ONCE`; says how much went. None: there is no
    /// more.
    pub async fn forget(&self, kind: Kind, before: Timestamp) -> Result<u64> {
        self.write(work!(|connection| {
            hold::require_intact(connection).await?;
            match kind {
                Kind::Accounts => forget_accounts(connection, before).await,
                _ => forget_rows(connection, kind, before).await,
            }
        }))
        .await
    }

    /// Closings of lines that were reported before an instant and are not held, in order; those behind
    /// `after`, at most `ROWS_AT_ONCE`. Left out are those behind which a complaint or a look still
    /// lies that the next owner of the number is not to see.
    pub async fn old_closures(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, LineClosure)>,
    ) -> Result<Vec<(Timestamp, LineClosure)>> {
        let query = format!(
            "SELECT reported_at, recipient, closed_at FROM line_closures \
             WHERE reported_at < $1 AND (reported_at, recipient, closed_at) > ($2, $3, $4) \
             AND NOT EXISTS (SELECT 1 FROM complaints WHERE person IS NULL \
             AND complaints.recipient = line_closures.recipient) \
             AND NOT EXISTS (SELECT 1 FROM accesses WHERE at <= closed_at \
             AND accesses.recipient = line_closures.recipient) \
             AND {NOT_HELD} line_closures.recipient) \
             ORDER BY reported_at, recipient, closed_at LIMIT $5"
        );
        let first = (
            Timestamp::from_millis(i64::MIN),
            Vec::new(),
            Timestamp::from_millis(i64::MIN),
        );
        let (reported_at, recipient, closed_at) = after.map_or(first, |(at, closure)| {
            (at, closure.recipient.0.to_vec(), closure.closed_at)
        });
        let closures = sql!(query; before, reported_at, recipient, closed_at, ROWS_AT_ONCE);
        let closures: Vec<(Timestamp, RecipientId, Timestamp)> = self.all(closures).await?;
        let closure = |(reported_at, recipient, closed_at)| {
            let closure = LineClosure {
                recipient,
                closed_at,
            };
            (reported_at, closure)
        };
        Ok(closures.into_iter().map(closure).collect())
    }

    /// Forgets closings of lines, but for those held meanwhile; says how many went.
    pub async fn forget_closures(&self, closures: Vec<LineClosure>) -> Result<u64> {
        let query = format!(
            "DELETE FROM line_closures WHERE recipient = $1 AND closed_at = $2 AND {NOT_HELD} $1)"
        );
        let forget =
            |closure: &LineClosure| sql!(query.clone(); closure.recipient, closure.closed_at);
        self.forget_each(closures.iter().map(forget).collect())
            .await
    }

    /// Deletes by each of some statements what is not held; says how many rows went.
    async fn forget_each(&self, statements: Vec<Statement>) -> Result<u64> {
        self.write(work!(|connection| {
            hold::require_intact(connection).await?;
            let mut forgotten = 0;
            for statement in statements {
                forgotten += statement.run(connection).await?;
            }
            Ok(forgotten)
        }))
        .await
    }

    /// Addresses of no account whose owners chose, before an instant, how they are told of new consents,
    /// in order, but for those held; those behind `after`, at most `ROWS_AT_ONCE`.
    pub async fn old_policies(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, RecipientId)>,
    ) -> Result<Vec<(Timestamp, RecipientId)>> {
        let query = format!(
            "SELECT set_at, recipient FROM notice_policies \
             WHERE set_at < $1 AND (set_at, recipient) > ($2, $3) \
             AND NOT EXISTS (SELECT 1 FROM person_addresses \
             WHERE person_addresses.recipient = notice_policies.recipient) \
             AND {NOT_HELD} notice_policies.recipient) \
             ORDER BY set_at, recipient LIMIT $4"
        );
        let (set_at, recipient) = after.map_or((i64::MIN, Vec::new()), |(at, recipient)| {
            (at.as_millis(), recipient.0.to_vec())
        });
        self.all(sql!(query; before, set_at, recipient, ROWS_AT_ONCE))
            .await
    }

    /// Forgets such choices, but for those made anew or held meanwhile; says how many went.
    pub async fn forget_policies(&self, policies: Vec<(Timestamp, RecipientId)>) -> Result<u64> {
        let query = format!(
            "DELETE FROM notice_policies WHERE recipient = $1 AND set_at = $2 AND {NOT_HELD} $1)"
        );
        let forget = |(set_at, recipient)| sql!(query.clone(); recipient, set_at);
        self.forget_each(policies.into_iter().map(forget).collect())
            .await
    }

    /// Takes what was deleted from the write-ahead log, too; in the file itself it is overwritten when it
    /// is deleted. `false`: somebody was reading, and it is to be tried again. Nobody is waited for, and
    /// nobody waits.
    pub async fn scrub(&self) -> Result<bool> {
        let options = self.readers().connect_options();
        let options = options
            .as_ref()
            .clone()
            .read_only(false)
            .busy_timeout(std::time::Duration::ZERO);
        let mut connection = Connection::connect_with(&options).await?;
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut connection)
            .await;
        connection.close().await?;
        match row {
            Ok(row) => Ok(row.read::<u64>("busy")? == 0),
            // It is locked: the writer is at work.
            Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "5") => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}

async fn forget_rows(connection: &mut Connection, kind: Kind, before: Timestamp) -> Result<u64> {
    let rows = kind.rows();
    let query = format!(
        "DELETE FROM {} WHERE {} IN (SELECT {} {} LIMIT $2)",
        rows.table,
        rows.key,
        rows.key,
        rows.selected()
    );
    sql!(query; before, ROWS_AT_ONCE).run(connection).await
}

async fn forget_accounts(connection: &mut Connection, before: Timestamp) -> Result<u64> {
    let query = format!("SELECT id {} LIMIT $2", Kind::Accounts.rows().selected());
    let people = sql!(query; before, ROWS_AT_ONCE);
    let mut forgotten = 0;
    for id in people.all(&mut *connection).await? {
        forgotten += u64::from(person::delete(connection, id).await?);
    }
    Ok(forgotten)
}
