//! One row of a table, whichever file it came from.

use std::fmt;

use crate::finding::{Fault, Flaw};
use crate::limits::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};

/// From which day a spreadsheet counts its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateSystem {
    /// From 1900, as nearly all do.
    #[default]
    Since1900,
    /// From 1904, as old ones of the Macintosh do.
    Since1904,
}

/// A row: its line, its cells as texts, and what is wrong with it. It is read into again and again, so that a long file
/// takes no more memory than its longest row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    line: u64,
    text: String,
    ends: Vec<usize>,
    faults: Vec<Fault>,
    dates: DateSystem,
}

impl Row {
    /// The number of its (first) line in a CSV file, or of its row in a sheet, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a cell; nothing where there is none.
    pub fn cell(&self, column: usize) -> &str {
        let Some(end) = self.ends.get(column) else {
            return "";
        };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// The cells' texts, in order.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column))
    }

    /// What is wrong with it, as a part of a table.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many bytes its cells have.
    pub const fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How serial numbers in it are dates.
    pub const fn dates(&self) -> DateSystem {
        self.dates
    }

    /// Whether nobody sees anything in it.
    pub fn is_blank(&self) -> bool {
        self.faults.is_empty() && self.text.chars().all(char::is_whitespace)
    }

    /// A row made of such cells.
    pub fn of<'a>(line: u64, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut row = Self::default();
        row.begin(line, DateSystem::default());
        for cell in cells {
            row.push(cell);
        }
        row
    }

    /// Empties it for the row of this line.
    pub(crate) fn begin(&mut self, line: u64, dates: DateSystem) {
        self.line = line;
        self.dates = dates;
        self.text.clear();
        self.ends.clear();
        self.faults.clear();
    }

    /// Notes a flaw.
    pub(crate) fn fault(&mut self, column: Option<usize>, flaw: Flaw) {
        self.faults.push(Fault { column, flaw });
    }

    /// Adds a cell; whether there is room for another.
    pub(crate) fn push(&mut self, cell: &str) -> bool {
        self.text.push_str(cell);
        self.end()
    }

    /// Adds a cell that is written into the row's text.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) {
        // Writing to a text does not fail.
        let _written = write(&mut self.text);
        self.end();
    }

    /// Ends the cell whose text stands behind the last end.
    fn end(&mut self) -> bool {
        let start = self.ends.last().copied().unwrap_or_default();
        if self.ends.len() == COLUMNS_MAX {
            self.text.truncate(start);
            self.fault(None, Flaw::TooManyColumns);
            return false;
        }
        // A book may name one long text in each cell: a row has no more than a line of CSV may have.
        if self.text.len() - start > CELL_BYTES_MAX || self.text.len() > ROW_BYTES_MAX {
            self.text.truncate(start);
            self.fault(Some(self.ends.len()), Flaw::CellTooLong);
        }
        self.ends.push(self.text.len());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_no_more_bytes_than_a_line_may_have_however_many_cells_name_one_text() {
        let long = "x".repeat(CELL_BYTES_MAX);
        let row = Row::of(1, std::iter::repeat_n(long.as_str(), COLUMNS_MAX));
        assert!(row.bytes() <= ROW_BYTES_MAX);
        assert_eq!(
            row.faults().len(),
            COLUMNS_MAX - ROW_BYTES_MAX / CELL_BYTES_MAX
        );
    }
}
