//! Tables as people hand them in.

use std::io::Cursor;

use tables::csv::{Reader, Separator};
use tables::export::{Rows, SpreadsheetCsv};
use tables::limits::{BOOK_BYTES_MAX, CELL_BYTES_MAX, COLUMNS_MAX};
use tables::xlsx::{Book, Judge};
use tables::{Layout, Row};

/// How many rows are looked at for a layout.
const SAMPLE_ROWS: usize = 16;

/// A list of consents: its rows keep to their bounds, come back from CSV as they were, and are read by the layout they
/// have.
pub fn list(data: &[u8]) {
    let Ok(mut reader) = Reader::open(data) else {
        return;
    };
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while let Ok(true) = reader.read(&mut row) {
        assert!(row.len() <= COLUMNS_MAX && row.cells().all(|cell| cell.len() <= CELL_BYTES_MAX));
        rows.push(row.clone());
    }
    if let Ok(mut layout) = Layout::recognise(&rows[..rows.len().min(SAMPLE_ROWS)]) {
        assert_eq!(Layout::parse(&layout.to_json()).as_ref(), Ok(&layout));
        let whole = [("type", "MESAJ"), ("status", "RET"), ("source", "HS_WEB")];
        for (field, word) in whole {
            let field = tables::layout::Field::from_wire(field).expect("the contract has it");
            layout
                .set_whole_file(field, word)
                .expect("the contract has it");
        }
        if let Ok(mut reader) = layout.reader() {
            for row in &rows {
                if let Err(refused) = reader.read(row) {
                    assert!(!refused.found.is_empty());
                }
            }
        }
    }
    written_again(&rows);
}

/// What was read without a fault is written, and read again as it was.
fn written_again(rows: &[Row]) {
    let whole =
        |row: &&Row| row.faults().is_empty() && row.cells().any(|cell| !cell.trim().is_empty());
    // The mark of an encoding is no part of a text at its beginning.
    let is_bare = |row: &&Row| !row.cell(0).starts_with('\u{feff}');
    for row in rows.iter().filter(whole).filter(is_bare) {
        let mut file =
            SpreadsheetCsv::new(Vec::new(), Separator::Semicolon).expect("memory takes it");
        file.write(&["a", "b"]).expect("memory takes it");
        let cells: Vec<&str> = row.cells().collect();
        file.write(&cells).expect("memory takes it");
        let file = file.finish().expect("memory takes it");
        let mut reader = Reader::open(file.as_slice()).expect("memory is read");
        let mut again = Row::default();
        assert!(reader.read(&mut again).expect("memory is read"));
        if reader.read(&mut again).expect("memory is read") && again.faults().is_empty() {
            assert!(again.cells().eq(row.cells()));
        }
    }
}

/// A book: it is judged, and what was accepted is read within its bounds.
pub fn book(data: &[u8]) {
    let mut judge = Judge::default();
    let accepted = judge.judge(&mut Cursor::new(data)).is_ok();
    assert!(judge.inflated() <= BOOK_BYTES_MAX + 64 * 1024);
    let Ok(mut book) = Book::open(Cursor::new(data)) else {
        return;
    };
    assert!(accepted);
    let mut row = Row::default();
    for place in 0..book.sheets().len() {
        let Ok(mut sheet) = book.sheet(place) else {
            continue;
        };
        let mut line = 0;
        while let Ok(true) = sheet.read(&mut row) {
            assert!(row.line() > line && row.len() <= COLUMNS_MAX);
            line = row.line();
        }
    }
}
