//! The tables, columns and indexes of a file, held against those that the steps of the schema make.

use sqlx::{Connection as _, Row as _};
use std::collections::BTreeSet;

use super::examination::{Finding, rows};
use crate::db::{Connection, Row};
use crate::error::Result;
use crate::schema;

/// A table, or a column or an index of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    table: String,
    /// `column` or `index`, and its name; none: the table itself.
    of_it: Option<(String, String)>,
}

impl Part {
    fn shown(&self) -> String {
        match &self.of_it {
            None => format!("table {}", self.table),
            Some((kind, name)) => format!("{kind} {name} of {}", self.table),
        }
    }
}

/// Tells what is missing, and what is there that only a later step makes. The tables that are there.
///
/// A file of an older program has fewer steps, and one of a newer program more: of that one only the known steps can
/// be looked at.
pub(super) async fn look(
    connection: &mut Connection,
    found: &mut impl FnMut(Finding),
) -> Result<BTreeSet<String>> {
    let there = parts(connection).await?;
    let tables: BTreeSet<String> = there
        .iter()
        .filter(|part| part.of_it.is_none())
        .map(|part| part.table.clone())
        .collect();
    if !tables.contains(schema::STEPS_TABLE) {
        found(Finding::Missing(format!("table {}", schema::STEPS_TABLE)));
        return Ok(tables);
    }
    let done = steps(connection, found).await?;
    let made = expected(done).await?;
    for part in made.difference(&there) {
        // A table is missing with all that is of it.
        if part.of_it.is_none() || tables.contains(&part.table) {
            found(Finding::Missing(part.shown()));
        }
    }
    for part in expected(schema::STEPS).await?.intersection(&there) {
        if !made.contains(part) {
            found(Finding::Unrecorded(part.shown()));
        }
    }
    Ok(tables)
}

/// How many steps the file says were done. Tells the first that is not what this program knows.
async fn steps(connection: &mut Connection, found: &mut impl FnMut(Finding)) -> Result<usize> {
    let text = format!(
        "SELECT version, digest FROM {} ORDER BY version",
        schema::STEPS_TABLE
    );
    let mut done = 0;
    for (row, (version, digest)) in rows(connection, text).await?.iter().zip(schema::steps()) {
        let (of_row, kept): (i64, Vec<u8>) = (row.try_get("version")?, row.try_get("digest")?);
        if of_row != version || kept != digest {
            found(Finding::Step(version));
            break;
        }
        done += 1;
    }
    Ok(done)
}

/// What so many steps make.
async fn expected(steps: usize) -> Result<BTreeSet<Part>> {
    let mut connection = Connection::connect("sqlite::memory:").await?;
    schema::build(&mut connection, steps).await?;
    let made = parts(&mut connection).await?;
    connection.close().await?;
    Ok(made)
}

async fn parts(connection: &mut Connection) -> Result<BTreeSet<Part>> {
    let text = "SELECT tbl_name AS of_table, CAST(NULL AS TEXT) AS kind, name FROM sqlite_master \
                WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' \
                UNION ALL SELECT tbl_name, 'index', name FROM sqlite_master \
                WHERE type = 'index' AND sql IS NOT NULL \
                UNION ALL SELECT m.name, 'column', p.name FROM sqlite_master AS m \
                JOIN pragma_table_info(m.name) AS p \
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'";
    let rows = rows(connection, text.to_owned()).await?;
    let part = |row: &Row| {
        let kind: Option<String> = row.try_get("kind")?;
        let name: String = row.try_get("name")?;
        Ok(Part {
            table: row.try_get("of_table")?,
            of_it: kind.map(|kind| (kind, name)),
        })
    };
    rows.iter().map(part).collect()
}
