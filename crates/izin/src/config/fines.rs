//! The fine table, as far as the operator decides.

use std::path::{Path, PathBuf};

use domain::fines::{self, FineTable, YearOf};
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};
use crate::text_file;

/// See [`Config::fines`](super::Config::fines).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fines {
    /// The file that adds years to the built-in table, or replaces them; empty: none.
    pub table: PathBuf,
    /// Which year's fines are applied.
    pub year_of: YearOf,
}

impl Fines {
    /// The table that is in force.
    pub fn table(&self) -> Result<FineTable, Failure> {
        if self.table == Path::new("") {
            return Ok(fines::official().clone());
        }
        let text = text_file::read(&self.table)?;
        fines::with_own(&text).map_err(|fault| {
            Failure::new(
                Exit::Config,
                format!("{}: {fault}", self.table.display()),
                "mend the fine table; docs/operations.md shows its form",
            )
        })
    }
}
