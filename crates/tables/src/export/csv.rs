//! CSV for spreadsheets.

use std::borrow::Cow;
use std::io::{self, Write};

use domain::Language;

use super::rows::Rows;
use crate::csv::{GUARDED, Separator};

/// The mark of UTF-8, without which a spreadsheet takes another encoding.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes CSV that a spreadsheet opens without calculating with its cells: a `'` stands before each that would be a
/// formula, unless that is a phone number, `+` and digits. [`crate::csv`] takes it off again.
pub struct SpreadsheetCsv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> SpreadsheetCsv<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(mut to: W, separator: Separator) -> io::Result<Self> {
        to.write_all(MARK)?;
        Ok(Self::further(to, separator))
    }

    /// Goes on with a file whose beginning is written elsewhere.
    pub fn further(to: W, separator: Separator) -> Self {
        let writer = csv::WriterBuilder::new()
            .delimiter(separator.byte())
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(to);
        Self { writer }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}

impl<W: Write> Rows for SpreadsheetCsv<W> {
    fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        for cell in cells {
            self.writer.write_field(guarded(cell).as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }
}

impl Separator {
    /// The one that a spreadsheet in this language expects.
    pub const fn of_language(language: Language) -> Self {
        match language {
            Language::Turkish => Self::Semicolon,
            Language::English => Self::Comma,
        }
    }
}

/// A cell as it can be opened. What looks as if it was guarded gets a guard, too, so that the cell comes back as it was.
fn guarded(cell: &str) -> Cow<'_, str> {
    let is_phone = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_formula = cell.trim_start_matches('\'').starts_with(GUARDED);
    if is_formula && !cell.strip_prefix('+').is_some_and(is_phone) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}
