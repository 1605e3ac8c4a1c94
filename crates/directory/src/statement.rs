//! Statements, with what is bound to them.

use sqlx::AssertSqlSafe;

use crate::column::{Store, kept};
use crate::db::{Change, Connection, Executor, Row};
use crate::error::Result;
use crate::row::FromRow;

/// A statement with what is bound to it. A value that the store cannot hold is told when it is run.
pub(crate) struct Statement(Result<Change>);

impl From<&'static str> for Statement {
    fn from(text: &'static str) -> Self {
        Self(Ok(sqlx::query(text)))
    }
}

impl From<String> for Statement {
    /// Of a text that was put together, of nothing that came from outside.
    fn from(text: String) -> Self {
        Self(Ok(sqlx::query(AssertSqlSafe(text))))
    }
}

impl Statement {
    /// Binds the next value.
    pub(crate) fn bind(self, value: impl Store) -> Self {
        Self(self.0.and_then(|query| Ok(query.bind(kept(value)?))))
    }

    /// The engine's own. `Invalid`: it cannot hold a value.
    pub(crate) fn query(self) -> Result<Change> {
        self.0
    }

    /// Runs a change; says how many rows it has changed.
    pub(crate) async fn run(self, connection: &mut Connection) -> Result<u64> {
        Ok(self.0?.execute(connection).await?.rows_affected())
    }

    /// As [`Statement::run`], for a change that always fits.
    pub(crate) async fn apply(self, connection: &mut Connection) -> Result<()> {
        self.run(connection).await.map(drop)
    }

    /// All rows.
    pub(crate) async fn rows(self, store: impl Executor<'_>) -> Result<Vec<Row>> {
        Ok(self.0?.fetch_all(store).await?)
    }

    /// The row, if there is one.
    pub(crate) async fn row(self, store: impl Executor<'_>) -> Result<Option<Row>> {
        Ok(self.0?.fetch_optional(store).await?)
    }

    /// What all rows say.
    pub(crate) async fn all<T: FromRow>(self, store: impl Executor<'_>) -> Result<Vec<T>> {
        self.rows(store).await?.iter().map(T::read).collect()
    }

    /// What the row says, if there is one.
    pub(crate) async fn one<T: FromRow>(self, store: impl Executor<'_>) -> Result<Option<T>> {
        self.row(store).await?.as_ref().map(T::read).transpose()
    }

    /// What the row says that there always is.
    pub(crate) async fn only<T: FromRow>(self, store: impl Executor<'_>) -> Result<T> {
        T::read(&self.0?.fetch_one(store).await?)
    }

    /// Whether there is a row.
    pub(crate) async fn exists(self, store: impl Executor<'_>) -> Result<bool> {
        Ok(self.row(store).await?.is_some())
    }
}

/// So many places for values, from a number on: `$3, $4`.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<_> = (first..first + count)
        .map(|place| format!("${place}"))
        .collect();
    places.join(", ")
}

/// See [`row!`](crate::row::row).
pub(crate) fn selection(columns: &[&str], table: &str, rest: &str) -> Statement {
    format!("SELECT {} FROM {table} {rest}", columns.join(", ")).into()
}

/// See [`insert!`].
pub(crate) fn insertion(table: &str, columns: &[&str], rows: usize, rest: &str) -> Statement {
    let width = columns.len();
    let values: Vec<_> = (0..rows)
        .map(|row| format!("({})", places(row * width + 1, width)))
        .collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    format!("INSERT INTO {table} ({columns}) VALUES {values} {rest}").into()
}

/// A statement, and after a semicolon the values of `$1`, `$2` and so on.
macro_rules! sql {
    ($text:expr $(; $($value:expr),+)?) => {
        $crate::statement::Statement::from($text)$($(.bind($value))+)?
    };
}

/// The statement that inserts a row, or one `for` each of several: the table, and each column with its value. After a
/// semicolon, what follows.
macro_rules! insert {
    (@value $column:ident) => { $column };
    (@value $column:ident $value:expr) => { $value };
    ($table:ident: $($column:ident $(= $value:expr)?),+ $(; $rest:literal)?) => {{
        let columns = [$(stringify!($column)),+];
        $crate::statement::insertion(stringify!($table), &columns, 1, concat!($($rest)?))
            $(.bind($crate::statement::insert!(@value $column $($value)?)))+
    }};
    (
        $table:ident for $row:ident in $rows:ident:
        $($column:ident = $value:expr),+ $(; $rest:literal)?
    ) => {{
        let columns = [$(stringify!($column)),+];
        let (table, rest) = (stringify!($table), concat!($($rest)?));
        let insert = $crate::statement::insertion(table, &columns, $rows.len(), rest);
        $rows.iter().fold(insert, |insert, $row| insert$(.bind($value))+)
    }};
}

pub(crate) use {insert, sql};

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use domain::{Channel, Seq};
    use sqlx::Connection as _;

    use crate::db::Connection;
    use crate::error::{Error, Result};

    async fn store() -> Connection {
        let mut store = Connection::connect("sqlite::memory:").await.unwrap();
        sql!("CREATE TABLE kept (seq BIGINT, channel SMALLINT)")
            .apply(&mut store)
            .await
            .unwrap();
        store
    }

    #[tokio::test]
    async fn a_number_past_the_stores_is_refused_and_nothing_is_written() {
        let mut store = store().await;
        let too_large = Seq(1 << 63);
        let refused = insert!(kept: seq = too_large, channel = 1_u8)
            .run(&mut store)
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        // In a row of several, and before a value that fits.
        let rows = [Seq(1), too_large];
        let refused = insert!(kept for row in rows: seq = *row, channel = 1_u8).run(&mut store);
        let refused = refused.await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        assert!(!sql!("SELECT 1 FROM kept").exists(&mut store).await.unwrap());
        let rows = [Seq(0), Seq((1 << 63) - 1)];
        let kept = insert!(kept for row in rows: seq = *row, channel = 1_u8);
        assert_eq!(kept.run(&mut store).await.unwrap(), 2);
        let read: Vec<Seq> = sql!("SELECT seq FROM kept ORDER BY seq")
            .all(&mut store)
            .await
            .unwrap();
        assert_eq!(read, rows);
    }

    #[tokio::test]
    async fn what_nobody_can_have_written_is_told_by_its_column() {
        let mut store = store().await;
        insert!(kept: seq = -1_i64, channel = 9_u8)
            .apply(&mut store)
            .await
            .unwrap();
        let channel: Result<Channel> = sql!("SELECT channel FROM kept").only(&mut store).await;
        assert!(matches!(channel, Err(Error::Corrupt(column)) if column == "channel"));
        let both = sql!("SELECT channel, seq FROM kept").one(&mut store).await;
        let both: Result<Option<(u8, Seq)>> = both;
        assert!(matches!(both, Err(Error::Corrupt(column)) if column == "seq"));
    }
}
