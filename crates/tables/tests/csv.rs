//! CSV as people and their programs write it.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

use std::cell::Cell;
use std::io::Read;

use encoding_rs::WINDOWS_1254;
use tables::csv::{Encoding, Reader, Separator};
use tables::limits::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX, ROW_LINES_MAX, SAMPLE_BYTES};
use tables::{Flaw, Row};

/// A row as it was read: its line, its cells, its flaws.
type Read3 = (u64, Vec<String>, Vec<Flaw>);

fn rows(file: &[u8]) -> Vec<Read3> {
    let mut reader = Reader::open(file).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while reader.read(&mut row).unwrap() {
        let flaws = row.faults().iter().map(|fault| fault.flaw).collect();
        rows.push((row.line(), row.cells().map(str::to_owned).collect(), flaws));
    }
    rows
}

fn cells(file: &[u8]) -> Vec<Vec<String>> {
    rows(file).into_iter().map(|(_, cells, _)| cells).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

fn form(file: &[u8]) -> (Encoding, Separator) {
    let mut reader = Reader::open(file).unwrap();
    let mut row = Row::default();
    while reader.read(&mut row).unwrap() {}
    (reader.form().encoding, reader.form().separator)
}

#[test]
fn every_encoding_is_recognised_without_help() {
    let text = "İZİN TÜRÜ;ALICI\r\nMesaj;Şükrü Ağaoğlu\r\n";
    let (page, _, _) = WINDOWS_1254.encode(text);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (file, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (marked, Encoding::Utf8),
        (utf16(text, u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(text, u16::to_be_bytes), Encoding::Utf16Be),
        (page.into_owned(), Encoding::Windows1254),
    ] {
        assert_eq!(form(&file).0, encoding);
        let read = cells(&file);
        assert_eq!(read, [["İZİN TÜRÜ", "ALICI"], ["Mesaj", "Şükrü Ağaoğlu"]]);
    }
}

#[test]
fn an_encoding_that_the_beginning_does_not_tell_is_told_by_a_later_row() {
    let ascii = "a;b\n".repeat(SAMPLE_BYTES / 4);
    let file = [ascii.as_bytes(), b"TAC\xddR;1\n"].concat();
    assert_eq!(form(&file).0, Encoding::Windows1254);
    assert_eq!(cells(&file).pop().unwrap(), ["TACİR", "1"]);
}

#[test]
fn a_row_in_another_encoding_is_a_finding_of_its_own_and_holds_no_other_row() {
    let (page, utf8) = (b"TAC\xddR;1\n".as_slice(), "TACİR;2\n".as_bytes());
    let in_utf8 = rows(&[utf8, page, utf8].concat());
    assert_eq!(in_utf8[1].2, [Flaw::MixedEncoding]);
    assert_eq!((&in_utf8[0].2, &in_utf8[2].2), (&vec![], &vec![]));
    let ascii = "a;b\n".repeat(SAMPLE_BYTES / 4);
    let in_page = rows(&[page, ascii.as_bytes(), utf8, page].concat());
    let flawed: Vec<_> = in_page.iter().filter(|row| !row.2.is_empty()).collect();
    assert_eq!(flawed.len(), 1);
    assert_eq!(flawed[0].2, [Flaw::MixedEncoding]);
    assert_eq!(flawed[0].0, in_page.len() as u64 - 1);
}

#[test]
fn each_separator_is_recognised_and_may_be_declared() {
    for (separator, sign) in [
        (Separator::Semicolon, ';'),
        (Separator::Comma, ','),
        (Separator::Tab, '\t'),
        (Separator::Bar, '|'),
    ] {
        let file = format!("a{sign}\"x;y,z|w\"{sign}c\n1{sign}2{sign}3\n");
        assert_eq!(form(file.as_bytes()).1, separator);
        assert_eq!(cells(file.as_bytes())[1], ["1", "2", "3"]);
        for declared in [format!("sep={sign}"), format!("\"SEP={sign}\"")] {
            let file = format!("{declared}\na;b,c|d\te\n");
            assert_eq!(form(file.as_bytes()).1, separator, "{declared}");
            assert_eq!(rows(file.as_bytes()).len(), 1);
            assert_eq!(rows(file.as_bytes())[0].0, 2);
        }
    }
    // Commas in numbers do not set cells apart.
    assert_eq!(form(b"a;b\n1,5;2\n1;2,5\n").1, Separator::Semicolon);
    assert_eq!(form(b"only one column\nx\n").1, Separator::Semicolon);
}

#[test]
fn any_end_of_line_ends_a_row_and_lines_are_counted() {
    for file in [
        "a;1\n\nb;2\nc;3",
        "a;1\r\n\r\nb;2\r\nc;3\r\n",
        "a;1\r\rb;2\rc;3\r",
    ] {
        let read: Vec<_> = rows(file.as_bytes()).into_iter().map(|row| row.0).collect();
        assert_eq!(read, [1, 3, 4], "{file:?}");
        assert_eq!(cells(file.as_bytes())[2], ["c", "3"]);
    }
}

#[test]
fn quotes_hold_separators_quotes_and_ends_of_line() {
    let file = b"x;\"a;\"\"b\";1\n\"two\r\nlines\";2;3\nlast;5\" wide;4\n";
    let read = rows(file);
    assert_eq!(read[0].1, ["x", "a;\"b", "1"]);
    assert_eq!(read[1].1, ["two\r\nlines", "2", "3"]);
    // A quote within a cell is a sign like others.
    assert_eq!(read[2].1, ["last", "5\" wide", "4"]);
    let lines: Vec<_> = read.iter().map(|row| row.0).collect();
    assert_eq!(lines, [1, 2, 4]);
    assert!(read.iter().all(|row| row.2.is_empty()));
}

#[test]
fn a_quote_that_stays_open_is_a_fault_of_its_row_alone() {
    let others = "b;2\n".repeat(ROW_LINES_MAX + 3);
    for file in [format!("a;\"1\n{others}"), "a;\"1\nb;2\n".to_owned()] {
        let read = rows(file.as_bytes());
        assert_eq!(read[0].2, [Flaw::OpenQuote]);
        assert_eq!(read.len(), file.lines().count());
        assert!(
            read[1..]
                .iter()
                .all(|row| row.1 == ["b", "2"] && row.2.is_empty())
        );
        assert_eq!(read[1].0, 2);
    }
}

#[test]
fn what_is_no_text_is_a_fault_of_its_row_alone() {
    let read = rows(b"a;1\nb\0;2\nc\x07;3\nd\xef\xbf\xbd;4\ne;5\n");
    let flaws: Vec<_> = read.into_iter().map(|row| row.2).collect();
    assert_eq!(
        flaws,
        [
            vec![],
            vec![Flaw::Nul],
            vec![Flaw::Control],
            vec![Flaw::Damaged],
            vec![]
        ]
    );
}

#[test]
fn what_is_too_long_or_too_wide_is_named_with_its_line() {
    let long = "x".repeat(ROW_BYTES_MAX + 1);
    let cell = "y".repeat(CELL_BYTES_MAX + 1);
    let wide = "z;".repeat(COLUMNS_MAX);
    let quoted = format!("\"q\";{wide}");
    let file = format!("a;1\n{long}\nb;{cell};c\n{wide}\n{quoted}\n\"{cell}\"\nd;4\n");
    let read = rows(file.as_bytes());
    let flaws: Vec<_> = read.iter().map(|row| (row.0, row.2.clone())).collect();
    assert_eq!(
        flaws,
        [
            (1, vec![]),
            (2, vec![Flaw::LineTooLong]),
            (3, vec![Flaw::CellTooLong]),
            (4, vec![Flaw::TooManyColumns]),
            (5, vec![Flaw::TooManyColumns]),
            (6, vec![Flaw::CellTooLong]),
            (7, vec![]),
        ]
    );
    assert_eq!(read[2].1, ["b", "", "c"]);
    assert_eq!(read[3].1.len(), COLUMNS_MAX);
}

#[test]
fn a_cell_is_read_without_the_sign_that_guards_it() {
    let read = cells(b"'=1+1;'+905321234567;'-5;''=x;'abc;'\n");
    assert_eq!(read[0], ["=1+1", "+905321234567", "-5", "'=x", "'abc", "'"]);
}

/// A file without end, which counts what is taken of it.
struct Endless<'a> {
    line: &'a [u8],
    taken: &'a Cell<usize>,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in &mut *buffer {
            *byte = self.line[self.taken.get() % self.line.len()];
            self.taken.set(self.taken.get() + 1);
        }
        Ok(buffer.len())
    }
}

#[test]
fn no_more_of_a_file_is_held_than_its_beginning_and_the_rows_in_hand() {
    let taken = Cell::new(0);
    let line = b"MESAJ;5321234567;\"a;b\"\n";
    let mut reader = Reader::open(Endless {
        line,
        taken: &taken,
    })
    .unwrap();
    let mut row = Row::default();
    let mut read = 0;
    for _ in 0..100_000 {
        assert!(reader.read(&mut row).unwrap());
        read += line.len();
        assert!(taken.get() <= read + SAMPLE_BYTES + 3 * 64 * 1024);
    }
    // Nor where it is one line without end.
    let taken = Cell::new(0);
    let file = Endless {
        line: b"a",
        taken: &taken,
    }
    .take(10_000_000);
    let mut reader = Reader::open(file).unwrap();
    assert!(reader.read(&mut row).unwrap());
    assert_eq!(row.faults()[0].flaw, Flaw::LineTooLong);
    assert_eq!(row.cells().map(str::len).sum::<usize>(), 0);
}
