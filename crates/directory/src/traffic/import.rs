//! Which files the operator has handed in, so that each is recorded once.

use domain::{RequestId, Timestamp};

use crate::error::{Error, Result};
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;

/// A file that the operator has handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// The upload's name: the request of all its movements.
    pub id: RequestId,
    /// The SHA-256 by which the caller knows the file (and whatever else must be the same).
    pub digest: [u8; 32],
    /// How many rows it had when it was done; 0: it is not. (Before there were uploads: how many were done.)
    pub rows_done: u64,
    /// When that was.
    pub updated_at: Timestamp,
}

impl Directory {
    /// The progress of an import.
    pub async fn import_progress(&self, id: RequestId) -> Result<Option<ImportProgress>> {
        self.one(sql!(ImportProgress::rows("WHERE id = $1"); id))
            .await
    }

    /// The import last worked on of the file with this digest.
    pub async fn import_of_file(&self, digest: [u8; 32]) -> Result<Option<ImportProgress>> {
        let of_file = "WHERE digest = $1 ORDER BY updated_at DESC, id DESC LIMIT 1";
        self.one(sql!(ImportProgress::rows(of_file); digest)).await
    }

    /// Stores an import's progress, in place of what was stored for its id. `Invalid`: its id
    /// is that of an import of another file.
    pub async fn set_import_progress(&self, progress: &ImportProgress) -> Result<()> {
        let set = insert!(imports: id = progress.id, digest = progress.digest,
            rows_done = progress.rows_done, updated_at = progress.updated_at;
            "ON CONFLICT (id) DO UPDATE SET rows_done = excluded.rows_done, \
             updated_at = excluded.updated_at WHERE imports.digest = excluded.digest");
        match self.run(set).await? {
            0 => Err(Error::Invalid("digest: the import is of another file")),
            _ => Ok(()),
        }
    }
}

row! { ImportProgress in imports: id, digest, rows_done, updated_at }
