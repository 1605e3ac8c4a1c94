//! A file of either kind, row by row.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::csv;
use crate::finding::ReadError;
use crate::row::Row;
use crate::xlsx::Book;

/// How a book begins: as an archive, or as books of before 2007 and those with a password, which are refused by name.
const BOOKS: [[u8; 4]; 2] = [*b"PK\x03\x04", [0xd0, 0xcf, 0x11, 0xe0]];

/// Whether a file that begins so is a book; anything else is CSV.
pub fn is_book(beginning: &[u8]) -> bool {
    BOOKS.iter().any(|book| beginning.starts_with(book))
}

/// Hands each row of a file to `each`, until that says to stop. A book's sheets are read one after another; where a later
/// one begins as the first does, that row is its header and is passed over.
///
/// # Errors
/// When the file cannot be read, or is refused.
pub fn read_rows(
    mut file: impl Read + Seek,
    mut each: impl FnMut(&Row) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let mut beginning = Vec::with_capacity(BOOKS[0].len());
    file.by_ref()
        .take(BOOKS[0].len() as u64)
        .read_to_end(&mut beginning)?;
    file.seek(SeekFrom::Start(0))?;
    let mut row = Row::default();
    if !is_book(&beginning) {
        let mut reader = csv::Reader::open(file)?;
        while reader.read(&mut row)? {
            if each(&row).is_break() {
                break;
            }
        }
        return Ok(());
    }
    let mut book = Book::open(file)?;
    let mut first: Option<Row> = None;
    for place in 0..book.sheets().len() {
        let mut sheet = book.sheet(place)?;
        let mut is_header = place > 0;
        while sheet.read(&mut row)? {
            let begins_alike = first
                .as_ref()
                .is_some_and(|first| first.cells().eq(row.cells()));
            if std::mem::take(&mut is_header) && begins_alike {
                continue;
            }
            if first.is_none() {
                first = Some(row.clone());
            }
            if each(&row).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::export::{BookStream, Rows as _};

    fn read(file: &[u8], most: usize) -> Vec<String> {
        let mut rows = Vec::new();
        read_rows(Cursor::new(file), |row| {
            rows.push(row.cells().collect::<Vec<_>>().join("|"));
            if rows.len() == most {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
        rows
    }

    #[test]
    fn a_book_and_csv_are_told_by_their_beginning_and_read_alike() {
        let mut book = BookStream::new(Vec::new(), &["alici", "durum"]).unwrap();
        book.write(&["+905321234567", "ONAY"]).unwrap();
        let book = book.finish().unwrap();
        let expected = ["alici|durum", "+905321234567|ONAY"];
        assert_eq!(read(&book, 9), expected);
        assert_eq!(read(b"alici;durum\n+905321234567;ONAY\n", 9), expected);
        assert_eq!(read(&book, 1), expected[..1]);
        assert_eq!(read(b"alici;durum\n+905321234567;ONAY\n", 1), expected[..1]);
        assert!(read(b"", 9).is_empty());
    }
}
