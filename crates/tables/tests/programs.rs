//! Books that programs which share nothing with ours have read, saved and written: `clients/python/book.py` with openpyxl,
//! and `clients/xlsx/book.cjs` with npm's xlsx.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use domain::{Channel, Status};
use serde_json::Value;
use tables::export::{BookStream, Rows, TextBook};
use tables::xlsx::Book;
use tables::{Flaw, Layout, Row};

/// Set where the other programs must be there; elsewhere their tests are passed over without them.
const PEERS_WANTED: &str = "IZIN_PEERS";

/// Rows in which a spreadsheet finds something to calculate with.
const ROWS: [[&str; 3]; 4] = [
    ["recipient", "status", "note"],
    ["+905321234567", "ONAY", "=1+1"],
    ["05321234567", "", "ğüşıöçİ \"<&>"],
    ["905321112233", "-5", "two\nlines"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program that reads and writes books.
#[derive(Clone, Copy, Debug)]
enum Program {
    Openpyxl,
    Xlsx,
}

impl Program {
    /// Those that are installed.
    fn installed() -> impl Iterator<Item = Self> {
        [Self::Openpyxl, Self::Xlsx].into_iter().filter(|program| {
            let is_there = match program {
                Self::Openpyxl => {
                    let found = Self::python().args(["-c", "import openpyxl"]).output();
                    found.is_ok_and(|output| output.status.success())
                }
                Self::Xlsx => root().join("clients/node_modules/xlsx").exists(),
            };
            assert!(
                is_there || std::env::var_os(PEERS_WANTED).is_none(),
                "{program:?} is missing"
            );
            is_there
        })
    }

    fn python() -> Command {
        let mut command = Command::new("python3");
        command.env("PYTHONPATH", root().join("target/python/openpyxl"));
        command
    }

    /// One of its script's commands.
    fn script(self, command: &str) -> Command {
        let clients = root().join("clients");
        let mut script = match self {
            Self::Openpyxl => {
                let mut python = Self::python();
                python.arg(clients.join("python/book.py"));
                python
            }
            Self::Xlsx => {
                let mut node = Command::new(clients.join("node_modules/.bin/node"));
                node.arg(clients.join("xlsx/book.cjs"));
                node
            }
        };
        script.arg(command);
        script
    }
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    output.stdout
}

fn rows(path: &Path) -> Vec<Row> {
    let mut book = Book::open(File::open(path).unwrap()).unwrap();
    let mut sheet = book.sheet(0).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while sheet.read(&mut row).unwrap() {
        rows.push(row.clone());
    }
    rows
}

#[test]
fn our_book_is_texts_there_and_comes_back_without_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours.xlsx");
    let mut book = TextBook::new(folder.path(), &ROWS[0]).unwrap();
    for row in &ROWS[1..] {
        book.write(row).unwrap();
    }
    book.finish(File::create(&ours).unwrap()).unwrap();
    comes_back(&ours, &ROWS);
}

#[test]
fn so_does_the_book_that_is_handed_on_while_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours.xlsx");
    let mut book = BookStream::new(File::create(&ours).unwrap(), &ROWS[0]).unwrap();
    for row in &ROWS[1..] {
        book.write(row).unwrap();
    }
    book.finish().unwrap();
    comes_back(&ours, &ROWS);
}

#[test]
fn a_days_rows_come_back_without_a_difference() {
    const NUMBER: &str = "0000000000000000000000000000000000000000000000000000000000000012";
    let rows = [
        [
            "creationDate",
            "transactionId",
            "recipient",
            "recipientType",
            "type",
            "status",
            "consentDate",
            "source",
        ],
        [
            "2026-03-10 12:00:00",
            NUMBER,
            "+905325550101",
            "BIREYSEL",
            "MESAJ",
            "ONAY",
            "2026-03-10 11:59:00",
            "HS_WEB",
        ],
        [
            "2026-03-10 12:00:01",
            NUMBER,
            "ayse@ornek.example",
            "TACIR",
            "EPOSTA",
            "RET",
            "",
            "",
        ],
    ];
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("ours.xlsx");
    let mut book = BookStream::new(File::create(&ours).unwrap(), &rows[0]).unwrap();
    for row in &rows[1..] {
        book.write(row).unwrap();
    }
    book.finish().unwrap();
    comes_back(&ours, &rows);
}

/// Our book is texts there, and what they save of it is the same rows.
fn comes_back<const N: usize>(ours: &Path, expected: &[[&str; N]]) {
    for program in Program::installed() {
        let saved = ours.with_file_name("saved.xlsx");
        let there: Value = serde_json::from_slice(&run(program.script("read").arg(ours))).unwrap();
        for (row, cells) in expected.iter().zip(there.as_array().unwrap()) {
            let cells = cells.as_array().unwrap().iter();
            // An empty cell is none there; everything else is a text.
            let texts: Vec<_> = cells
                .map(|cell| {
                    if cell.is_null() {
                        Some("")
                    } else {
                        cell.as_str()
                    }
                })
                .collect();
            assert_eq!(texts, row.map(Some), "{program:?}");
        }
        run(program.script("save").arg(ours).arg(&saved));
        let back = rows(&saved);
        assert_eq!(back.len(), expected.len());
        for (row, cells) in back.iter().zip(expected) {
            assert_eq!(row.cells().collect::<Vec<_>>(), cells, "{program:?}");
            assert_eq!(row.faults(), []);
        }
    }
}

#[test]
fn their_book_is_read_as_its_office_means_it() {
    for program in Program::installed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("theirs.xlsx");
        run(program.script("write").arg(&path));
        let rows = rows(&path);
        let layout = Layout::recognise(&rows).unwrap();
        let mut reader = layout.reader().unwrap();
        let first = reader.read(&rows[1]).unwrap();
        assert_eq!(
            (first.channel, first.status),
            (Channel::Text, Status::Approval)
        );
        assert_eq!(first.address.to_string(), "+905321234567");
        assert_eq!(first.consent_date.unwrap().to_wire(), "2026-03-09 08:05:07");
        let second = reader.read(&rows[2]).unwrap();
        assert_eq!(
            (second.channel, second.status),
            (Channel::Text, Status::Refusal)
        );
        let refused = reader.read(&rows[3]).unwrap_err();
        let codes: Vec<_> = refused.found.iter().map(|one| one.finding.code()).collect();
        assert_eq!(codes, [Flaw::FormulaWithoutValue.code()], "{program:?}");
    }
}
