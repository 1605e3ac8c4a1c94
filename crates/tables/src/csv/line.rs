//! Lines, whatever ends them: LF, CR LF, or CR alone.

use std::io::BufRead;

use memchr::memchr2;

use super::encoding::{Encoding, decode};
use crate::finding::{Flaw, ReadError, Refusal};
use crate::limits::{CSV_BYTES_MAX, ROW_BYTES_MAX};

/// A line as text.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text without its end; nothing where it is too long.
    pub text: String,
    /// What ends it; nothing at the end of the file.
    pub ending: &'static str,
    /// Why it is no good text.
    pub flaw: Option<Flaw>,
}

impl Line {
    /// Whether there is nothing in it but what sets cells apart.
    pub fn is_blank(&self) -> bool {
        self.flaw.is_none()
            && self
                .text
                .chars()
                .all(|letter| matches!(letter, '"' | ';' | ',' | '|') || letter.is_whitespace())
    }
}

/// Takes a reader's lines one by one.
pub(super) struct Lines<R> {
    reader: R,
    bytes: Vec<u8>,
    encoding: Option<Encoding>,
    number: u64,
    length: u64,
}

impl<R: BufRead> Lines<R> {
    /// From where the reader is.
    pub fn new(reader: R, encoding: Option<Encoding>) -> Self {
        Self {
            reader,
            bytes: Vec::new(),
            encoding,
            number: 0,
            length: 0,
        }
    }

    /// The file's encoding, where that is known yet.
    pub const fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// Reads the next line; whether there was one.
    pub fn read(&mut self, line: &mut Line) -> Result<bool, ReadError> {
        self.bytes.clear();
        line.ending = "";
        let (mut has_begun, mut is_whole) = (false, true);
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            has_begun = true;
            let end = memchr2(b'\n', b'\r', chunk);
            let text = &chunk[..end.unwrap_or(chunk.len())];
            let room = ROW_BYTES_MAX - self.bytes.len();
            is_whole &= text.len() <= room;
            self.bytes.extend_from_slice(&text[..text.len().min(room)]);
            let is_return = end.map(|place| chunk[place] == b'\r');
            let used = text.len() + usize::from(end.is_some());
            self.reader.consume(used);
            self.length += used as u64;
            line.ending = match is_return {
                None => continue,
                Some(false) => "\n",
                Some(true) if self.reader.fill_buf()?.first() == Some(&b'\n') => {
                    self.reader.consume(1);
                    "\r\n"
                }
                Some(true) => "\r",
            };
            break;
        }
        if !has_begun {
            return Ok(false);
        }
        if self.length > CSV_BYTES_MAX {
            return Err(ReadError::Refused(Refusal::FileTooLarge));
        }
        self.number += 1;
        line.number = self.number;
        if is_whole {
            decode(&self.bytes, &mut self.encoding, line);
        } else {
            line.text.clear();
            line.flaw = Some(Flaw::LineTooLong);
        }
        Ok(true)
    }
}
