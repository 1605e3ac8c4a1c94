//! A checksum beside each row of what people see of parties, and of whom is believed what, so that a byte that changed
//! on disk is never shown as a name nor taken for a right. SQLite itself notices a damaged structure, but not a changed letter.
//!
//! The sum is the beginning of SHA-256 over the table's name and the columns in a fixed order, each with its type and
//! length. It guards against failing disks, not against somebody who writes to the file: they can sum anew.

mod examination;
mod layout;

use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use crate::error::{Error, Result};

pub use examination::{Examined, Finding, examine};

/// The length of a sum, in bytes.
const SUM_BYTES: usize = 16;
/// How many rows of an older file are summed in one transaction.
const CHUNK_ROWS: i64 = 1_000;

/// A table whose rows are summed.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// What a row is found by: a number, or a text.
    key: (&'static str, Kind),
    /// The other columns that are summed, in this order for good. A column that is added later gets a new table of
    /// sums, because the ones there would no longer hold.
    columns: &'static [(&'static str, Kind)],
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
}

/// A value of a column.
enum Value {
    Number(i64),
    Text(String),
}

use Kind::{Number, Text};

pub(crate) const PROVIDERS: Table = Table {
    name: "providers",
    key: ("code", Number),
    columns: &[
        ("title", Text),
        ("mersis", Text),
        ("tin", Text),
        ("state", Text),
        ("created_at", Number),
    ],
};
pub(crate) const BRANDS: Table = Table {
    name: "brands",
    key: ("code", Number),
    columns: &[
        ("provider", Number),
        ("name", Text),
        ("historic_loading_until", Number),
        ("first_refusal", Text),
        ("created_at", Number),
    ],
};
pub(crate) const RETAILERS: Table = Table {
    name: "retailers",
    key: ("code", Number),
    columns: &[
        ("brand", Number),
        ("title", Text),
        ("name", Text),
        ("tckn", Text),
        ("tin", Text),
        ("city_code", Number),
        ("city_name", Text),
        ("town_code", Number),
        ("town_name", Text),
        ("mersis", Text),
        ("alias", Text),
        ("mobile", Text),
        ("status", Text),
        ("created_at", Number),
    ],
};
pub(crate) const PARTNERS: Table = Table {
    name: "partners",
    key: ("code", Number),
    columns: &[
        ("title", Text),
        ("licensed", Number),
        ("created_at", Number),
    ],
};
pub(crate) const INTERMEDIARIES: Table = Table {
    name: "intermediaries",
    key: ("code", Number),
    columns: &[("title", Text), ("created_at", Number)],
};
pub(crate) const SHORT_NAMES: Table = Table {
    name: "brand_short_names",
    key: ("folded", Text),
    columns: &[("brand", Number), ("name", Text), ("added_at", Number)],
};

pub(crate) const GATEWAYS: Table = Table {
    name: "gateways",
    key: ("name", Text),
    columns: &[
        ("kind", Text),
        ("verified", Number),
        ("added_at", Number),
        ("removed_at", Number),
    ],
};
/// Without what signing in changes.
pub(crate) const STAFF: Table = Table {
    name: "staff",
    key: ("number", Number),
    columns: &[
        ("username", Text),
        ("role", Text),
        ("office", Text),
        ("disabled", Number),
        ("created_at", Number),
    ],
};

/// All of them.
const TABLES: [&Table; 8] = [
    &PROVIDERS,
    &BRANDS,
    &RETAILERS,
    &PARTNERS,
    &INTERMEDIARIES,
    &SHORT_NAMES,
    &GATEWAYS,
    &STAFF,
];

impl Table {
    /// The key and all summed columns, as `SELECT` takes them, each with the table's name before it.
    pub(crate) fn select(&self) -> String {
        let columns = std::iter::once(&self.key).chain(self.columns);
        let columns = columns.map(|(column, _)| *column).chain(["row_sum"]);
        let named: Vec<_> = columns
            .map(|column| format!("{}.{column}", self.name))
            .collect();
        named.join(", ")
    }

    /// Makes sure that a row with these columns is as it was written. `Damaged` if not.
    pub(crate) fn check(&self, row: &SqliteRow) -> Result<()> {
        let damaged = || Error::Damaged {
            table: self.name,
            row: self.shown_key(row),
        };
        let kept: Option<Vec<u8>> = row.try_get("row_sum")?;
        // A value that is no longer of its type is damage, too.
        let sum = self.sum(row).map_err(|_| damaged())?;
        if kept.as_deref() == Some(&sum[..]) {
            Ok(())
        } else {
            Err(damaged())
        }
    }

    /// As [`Table::check`] for the row under this key; nothing if there is none.
    pub(crate) async fn check_stored(
        &self,
        connection: &mut SqliteConnection,
        key: impl Into<Key>,
    ) -> Result<()> {
        match self.find(connection, key.into()).await? {
            Some(row) => self.check(&row),
            None => Ok(()),
        }
    }

    /// Sums the row under this key anew, after it was written; in the transaction that wrote it.
    pub(crate) async fn keep(
        &self,
        connection: &mut SqliteConnection,
        key: impl Into<Key>,
    ) -> Result<()> {
        let key = key.into();
        let Some(row) = self.find(connection, key.clone()).await? else {
            return Ok(());
        };
        let sum = self.sum(&row)?;
        let (table, column) = (self.name, self.key.0);
        let text = format!("UPDATE {table} SET row_sum = $1 WHERE {column} = $2");
        let update = sqlx::query(AssertSqlSafe(text)).bind(sum.to_vec());
        match key {
            Key::Number(key) => update.bind(key),
            Key::Text(key) => update.bind(key),
        }
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn find(&self, connection: &mut SqliteConnection, key: Key) -> Result<Option<SqliteRow>> {
        let (columns, table, column) = (self.select(), self.name, self.key.0);
        let text = format!("SELECT {columns} FROM {table} WHERE {column} = $1");
        let query = sqlx::query(AssertSqlSafe(text));
        let query = match key {
            Key::Number(key) => query.bind(key),
            Key::Text(key) => query.bind(key),
        };
        Ok(query.fetch_optional(connection).await?)
    }

    fn sum(&self, row: &SqliteRow) -> Result<[u8; SUM_BYTES]> {
        let mut hasher = Sha256::new();
        hasher.update(b"izin/row/");
        hasher.update(self.name);
        let columns = std::iter::once(&self.key).chain(self.columns);
        for &(column, kind) in columns {
            match value(row, column, kind)? {
                None => hasher.update([0]),
                Some(Value::Number(number)) => {
                    hasher.update([1]);
                    hasher.update(number.to_be_bytes());
                }
                Some(Value::Text(text)) => {
                    hasher.update([2]);
                    hasher.update((text.len() as u64).to_be_bytes());
                    hasher.update(text);
                }
            }
        }
        let digest = hasher.finalize();
        let mut sum = [0; SUM_BYTES];
        sum.copy_from_slice(&digest[..SUM_BYTES]);
        Ok(sum)
    }

    /// The key for a message: a number; a text is left out, because a damaged one may be anything.
    fn shown_key(&self, row: &SqliteRow) -> Option<i64> {
        match self.key {
            (column, Number) => row.try_get(column).ok(),
            (_, Text) => None,
        }
    }

    /// Sums the rows that an older program wrote, some at a time.
    async fn sum_unsummed(&self, connection: &mut SqliteConnection) -> Result<()> {
        let (table, column) = (self.name, self.key.0);
        let text = format!("SELECT {column} FROM {table} WHERE row_sum IS NULL LIMIT {CHUNK_ROWS}");
        loop {
            let rows = sqlx::query(AssertSqlSafe(text.clone()))
                .fetch_all(&mut *connection)
                .await?;
            if rows.is_empty() {
                return Ok(());
            }
            sqlx::query("BEGIN").execute(&mut *connection).await?;
            for row in &rows {
                let key = match value(row, column, self.key.1)? {
                    Some(Value::Number(number)) => Key::Number(number),
                    Some(Value::Text(text)) => Key::Text(text),
                    None => return Err(Error::Corrupt(column)),
                };
                self.keep(connection, key).await?;
            }
            sqlx::query("COMMIT").execute(&mut *connection).await?;
        }
    }
}

fn value(row: &SqliteRow, column: &'static str, kind: Kind) -> Result<Option<Value>> {
    Ok(match kind {
        Number => row.try_get::<Option<i64>, _>(column)?.map(Value::Number),
        Text => row.try_get::<Option<String>, _>(column)?.map(Value::Text),
    })
}

/// What a row is found by.
#[derive(Clone)]
pub(crate) enum Key {
    Number(i64),
    Text(String),
}

impl From<u32> for Key {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Sums what a program without sums wrote; once, after the migration.
pub(crate) async fn sum_all(connection: &mut SqliteConnection) -> Result<()> {
    for table in TABLES {
        table.sum_unsummed(connection).await?;
    }
    Ok(())
}

/// Those that are as they were written, for an answer that is better given without the others than not at all. What is
/// left out is logged. Another failure ends it.
pub(crate) fn intact<T>(rows: Vec<Result<T>>) -> Result<impl Iterator<Item = T>> {
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        list.extend(row.map(Some).or_else(without_damaged)?);
    }
    Ok(list.into_iter())
}

/// A damaged row as one that is not there, after logging it; for what is shown to people beside much else. Another
/// failure stays one.
pub fn without_damaged<T>(error: Error) -> Result<Option<T>> {
    match error {
        error @ Error::Damaged { .. } => {
            tracing::error!(%error, "left out what is damaged; `izin fsck` names all of it");
            Ok(None)
        }
        error => Err(error),
    }
}
