//! Reading XLSX, row by row and in bounded memory.
//!
//! A book is an archive of texts, and a short file can hold a text without end. So it is judged before the library
//! that reads it sees it: what is declared, and what comes out of each entry. External links, macros and pictures are
//! never opened.

mod judge;
mod scanner;

use std::io::{Read, Seek};

use calamine::{
    DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxCellFormulaMetadataRecord as Cell,
    XlsxCellReader, XlsxError,
};

pub use judge::Judge;

use crate::finding::{Flaw, ReadError, Refusal};
use crate::limits::{COLUMNS_MAX, SHEET_ROWS_MAX};
use crate::row::{DateSystem, Row};
use crate::{date, number};

/// A book that was judged.
pub struct Book<R: Read + Seek> {
    inner: Xlsx<R>,
    sheets: Vec<String>,
    dates: DateSystem,
}

impl<R: Read + Seek> Book<R> {
    /// Judges a book and opens it.
    ///
    /// # Errors
    /// When it cannot be read, or is refused.
    pub fn open(mut file: R) -> Result<Self, ReadError> {
        Judge::default().judge(&mut file)?;
        let inner = Xlsx::new(file).map_err(unreadable)?;
        let is_shown = |sheet: &&calamine::Sheet| {
            sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
        };
        let shown = inner.sheets_metadata().iter().filter(is_shown);
        let sheets = shown.map(|sheet| sheet.name.clone()).collect();
        let dates = if inner.has_1904_epoch() {
            DateSystem::Since1904
        } else {
            DateSystem::Since1900
        };
        Ok(Self {
            inner,
            sheets,
            dates,
        })
    }

    /// The names of the sheets that are shown, in order. What is hidden is not read: nobody has looked at it.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// Opens one of the sheets.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn sheet(&mut self, place: usize) -> Result<Sheet<'_, R>, ReadError> {
        let name = self.sheets.get(place);
        let name = name.ok_or(ReadError::Refused(Refusal::DamagedBook))?;
        let cells = self.inner.worksheet_cells_reader(name);
        Ok(Sheet {
            cells: cells.map_err(unreadable)?,
            next: None,
            has_begun: false,
            is_over: false,
            columns: 0,
            dates: self.dates,
        })
    }
}

/// The rows of a sheet.
pub struct Sheet<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    /// The first cell of the next row.
    next: Option<Cell<'a>>,
    has_begun: bool,
    /// Whether the last cell was read; the library reads on beyond it.
    is_over: bool,
    /// How many cells the first row has; later ones are filled up, because empty cells are not in the file.
    columns: usize,
    dates: DateSystem,
}

impl<'a, R: Read + Seek> Sheet<'a, R> {
    /// Reads the next row that is not blank; whether there was one.
    ///
    /// # Errors
    /// When the sheet cannot be read, or its rows are in no order or too many.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        loop {
            let first = match self.next.take() {
                Some(cell) => Some(cell),
                None => self.next_cell()?,
            };
            let Some(first) = first else { return Ok(false) };
            self.read_row(&first, row)?;
            if row.is_blank() {
                continue;
            }
            if !std::mem::replace(&mut self.has_begun, true) {
                self.columns = row.len();
            }
            while row.len() < self.columns {
                row.push("");
            }
            return Ok(true);
        }
    }

    /// The next cell; none at the end, however often it is asked for.
    fn next_cell(&mut self) -> Result<Option<Cell<'a>>, ReadError> {
        if self.is_over {
            return Ok(None);
        }
        let next = self.cells.next_cell_with_formula_metadata();
        // Nor does it find its place again behind what it could not read.
        self.is_over = !matches!(next, Ok(Some(_)));
        next.map_err(unreadable)
    }

    /// Reads the row that begins with this cell.
    fn read_row(&mut self, first: &Cell<'_>, row: &mut Row) -> Result<(), ReadError> {
        let place = first.pos.0;
        if place > SHEET_ROWS_MAX {
            return Err(ReadError::Refused(Refusal::TooManyRows));
        }
        row.begin(u64::from(place) + 1, self.dates);
        let mut has_room = take(row, first)?;
        loop {
            match self.next_cell()? {
                Some(cell) if cell.pos.0 == place => has_room = has_room && take(row, &cell)?,
                Some(cell) if cell.pos.0 < place => {
                    return Err(ReadError::Refused(Refusal::Disordered));
                }
                next => {
                    self.next = next;
                    return Ok(());
                }
            }
        }
    }
}

/// Adds a cell to the row, and empty ones before it for those that are not in the file; whether there is room for more.
fn take(row: &mut Row, cell: &Cell<'_>) -> Result<bool, ReadError> {
    let column = usize::try_from(cell.pos.1).unwrap_or(usize::MAX);
    if column < row.len() {
        return Err(ReadError::Refused(Refusal::Disordered));
    }
    if column >= COLUMNS_MAX {
        // An empty cell far to the right, as formats leave them, says nothing.
        if matches!(cell.value, DataRef::Empty) {
            return Ok(true);
        }
        row.fault(None, Flaw::TooManyColumns);
        return Ok(false);
    }
    while row.len() < column {
        row.push("");
    }
    match &cell.value {
        DataRef::Empty => {
            if cell.formula.is_some() {
                row.fault(Some(column), Flaw::FormulaWithoutValue);
            }
            row.push("");
        }
        DataRef::String(text) | DataRef::DurationIso(text) => push_text(row, text),
        DataRef::SharedString(text) => push_text(row, text),
        DataRef::Bool(is_true) => {
            row.push(if *is_true { "1" } else { "0" });
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a spreadsheet's numbers are these"
        )]
        DataRef::Int(whole) => push_number(row, column, *whole as f64),
        DataRef::Float(value) => push_number(row, column, *value),
        DataRef::DateTime(at) => match date::of_serial(at.as_f64(), row.dates()) {
            Some(civil) if at.is_datetime() => row.push_with(|text| date::write(civil, text)),
            _ => push_number(row, column, at.as_f64()),
        },
        DataRef::DateTimeIso(text) => push_text(row, &text.replacen('T', " ", 1)),
        DataRef::Error(_) => {
            row.fault(Some(column), Flaw::CellError);
            row.push("");
        }
    }
    Ok(true)
}

/// Adds a text, its flaws noted.
fn push_text(row: &mut Row, text: &str) {
    let column = row.len();
    if text.contains('\0') {
        row.fault(Some(column), Flaw::Nul);
    } else if text.contains('\u{fffd}') {
        row.fault(Some(column), Flaw::Damaged);
    }
    row.push(text);
}

/// Adds a number, as the spreadsheet shows it.
fn push_number(row: &mut Row, column: usize, value: f64) {
    if number::is_shortened(value) {
        row.fault(Some(column), Flaw::NumberShortened);
    }
    row.push_with(|text| number::write(value, text));
}

/// What the library could not read. The archive was whole when it was judged.
fn unreadable(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Io(error) => judge::io(error),
        XlsxError::Zip(error) => judge::zip(error),
        XlsxError::Password => ReadError::Refused(Refusal::OldOrLocked),
        XlsxError::RelationshipNotFound | XlsxError::FileNotFound(_) => {
            ReadError::Refused(Refusal::NoBook)
        }
        _ => ReadError::Refused(Refusal::DamagedBook),
    }
}
