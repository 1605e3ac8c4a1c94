//! What can go wrong with the public log.

use std::io;

use tlog::TreeError;

/// Why the public log could not be opened. Nothing was changed, and nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file cannot be read or written.
    #[error("{path} cannot be used")]
    File {
        /// Which, below the data folder.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What is stored is not what was published.
    #[error("the public log is damaged: {0}")]
    Damaged(Damage),
    /// A key is gone, though something was signed with it: another key would make another log.
    #[error("{0} is missing beside what was signed with it")]
    KeyMissing(&'static str),
    /// A file of a key holds none.
    #[error("{path} {what}")]
    BadKey {
        /// The key's file, below the data folder.
        path: String,
        /// What is wrong with it, in a few words.
        what: &'static str,
    },
    /// The log has published more than the ledger holds: an old copy of the ledger was put back, and
    /// going on would publish a second history.
    #[error(
        "the public log holds {published} movements and the ledger {recorded}: an old copy of the ledger stands beside a newer log"
    )]
    LedgerBehind {
        /// The checkpoint's size.
        published: u64,
        /// The ledger's end.
        recorded: u64,
    },
    /// A key is kept under another name than the one asked for.
    #[error("{path} is the key of {kept} and cannot be renamed to {asked}")]
    OtherName {
        /// The key's file, below the data folder.
        path: String,
        /// The name it was made with.
        kept: String,
        /// The name asked for.
        asked: String,
    },
    /// The ledger failed.
    #[error("the ledger cannot be read")]
    Ledger(#[source] ledger::LedgerError),
}

/// Why the public log could not answer or go on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LogError {
    /// What is stored is not what was published. It is not served.
    #[error("the public log is damaged: {0}")]
    Damaged(Damage),
    /// A file cannot be read or written. Publishing may be tried again.
    #[error("{path} cannot be used: {reason}")]
    File {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// A size that has not been published yet, or an index not below its size.
    #[error("{asked} is not below the published {published}")]
    NotPublished {
        /// What was asked for.
        asked: u64,
        /// The published size.
        published: u64,
    },
    /// The log has been stopped, because going on could publish a second history.
    #[error("the public log has stopped: {0}")]
    Stopped(String),
    /// A file that only this process writes is not as it left it. Nothing was written.
    #[error("{0} was changed by somebody else")]
    Foreign(String),
    /// A cosignature does not go with the checkpoint.
    #[error("a cosignature cannot be added: {0}")]
    Witness(String),
    /// The ledger failed.
    #[error("the ledger cannot be read: {0}")]
    Ledger(#[from] ledger::LedgerError),
}

/// One difference between what is stored and what must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file, as a path below the data folder.
    pub file: String,
    /// What is wrong with it, in a few words.
    pub what: String,
}

impl Damage {
    /// Something wrong with a file.
    pub fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            what: what.into(),
        }
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.file, self.what)
    }
}

impl LogError {
    pub(crate) fn file(path: &str, error: &io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }

    /// Why no proof could be made of the tiles below a folder.
    pub(crate) fn tree(folder: &str, error: TreeError<Self>) -> Self {
        match error {
            TreeError::Tiles(error) => error,
            other => Self::Damaged(Damage::new(folder, other.to_string())),
        }
    }
}

impl From<LogError> for OpenError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Damaged(damage) => Self::Damaged(damage),
            LogError::File { path, reason } => Self::File {
                path,
                source: io::Error::other(reason),
            },
            LogError::Ledger(error) => Self::Ledger(error),
            error @ (LogError::NotPublished { .. }
            | LogError::Stopped(_)
            | LogError::Foreign(_)
            | LogError::Witness(_)) => {
                Self::Damaged(Damage::new(crate::layout::CHECKPOINT, error.to_string()))
            }
        }
    }
}
