//! The rows of a list that were refused, to be mended and handed in again.

use std::io;

use super::rows::Rows;
use crate::layout::{Holds, Layout, MARKS, is_mark};
use crate::row::Row;

/// Writes refused rows: the list's own columns in their order, then `satir,kod,hata,ne_yapmali`. Those four of an earlier
/// round are left out, and ignored when the file comes back. What a row has beyond the columns stands behind the four, so
/// that nothing of it is lost, and that it is refused again until somebody has mended it.
pub struct RefusedRows<R> {
    to: R,
    /// The columns that are kept.
    columns: Vec<usize>,
    /// How many columns there are.
    width: usize,
}

/// Why a row was refused, in words.
#[derive(Clone, Copy, Debug)]
pub struct Reason<'a> {
    /// The codes.
    pub code: &'a str,
    /// What is wrong.
    pub fault: &'a str,
    /// What to do about it.
    pub advice: &'a str,
}

/// The header of the refused rows of such a list. A list without one gets the contract's names, so that its additional
/// columns are known when it comes back.
pub fn header(layout: &Layout) -> Vec<&str> {
    let columns = layout.columns().iter();
    let names = columns.filter_map(|column| match column.holds {
        Holds::Field(field) if !layout.has_header() => Some(field.as_wire()),
        _ if is_mark(&column.name) => None,
        _ => Some(column.name.as_str()),
    });
    names.chain(MARKS).collect()
}

impl<R: Rows> RefusedRows<R> {
    /// Writes rows of such a list to a file that was begun with [`header`].
    pub fn new(to: R, layout: &Layout) -> Self {
        let columns = layout.columns().iter().enumerate();
        let kept = columns.filter(|(_, column)| !is_mark(&column.name));
        let columns = kept.map(|(place, _)| place).collect();
        let width = layout.columns().len();
        Self { to, columns, width }
    }

    /// Writes a refused row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, row: &Row, reason: Reason<'_>) -> io::Result<()> {
        let line = row.line().to_string();
        let own = self.columns.iter().map(|place| row.cell(*place));
        let marks = [line.as_str(), reason.code, reason.fault, reason.advice];
        let beyond = (self.width..row.len()).map(|place| row.cell(place));
        let cells: Vec<&str> = own.chain(marks).chain(beyond).collect();
        self.to.write(&cells)
    }

    /// The file, to be ended.
    pub fn into_inner(self) -> R {
        self.to
    }
}
