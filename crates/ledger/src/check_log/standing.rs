//! How the log stands, and why it cannot be used.

use std::io;

/// Why the log of checks cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckLogError {
    /// More waits to be written than there is room for.
    #[error("the log of checks cannot keep up")]
    Full,
    /// It was closed, or its thread has failed: only a restart helps.
    #[error("the log of checks has stopped")]
    Stopped,
    /// Another process has it open.
    #[error("the log of checks is in use by another process")]
    InUse,
    /// The folder or a file in it cannot be read or written.
    #[error("the log of checks cannot be read or written")]
    Io(#[from] io::Error),
}

/// How the log stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Checks are logged.
    #[default]
    Good,
    /// Checks are logged, but no room could be reserved for the next ones.
    Short,
    /// The last check could not be logged, for this reason; it is tried again with the next one, and each second.
    Broken(String),
}

impl Standing {
    /// Whether no check can be logged.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}
