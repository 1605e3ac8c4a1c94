//! A checksum beside each row of what people see of parties, of whom is believed what, and of what is kept for whose sake,
//! so that a byte that changed on disk is never shown as a name nor taken for a right. SQLite itself notices a damaged
//! structure, but not a changed letter.
//!
//! The sum is the beginning of SHA-256 over the table's name and the columns in a fixed order, each with its type and
//! length. It guards against failing disks, not against somebody who writes to the file: they can sum anew.

mod examination;
mod layout;
mod tables;

use sha2::{Digest, Sha256};
use sqlx::Row as _;

use crate::db::{Connection, Row};
use crate::error::{Error, Result};
use crate::statement::{Statement, sql};

pub use examination::{Examined, Finding, examine};
use tables::TABLES;
pub(crate) use tables::{
    BRANDS, DEFENCES, GATEWAYS, HOLDS, INTERMEDIARIES, INTERMEDIARY_GRANTS, MEMBER_ROLES, MEMBERS,
    OFFICERS, PARTNER_AGREEMENTS, PARTNER_GRANTS, PARTNERS, PROVIDERS, REFUSAL_ADDRESSES,
    RETAILERS, SENDERS, STAFF, SUBSCRIPTION_EXTRAS, SUBSCRIPTIONS, USER_RULES, USERS,
};

/// The length of a sum, in bytes.
const SUM_BYTES: usize = 16;
/// How many rows of an older file are summed in one transaction.
const CHUNK_ROWS: i64 = 1_000;

/// A table whose rows are summed.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// What a row is found by: numbers, or texts, which no other row has.
    key: &'static [(&'static str, Kind)],
    /// The other columns that are summed, in this order for good. A column that is added later gets a new table of
    /// sums, because the ones there would no longer hold.
    columns: &'static [(&'static str, Kind)],
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
    Bytes,
}

/// A value of a column.
#[derive(Clone)]
enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

use Kind::{Bytes, Number, Text};

/// Whether texts are shown that a row is found by. Some are somebody's name, which no log holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Shown,
    LeftOut,
}

/// The longest text that a row is named by, in bytes.
const SHOWN_TEXT_MAX: usize = 255;

impl Table {
    /// The key and all summed columns, as `SELECT` takes them, each with the table's name before it.
    pub(crate) fn select(&self) -> String {
        let columns = self.key.iter().chain(self.columns);
        let columns = columns.map(|(column, _)| *column).chain(["row_sum"]);
        let named: Vec<_> = columns
            .map(|column| format!("{}.{column}", self.name))
            .collect();
        named.join(", ")
    }

    /// A query for rows with these columns; `rest` is what comes after the table's name.
    pub(crate) fn rows(&self, rest: &str) -> Statement {
        sql!(format!(
            "SELECT {} FROM {} {rest}",
            self.select(),
            self.name
        ))
    }

    /// Makes sure that a row with these columns is as it was written. `Damaged` if not.
    pub(crate) fn check(&self, row: &Row) -> Result<()> {
        if self.is_intact(row)? {
            Ok(())
        } else {
            Err(Error::Damaged {
                table: self.name,
                row: self.shown_key(row, Texts::LeftOut),
            })
        }
    }

    fn is_intact(&self, row: &Row) -> Result<bool> {
        let kept: Option<Vec<u8>> = row.try_get("row_sum")?;
        // A value that is no longer of its type is damage, too.
        Ok(self
            .sum(row)
            .is_ok_and(|sum| kept.as_deref() == Some(&sum[..])))
    }

    /// As [`Table::check`] for the row under this key; nothing if there is none.
    pub(crate) async fn check_stored(
        &self,
        connection: &mut Connection,
        key: impl Into<Key>,
    ) -> Result<()> {
        match self.find(connection, key.into()).await? {
            Some(row) => self.check(&row),
            None => Ok(()),
        }
    }

    /// Inserts a row and sums it; `false`: another was in its way, and none was inserted.
    pub(crate) async fn insert(
        &self,
        connection: &mut Connection,
        key: impl Into<Key>,
        insert: Statement,
    ) -> Result<bool> {
        let inserted = insert.run(connection).await? > 0;
        if inserted {
            self.keep(connection, key).await?;
        }
        Ok(inserted)
    }

    /// Changes the row under this key, once it is known to be as it was written, and sums it anew; `false`: there is none
    /// that the change fits.
    pub(crate) async fn change(
        &self,
        connection: &mut Connection,
        key: impl Into<Key>,
        change: Statement,
    ) -> Result<bool> {
        let key = key.into();
        self.check_stored(connection, key.clone()).await?;
        let changed = change.run(connection).await? > 0;
        if changed {
            self.keep(connection, key).await?;
        }
        Ok(changed)
    }

    /// Sums the row under this key anew, after it was written; in the transaction that wrote it.
    pub(crate) async fn keep(
        &self,
        connection: &mut Connection,
        key: impl Into<Key>,
    ) -> Result<()> {
        let key = key.into();
        let Some(row) = self.find(connection, key.clone()).await? else {
            return Ok(());
        };
        let sum = self.sum(&row)?;
        let text = format!(
            "UPDATE {} SET row_sum = ${} WHERE {}",
            self.name,
            key.0.len() + 1,
            self.condition()
        );
        key.bind(sql!(text)).bind(sum).apply(connection).await
    }

    async fn find(&self, connection: &mut Connection, key: Key) -> Result<Option<Row>> {
        let query = key.bind(self.rows(&format!("WHERE {}", self.condition())));
        query.row(connection).await
    }

    /// That a row is the one of a key, which is bound from `$1`.
    fn condition(&self) -> String {
        let parts: Vec<_> = (1..)
            .zip(self.key)
            .map(|(place, (column, _))| format!("{column} = ${place}"))
            .collect();
        parts.join(" AND ")
    }

    fn sum(&self, row: &Row) -> Result<[u8; SUM_BYTES]> {
        let mut hasher = Sha256::new();
        hasher.update(b"izin/row/");
        hasher.update(self.name);
        for &(column, kind) in self.key.iter().chain(self.columns) {
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
                Some(Value::Bytes(bytes)) => {
                    hasher.update([3]);
                    hasher.update((bytes.len() as u64).to_be_bytes());
                    hasher.update(bytes);
                }
            }
        }
        let digest = hasher.finalize();
        let mut sum = [0; SUM_BYTES];
        sum.copy_from_slice(&digest[..SUM_BYTES]);
        Ok(sum)
    }

    /// The key for a message. A text that is none of ours is left out: a damaged one may be anything.
    fn shown_key(&self, row: &Row, texts: Texts) -> Option<String> {
        let part = |&(column, kind): &(&'static str, Kind)| {
            let shown = match value(row, column, kind).ok()?? {
                Value::Number(number) => number.to_string(),
                Value::Text(text)
                    if texts == Texts::Shown
                        && text.len() <= SHOWN_TEXT_MAX
                        && text.bytes().all(|byte| byte.is_ascii_graphic()) =>
                {
                    text
                }
                Value::Text(_) | Value::Bytes(_) => return None,
            };
            match self.key {
                [(_, Number)] => Some(format!("number {shown}")),
                _ => Some(format!("{column} {shown}")),
            }
        };
        let parts: Vec<_> = self.key.iter().filter_map(part).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Sums the rows that an older program wrote, some at a time.
    async fn sum_unsummed(&self, connection: &mut Connection) -> Result<()> {
        let columns: Vec<_> = self.key.iter().map(|(column, _)| *column).collect();
        let (table, columns) = (self.name, columns.join(", "));
        let text =
            format!("SELECT {columns} FROM {table} WHERE row_sum IS NULL LIMIT {CHUNK_ROWS}");
        loop {
            let rows = sql!(text.clone()).rows(&mut *connection).await?;
            if rows.is_empty() {
                return Ok(());
            }
            sql!("BEGIN").run(connection).await?;
            for row in &rows {
                let part = |&(column, kind): &(&'static str, Kind)| {
                    value(row, column, kind)?.ok_or_else(|| Error::Corrupt(column.to_owned()))
                };
                let key = Key(self.key.iter().map(part).collect::<Result<_>>()?);
                self.keep(connection, key).await?;
            }
            sql!("COMMIT").run(connection).await?;
        }
    }
}

fn value(row: &Row, column: &'static str, kind: Kind) -> Result<Option<Value>> {
    Ok(match kind {
        Number => row.try_get::<Option<i64>, _>(column)?.map(Value::Number),
        Text => row.try_get::<Option<String>, _>(column)?.map(Value::Text),
        Bytes => row.try_get::<Option<Vec<u8>>, _>(column)?.map(Value::Bytes),
    })
}

/// What a row is found by: a value for each column of its table's key.
#[derive(Clone)]
pub(crate) struct Key(Vec<Value>);

impl Key {
    fn bind(self, statement: Statement) -> Statement {
        self.0
            .into_iter()
            .fold(statement, |statement, part| match part {
                Value::Number(number) => statement.bind(number),
                Value::Text(text) => statement.bind(text),
                Value::Bytes(bytes) => statement.bind(bytes),
            })
    }
}

impl From<u32> for Key {
    fn from(number: u32) -> Self {
        i64::from(number).into()
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        [number].into()
    }
}

impl<const N: usize> From<[i64; N]> for Key {
    fn from(numbers: [i64; N]) -> Self {
        Self(numbers.into_iter().map(Value::Number).collect())
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(vec![Value::Text(text.to_owned())])
    }
}

impl From<(&str, i64)> for Key {
    fn from((text, number): (&str, i64)) -> Self {
        Self(vec![Value::Text(text.to_owned()), Value::Number(number)])
    }
}

impl From<[&str; 2]> for Key {
    fn from(texts: [&str; 2]) -> Self {
        let value = |text: &str| Value::Text(text.to_owned());
        Self(texts.map(value).into())
    }
}

/// Sums what a program without sums wrote; once, after the migration.
pub(crate) async fn sum_all(connection: &mut Connection) -> Result<()> {
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
