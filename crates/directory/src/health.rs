//! Whether the store reads and writes.

use crate::db::sql;
use crate::error::Result;
use crate::store::Directory;

impl Directory {
    /// Reads, and writes a number that nobody reads, durable when this returns. It differs from call to call, so that
    /// something is written.
    pub async fn probe(&self, number: u16) -> Result<()> {
        sqlx::query("SELECT version FROM schema_migrations LIMIT 1")
            .fetch_optional(self.readers())
            .await?;
        self.write(move |connection| {
            Box::pin(async move {
                // Kept in the file's head, and of no meaning to the store.
                let text = format!("PRAGMA user_version = {number}");
                sql(text).execute(connection).await?;
                Ok(())
            })
        })
        .await
    }
}
