//! What can go wrong in the directory.

use std::path::PathBuf;

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
    /// A limit on how many may exist is reached.
    #[error("no further {0} allowed")]
    Limit(Entity),
    /// A value that the schema cannot hold, for example a number past its range.
    #[error("unusable {0}")]
    Invalid(&'static str),
    /// The store holds something this program cannot have written.
    #[error("the directory holds an unreadable {0}")]
    Corrupt(&'static str),
    /// A row is not as it was written: the file is damaged.
    #[error("a row of {table} in the directory is damaged{}", .row.map_or_else(String::new, |row| format!(": number {row}")))]
    Damaged {
        /// The row's table.
        table: &'static str,
        /// Its number; none where a text stands in its place.
        row: Option<i64>,
    },
    /// The store failed.
    #[error("the directory's store failed")]
    Store(#[source] sqlx::Error),
    /// The store failed on another write of the same commit, so this one is undone as well.
    #[error("the directory's store failed on another write of the same commit")]
    Undone,
    /// More wait than may, or this has waited too long: nothing was done, and trying again may help.
    #[error("the directory is busy")]
    Busy,
    /// A task of the directory ended early, because the program is shutting down.
    #[error("the directory is closed")]
    Closed,
}

/// SQLite's code of a file that is not as it was written.
const SQLITE_CORRUPT: u32 = 11;
/// SQLite's code of a file that is none of its own.
const SQLITE_NOTADB: u32 = 26;

impl Error {
    /// Whether it says that the file is not as it was written.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Open { source, .. } | Self::Store(source) => {
                let code = source
                    .as_database_error()
                    .and_then(sqlx::error::DatabaseError::code);
                // The upper bits say more about the same.
                let code = code.and_then(|code| code.parse::<u32>().ok());
                matches!(
                    code.map(|code| code & 0xff),
                    Some(SQLITE_CORRUPT | SQLITE_NOTADB)
                )
            }
            Self::Lost(_)
            | Self::ChangedMigration { .. }
            | Self::Corrupt(_)
            | Self::Damaged { .. } => true,
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => crate::lane::busy(),
            error => Self::Store(error),
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
    /// A gateway.
    Gateway,
    /// A party's number.
    Code,
    /// A member of the operator's staff.
    Staff,
    /// A complaint, or the draft of one.
    Complaint,
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
            Self::Gateway => "gateway",
            Self::Code => "number",
            Self::Staff => "member of staff",
            Self::Complaint => "complaint",
        })
    }
}
