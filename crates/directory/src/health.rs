//! Whether the store reads and writes.

use crate::error::Result;
use crate::statement::sql;
use crate::store::Directory;

impl Directory {
    /// Reads, and writes a number that nobody reads, durable when this returns. It differs from call to call, so that
    /// something is written.
    pub async fn probe(&self, number: u16) -> Result<()> {
        sql!("SELECT version FROM schema_migrations LIMIT 1")
            .row(self.readers())
            .await?;
        // Kept in the file's head, and of no meaning to the store.
        self.apply(sql!(format!("PRAGMA user_version = {number}")))
            .await
    }
}
