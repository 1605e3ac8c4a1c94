//! What can go wrong in the directory.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

/// The result of a directory call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a directory call can fail with. No variant carries a person's data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file was written by a newer program.
    #[error(
        "the directory's schema is version {found}, but this program knows versions up to {known}"
    )]
    NewerSchema {
        /// The version found in the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The file was written by an older program, and was only to be looked at.
    #[error("the directory's schema is version {found}, and this program reads version {known}")]
    OlderSchema {
        /// The version found in the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// There is no directory where one must be.
    #[error("{} is missing, or nothing is left in it", .0.display())]
    Lost(PathBuf),
    /// A migration that was applied to the file differs from the one in this program.
    #[error("migration {version} was applied with a different text than this program's")]
    ChangedMigration {
        /// The migration's number.
        version: i64,
    },
    /// The file could not be opened or created.
    #[error("cannot open the directory at {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The store's reason.
        source: sqlx::Error,
    },
    /// A code, name or address is taken already.
    #[error("{0} exists already")]
    Exists(Entity),
    /// Something that is referred to does not exist.
    #[error("no such {0}")]
    NotFound(Entity),
    /// Something is not any more as it was when it was looked at.
    #[error("the {0} has changed meanwhile")]
    Changed(Entity),
    /// A limit on how many may exist is reached.
    #[error("no further {0} allowed")]
    Limit(Entity),
    /// A value that the schema cannot hold, for example a number past its range.
    #[error("unusable {0}")]
    Invalid(&'static str),
    /// The store holds something this program cannot have written.
    #[error("the directory holds an unreadable {0}")]
    Corrupt(String),
    /// A row is not as it was written: the file is damaged.
    #[error("a row of {table} in the directory is damaged{}", .row.as_ref().map_or_else(String::new, |row| format!(": {row}")))]
    Damaged {
        /// The row's table.
        table: &'static str,
        /// What it is found by, but for texts.
        row: Option<String>,
    },
    /// The store failed, on this or on another write of the same commit, which is undone as a whole.
    #[error("the directory's store failed{}", Trouble::of(.0).map_or_else(String::new, |trouble| format!(": {trouble}")))]
    Store(#[source] Arc<sqlx::Error>),
    /// More wait than may, or this has waited too long: nothing was done, and trying again may help.
    #[error("the directory is busy")]
    Busy,
    /// A task of the directory ended early, because the program is shutting down.
    #[error("the directory is closed")]
    Closed,
}

/// What is wrong with the file, as far as somebody can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no room left.
    Full,
    /// It is not as it was written.
    Damaged,
    /// The system does not let it be read or written.
    Unusable,
}

impl Trouble {
    /// What a failure of the store comes from. SQLite's codes; the upper bits say more about the same.
    fn of(error: &sqlx::Error) -> Option<Self> {
        let code = error.as_database_error()?.code()?;
        match code.parse::<u32>().ok()? & 0xff {
            // SQLITE_FULL.
            13 => Some(Self::Full),
            // SQLITE_CORRUPT, SQLITE_NOTADB.
            11 | 26 => Some(Self::Damaged),
            // SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN.
            3 | 8 | 10 | 14 => Some(Self::Unusable),
            _ => None,
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Full => "there is no room left for it",
            Self::Damaged => "it is damaged",
            Self::Unusable => "it cannot be read or written",
        })
    }
}

impl Error {
    /// What is wrong with the file, if that is why.
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Open { source, .. } => Trouble::of(source),
            Self::Store(source) => Trouble::of(source),
            Self::Lost(_)
            | Self::ChangedMigration { .. }
            | Self::Corrupt(_)
            | Self::Damaged { .. } => Some(Trouble::Damaged),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => busy(),
            error => Self::Store(Arc::new(error)),
        }
    }
}

/// What an [`Error`] speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// A service provider.
    Provider,
    /// A brand.
    Brand,
    /// A retailer.
    Retailer,
    /// A partner (integrator).
    Partner,
    /// An intermediary (AHS).
    Intermediary,
    /// A partner's grant for a brand.
    Grant,
    /// A user.
    User,
    /// A subscription.
    Subscription,
    /// A batch request.
    Batch,
    /// A push connection.
    PushConnection,
    /// A day of the daily reconciliation.
    Day,
    /// A hold.
    Hold,
    /// A brand's short name.
    ShortName,
    /// By what a brand is seen to write or call.
    Sender,
    /// A gateway.
    Gateway,
    /// A party's number.
    Code,
    /// A member of the operator's staff.
    Staff,
    /// A complaint, or the draft of one.
    Complaint,
    /// A member of a provider.
    Member,
    /// An application to be a service provider.
    Application,
    /// A document of a provider's answer.
    Document,
}

impl Entity {
    /// Makes sure that there is one. `NotFound` if not.
    pub(crate) fn require(self, is_there: bool) -> Result<()> {
        is_there.then_some(()).ok_or(Error::NotFound(self))
    }
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Provider => "provider",
            Self::Brand => "brand",
            Self::Retailer => "retailer",
            Self::Partner => "partner",
            Self::Intermediary => "intermediary",
            Self::Grant => "grant",
            Self::User => "user",
            Self::Subscription => "subscription",
            Self::Batch => "batch request",
            Self::PushConnection => "push connection",
            Self::Day => "day",
            Self::Hold => "hold",
            Self::ShortName => "short name",
            Self::Sender => "sender",
            Self::Gateway => "gateway",
            Self::Code => "number",
            Self::Staff => "member of staff",
            Self::Complaint => "complaint",
            Self::Member => "member of a provider",
            Self::Application => "application",
            Self::Document => "document",
        })
    }
}

/// How long lies between two lines in the log that say that it is busy.
const LOGGED_EVERY: Duration = Duration::from_secs(1);

/// Whether the last of them was written less than that ago.
static LOGGED: AtomicBool = AtomicBool::new(false);

/// Somebody has waited as long as they may. Within a runtime.
pub(crate) fn busy() -> Error {
    if !LOGGED.swap(true, Ordering::AcqRel) {
        tracing::error!("the directory is busy: some have waited too long and were sent away");
        tokio::spawn(async {
            sleep(LOGGED_EVERY).await;
            LOGGED.store(false, Ordering::Release);
        });
    }
    Error::Busy
}
