//! The file itself: its digest, its encoding, its lines.

use std::fs::{File, TryLockError};
use std::io::{BufReader, Read, Seek as _};
use std::path::{Path, PathBuf};

use encoding_rs_io::DecodeReaderBytesBuilder;
use sha2::{Digest, Sha256};

use super::encoding::{Encoding, MARK};
use super::line::{Flaw, Line, Splitter};
use crate::failure::{Exit, Failure};

/// How much is read at once, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// The file, open for both times it is read: what is surveyed is what is imported.
pub struct Source {
    path: PathBuf,
    file: File,
}

/// What one look at the whole file says.
pub struct Survey {
    /// The SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// The length of its lines in bytes, as they are read.
    pub bytes: u64,
    /// How its lines are written.
    pub encoding: Encoding,
}

impl Source {
    /// Opens a file. It is read twice, so that a pipe or a device is refused, before it is opened: a
    /// pipe would wait for its writer.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error: std::io::Error| Failure::unreadable(path, &error);
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(Failure::new(
                Exit::File,
                format!("{} is no regular file", path.display()),
                "write what is to be imported into a file first",
            ));
        }
        let file = File::open(path).map_err(unreadable)?;
        // Two at once would write one side file. Where a file cannot be locked, the operator has to see to it.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Failure::new(
                Exit::InUse,
                format!("{} is being imported already", path.display()),
                "wait for that import to end",
            ));
        }
        let path = path.to_owned();
        Ok(Self { path, file })
    }

    /// Reads the whole file once.
    pub fn survey(&mut self) -> Result<Survey, Failure> {
        self.rewind()?;
        let mut digest = Sha256::new();
        let mut bytes = 0;
        let mut evidence = super::encoding::Evidence::default();
        let read = Hashed {
            file: &self.file,
            digest: &mut digest,
        };
        let mut lines = Splitter::new(BufReader::with_capacity(BUFFER_BYTES, decoded(read)));
        while let Some(line) = lines.next().map_err(|error| self.unreadable(&error))? {
            bytes += line.length;
            evidence.note(line.bytes);
        }
        drop(lines);
        Ok(Survey {
            digest: digest.finalize().into(),
            bytes,
            encoding: evidence.encoding(),
        })
    }

    /// Its lines, from the first.
    pub fn lines(&mut self, encoding: Encoding) -> Result<Lines<'_>, Failure> {
        self.rewind()?;
        let reader: Box<dyn Read + Send> = Box::new(decoded(&self.file));
        Ok(Lines {
            path: &self.path,
            splitter: Splitter::new(BufReader::with_capacity(BUFFER_BYTES, reader)),
            encoding,
            number: 0,
        })
    }

    fn rewind(&mut self) -> Result<(), Failure> {
        let rewound = self.file.rewind();
        rewound.map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        Failure::unreadable(&self.path, error)
    }
}

/// UTF-16 that says so by its mark comes out as UTF-8, a broken character of it as U+FFFD; anything
/// else as it is.
fn decoded(file: impl Read) -> impl Read {
    DecodeReaderBytesBuilder::new()
        .utf8_passthru(true)
        .build(file)
}

/// A file whose bytes are digested as they are read.
struct Hashed<'a> {
    file: &'a File,
    digest: &'a mut Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}

/// A file's lines, with bounded memory.
pub struct Lines<'a> {
    path: &'a Path,
    splitter: Splitter<BufReader<Box<dyn Read + Send + 'a>>>,
    encoding: Encoding,
    number: u64,
}

impl Lines<'_> {
    /// The next line; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Line>, Failure> {
        let read = self.splitter.next();
        let read = read.map_err(|error| Failure::unreadable(self.path, &error))?;
        let Some(raw) = read else { return Ok(None) };
        self.number += 1;
        let bytes = match self.number {
            1 => raw.bytes.strip_prefix(MARK).unwrap_or(raw.bytes),
            _ => raw.bytes,
        };
        let (text, flaw) = if raw.is_whole {
            self.encoding.decode(bytes)
        } else {
            (String::new(), Some(Flaw::TooLong))
        };
        Ok(Some(Line {
            number: self.number,
            text,
            flaw,
            bytes: raw.length,
        }))
    }
}
