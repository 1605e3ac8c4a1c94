//! The engine, which this file alone names: connections, rows, queries, and how a file is opened.

use std::path::Path;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite};

pub(crate) use sqlx::SqliteExecutor as Executor;
pub(crate) use sqlx::sqlite::SqliteConnectOptions as Settings;

/// Whose types are kept.
pub(crate) type Engine = Sqlite;
pub(crate) type Connection = sqlx::SqliteConnection;
pub(crate) type Pool = sqlx::SqlitePool;
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
