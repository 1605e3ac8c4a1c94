//! Lines, whatever ends them: LF, CR LF, or CR alone.

use std::io::BufRead;

use serde::{Deserialize, Serialize};

/// The longest line that is looked at, in bytes; longer ones are refused.
pub const LINE_BYTES_MAX: usize = 16 * 1024;

/// A line as text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text without the end of line, as far as it can be shown.
    pub text: String,
    /// Why it cannot be read.
    pub flaw: Option<Flaw>,
    /// Its length in bytes, end of line included.
    pub bytes: u64,
}

/// Why a line is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// It is longer than [`LINE_BYTES_MAX`].
    TooLong,
    /// Some byte is not of the file's encoding.
    Damaged,
    /// It holds a NUL.
    Nul,
    /// It holds another control character.
    Control,
}

impl Flaw {
    /// What is wrong with a text.
    pub fn of(text: &str) -> Option<Self> {
        if text.contains('\0') {
            Some(Self::Nul)
        } else if text.contains('\u{fffd}') {
            Some(Self::Damaged)
        } else if text.contains(|letter: char| letter.is_control() && letter != '\t') {
            Some(Self::Control)
        } else {
            None
        }
    }

    /// The reason in the side file.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooLong => "Satır çok uzun.",
            Self::Damaged => "Satırda bozuk karakter var.",
            Self::Nul => "Satırda NUL karakteri var.",
            Self::Control => "Satırda denetim karakteri var.",
        }
    }

    /// The reason on the command line.
    pub const fn english(self) -> &'static str {
        match self {
            Self::TooLong => "is too long",
            Self::Damaged => "holds a damaged character",
            Self::Nul => "holds a NUL; it is UTF-16 without its mark, perhaps",
            Self::Control => "holds a control character",
        }
    }
}

/// A line of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// Its bytes without the end of line; at most [`LINE_BYTES_MAX`].
    pub bytes: &'a [u8],
    /// Whether these are all.
    pub is_whole: bool,
    /// Its length in bytes, end of line included.
    pub length: u64,
}

/// Takes a reader's lines one by one.
pub struct Splitter<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Whether the line before ended with CR, so that an LF that follows belongs to it.
    after_return: bool,
}

impl<R: BufRead> Splitter<R> {
    /// From where the reader is.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            after_return: false,
        }
    }

    /// The next line; `None` at the end.
    pub fn next(&mut self) -> std::io::Result<Option<Raw<'_>>> {
        self.buffer.clear();
        let mut length = 0_u64;
        let mut has_begun = false;
        let mut is_whole = true;
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            if std::mem::take(&mut self.after_return) && chunk[0] == b'\n' {
                self.reader.consume(1);
                length += 1;
                continue;
            }
            has_begun = true;
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let text = &chunk[..end.unwrap_or(chunk.len())];
            let room = LINE_BYTES_MAX - self.buffer.len();
            is_whole &= text.len() <= room;
            self.buffer.extend_from_slice(&text[..text.len().min(room)]);
            self.after_return = end.is_some_and(|place| chunk[place] == b'\r');
            let used = text.len() + usize::from(end.is_some());
            self.reader.consume(used);
            length += used as u64;
            if end.is_some() {
                break;
            }
        }
        Ok(has_begun.then_some(Raw {
            bytes: &self.buffer,
            is_whole,
            length,
        }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::io::BufReader;

    use super::*;

    /// The lines, through a buffer of so many bytes.
    fn lines(bytes: &[u8], buffer: usize) -> Vec<(String, bool)> {
        let mut splitter = Splitter::new(BufReader::with_capacity(buffer, bytes));
        let mut lines = Vec::new();
        let mut length = 0;
        while let Some(raw) = splitter.next().unwrap() {
            length += raw.length;
            let text = String::from_utf8(raw.bytes.to_vec()).unwrap();
            lines.push((text, raw.is_whole));
        }
        assert!(length <= bytes.len() as u64);
        lines
    }

    #[test]
    fn any_end_of_line_ends_a_line_and_the_last_may_lack_it() {
        for ended in [
            "a\nb\n\nc\n",
            "a\r\nb\r\n\r\nc\r\n",
            "a\rb\r\rc\r",
            "a\nb\r\n\rc",
        ] {
            for buffer in [1, 2, 3, 64] {
                let read: Vec<_> = lines(ended.as_bytes(), buffer);
                let texts: Vec<_> = read.iter().map(|(text, _)| text.as_str()).collect();
                assert_eq!(texts, ["a", "b", "", "c"], "{ended:?}");
            }
        }
        assert_eq!(lines(b"", 8), []);
    }

    #[test]
    fn a_long_line_takes_bounded_memory_and_the_next_is_whole() {
        let long = "x".repeat(LINE_BYTES_MAX);
        let text = format!("{long}\n{long}y\nz");
        let read = lines(text.as_bytes(), 1_000);
        assert_eq!(read[0], (long.clone(), true));
        assert_eq!(read[1], (long, false));
        assert_eq!(read[2], ("z".to_owned(), true));
    }
}
