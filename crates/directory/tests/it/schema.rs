//! The migrations and what they make.

use std::fs;
use std::path::{Path, PathBuf};

use directory::{Directory, Error};
use domain::BrandCode;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::support::{Fixture, at, open};

/// The migrations' texts, in order.
fn migrations() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut list: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    list.sort();
    list
}

async fn raw(fixture: &Fixture) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(fixture.path());
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// Where [`older`] makes a file.
pub fn older_path(fixture: &Fixture) -> PathBuf {
    fixture.path().with_file_name("older.sqlite")
}

/// A file beside the fixture's, as a program that knew so many migrations made it.
pub async fn older(fixture: &Fixture, steps: usize) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(older_path(fixture))
        .create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let done = format!(
        "ATTACH '{}' AS today; CREATE TABLE schema_migrations \
         (version BIGINT NOT NULL PRIMARY KEY, digest BYTEA NOT NULL); \
         INSERT INTO schema_migrations SELECT * FROM today.schema_migrations \
         ORDER BY version LIMIT {steps}; DETACH today;",
        fixture.path().display()
    );
    let texts = migrations().into_iter().take(steps).map(|(_, text)| text);
    for text in [done].into_iter().chain(texts) {
        let made = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection);
        made.await.unwrap();
    }
    connection
}

async fn run(fixture: &Fixture, sql: &'static str) {
    let mut connection = raw(fixture).await;
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The number a migration's file begins with.
fn number(name: &str) -> i64 {
    let (number, _) = name.split_once('_').unwrap();
    assert_eq!(number.len(), 4, "{name}");
    number.parse().unwrap()
}

#[test]
fn migrations_are_numbered_in_their_order() {
    let mut last = 0;
    for (name, _) in migrations() {
        assert!(number(&name) > last, "{name}");
        last = number(&name);
        assert!(
            Path::new(&name)
                .extension()
                .is_some_and(|ending| ending == "sql"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn every_migration_file_is_applied() {
    let fixture = Fixture::empty().await;
    let mut connection = raw(&fixture).await;
    let versions: Vec<i64> =
        sqlx::query_scalar("SELECT version FROM schema_migrations ORDER BY version")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let files = migrations();
    let files: Vec<i64> = files.iter().map(|(name, _)| number(name)).collect();
    assert_eq!(versions, files);
}

#[test]
fn every_table_and_column_is_explained_and_every_constraint_named() {
    const TYPES: [&str; 4] = ["BIGINT", "SMALLINT", "TEXT", "BYTEA"];
    let mut columns = 0;
    for (name, text) in migrations() {
        let mut before = "";
        for line in text.lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            let explained = before.trim_start().starts_with("-- ");
            if line.starts_with("CREATE TABLE") {
                assert!(explained, "{name}: {line}");
            }
            if line.starts_with("ALTER TABLE") {
                assert!(explained && line.contains(" ADD COLUMN "), "{name}: {line}");
                columns += 1;
            }
            let is_column = line.starts_with("    ")
                && words.len() > 1
                && TYPES.contains(&words[1].trim_end_matches(','));
            if is_column {
                assert!(explained, "{name}: {line}");
                columns += 1;
            }
            let rule = ["PRIMARY KEY", "UNIQUE (", "FOREIGN KEY", "CHECK ("];
            if !line.trim_start().starts_with("--") && rule.iter().any(|rule| line.contains(rule)) {
                let named = |line: &str| line.trim_start().starts_with("CONSTRAINT ");
                assert!(
                    named(line) || (named(before) && !before.ends_with(',')),
                    "{name}: {line}"
                );
            }
            before = line;
        }
    }
    assert!(columns > 90, "the columns were not recognised: {columns}");
}

#[tokio::test]
async fn every_column_of_the_store_is_one_the_migrations_explain() {
    let fixture = Fixture::empty().await;
    let mut connection = raw(&fixture).await;
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT tables.name, columns.name, columns.type FROM sqlite_schema AS tables \
         JOIN pragma_table_info(tables.name) AS columns \
         WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' \
         AND tables.name <> 'schema_migrations'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(columns.len() > 90);
    let text: String = migrations().into_iter().map(|(_, text)| text).collect();
    for (table, column, kind) in columns {
        // A table may have been made anew by a later step.
        let start = text.rfind(&format!("CREATE TABLE {table} (")).unwrap();
        let end = start + text[start..].find("\n);").unwrap();
        let added = format!("ALTER TABLE {table} ADD COLUMN {column} {kind}");
        assert!(
            text[start..end].contains(&format!("\n    {column} {kind}")) || text.contains(&added),
            "{table}.{column}"
        );
    }
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_refused_untouched() {
    let fixture = Fixture::filled().await;
    fixture.directory.close().await;
    run(
        &fixture,
        "INSERT INTO schema_migrations (version, digest) VALUES (9999, x'00')",
    )
    .await;
    let before = fs::read(fixture.path()).unwrap();
    let error = Directory::open(&fixture.path()).await.err().unwrap();
    assert!(matches!(error, Error::NewerSchema { found: 9_999, known } if known < 9_999));
    assert_eq!(fs::read(fixture.path()).unwrap(), before);
}

#[tokio::test]
async fn a_file_with_another_past_is_refused() {
    let fixture = Fixture::filled().await;
    fixture.directory.close().await;
    run(
        &fixture,
        "UPDATE schema_migrations SET digest = x'00' WHERE version = 2",
    )
    .await;
    let error = Directory::open(&fixture.path()).await.err().unwrap();
    assert!(
        matches!(error, Error::ChangedMigration { version: 2 }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_file_of_an_older_program_is_brought_up_to_date() {
    async fn parts(connection: &mut SqliteConnection) -> Vec<(String, String, Option<String>)> {
        sqlx::query_as("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
            .fetch_all(connection)
            .await
            .unwrap()
    }

    let fixture = Fixture::empty().await;
    let today = parts(&mut raw(&fixture).await).await;
    let mut older = older(&fixture, migrations().len() - 1).await;
    open(&older_path(&fixture)).await.close().await;
    assert_eq!(parts(&mut older).await, today);
}

#[tokio::test]
async fn short_names_from_before_are_their_brands_still() {
    let fixture = Fixture::empty().await;
    let files = migrations();
    let steps = files.iter().position(|(name, _)| number(name) == 34);
    let mut older = older(&fixture, steps.unwrap()).await;
    let rows = "INSERT INTO providers (code, title, mersis, tin, state, created_at) \
         VALUES (600001, 'A', 'B', 'C', 'active', 1); \
         INSERT INTO brands (code, provider, name, first_refusal, created_at) \
         VALUES (600001, 600001, 'A', 'refuse', 1); \
         INSERT INTO brand_short_names (folded, brand, name, added_at) \
         VALUES ('ornek', 600001, 'ORNEK', 5000);";
    sqlx::raw_sql(rows).execute(&mut older).await.unwrap();
    older.close().await.unwrap();
    let directory = open(&older_path(&fixture)).await;
    let brand = directory.brand_of_short_name("ornek", at(6)).await;
    assert_eq!(brand.unwrap(), Some(BrandCode(600_001)));
    let names = directory.short_names_of(BrandCode(600_001), at(6)).await;
    assert_eq!(names.unwrap()[0].name, "ORNEK");
    directory.close().await;
}
