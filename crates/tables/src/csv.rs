//! Reading CSV as people and their programs write it, row by row and in bounded memory.
//!
//! The beginning of the file tells its encoding and what sets its cells apart. A row that is broken is a row with a
//! fault, and the next one is read: no row holds another.

mod encoding;
mod form;
mod line;

use std::collections::VecDeque;
use std::io::{BufReader, Chain, Cursor, Read};

use csv_core::ReadRecordResult;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

pub use encoding::Encoding;
pub use form::{Form, Separator};

use crate::finding::{Flaw, ReadError, Refusal};
use crate::limits::{COLUMNS_MAX, CSV_ROWS_MAX, ROW_BYTES_MAX, ROW_LINES_MAX, SAMPLE_BYTES};
use crate::row::{DateSystem, Row};
use line::{Line, Lines};

/// How much is read at once, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// The longest mark of an encoding, in bytes.
const MARK_BYTES: u64 = 3;

/// The file as UTF-8, or as it is where that is no UTF-16.
type Input<R> = DecodeReaderBytes<Chain<Cursor<Vec<u8>>, R>, Vec<u8>>;

/// The beginning that was looked at, and what follows it.
type Whole<R> = BufReader<Chain<Cursor<Vec<u8>>, Input<R>>>;

/// Reads a CSV file.
pub struct Reader<R: Read> {
    lines: Lines<Whole<R>>,
    form: Form,
    /// Whether the line that declares the separator is still to come.
    is_declared: bool,
    /// The line in hand.
    line: Line,
    /// Lines that were taken for the rest of a row, and are rows of their own.
    returned: VecDeque<Line>,
    quotes: Quotes,
    rows: u64,
}

impl<R: Read> Reader<R> {
    /// Looks at the beginning of the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(mut file: R) -> Result<Self, ReadError> {
        let mut mark = Vec::new();
        file.by_ref().take(MARK_BYTES).read_to_end(&mut mark)?;
        let marked = Encoding::of_mark(&mark);
        let mut input = DecodeReaderBytesBuilder::new()
            .utf8_passthru(true)
            .strip_bom(true)
            .build(Cursor::new(mark).chain(file));
        let mut sample = Vec::new();
        let room = u64::try_from(SAMPLE_BYTES).unwrap_or_default();
        input.by_ref().take(room).read_to_end(&mut sample)?;
        let encoding = marked.or_else(|| encoding::judge(&sample));
        let (separator, is_declared) = Separator::recognise(&sample);
        let input = Cursor::new(sample).chain(input);
        Ok(Self {
            lines: Lines::new(BufReader::with_capacity(BUFFER_BYTES, input), encoding),
            form: Form {
                encoding: encoding.unwrap_or(Encoding::Utf8),
                separator,
            },
            is_declared,
            line: Line::default(),
            returned: VecDeque::new(),
            quotes: Quotes::new(separator),
            rows: 0,
        })
    }

    /// How the file is written. Where its beginning is ASCII, the encoding is told by a later row.
    pub fn form(&self) -> Form {
        Form {
            encoding: self.lines.encoding().unwrap_or(self.form.encoding),
            ..self.form
        }
    }

    /// Reads the next row that is not blank; whether there was one.
    ///
    /// # Errors
    /// When the file cannot be read, or is longer than can be.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        loop {
            if !self.take_line()? {
                return Ok(false);
            }
            if std::mem::take(&mut self.is_declared) || self.line.is_blank() {
                continue;
            }
            // The first may be the header.
            if self.rows > CSV_ROWS_MAX {
                return Err(ReadError::Refused(Refusal::TooManyRows));
            }
            self.rows += 1;
            row.begin(self.line.number, DateSystem::default());
            if let Some(flaw) = self.line.flaw {
                row.fault(None, flaw);
            }
            if !(self.line.text.contains('"') && self.read_quoted(row)?) {
                for cell in self.line.text.split(self.form.separator.letter()) {
                    if !row.push(without_guard(cell)) {
                        break;
                    }
                }
            }
            return Ok(true);
        }
    }

    /// Has the next line in hand; whether there was one.
    fn take_line(&mut self) -> Result<bool, ReadError> {
        if let Some(line) = self.returned.pop_front() {
            self.line = line;
            return Ok(true);
        }
        self.lines.read(&mut self.line)
    }

    /// Reads a row with quotes, of the line in hand and those that follow until the quotes are closed. Where they are
    /// not, the other lines are given back, the line in hand is at fault, and the answer is no.
    fn read_quoted(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        self.quotes.begin();
        let first = std::mem::take(&mut self.line);
        let mut others: Vec<Line> = Vec::new();
        let mut is_closed = self.quotes.take(&first);
        while is_closed == Some(false) && others.len() + 1 < ROW_LINES_MAX && self.take_line()? {
            is_closed = self.quotes.take(&self.line);
            others.push(std::mem::take(&mut self.line));
        }
        self.line = first;
        if is_closed != Some(true) {
            row.fault(None, Flaw::OpenQuote);
            while let Some(line) = others.pop() {
                self.returned.push_front(line);
            }
            return Ok(false);
        }
        for flaw in others.iter().filter_map(|line| line.flaw) {
            row.fault(None, flaw);
        }
        self.quotes.cells(row);
        Ok(true)
    }
}

/// The text of a cell without the `'` that keeps spreadsheets from calculating with it: one is taken off where a sign
/// stands behind it that the export guards.
pub(crate) fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(GUARDED) => rest,
        _ => cell,
    }
}

/// The signs at a cell's beginning by which a spreadsheet takes it for a formula.
pub(crate) const GUARDED: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The cells of one row with quotes.
struct Quotes {
    parser: csv_core::Reader,
    text: Vec<u8>,
    written: usize,
    ends: Vec<usize>,
    ended: usize,
}

impl Quotes {
    fn new(separator: Separator) -> Self {
        Self {
            parser: csv_core::ReaderBuilder::new()
                .delimiter(separator.byte())
                .build(),
            text: vec![0; ROW_BYTES_MAX],
            written: 0,
            // One more than a row may have, so that what is too much is seen.
            ends: vec![0; COLUMNS_MAX + 1],
            ended: 0,
        }
    }

    fn begin(&mut self) {
        self.parser.reset();
        (self.written, self.ended) = (0, 0);
    }

    /// Takes a line; whether it ends the row, and nothing where the row has become too long.
    fn take(&mut self, line: &Line) -> Option<bool> {
        let ending = if line.ending.is_empty() {
            "\n"
        } else {
            line.ending
        };
        for part in [line.text.as_str(), ending] {
            let mut rest = part.as_bytes();
            while !rest.is_empty() {
                let (text, ends) = (&mut self.text[self.written..], &mut self.ends[self.ended..]);
                let (result, read, written, ended) = self.parser.read_record(rest, text, ends);
                rest = &rest[read..];
                self.written += written;
                self.ended += ended;
                match result {
                    ReadRecordResult::InputEmpty => {}
                    ReadRecordResult::OutputFull => return None,
                    // More cells than can be are one fault, whatever follows them.
                    ReadRecordResult::OutputEndsFull
                    | ReadRecordResult::Record
                    | ReadRecordResult::End => return Some(true),
                }
            }
        }
        Some(false)
    }

    /// Writes the cells into the row.
    fn cells(&self, row: &mut Row) {
        let mut start = 0;
        for end in &self.ends[..self.ended] {
            // Lines are text, and are cut at ASCII characters alone.
            let cell = str::from_utf8(&self.text[start..*end]).unwrap_or_default();
            if !row.push(without_guard(cell)) {
                break;
            }
            start = *end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_beyond_the_last_are_refused_with_a_code() {
        let mut reader = Reader::open(b"a\n\nb\nc\n".as_slice()).unwrap();
        reader.rows = CSV_ROWS_MAX - 1;
        let mut row = Row::default();
        assert!(reader.read(&mut row).unwrap() && reader.read(&mut row).unwrap());
        assert_eq!(row.line(), 3);
        let refused = reader.read(&mut row);
        assert!(matches!(
            refused,
            Err(ReadError::Refused(Refusal::TooManyRows))
        ));
    }
}
