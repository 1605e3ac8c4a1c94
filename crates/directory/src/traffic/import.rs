//! How far imports of files have come, so that they can be taken up again.

use domain::{RequestId, Timestamp};

use crate::column;
use crate::db::{Read as _, Row};
use crate::error::{Error, Result};
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
        sqlx::query("SELECT id, digest, rows_done, updated_at FROM imports WHERE id = $1")
            .bind(id.0.as_slice())
            .one(self.readers(), read)
            .await
    }

    /// The import last worked on of the file with this digest.
    pub async fn import_of_file(&self, digest: [u8; 32]) -> Result<Option<ImportProgress>> {
        sqlx::query(
            "SELECT id, digest, rows_done, updated_at FROM imports \
             WHERE digest = $1 ORDER BY updated_at DESC, id DESC LIMIT 1",
        )
        .bind(digest.as_slice())
        .one(self.readers(), read)
        .await
    }

    /// Stores an import's progress, in place of what was stored for its id. `Invalid`: its id
    /// is that of an import of another file.
    pub async fn set_import_progress(&self, progress: &ImportProgress) -> Result<()> {
        let progress = *progress;
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO imports (id, digest, rows_done, updated_at) \
                     VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET \
                     rows_done = excluded.rows_done, updated_at = excluded.updated_at \
                     WHERE imports.digest = excluded.digest RETURNING id",
                )
                .bind(progress.id.0.as_slice())
                .bind(progress.digest.as_slice())
                .bind(column::stored(progress.rows_done, "count of rows")?)
                .bind(progress.updated_at.as_millis())
                .fetch_optional(connection)
                .await?
                .map(drop)
                .ok_or(Error::Invalid("digest: the import is of another file"))
            })
        })
        .await
    }
}

fn read(row: &Row) -> Result<ImportProgress> {
    Ok(ImportProgress {
        id: RequestId(column::bytes(row, "id")?),
        digest: column::bytes(row, "digest")?,
        rows_done: column::count(row, "rows_done")?,
        updated_at: column::instant(row, "updated_at")?,
    })
}
