//! XLSX in which every cell is a text.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::rows::Rows;
use crate::limits::SHEET_ROWS_MAX;

/// Writes a book whose cells are texts, and stay texts when somebody edits them. Rows are on disk until the end, in a
/// file without a name; a sheet that is full is followed by another with the same header.
pub struct TextBook {
    book: Workbook,
    format: Format,
    header: Vec<String>,
    sheets: usize,
    /// The rows in the last sheet, the header included.
    rows: u32,
}

impl TextBook {
    /// Begins a book with this header, whose rows wait in this folder.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn new(folder: &Path, header: &[&str]) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_tempdir(folder).map_err(io_error)?;
        // The same rows are the same bytes.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io_error)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let mut book = Self {
            book,
            format: Format::new().set_num_format("@"),
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            sheets: 0,
            rows: 0,
        };
        book.begin_sheet()?;
        Ok(book)
    }

    /// Ends the book.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, to: impl Write + Send) -> io::Result<()> {
        self.book.save_to_writer(to).map_err(io_error)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        let sheet = self.book.add_worksheet_with_constant_memory();
        sheet.map_err(io_error)?;
        self.sheets += 1;
        self.rows = 0;
        let header = std::mem::take(&mut self.header);
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let written = self.write_row(&names);
        self.header = header;
        written
    }

    fn write_row(&mut self, cells: &[&str]) -> io::Result<()> {
        let sheet = self.book.worksheet_from_index(self.sheets - 1);
        let sheet = sheet.map_err(io_error)?;
        for (column, cell) in (0..).zip(cells) {
            let written = sheet.write_string_with_format(self.rows, column, *cell, &self.format);
            written.map_err(io_error)?;
        }
        self.rows += 1;
        Ok(())
    }
}

impl Rows for TextBook {
    fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        if self.rows > SHEET_ROWS_MAX {
            self.begin_sheet()?;
        }
        self.write_row(cells)
    }
}

fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::Row;
    use crate::xlsx::Book;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_header() {
        let mut book = TextBook::new(&std::env::temp_dir(), &["alici"]).unwrap();
        book.write(&["first"]).unwrap();
        book.rows = SHEET_ROWS_MAX;
        for cell in ["last of its sheet", "next"] {
            book.write(&[cell]).unwrap();
        }
        let mut file = Vec::new();
        book.finish(&mut file).unwrap();
        let mut book = Book::open(Cursor::new(file)).unwrap();
        let mut read = Vec::new();
        for place in 0..book.sheets().len() {
            let (mut sheet, mut row) = (book.sheet(place).unwrap(), Row::default());
            while sheet.read(&mut row).unwrap() {
                read.push((place, row.line(), row.cell(0).to_owned()));
            }
        }
        let expected = [
            (0, 1, "alici"),
            (0, 2, "first"),
            (0, 1_048_576, "last of its sheet"),
            (1, 1, "alici"),
            (1, 2, "next"),
        ];
        assert_eq!(
            read,
            expected.map(|(place, row, cell)| (place, row, cell.to_owned()))
        );
    }
}
