//! Books as spreadsheets write them, and as those do who mean ill.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Formula, Workbook};
use tables::limits::{ENTRIES_MAX, STRINGS_BYTES_MAX};
use tables::xlsx::{Book, Judge};
use tables::{Flaw, ReadError, Refusal, Row};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A row as it was read: its number, its cells, its flaws.
type Read = (u64, Vec<String>, Vec<(Option<usize>, Flaw)>);

/// All rows of the sheets that are shown.
fn rows(file: &[u8]) -> Result<Vec<Read>, Refusal> {
    read(file).map_err(|error| match error {
        ReadError::Refused(refusal) => refusal,
        ReadError::Io(error) => panic!("{error}"),
    })
}

fn read(file: &[u8]) -> Result<Vec<Read>, ReadError> {
    let mut book = Book::open(Cursor::new(file))?;
    let (mut row, mut rows) = (Row::default(), Vec::new());
    for place in 0..book.sheets().len() {
        let mut sheet = book.sheet(place)?;
        while sheet.read(&mut row)? {
            let flaws = row.faults().iter().map(|fault| (fault.column, fault.flaw));
            let cells = row.cells().map(str::to_owned).collect();
            rows.push((row.line(), cells, flaws.collect()));
        }
    }
    Ok(rows)
}

/// An archive of these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const PACKAGE: (&str, &[u8]) = (
    "_rels/.rels",
    b"<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/officeDocument\" \
      Target=\"xl/workbook.xml\"/></Relationships>",
);
const RELATIONS: (&str, &[u8]) = (
    "xl/_rels/workbook.xml.rels",
    b"<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/worksheet\" \
      Target=\"worksheets/sheet1.xml\"/></Relationships>",
);
const WORKBOOK: &str = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
                        <workbookPr/><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

/// A book with this sheet, and these other entries.
fn book(sheet: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let mut entries = vec![
        PACKAGE,
        RELATIONS,
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if !others.iter().any(|(name, _)| *name == "xl/workbook.xml") {
        entries.push(("xl/workbook.xml", WORKBOOK.as_bytes()));
    }
    entries.extend(others);
    archive(&entries)
}

#[test]
fn cells_are_read_as_the_spreadsheet_shows_them() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("dd.mm.yyyy hh:mm:ss");
    for (column, name) in (0..).zip(["a", "b", "c", "d", "e", "f"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    sheet.write_number(2, 0, 5_321_112_233.0).unwrap();
    sheet
        .write_number_with_format(2, 1, 45_943.5, &date)
        .unwrap();
    sheet.write_string(2, 2, "+905321112233").unwrap();
    sheet.write_boolean(2, 3, true).unwrap();
    sheet.write_number(2, 4, 0.5).unwrap();
    sheet.write_number(3, 5, 9.0e15).unwrap();
    let file = workbook.save_to_buffer().unwrap();
    let read = rows(&file).unwrap();
    assert_eq!(read[1].0, 3);
    let shown = [
        "5321112233",
        "2025-10-13 12:00:00",
        "+905321112233",
        "1",
        "0.5",
        "",
    ];
    assert_eq!(read[1].1, shown);
    assert_eq!(read[1].2, []);
    assert_eq!(read[2].2, [(Some(5), Flaw::NumberShortened)]);
}

#[test]
fn dates_are_counted_from_1904_where_the_book_says_so() {
    let workbook = WORKBOOK.replace("<workbookPr/>", "<workbookPr date1904=\"1\"/>");
    let styles =
        b"<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
    let sheet = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44481.5</v></c></row>";
    let styles = ("xl/styles.xml", styles.as_slice());
    let file = book(sheet, &[("xl/workbook.xml", workbook.as_bytes()), styles]);
    assert_eq!(rows(&file).unwrap()[0].1, ["2025-10-13 12:00:00"]);
    let file = book(sheet, &[styles]);
    assert_eq!(rows(&file).unwrap()[0].1, ["2021-10-12 12:00:00"]);
}

#[test]
fn a_formula_is_what_it_came_to_and_one_without_that_is_a_finding() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let known = Formula::new("=\"ON\"&\"AY\"").set_result("ONAY");
    sheet.write_formula(0, 0, known).unwrap();
    let file = workbook.save_to_buffer().unwrap();
    assert_eq!(rows(&file).unwrap(), [(1, vec!["ONAY".to_owned()], vec![])]);
    let sheet = "<row><c><f>A9</f></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>\
                 <c><f t=\"shared\" si=\"99999999999\" ref=\"A1:A2\">B1</f></c><c><v>1</v></c></row>";
    let read = rows(&book(sheet, &[])).unwrap();
    let flaws = [
        (Some(0), Flaw::FormulaWithoutValue),
        (Some(1), Flaw::CellError),
        (Some(2), Flaw::FormulaWithoutValue),
    ];
    assert_eq!(read[0].2, flaws);
    assert_eq!(read[0].1, ["", "", "", "1"]);
}

#[test]
fn sheets_are_read_one_after_another_and_hidden_ones_are_not() {
    let mut workbook = Workbook::new();
    for (text, is_hidden) in [("first", false), ("hidden", true), ("last", false)] {
        let sheet = workbook.add_worksheet();
        sheet.set_hidden(is_hidden);
        sheet.write_string(0, 0, text).unwrap();
    }
    let read = rows(&workbook.save_to_buffer().unwrap()).unwrap();
    let texts: Vec<_> = read.iter().map(|row| row.1[0].as_str()).collect();
    assert_eq!(texts, ["first", "last"]);
}

#[test]
fn one_endless_string_is_refused_before_it_is_held() {
    // 1 MB that comes to 1 GiB.
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    writer.start_file("xl/sharedStrings.xml", options).unwrap();
    writer.write_all(b"<sst><si><t>").unwrap();
    let text = vec![b'a'; 1024 * 1024];
    for _ in 0..1024 {
        writer.write_all(&text).unwrap();
    }
    writer.write_all(b"</t></si></sst>").unwrap();
    let file = writer.finish().unwrap().into_inner();
    assert!(file.len() < 8 * 1024 * 1024, "{}", file.len());
    let mut judge = Judge::default();
    let refused = judge.judge(&mut Cursor::new(&file));
    assert!(matches!(
        refused,
        Err(ReadError::Refused(Refusal::CellTooLarge))
    ));
    assert!(judge.inflated() < 512 * 1024, "{}", judge.inflated());
    assert_eq!(rows(&file), Err(Refusal::CellTooLarge));
}

#[test]
fn strings_without_end_are_refused_while_they_are_inflated() {
    let one = format!("<si><t>{}</t></si>", "a".repeat(10_000));
    let all = format!("<sst>{}</sst>", one.repeat(10_000));
    let file = archive(&[("xl/sharedStrings.xml", all.as_bytes())]);
    let mut judge = Judge::default();
    let refused = judge.judge(&mut Cursor::new(&file));
    assert!(matches!(
        refused,
        Err(ReadError::Refused(Refusal::Inflated))
    ));
    assert!(judge.inflated() < STRINGS_BYTES_MAX, "{}", judge.inflated());
    // Where it is not so much longer than its bytes, its own length counts.
    let mut seed = 1_u32;
    let mut line = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("<si><t>{seed}{}</t></si>", "b".repeat(300))
    };
    let mut all = "<sst>".to_owned();
    while all.len() as u64 <= STRINGS_BYTES_MAX {
        all.push_str(&line());
    }
    let file = archive(&[("xl/sharedStrings.xml", all.as_bytes())]);
    assert_eq!(rows(&file), Err(Refusal::StringsTooLarge));
}

#[test]
fn a_book_that_is_cut_off_anywhere_is_refused_with_a_name() {
    let file = book("<row><c><v>1</v></c></row>", &[]);
    assert!(rows(&file).is_ok());
    for length in (0..file.len()).step_by(7) {
        let refused = rows(&file[..length]).unwrap_err();
        let named = [Refusal::NoBook, Refusal::DamagedBook];
        assert!(named.contains(&refused), "{length}: {refused:?}");
    }
    // Bent anywhere, it is read or refused with a name.
    for place in (0..file.len()).step_by(3) {
        let mut bent = file.clone();
        bent[place] ^= 0x55;
        let _either = rows(&bent);
    }
}

#[test]
fn what_is_no_book_is_named() {
    for (file, refusal) in [
        (b"type;source\n".to_vec(), Refusal::NoBook),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            Refusal::OldOrLocked,
        ),
        (
            archive(&[("note.txt", b"text".as_slice())]),
            Refusal::NoBook,
        ),
        (Vec::new(), Refusal::NoBook),
    ] {
        assert_eq!(rows(&file), Err(refusal));
    }
}

#[test]
fn too_many_entries_and_two_of_one_name_are_refused_before_anything_is_inflated() {
    let names: Vec<_> = (0..=ENTRIES_MAX).map(|number| number.to_string()).collect();
    let entries: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), b"x".as_slice()))
        .collect();
    let twice = [
        ("xl/a.xml", b"<a/>".as_slice()),
        ("XL/A.xml", b"<b/>".as_slice()),
    ];
    for (file, refusal) in [
        (archive(&entries), Refusal::TooManyEntries),
        (archive(&twice), Refusal::EntriesOverlap),
    ] {
        let mut judge = Judge::default();
        let refused = judge.judge(&mut Cursor::new(&file));
        assert!(matches!(refused, Err(ReadError::Refused(found)) if found == refusal));
        assert_eq!(judge.inflated(), 0);
    }
    assert!(
        Judge::default()
            .judge(&mut Cursor::new(archive(&entries[1..])))
            .is_ok()
    );
}

#[test]
fn strings_that_are_only_declared_take_no_memory() {
    let strings = b"<sst uniqueCount=\"99999999999999\"><si><t>a</t></si></sst>";
    let file = book("", &[("xl/sharedStrings.xml", strings.as_slice())]);
    assert_eq!(rows(&file), Err(Refusal::StringsTooLarge));
}

#[test]
fn rows_in_no_order_and_beyond_the_last_are_refused() {
    let disordered =
        "<row r=\"5\"><c r=\"A5\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    assert_eq!(rows(&book(disordered, &[])), Err(Refusal::Disordered));
    let backwards = "<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(rows(&book(backwards, &[])), Err(Refusal::Disordered));
    let last = "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>";
    assert_eq!(rows(&book(last, &[])).unwrap()[0].0, 1_048_576);
    let beyond = "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>";
    assert!(rows(&book(beyond, &[])).is_err());
    let right = "<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>1</v></c></row>";
    assert_eq!(
        rows(&book(right, &[])).unwrap()[0].2,
        [(None, Flaw::TooManyColumns)]
    );
}

#[test]
fn a_book_of_another_program_is_read_as_its_office_means_it() {
    let read = rows(include_bytes!("fixtures/books/office.xlsx")).unwrap();
    assert_eq!(read[0].1[..2], ["İzin Türü", "Alıcı"]);
    let date = "2026-03-09 08:05:07";
    assert_eq!(read[1].1, ["SMS", "5321234567", "1", "HS_WEB", date]);
    assert_eq!(
        read[2].1,
        ["Mesaj", "+90 532 123 45 67", "0", "hs web", date]
    );
    assert_eq!(read[3].1, ["EPOSTA", "a@example.com", "1", "HS_WEB", ""]);
    assert_eq!(read[3].2, [(Some(4), Flaw::FormulaWithoutValue)]);
}
