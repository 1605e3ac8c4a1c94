//! What can go wrong with the ledger itself (never with a request: that is an `Outcome`).

use std::path::PathBuf;

/// Why a ledger could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("the data folder {0} is in use by another process")]
    InUse(PathBuf),
    /// The folder or a file in it cannot be read or written.
    #[error("the data folder {path} cannot be used")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The key file is missing, though there are movements, or it is not this ledger's key file.
    #[error(
        "the key file {0} is missing, damaged or another ledger's; without the right one the ledger cannot be read"
    )]
    KeyFile(PathBuf),
    /// What is stored is not what was written.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// The engine failed.
    #[error("the storage engine failed")]
    Engine(#[source] fjall::Error),
}

/// Why the ledger could not answer. Nothing that was acknowledged before is lost.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    /// The ledger has been closed, or a failed write has stopped it: only a restart helps.
    #[error("the ledger has stopped: {0}")]
    Stopped(String),
    /// What is stored is not what was written.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
    /// The engine failed on a read.
    #[error("the storage engine failed: {0}")]
    Engine(String),
    /// The movement has been erased: its leaf and its time are all that is left of it.
    #[error("movement {0} has been erased")]
    Erased(u64),
    /// A follower's name is not of the right form.
    #[error("a follower's name is 1 to {max} of a-z, 0-9 and -, not {0:?}", max = crate::follower::NAME_LEN_MAX)]
    FollowerName(String),
    /// A follower's cursor may only move forward, and not past the end.
    #[error("the cursor of {name} cannot be moved past movement {seq}")]
    FollowerCursor {
        /// The follower.
        name: String,
        /// Where it wanted to be.
        seq: u64,
    },
}

impl From<fjall::Error> for LedgerError {
    fn from(error: fjall::Error) -> Self {
        use fjall::{Error, LsmError};
        match error {
            // The engine's own checks of its files.
            Error::Storage(
                LsmError::ChecksumMismatch { .. }
                | LsmError::InvalidHeader(_)
                | LsmError::InvalidTag(_)
                | LsmError::InvalidTrailer
                | LsmError::Decompress(_),
            )
            | Error::Decompress(_)
            | Error::InvalidTag(_)
            | Error::InvalidTrailer => Self::Damaged(format!("in the engine's files: {error}")),
            error => Self::Engine(error.to_string()),
        }
    }
}

impl From<LedgerError> for OpenError {
    fn from(error: LedgerError) -> Self {
        Self::Damaged(match error {
            LedgerError::Damaged(what) => what,
            error => error.to_string(),
        })
    }
}
