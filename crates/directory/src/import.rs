//! How far imports of files have come, so that they can be taken up again.

use domain::{RequestId, Timestamp};

use crate::error::Result;
use crate::store::Directory;

/// The progress of one import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// The import's id: the request of all its movements.
    pub id: RequestId,
    /// The SHA-256 by which the caller knows the file (and whatever else must be the same).
    pub digest: [u8; 32],
    /// How many rows are done, from the first.
    pub rows_done: u64,
    /// When that was.
    pub updated_at: Timestamp,
}

impl Directory {
    /// The progress of an import.
    pub async fn import_progress(&self, id: RequestId) -> Result<Option<ImportProgress>> {
        todo!()
    }

    /// The import last begun of the file with this digest.
    pub async fn import_of_file(&self, digest: [u8; 32]) -> Result<Option<ImportProgress>> {
        todo!()
    }

    /// Stores an import's progress, in place of what was stored for its id.
    pub async fn set_import_progress(&self, progress: &ImportProgress) -> Result<()> {
        todo!()
    }
}
