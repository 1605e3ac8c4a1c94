//! XLSX in which every cell is a text, handed on while it is written.

use std::fmt::Write as _;
use std::io::{self, Write};

use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::rows::Rows;
use crate::limits::STREAM_SHEET_ROWS_MAX;

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The one font, and two formats: none, and text (49 is `@`).
const STYLES: &str = "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
    <fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// Writes what [`TextBook`](super::TextBook) writes, without a place on disk: each row is handed on compressed, and nothing
/// of it is kept. So what is in the rows is nowhere but in memory and with whoever gets the book. A sheet that is full is
/// followed by another with the same header.
pub struct BookStream<W: Write> {
    archive: ZipWriter<StreamWriter<W>>,
    header: Vec<String>,
    sheets: u32,
    /// The rows in the last sheet, the header included.
    rows: u32,
    /// The row in hand.
    xml: String,
}

impl<W: Write> BookStream<W> {
    /// Begins a book with this header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(to: W, header: &[&str]) -> io::Result<Self> {
        let mut book = Self {
            archive: ZipWriter::new_stream(to),
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            sheets: 0,
            rows: 0,
            xml: String::new(),
        };
        book.begin_sheet()?;
        Ok(book)
    }

    /// Ends the book.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.end_sheet()?;
        for (name, text) in parts(self.sheets) {
            self.begin_part(&name)?;
            self.archive.write_all(text.as_bytes())?;
        }
        let to = self.archive.finish().map_err(io_error)?;
        Ok(to.into_inner())
    }

    fn begin_part(&mut self, name: &str) -> io::Result<()> {
        // The same rows are the same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.archive.start_file(name, options).map_err(io_error)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 0;
        self.begin_part(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        let head = format!("{DECLARATION}<worksheet xmlns=\"{SHEET}\"><sheetData>");
        self.archive.write_all(head.as_bytes())?;
        let header = std::mem::take(&mut self.header);
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let written = self.write_row(&names);
        self.header = header;
        written
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.archive.write_all(b"</sheetData></worksheet>")
    }

    fn write_row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.rows += 1;
        let (row, xml) = (self.rows, &mut self.xml);
        xml.clear();
        // Writing to a text does not fail.
        let _written = write!(xml, "<row r=\"{row}\">");
        for (column, cell) in cells.iter().enumerate() {
            xml.push_str("<c r=\"");
            push_column(column, xml);
            let _written = write!(
                xml,
                "{row}\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            );
            push_escaped(cell, xml);
            xml.push_str("</t></is></c>");
        }
        xml.push_str("</row>");
        self.archive.write_all(self.xml.as_bytes())
    }
}

impl<W: Write> Rows for BookStream<W> {
    fn write(&mut self, cells: &[&str]) -> io::Result<()> {
        if self.rows > STREAM_SHEET_ROWS_MAX {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.write_row(cells)
    }
}

/// What a book of so many sheets has beside them.
fn parts(sheets: u32) -> [(String, String); 5] {
    let each = |write: &dyn Fn(u32) -> String| (1..=sheets).map(write).collect::<String>();
    let types = each(&|sheet| {
        format!(
            "<Override PartName=\"/xl/worksheets/sheet{sheet}.xml\" ContentType=\"{PACKAGE}.worksheet+xml\"/>"
        )
    });
    let names =
        each(&|sheet| format!("<sheet name=\"{sheet}\" sheetId=\"{sheet}\" r:id=\"rId{sheet}\"/>"));
    let relations = each(&|sheet| {
        format!(
            "<Relationship Id=\"rId{sheet}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{sheet}.xml\"/>"
        )
    });
    let styles = sheets + 1;
    let all = [
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{SHEET}\">{STYLES}</styleSheet>"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{SHEET}\" xmlns:r=\"{OFFICE}\"><sheets>{names}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{RELATIONS}\">{relations}<Relationship Id=\"rId{styles}\" \
                 Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{PACKAGE}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{PACKAGE}.styles+xml\"/>{types}</Types>"
            ),
        ),
    ];
    all.map(|(name, text)| (name.to_owned(), format!("{DECLARATION}{text}")))
}

/// The letters of a column: `A`, `Z`, `AA`.
fn push_column(column: usize, xml: &mut String) {
    if column >= 26 {
        push_column(column / 26 - 1, xml);
    }
    let letter = u8::try_from(column % 26).unwrap_or_default();
    xml.push(char::from(b'A' + letter));
}

/// A text as XML has it. What XML has no place for is told as a character that could not be kept.
fn push_escaped(cell: &str, xml: &mut String) {
    for letter in cell.chars() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\r' => xml.push_str("&#13;"),
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => xml.push('\u{fffd}'),
            _ => xml.push(letter),
        }
    }
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
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
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (255, "IV"),
        ] {
            let mut text = String::new();
            push_column(column, &mut text);
            assert_eq!(text, letters);
        }
    }

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_header() {
        let mut book = BookStream::new(Vec::new(), &["alici"]).unwrap();
        book.write(&["first"]).unwrap();
        book.rows = STREAM_SHEET_ROWS_MAX;
        for cell in ["last of its sheet", "next"] {
            book.write(&[cell]).unwrap();
        }
        let mut book = Book::open(Cursor::new(book.finish().unwrap())).unwrap();
        let mut read = Vec::new();
        for place in 0..book.sheets().len() {
            let (mut sheet, mut row) = (book.sheet(place).unwrap(), Row::default());
            while sheet.read(&mut row).unwrap() {
                read.push((place, row.line(), row.cell(0).to_owned()));
            }
        }
        let last = u64::from(STREAM_SHEET_ROWS_MAX) + 1;
        let expected = [
            (0, 1, "alici"),
            (0, 2, "first"),
            (0, last, "last of its sheet"),
            (1, 1, "alici"),
            (1, 2, "next"),
        ];
        assert_eq!(
            read,
            expected.map(|(place, row, cell)| (place, row, cell.to_owned()))
        );
    }

    #[test]
    fn what_is_written_is_handed_on_and_not_kept() {
        let mut book = BookStream::new(Vec::new(), &["alici"]).unwrap();
        for number in 0..20_000 {
            book.write(&[&format!("+90532{number:07}")]).unwrap();
        }
        let handed_on = book.archive.get_ref().map(|to| to.get_ref().len());
        assert!(handed_on.unwrap() > 10_000);
        assert!(book.xml.capacity() < 4_096);
    }
}
