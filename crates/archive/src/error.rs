//! Why the archive does not do something.

use std::error::Error;
use std::io::{self, ErrorKind};

use domain::causes;

use crate::key_store::KeyStoreError;
use crate::kind::Kind;

/// Why a document could not be kept, read or erased. Nothing that was acknowledged is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It is no document that is taken.
    #[error("the document is not taken: {0}")]
    Refused(Refusal),
    /// There is no such document, or no longer.
    #[error("there is no such document")]
    Missing,
    /// What lies there is not what was kept.
    #[error("the document is damaged, or another lies in its place")]
    Damaged,
    /// There is no room left.
    #[error("there is no room left for documents")]
    Full,
    /// Where documents are kept cannot be reached, or refuses.
    #[error("where documents are kept cannot be reached")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// Where documents are kept has not answered in time.
    #[error("where documents are kept has not answered in time")]
    TooLate,
}

/// Why a document is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has no bytes.
    #[error("it is empty")]
    Empty,
    /// Its content is of no kind that is taken.
    #[error("it is of no kind that is taken")]
    Unknown,
    /// It is longer than documents of its kind may be, in bytes.
    #[error("{0} of more than {1} bytes is not taken")]
    TooLarge(Kind, u64),
    /// Its end is missing.
    #[error("{0} is cut off: its end is missing")]
    Cut(Kind),
    /// Its structure is not that of its kind.
    #[error("{0} is damaged")]
    Damaged(Kind),
    /// It is something else at the same time.
    #[error("{0} is a file of another kind as well")]
    Polyglot(Kind),
    /// The scanner has found something in it.
    #[error("harmful content was found in it")]
    Harmful,
    /// The scanner could not be asked, or had no answer; what was not scanned is not taken.
    #[error("it could not be scanned")]
    NotScanned,
}

impl From<Refusal> for ArchiveError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl ArchiveError {
    /// Whether asking again can help.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::TooLate)
    }

    /// What the system says.
    pub(crate) fn io(error: io::Error) -> Self {
        Self::of(Box::new(error))
    }

    pub(crate) fn of(error: Box<dyn Error + Send + Sync>) -> Self {
        if is_full(error.as_ref()) {
            Self::Full
        } else {
            Self::Unavailable(error)
        }
    }
}

impl From<object_store::Error> for ArchiveError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error => Self::of(Box::new(error)),
        }
    }
}

impl From<KeyStoreError> for ArchiveError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::Damaged(_) => Self::Damaged,
            KeyStoreError::Erased => Self::Missing,
            KeyStoreError::Io(error) => Self::io(error),
        }
    }
}

fn is_full(error: &(dyn Error + 'static)) -> bool {
    causes::chain(error)
        .filter_map(<dyn Error>::downcast_ref::<io::Error>)
        .any(|error| {
            matches!(
                error.kind(),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded
            )
        })
}
