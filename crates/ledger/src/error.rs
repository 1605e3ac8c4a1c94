//! What can go wrong with the ledger itself (never with a request: that is an `Outcome`).

use std::io::ErrorKind;
use std::path::PathBuf;

use domain::Seq;
use keys::KeyFileError;

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
    /// What is stored cannot be read now, which says nothing about whether it is damaged.
    #[error("the ledger cannot be read: {0}")]
    Unreadable(String),
}

impl From<KeyFileError> for OpenError {
    fn from(error: KeyFileError) -> Self {
        match error {
            KeyFileError::Unusable { path, source } => Self::Folder { path, source },
            KeyFileError::Damaged(path) => Self::KeyFile(path),
        }
    }
}

impl OpenError {
    /// The engine's error on opening its folder.
    pub(crate) fn of_engine(path: PathBuf, error: fjall::Error) -> Self {
        use fjall::{Error, LsmError};
        match error {
            Error::Locked => Self::InUse(path),
            Error::Io(source) | Error::Storage(LsmError::Io(source))
                if !is_damage_of_file(&source) =>
            {
                Self::Folder { path, source }
            }
            error => error.into(),
        }
    }
}

/// The only way to make an [`OpenError::Engine`], so that no damage passes for a failure of the program.
impl From<fjall::Error> for OpenError {
    fn from(error: fjall::Error) -> Self {
        if is_damage(&error) {
            return Self::Damaged(format!("in the engine's files: {error}"));
        }
        Self::Engine(error)
    }
}

/// Whether an error of the engine says that its files are not what it has written. It opens no file that it has not
/// made, so that one which is missing, or is there where none should be, is damage as well.
fn is_damage(error: &fjall::Error) -> bool {
    use fjall::{Error, LsmError};
    match error {
        Error::Io(error) | Error::Storage(LsmError::Io(error)) => is_damage_of_file(error),
        Error::Poisoned | Error::Locked | Error::KeyspaceDeleted => false,
        _ => true,
    }
}

pub(crate) fn is_damage_of_file(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound
            | ErrorKind::AlreadyExists
            | ErrorKind::UnexpectedEof
            | ErrorKind::InvalidData
            | ErrorKind::InvalidInput
            | ErrorKind::IsADirectory
            | ErrorKind::NotADirectory
    )
}

/// Work that reads files; where damage makes the engine panic, that is an error like any other damage.
pub(crate) fn guarded<T, E: From<OpenError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    // What the work had in hand is gone with it.
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    done.unwrap_or_else(|_| {
        let what = "the engine cannot make sense of its files";
        Err(OpenError::Damaged(what.to_owned()).into())
    })
}

/// Why the ledger could not answer. Nothing that was acknowledged before is lost.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    /// A write has failed. The ledger takes nothing and answers no check until it has opened its files anew and can
    /// write again, which it tries by itself. Whether what was submitted has been recorded is not known.
    #[error("the ledger cannot write for the moment: {0}")]
    Unavailable(String),
    /// The ledger has been closed, or what it finds after a failed write has stopped it: only a restart helps.
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
    #[error("a follower's name is 1 to 64 of a-z, 0-9 and -, not {0:?}")]
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

impl LedgerError {
    /// There is no movement at a position where one must be.
    pub(crate) fn missing(seq: u64) -> Self {
        Self::Damaged(format!("movement {seq} is missing"))
    }

    /// A movement's bytes are not what was written.
    pub(crate) fn not_as_written(seq: Seq) -> Self {
        Self::Damaged(format!("movement {} is not what was written", seq.0))
    }
}

impl From<fjall::Error> for LedgerError {
    fn from(error: fjall::Error) -> Self {
        if is_damage(&error) {
            return Self::Damaged(format!("in the engine's files: {error}"));
        }
        Self::Engine(error.to_string())
    }
}

impl From<LedgerError> for OpenError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Damaged(what) => Self::Damaged(what),
            LedgerError::Engine(what) | LedgerError::Unavailable(what) => Self::Unreadable(what),
            error => Self::Damaged(error.to_string()),
        }
    }
}
