//! The schema: numbered migrations, each applied once.

use sha2::{Digest, Sha256};
use sqlx::{Connection as _, Row as _};

use crate::db::Connection;
use crate::error::{Error, Result};

/// One step of the schema.
struct Migration {
    version: i64,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal $file:literal,)+) => {
        &[$(Migration {
            version: $version,
            text: include_str!(concat!("../migrations/", $file, ".sql")),
        },)+]
    };
}

/// All steps, in order. A step that was released is never changed; its digest is checked.
const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_parties",
    2 "0002_users",
    3 "0003_batches",
    4 "0004_push",
    5 "0005_days",
    6 "0006_holds",
    7 "0007_people",
    8 "0008_messages",
    9 "0009_desk",
    10 "0010_texts",
    11 "0011_lines",
    12 "0012_row_sums",
    13 "0013_push_owners",
    14 "0014_code_askers",
    15 "0015_complaint_sizes",
    16 "0016_text_rounds",
    17 "0017_retention",
    18 "0018_more_row_sums",
    19 "0019_rights_row_sums",
    20 "0020_sessions",
    21 "0021_lease_owners",
    22 "0022_push_attempts",
    23 "0023_members",
    24 "0024_uploads",
    25 "0025_day_reports",
    26 "0026_verified_consents",
    27 "0027_applications",
    28 "0028_bounds",
    29 "0029_console_webhooks",
    30 "0030_defences",
    31 "0031_senders",
    32 "0032_operator_uploads",
    33 "0033_access",
    34 "0034_short_names",
    35 "0035_refusal_addresses",
    36 "0036_officers",
};

/// The table of the steps that were done.
pub(crate) const STEPS_TABLE: &str = "schema_migrations";
/// How many steps there are.
pub(crate) const STEPS: usize = MIGRATIONS.len();

/// Number and digest of each step, in order.
pub(crate) fn steps() -> impl Iterator<Item = (i64, Vec<u8>)> {
    let step = |migration: &Migration| (migration.version, digest_of(migration));
    MIGRATIONS.iter().map(step)
}

/// Makes an empty file what so many steps make of it, to hold others against.
pub(crate) async fn build(connection: &mut Connection, steps: usize) -> Result<()> {
    require_steps_table(connection).await?;
    for migration in MIGRATIONS.iter().take(steps) {
        sqlx::raw_sql(migration.text)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn require_steps_table(connection: &mut Connection) -> Result<()> {
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS schema_migrations \
         (version BIGINT NOT NULL PRIMARY KEY, digest BYTEA NOT NULL)",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many steps a file has had: none, if it is new or empty. Refuses a file of a newer program, and one whose past
/// differs from this program's. Changes nothing.
pub(crate) async fn applied(connection: &mut Connection) -> Result<usize> {
    let table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
    let table = sqlx::query(table).fetch_optional(&mut *connection).await?;
    if table.is_none() {
        return Ok(0);
    }
    let applied = sqlx::query("SELECT version, digest FROM schema_migrations ORDER BY version")
        .fetch_all(&mut *connection)
        .await?;
    if let Some(newest) = applied.last() {
        let (found, known) = (newest.try_get("version")?, version());
        if found > known {
            return Err(Error::NewerSchema { found, known });
        }
    }
    for (row, migration) in applied.iter().zip(MIGRATIONS) {
        let version: i64 = row.try_get("version")?;
        let digest: Vec<u8> = row.try_get("digest")?;
        if version != migration.version || digest != digest_of(migration) {
            return Err(Error::ChangedMigration {
                version: migration.version,
            });
        }
    }
    Ok(applied.len())
}

/// The version this program knows.
fn version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Refuses a file that does not have all steps.
pub(crate) async fn require_newest(connection: &mut Connection) -> Result<()> {
    match MIGRATIONS.get(applied(connection).await?) {
        None => Ok(()),
        Some(next) => Err(Error::OlderSchema {
            found: next.version - 1,
            known: version(),
        }),
    }
}

/// Brings the schema up to date. Refuses what [`applied`] refuses before touching it.
pub(crate) async fn migrate(connection: &mut Connection) -> Result<()> {
    let applied = applied(connection).await?;
    require_steps_table(connection).await?;
    for migration in &MIGRATIONS[applied..] {
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(migration.text)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO schema_migrations (version, digest) VALUES ($1, $2)")
            .bind(migration.version)
            .bind(digest_of(migration))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        tracing::info!(version = migration.version, "directory schema migrated");
    }
    Ok(())
}

/// A migration's digest; line ends do not count, as they may differ between checkouts.
fn digest_of(migration: &Migration) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for line in migration.text.lines() {
        hasher.update(line);
        hasher.update(b"\n");
    }
    hasher.finalize().to_vec()
}
