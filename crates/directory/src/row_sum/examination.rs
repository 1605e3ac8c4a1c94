//! The whole file held against itself, for `izin fsck`.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use domain::BrandCode;
use sqlx::{Connection as _, Row as _};

use super::{TABLES, Table, Texts, layout};
use crate::db::{self, Connection, Row};
use crate::error::{Error, Result};
use crate::statement::sql;

/// How many findings SQLite's own check tells before it stops.
const STRUCTURE_FINDINGS_MAX: u32 = 100;

/// What a look at the directory's file found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// SQLite cannot read the file, or finds its structure broken; in SQLite's words.
    Structure(String),
    /// A row is not as it was written.
    Row {
        /// Its table.
        table: &'static str,
        /// What it is found by; none if that cannot be read.
        row: Option<String>,
    },
    /// A row refers to one that is not there.
    Reference {
        /// The table of the one that refers.
        table: String,
        /// The table of the one that is missing.
        missing: String,
    },
    /// A table, a column or an index is not there.
    Missing(String),
    /// A table, a column or an index is there though no step of the schema that is written down makes it.
    Unrecorded(String),
    /// A step of the schema is not the one that this program knows.
    Step(i64),
    /// A number was given out, and no party has it. Rows of parties are never deleted; those of retailers are.
    Party(i64),
    /// A provider has no brand of its own number.
    Master(i64),
    /// A party has a number that was never given out.
    Code {
        /// The party's table.
        table: &'static str,
        /// The number.
        code: i64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(text) => write!(out, "structure: {text}"),
            Self::Row { table, row } => {
                let row = row.clone();
                write!(out, "{}", Error::Damaged { table, row })
            }
            Self::Reference { table, missing } => {
                write!(out, "a row of {table} refers to a missing one of {missing}")
            }
            Self::Missing(what) => write!(out, "the {what} is missing"),
            Self::Unrecorded(what) => {
                write!(
                    out,
                    "the {what} is there though its step of the schema is not written down"
                )
            }
            Self::Step(version) => {
                write!(
                    out,
                    "step {version} of the schema is not as this program knows it"
                )
            }
            Self::Party(code) => write!(
                out,
                "number {code} was given out, and no provider, brand, partner or intermediary has it"
            ),
            Self::Master(code) => write!(out, "provider {code} has no master brand"),
            Self::Code { table, code } => {
                write!(out, "number {code} of {table} was never given out")
            }
        }
    }
}

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Rows whose sums were held against them; none in a file that an older program wrote last.
    pub rows: u64,
    /// The brands that are there, to be held against the ledger's; none: they cannot be read.
    pub brands: Option<BTreeSet<BrandCode>>,
}

/// Looks at a directory's file without changing it: SQLite's own check, references, the schema, given numbers, and the
/// sums of rows. `Open` if it is no file that can be read at all.
pub async fn examine(path: &Path, mut found: impl FnMut(Finding)) -> Result<Examined> {
    let mut connection = db::connect(&db::untouched(path))
        .await
        .map_err(|source| Error::Open {
            path: path.to_owned(),
            source,
        })?;
    let mut examined = Examined::default();
    let result = look(&mut connection, &mut examined, &mut found).await;
    if let Err(error) = result {
        // A page that cannot be read ends the look; that is what was looked for.
        found(Finding::Structure(source(&error)));
    }
    connection.close().await?;
    Ok(examined)
}

/// The store's reason, which says more than ours.
fn source(error: &Error) -> String {
    match error {
        Error::Store(store) => store.to_string(),
        other => other.to_string(),
    }
}

async fn look(
    connection: &mut Connection,
    examined: &mut Examined,
    found: &mut impl FnMut(Finding),
) -> Result<()> {
    let check = format!("PRAGMA integrity_check({STRUCTURE_FINDINGS_MAX})");
    for row in rows(connection, check).await? {
        let text: String = row.try_get(0)?;
        if text != "ok" {
            found(Finding::Structure(text));
        }
    }
    for row in rows(connection, "PRAGMA foreign_key_check".to_owned()).await? {
        found(Finding::Reference {
            table: row.try_get("table")?,
            missing: row.try_get("parent")?,
        });
    }
    let there = layout::look(connection, found).await?;
    codes(connection, &there, found).await?;
    for table in TABLES {
        examined.rows += sums(connection, table, found).await?;
    }
    if there.contains("brands") {
        let brands = rows(connection, "SELECT code FROM brands".to_owned()).await?;
        let code = |row: &Row| u32::try_from(row.try_get::<i64, _>("code").ok()?).ok();
        examined.brands = Some(brands.iter().filter_map(code).map(BrandCode).collect());
    }
    Ok(())
}

/// The tables whose rows have numbers, and what kind of number.
const NUMBERED: [(&str, &str); 5] = [
    ("providers", "party"),
    ("brands", "party"),
    ("partners", "party"),
    ("intermediaries", "party"),
    ("retailers", "retailer"),
];

/// Holds the parties against the numbers that were given out.
async fn codes(
    connection: &mut Connection,
    there: &BTreeSet<String>,
    found: &mut impl FnMut(Finding),
) -> Result<()> {
    let is_there = |table: &str| there.contains(table);
    if !is_there("issued_codes") {
        return Ok(());
    }
    for (table, kind) in NUMBERED.into_iter().filter(|(table, _)| is_there(table)) {
        let text = format!(
            "SELECT code FROM {table} WHERE NOT EXISTS \
             (SELECT 1 FROM issued_codes WHERE kind = '{kind}' AND issued_codes.code = {table}.code)"
        );
        for row in rows(connection, text).await? {
            let code = row.try_get("code")?;
            found(Finding::Code { table, code });
        }
    }
    if !NUMBERED.iter().all(|(table, _)| is_there(table)) {
        // That they are missing was told.
        return Ok(());
    }
    let parties = NUMBERED.iter().filter(|(_, kind)| *kind == "party");
    let text = parties.fold(
        "SELECT code FROM issued_codes WHERE kind = 'party'".to_owned(),
        |text, (table, _)| {
            format!("{text} AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.code = issued_codes.code)")
        },
    );
    for row in rows(connection, text).await? {
        found(Finding::Party(row.try_get("code")?));
    }
    let text = "SELECT code FROM providers WHERE NOT EXISTS \
                (SELECT 1 FROM brands WHERE brands.code = providers.code)";
    for row in rows(connection, text.to_owned()).await? {
        found(Finding::Master(row.try_get("code")?));
    }
    Ok(())
}

/// Holds the sums of a table's rows against them; tells how many there are.
async fn sums(
    connection: &mut Connection,
    table: &Table,
    found: &mut impl FnMut(Finding),
) -> Result<u64> {
    use futures::TryStreamExt;

    if !has_sums(connection, table).await? {
        return Ok(0);
    }
    let mut stream = table.rows("").query()?.fetch(connection);
    let mut looked_at = 0;
    while let Some(row) = stream.try_next().await? {
        looked_at += 1;
        if !table.is_intact(&row)? {
            found(Finding::Row {
                table: table.name,
                row: table.shown_key(&row, Texts::Shown),
            });
        }
    }
    Ok(looked_at)
}

/// Whether the file's schema has sums yet.
async fn has_sums(connection: &mut Connection, table: &Table) -> Result<bool> {
    let text = format!("PRAGMA table_info({})", table.name);
    for row in rows(connection, text).await? {
        if row.try_get::<String, _>("name")? == "row_sum" {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn rows(connection: &mut Connection, text: String) -> Result<Vec<Row>> {
    sql!(text).rows(connection).await
}
