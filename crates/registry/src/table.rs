//! Tables for people, made while they are handed on.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ErrorCode, Language};
use tables::csv::Separator;
use tables::export::{BookStream, Rows, SpreadsheetCsv};

use crate::{Error, Result};

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// CSV as spreadsheets in this language open it.
    Csv(Language),
    /// XLSX in which every cell is a text.
    Book,
}

/// The most rows of a book: what is read back of one at the most, with eight columns or fewer. More is CSV's.
pub const BOOK_ROWS_MAX: u64 = 2_000_000;

impl TableForm {
    /// Whether so many rows can be written as this. `H127`: they are more than a book has.
    pub(crate) fn require_room(self, rows: u64) -> Result<()> {
        if self == Self::Book && rows > BOOK_ROWS_MAX {
            let limit = BOOK_ROWS_MAX.to_string();
            let too_many = ErrorCode::H127.violation().filled(&[("limit", &limit)]);
            return Err(too_many.into());
        }
        Ok(())
    }
}

/// A table on its way to somebody: rows in, bytes out. Holds no more than what was not taken.
pub(crate) struct TableMaker {
    made: Made,
    to: To,
}

enum To {
    Csv(Box<SpreadsheetCsv<Made>>),
    Book(Box<BookStream<Made>>),
}

impl TableMaker {
    /// Begins a table with this header.
    pub(crate) fn new(form: TableForm, header: &[&str]) -> Result<Self> {
        let made = Made::default();
        let to = match form {
            TableForm::Csv(language) => {
                let separator = Separator::of_language(language);
                let mut csv = SpreadsheetCsv::new(made.clone(), separator).map_err(failed)?;
                csv.write(header).map_err(failed)?;
                To::Csv(Box::new(csv))
            }
            TableForm::Book => {
                let book = BookStream::new(made.clone(), header).map_err(failed)?;
                To::Book(Box::new(book))
            }
        };
        Ok(Self { made, to })
    }

    /// Writes a row.
    pub(crate) fn write(&mut self, cells: &[&str]) -> Result<()> {
        let written = match &mut self.to {
            To::Csv(csv) => csv.write(cells),
            To::Book(book) => book.write(cells),
        };
        written.map_err(failed)
    }

    /// What was made since it was asked last; perhaps nothing, for rows wait to be compressed.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.made.bytes())
    }

    /// Ends the table, and hands out the rest of it.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        let made = match self.to {
            To::Csv(csv) => csv.finish(),
            To::Book(book) => book.finish(),
        };
        let made = made.map_err(failed)?;
        let rest = std::mem::take(&mut *made.bytes());
        Ok(rest)
    }
}

fn failed(error: io::Error) -> Error {
    Error::Failed(Box::new(error))
}

/// The bytes that wait to be taken.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<u8>>>);

impl Made {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Made {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
