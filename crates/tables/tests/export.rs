//! Tables that are written come back as they were.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

use std::io::Cursor;

use domain::Language;
use proptest::prelude::*;
use tables::csv::{Encoding, Reader, Separator};
use tables::export::{BookStream, Reason, RefusedRows, Rows, SpreadsheetCsv, TextBook, header};
use tables::xlsx::Book;
use tables::{Layout, Row};

const HEADER: [&str; 3] = ["recipient", "status", "note"];

fn csv(rows: &[Vec<String>], separator: Separator) -> Vec<u8> {
    let mut file = SpreadsheetCsv::new(Vec::new(), separator).unwrap();
    file.write(&HEADER).unwrap();
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        file.write(&cells).unwrap();
    }
    file.finish().unwrap()
}

fn read_csv(file: &[u8]) -> Vec<Vec<String>> {
    let mut reader = Reader::open(file).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while reader.read(&mut row).unwrap() {
        assert_eq!(row.faults(), []);
        rows.push(row.cells().map(str::to_owned).collect());
    }
    rows
}

fn read_book(file: Vec<u8>) -> Vec<Vec<String>> {
    let mut book = Book::open(Cursor::new(file)).unwrap();
    let mut sheet = book.sheet(0).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while sheet.read(&mut row).unwrap() {
        assert_eq!(row.faults(), []);
        rows.push(row.cells().map(str::to_owned).collect());
    }
    rows
}

/// Rows of cells in which spreadsheets find something to calculate with, or readers something to slip on.
fn rows(cell: &'static str) -> impl Strategy<Value = Vec<Vec<String>>> {
    let row = proptest::collection::vec(cell, 2).prop_map(|mut cells| {
        cells.insert(0, "+905321234567".to_owned());
        cells
    });
    proptest::collection::vec(row, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_cell_comes_back_from_csv_as_it_was(rows in rows("[=+@'\\-\t\r\n\",;|a0 ğİ]{0,6}")) {
        for separator in [Separator::Semicolon, Separator::Comma] {
            let read = read_csv(&csv(&rows, separator));
            prop_assert_eq!(&read[0], &HEADER);
            prop_assert_eq!(&read[1..], &rows[..]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn every_cell_comes_back_from_a_book_as_it_was(rows in rows("[=+@'\\-\n\"<&;a0 ğİ]{0,6}")) {
        let mut book = TextBook::new(&std::env::temp_dir(), &HEADER).unwrap();
        for row in &rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            book.write(&cells).unwrap();
        }
        let mut stream = BookStream::new(Vec::new(), &HEADER).unwrap();
        for row in &rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            stream.write(&cells).unwrap();
        }
        let mut file = Vec::new();
        book.finish(&mut file).unwrap();
        for file in [file, stream.finish().unwrap()] {
            let read = read_book(file);
            prop_assert_eq!(&read[1..], &rows[..]);
        }
    }
}

#[test]
fn no_cell_of_csv_is_a_formula_and_a_phone_number_stays_bare() {
    let row = [
        "+905321234567",
        "=1+1",
        "-5",
        "@x",
        "+1+1",
        "+",
        "'=1",
        "a=1",
    ]
    .map(str::to_owned);
    let file = csv(&[row.to_vec()], Separator::of_language(Language::Turkish));
    let text = String::from_utf8(file).unwrap();
    assert!(text.starts_with("\u{feff}recipient;"));
    let written = "+905321234567;'=1+1;'-5;'@x;'+1+1;'+;''=1;a=1\r\n";
    assert!(text.ends_with(written), "{text}");
    assert_eq!(Separator::of_language(Language::English), Separator::Comma);
}

#[test]
fn the_same_rows_are_the_same_book() {
    let made = || {
        let mut book = TextBook::new(&std::env::temp_dir(), &HEADER).unwrap();
        book.write(&["+905321234567", "ONAY", ""]).unwrap();
        let mut file = Vec::new();
        book.finish(&mut file).unwrap();
        file
    };
    assert_eq!(made(), made());
    let streamed = || {
        let mut book = BookStream::new(Vec::new(), &HEADER).unwrap();
        book.write(&["+905321234567", "ONAY", ""]).unwrap();
        book.finish().unwrap()
    };
    assert_eq!(streamed(), streamed());
}

const REASON: Reason<'static> = Reason {
    code: "H178",
    fault: "Eski bir tarih.",
    advice: "Tarihi düzeltin.",
};

/// The first two rows of a file, and its layout.
fn list(file: &str) -> (Vec<Row>, Layout, Separator) {
    let mut reader = Reader::open(file.as_bytes()).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while reader.read(&mut row).unwrap() {
        rows.push(row.clone());
    }
    let layout = Layout::recognise(&rows).unwrap();
    (rows, layout, reader.form().separator)
}

#[test]
fn refused_rows_keep_the_lists_columns_order_and_form() {
    let (rows, layout, separator) = list("Not|Telefon|Durum|Kanal\nx|5321234567|ONAY|MESAJ\n");
    let mut file = SpreadsheetCsv::new(Vec::new(), separator).unwrap();
    file.write(&header(&layout)).unwrap();
    let mut refused = RefusedRows::new(file, &layout);
    refused.write(&rows[1], REASON).unwrap();
    let file = refused.into_inner().finish().unwrap();
    let form = Reader::open(file.as_slice()).unwrap().form();
    assert_eq!(
        (form.separator, form.encoding),
        (Separator::Bar, Encoding::Utf8)
    );
    let text = String::from_utf8(file).unwrap();
    assert_eq!(
        text,
        "\u{feff}Not|Telefon|Durum|Kanal|satir|kod|hata|ne_yapmali\r\n\
         x|5321234567|ONAY|MESAJ|2|H178|Eski bir tarih.|Tarihi düzeltin.\r\n"
    );
    // Mended and refused again, they have the four columns once.
    let (rows, layout, _) = list(&text);
    let mut book = TextBook::new(&std::env::temp_dir(), &header(&layout)).unwrap();
    let mut refused = RefusedRows::new(&mut book, &layout);
    refused.write(&rows[1], REASON).unwrap();
    let mut file = Vec::new();
    book.finish(&mut file).unwrap();
    let read = read_book(file);
    assert_eq!(read[0].len(), 8);
    assert_eq!(read[1][..5], ["x", "5321234567", "ONAY", "MESAJ", "2"]);
}

#[test]
fn refused_rows_of_a_list_without_a_header_get_one() {
    let (_, layout, _) = list("MESAJ,HS_WEB,+905321234567,ONAY,2026-03-09 08:05:00,BIREYSEL\n");
    let names = header(&layout);
    assert_eq!(names[..3], ["type", "source", "recipient"]);
    assert_eq!(names[6..], ["satir", "kod", "hata", "ne_yapmali"]);
}

#[test]
fn what_a_refused_row_has_beyond_the_columns_comes_back_and_is_refused_again() {
    let (rows, layout, separator) = list("Telefon;Durum;Kanal\n5321234567;ONAY;MESAJ;x\n");
    let mut file = SpreadsheetCsv::new(Vec::new(), separator).unwrap();
    file.write(&header(&layout)).unwrap();
    let mut refused = RefusedRows::new(file, &layout);
    refused.write(&rows[1], REASON).unwrap();
    let file = refused.into_inner().finish().unwrap();
    let read = String::from_utf8(file).unwrap();
    assert!(read.ends_with("Tarihi düzeltin.;x\r\n"), "{read}");
    let (rows, layout, _) = list(&read);
    assert_eq!(rows[1].len(), layout.columns().len() + 1);
}
