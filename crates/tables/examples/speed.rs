//! How fast tables are read, each beside the library below doing the least it can with the same bytes in the same run:
//! `cargo run --release -p tables --example speed`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement measures itself, prints, and may end by panicking"
)]

use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use calamine::{Reader as _, Xlsx};
use tables::export::{Rows as _, TextBook};
use tables::xlsx::Book;
use tables::{Layout, Row, csv::Reader};

/// The rows of the list in CSV.
const CSV_ROWS: usize = 1_000_000;
/// The rows of the book.
const BOOK_ROWS: usize = 200_000;
/// How many rows a layout is recognised by.
const SAMPLE_ROWS: usize = 100;

const HEADER: [&str; 6] = [
    "type",
    "source",
    "recipient",
    "status",
    "consentDate",
    "recipientType",
];

/// A row of the list; no two have one address.
fn row(number: usize) -> [String; 6] {
    let (minute, second) = (number / 60 % 60, number % 60);
    [
        "MESAJ".into(),
        "HS_WEB".into(),
        format!("+90532{:07}", number % 10_000_000),
        "ONAY".into(),
        format!("2026-03-09 08:{minute:02}:{second:02}"),
        "BIREYSEL".into(),
    ]
}

/// What the work came to, and how many of its things were done in a second.
fn timed(name: &str, work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    let count = black_box(work());
    #[allow(clippy::cast_precision_loss, reason = "a rate is told in three digits")]
    let rate = count as f64 / start.elapsed().as_secs_f64();
    println!("{name:<42} {rate:>12.0} /s");
    rate
}

fn main() {
    let mut list = HEADER.join(",") + "\n";
    for number in 0..CSV_ROWS {
        list += &(row(number).join(",") + "\n");
    }
    let plain = timed("CSV rows, crate csv alone", || plain_csv(&list));
    let read = timed("CSV rows read", || read_csv(&list));
    let consents = timed("CSV rows read as consents", || read_list(&list));
    println!(
        "of crate csv: reading {:.2}, consents {:.2}",
        read / plain,
        consents / plain
    );
    drop(list);

    let mut book = TextBook::new(&std::env::temp_dir(), &HEADER).unwrap();
    for number in 0..BOOK_ROWS {
        let row = row(number);
        book.write(&row.each_ref().map(String::as_str)).unwrap();
    }
    let mut file = Vec::new();
    book.finish(&mut file).unwrap();
    let plain = timed("XLSX cells, calamine alone", || plain_book(&file));
    let read = timed("XLSX cells judged and read", || read_book(&file));
    println!("of calamine: {:.2}", read / plain);
}

fn plain_csv(list: &str) -> usize {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut record).unwrap() {
        count += 1;
    }
    count
}

fn read_csv(list: &str) -> usize {
    let mut reader = Reader::open(list.as_bytes()).unwrap();
    let mut row = Row::default();
    let mut count = 0;
    while reader.read(&mut row).unwrap() {
        count += 1;
    }
    count - 1
}

fn read_list(list: &str) -> usize {
    let mut reader = Reader::open(list.as_bytes()).unwrap();
    let (mut row, mut sample) = (Row::default(), Vec::new());
    while sample.len() < SAMPLE_ROWS && reader.read(&mut row).unwrap() {
        sample.push(row.clone());
    }
    let layout = Layout::recognise(&sample).unwrap();
    let mut consents = layout.reader().unwrap();
    let mut count = 0;
    let mut take = |row: &Row| count += usize::from(black_box(consents.read(row)).is_ok());
    sample[1..].iter().for_each(&mut take);
    while reader.read(&mut row).unwrap() {
        take(&row);
    }
    assert_eq!(count, CSV_ROWS);
    count
}

fn plain_book(file: &[u8]) -> usize {
    let mut book = Xlsx::new(Cursor::new(file)).unwrap();
    let name = book.sheet_names().remove(0);
    let mut cells = book.worksheet_cells_reader(&name).unwrap();
    let mut count = 0;
    while black_box(cells.next_cell().unwrap()).is_some() {
        count += 1;
    }
    count
}

fn read_book(file: &[u8]) -> usize {
    let mut book = Book::open(Cursor::new(file)).unwrap();
    let mut sheet = book.sheet(0).unwrap();
    let (mut row, mut count) = (Row::default(), 0);
    while sheet.read(&mut row).unwrap() {
        count += row.len();
    }
    assert_eq!(count, (BOOK_ROWS + 1) * HEADER.len());
    count
}
