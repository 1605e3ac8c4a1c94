//! The engine, which this file alone names: connections, rows, queries, and how a file is opened.

use std::path::Path;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, Sqlite};

use crate::error::Result;

pub(crate) use sqlx::SqliteExecutor as Executor;
pub(crate) use sqlx::sqlite::SqliteConnectOptions as Settings;

pub(crate) type Connection = sqlx::SqliteConnection;
pub(crate) type Pool = sqlx::SqlitePool;
pub(crate) type QueryBuilder = sqlx::QueryBuilder<Sqlite>;
pub(crate) type Row = sqlx::sqlite::SqliteRow;
/// A query with what is bound to it.
pub(crate) type Change = Query<'static, Sqlite, SqliteArguments>;

/// How long a connection waits for a lock that another program holds, in seconds.
const BUSY_SECONDS: u64 = 5;
/// After how many pages of 4 KiB the write-ahead log is moved into the file. Batches are large;
/// SQLite's 1,000 would have every dozen of them wait for it.
const CHECKPOINT_PAGES: &str = "4000";
/// To what size the write-ahead log is cut back, in bytes.
const LOG_BYTES: &str = "67108864";

/// A query whose text was put together, of nothing that came from outside.
pub(crate) fn sql(text: String) -> Change {
    sqlx::query(AssertSqlSafe(text))
}

/// Queries whose rows are read as something.
pub(crate) trait Read {
    /// All rows.
    async fn all<T>(
        self,
        store: impl Executor<'_>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>>;

    /// The row, if there is one.
    async fn one<T>(
        self,
        store: impl Executor<'_>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Option<T>>;
}

impl Read for Query<'_, Sqlite, SqliteArguments> {
    async fn all<T>(
        self,
        store: impl Executor<'_>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.fetch_all(store).await?.iter().map(read).collect()
    }

    async fn one<T>(
        self,
        store: impl Executor<'_>,
        read: impl Fn(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        let row = self.fetch_optional(store).await?;
        row.as_ref().map(read).transpose()
    }
}

/// To work with a file.
pub(crate) fn settings(path: &Path) -> Settings {
    Settings::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(BUSY_SECONDS))
        // What is deleted is overwritten: addresses, complaints and codes do not stay in unused pages.
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", LOG_BYTES)
}

/// To look at a file as it is.
pub(crate) fn untouched(path: &Path) -> Settings {
    Settings::new().filename(path).read_only(true)
}

pub(crate) async fn connect(settings: &Settings) -> Result<Connection, sqlx::Error> {
    Connection::connect_with(settings).await
}

/// Some connections that read; `wait` is how long one of them is waited for.
pub(crate) async fn readers(
    settings: Settings,
    connections: u32,
    wait: Duration,
) -> Result<Pool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(wait)
        .test_before_acquire(false)
        .connect_with(settings.read_only(true).create_if_missing(false))
        .await
}
