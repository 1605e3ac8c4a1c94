//! Files that others hand in, sealed from their first byte: uploads, lists to check, documents.
//!
//! Whoever keeps one knows its name and how long it has to be; what it is, whose it is in the registry's words and when it
//! ends stand in the directory. One contract and one place for all of them, so that encryption, bounds and a disk that
//! fills are seen to once.

mod folder;

use std::io::{self, Read, Seek};

use domain::Timestamp;

pub use folder::BlobFolder;

const GIB: u64 = 1024 * 1024 * 1024;

/// How much room files may take, in bytes as they lie on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobBounds {
    /// All files together.
    pub all: u64,
    /// One owner's.
    pub owner: u64,
    /// What is left of the disk to the ledger and the rest.
    pub left: u64,
}

impl BlobBounds {
    /// Those of a registry.
    pub const DEFAULT: Self = Self {
        all: 64 * GIB,
        owner: 12 * GIB,
        left: GIB / 2,
    };
}

/// Whose bytes a file's are: a provider's number; 0 is for those who are no provider yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobOwner(pub u32);

/// A file's name, which no other has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobName {
    /// Whose bytes it takes.
    pub owner: BlobOwner,
    /// What it belongs to.
    pub id: [u8; 16],
    /// Which of the files of that; [`Self::INPUT`] is what has come from outside.
    pub part: u8,
}

impl BlobName {
    /// The part that is a file as it came. It leaves a quarter of the room to the others: to what is made of those that have
    /// come already.
    pub const INPUT: u8 = 0;
}

/// Why a file could not be read or written. Nothing that was acknowledged is lost by it.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no room left: on the disk, for all, or for this owner.
    #[error("there is no room left for it")]
    Full,
    /// There is no file of this name.
    #[error("there is no such file")]
    Missing,
    /// It has another length than was said.
    #[error("it has {0} bytes")]
    Length(u64),
    /// It is not as it was written.
    #[error("it is damaged")]
    Damaged,
    /// The system does not let it be read or written.
    #[error("it cannot be read or written")]
    Io(#[source] io::Error),
}

impl From<BlobError> for crate::Error {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full | BlobError::Io(_) => Self::Unavailable(Box::new(error)),
            error => Self::Failed(Box::new(error)),
        }
    }
}

/// Reads a file from any place.
pub trait ReadBlob: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadBlob for T {}

/// Where such files are kept. All of it blocks; who writes to a file sees to it that nobody else does meanwhile.
pub trait Blobs: Send + Sync {
    /// Makes an empty file. Durable when it returns.
    ///
    /// # Errors
    /// [`BlobError::Full`]; and `Io` where the name is taken.
    fn create(&self, name: BlobName, made_at: Timestamp) -> Result<(), BlobError>;

    /// Adds bytes behind the first `at`, which have to be all there are ([`BlobError::Length`]); says how many there are
    /// now. Durable when it returns.
    ///
    /// # Errors
    /// Nothing was added.
    fn append(&self, name: BlobName, at: u64, bytes: &[u8]) -> Result<u64, BlobError>;

    /// Takes away what stands behind so many bytes. Durable when it returns.
    ///
    /// # Errors
    /// [`BlobError::Length`]: there are fewer.
    fn cut(&self, name: BlobName, length: u64) -> Result<(), BlobError>;

    /// How many bytes a file has.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn length(&self, name: BlobName) -> Result<u64, BlobError>;

    /// Reads the first `length` bytes of a file.
    ///
    /// # Errors
    /// [`BlobError::Damaged`]: there are fewer.
    fn open(&self, name: BlobName, length: u64) -> Result<Box<dyn ReadBlob>, BlobError>;

    /// Deletes a file; one that is not there is no error.
    ///
    /// # Errors
    /// When the system does not let it.
    fn delete(&self, name: BlobName) -> Result<(), BlobError>;

    /// The files that were made before an instant.
    ///
    /// # Errors
    /// When the system does not tell.
    fn made_before(&self, instant: Timestamp) -> Result<Vec<BlobName>, BlobError>;
}
