//! Deleting what is over, so much in one transaction that no request waits long for its own write.

use crate::column::Store;
use crate::error::Result;
use crate::statement::{Statement, sql};
use crate::store::Directory;

/// How many rows go in one transaction.
pub(crate) const ROWS_AT_ONCE: u32 = 500;

/// The condition for some rows of a table that are over, at most [`ROWS_AT_ONCE`].
fn some(table: &str, key: &str, over: &str) -> String {
    format!("({key}) IN (SELECT {key} FROM {table} WHERE {over} LIMIT {ROWS_AT_ONCE})")
}

impl Directory {
    /// Deletes rows of a table that are over, and says how many. `key` is the columns of its primary key, `over` says
    /// when a row is over, and `values` what that says `$1` and so on of.
    pub(crate) async fn purge<V: Store + Clone, const N: usize>(
        &self,
        table: &str,
        key: &str,
        over: &str,
        values: [V; N],
    ) -> Result<u64> {
        let some = some(table, key, over);
        self.in_parts(&format!("DELETE FROM {table} WHERE {some}"), &values)
            .await
    }

    /// Changes such rows so that they are no longer over, and says how many. `set` is the new values.
    pub(crate) async fn expire<V: Store + Clone, const N: usize>(
        &self,
        (table, key): (&str, &str),
        over: &str,
        values: [V; N],
        set: &str,
    ) -> Result<u64> {
        let some = some(table, key, over);
        self.in_parts(&format!("UPDATE {table} SET {set} WHERE {some}"), &values)
            .await
    }

    /// Repeats a bounded change until there is nothing left for it. Between two transactions, writes of
    /// requests have their turn.
    async fn in_parts<V: Store + Clone>(&self, change: &str, values: &[V]) -> Result<u64> {
        let mut all = 0;
        loop {
            let change = values.iter().fold(sql!(change.to_owned()), Statement::bind);
            let changed = self.run(change).await?;
            all += changed;
            if changed < u64::from(ROWS_AT_ONCE) {
                return Ok(all);
            }
        }
    }
}
