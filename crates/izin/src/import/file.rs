//! The file itself: its digest, its encoding, its lines.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1254;
use sha2::{Digest, Sha256};

use crate::failure::{Exit, Failure};

/// The longest line that is looked at, in bytes; longer ones are refused.
pub const LINE_BYTES_MAX: usize = 16 * 1024;
/// How much is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// What one look at the whole file says.
pub struct Survey {
    /// The SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Its length in bytes.
    pub bytes: u64,
    /// How its text is written.
    pub encoding: Encoding,
}

/// See [`Survey::encoding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// windows-1254, the Turkish code page.
    Windows1254,
}

/// Reads the whole file once.
pub fn survey(path: &Path) -> Result<Survey, Failure> {
    let unreadable = |error: std::io::Error| Failure::unreadable(path, &error);
    let mut lines = Lines::open(path)?;
    let mut digest = Sha256::new();
    let mut bytes = 0;
    let mut encoding = Encoding::Utf8;
    // No byte of a longer UTF-8 sequence is a line feed, so lines can be judged one by one.
    while let Some(line) = lines.next_raw().map_err(unreadable)? {
        digest.update(line.bytes);
        bytes += u64::try_from(line.bytes.len()).unwrap_or_default();
        if bytes <= 3 && line.bytes.starts_with(b"\xff\xfe") || line.bytes.contains(&0) {
            return Err(Failure::new(
                Exit::File,
                format!("{} is no CSV text (UTF-16, perhaps)", path.display()),
                "save it as CSV in UTF-8",
            ));
        }
        if line.whole && std::str::from_utf8(line.bytes).is_err() {
            encoding = Encoding::Windows1254;
        }
    }
    Ok(Survey {
        digest: digest.finalize().into(),
        bytes,
        encoding,
    })
}

impl Encoding {
    /// The text of a line. Bytes that mean nothing become a sign no field accepts.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Windows1254 => WINDOWS_1254
                .decode_without_bom_handling(bytes)
                .0
                .into_owned(),
        }
    }
}

/// A file's lines, with bounded memory.
pub struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    buffer: Vec<u8>,
    /// Whether the buffer ended without a line feed because the line is too long.
    inside: bool,
    number: u64,
    encoding: Encoding,
}

/// A piece of the file: a line, or a part of one that is too long.
struct Piece<'a> {
    bytes: &'a [u8],
    whole: bool,
    /// Whether it continues the piece before it.
    continued: bool,
}

/// A line as text.
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text without the end of line; `None`: it is too long.
    pub text: Option<String>,
    /// Its length in bytes, end of line included.
    pub bytes: u64,
}

impl Lines {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(BUFFER_BYTES, file),
            buffer: Vec::new(),
            inside: false,
            number: 0,
            encoding: Encoding::Utf8,
        })
    }

    /// With the encoding a survey found.
    #[must_use]
    pub fn decoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    fn next_raw(&mut self) -> std::io::Result<Option<Piece<'_>>> {
        self.buffer.clear();
        let most = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
        let read = self
            .reader
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        let ended = self.buffer.ends_with(b"\n");
        let continued = self.inside;
        self.inside = !ended && read == LINE_BYTES_MAX;
        Ok(Some(Piece {
            bytes: &self.buffer,
            whole: !continued && !self.inside,
            continued,
        }))
    }

    /// The next line; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Line>, Failure> {
        let encoding = self.encoding;
        let (path, first) = (self.path.clone(), self.number == 0);
        let unreadable = |error: std::io::Error| Failure::unreadable(&path, &error);
        let Some(piece) = self.next_raw().map_err(unreadable)? else {
            return Ok(None);
        };
        let mut length = piece.bytes.len();
        let mut text = None;
        if piece.whole {
            let mut bytes = piece.bytes.trim_ascii_end();
            if first {
                bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
            }
            text = Some(encoding.decode(bytes));
        } else {
            while self.inside {
                match self.next_raw().map_err(unreadable)? {
                    Some(piece) if piece.continued => length += piece.bytes.len(),
                    _ => break,
                }
            }
        }
        self.number += 1;
        Ok(Some(Line {
            number: self.number,
            text,
            bytes: u64::try_from(length).unwrap_or_default(),
        }))
    }
}
