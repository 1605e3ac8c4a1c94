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
    /// The key file is missing, though there are movements, or it is not a key file.
    #[error("the key file {0} is missing or damaged; without it the ledger cannot be read")]
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
}
