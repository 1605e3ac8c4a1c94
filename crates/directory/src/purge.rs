//! Deleting what is over, so much in one transaction that no request waits long for its own write.

use crate::db::{Change, sql};
use crate::error::Result;
use crate::store::Directory;

/// How many rows go in one transaction.
pub(crate) const ROWS_AT_ONCE: u32 = 500;

/// Rows of one table that are over.
pub(crate) struct Rows {
    pub(crate) table: &'static str,
    /// The columns of its primary key.
    pub(crate) key: &'static str,
    /// When a row is over.
    pub(crate) over: String,
}

impl Rows {
    pub(crate) fn new(table: &'static str, key: &'static str, over: impl Into<String>) -> Self {
        Self {
            table,
            key,
            over: over.into(),
        }
    }

    /// Their keys, at most [`ROWS_AT_ONCE`].
    fn keys(&self) -> String {
        let Self { table, key, over } = self;
        format!("({key}) IN (SELECT {key} FROM {table} WHERE {over} LIMIT {ROWS_AT_ONCE})")
    }
}

impl Directory {
    /// Deletes rows, and says how many; `bind` binds what their condition names.
    pub(crate) async fn purge(&self, rows: &Rows, bind: impl Fn(Change) -> Change) -> Result<u64> {
        let text = format!("DELETE FROM {} WHERE {}", rows.table, rows.keys());
        self.in_parts(&text, bind).await
    }

    /// Changes rows so that they are no longer over, and says how many. `set` is the new values.
    pub(crate) async fn expire(
        &self,
        rows: &Rows,
        set: &str,
        bind: impl Fn(Change) -> Change,
    ) -> Result<u64> {
        let text = format!("UPDATE {} SET {set} WHERE {}", rows.table, rows.keys());
        self.in_parts(&text, bind).await
    }

    /// Repeats a bounded change until there is nothing left for it. Between two transactions, writes of
    /// requests have their turn.
    async fn in_parts(&self, text: &str, bind: impl Fn(Change) -> Change) -> Result<u64> {
        let mut all = 0;
        loop {
            let change = bind(sql(text.to_owned()));
            let work = self.write(move |connection| {
                Box::pin(async move { Ok(change.execute(connection).await?.rows_affected()) })
            });
            let changed: Result<u64> = work.await;
            let changed = changed?;
            all += changed;
            if changed < u64::from(ROWS_AT_ONCE) {
                return Ok(all);
            }
        }
    }
}
