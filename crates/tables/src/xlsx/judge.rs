//! Whether a book may be opened.

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use memchr::memmem;
use zip::ZipArchive;
use zip::result::ZipError;

use super::scanner::Scanner;
use crate::finding::{ReadError, Refusal};
use crate::limits::{
    BOOK_BYTES_MAX, BOOK_FILE_BYTES_MAX, ENTRIES_MAX, INFLATION_FREE_BYTES, INFLATION_MAX,
    PART_BYTES_MAX, SHEET_BYTES_MAX, STRINGS_BYTES_MAX,
};

/// How a book of before 2007, or one with a password, begins.
const OLD: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// How an archive begins.
const ARCHIVE: [u8; 4] = *b"PK\x03\x04";

/// What an entry of an archive's directory begins with.
const ENTRY: [u8; 4] = *b"PK\x01\x02";

/// How much is inflated at once, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// Judges a book: what its archive declares, then every entry as it comes out, byte by byte and up to where it is refused.
#[derive(Default)]
pub struct Judge {
    inflated: u64,
    scanner: Scanner,
}

impl Judge {
    /// How many bytes were inflated, for whoever wants to see that it was not more.
    pub const fn inflated(&self) -> u64 {
        self.inflated
    }

    /// Judges a book, and leaves the file at its beginning.
    ///
    /// # Errors
    /// When it cannot be read, or is refused.
    pub fn judge(&mut self, file: &mut (impl Read + Seek)) -> Result<(), ReadError> {
        let length = file.seek(SeekFrom::End(0))?;
        if length > BOOK_FILE_BYTES_MAX {
            return refused(Refusal::FileTooLarge);
        }
        file.rewind()?;
        let mut beginning = Vec::with_capacity(ARCHIVE.len());
        file.by_ref()
            .take(ARCHIVE.len() as u64)
            .read_to_end(&mut beginning)?;
        if beginning == OLD {
            return refused(Refusal::OldOrLocked);
        }
        if beginning != ARCHIVE {
            return refused(Refusal::NoBook);
        }
        // Counted before the directory is read, because that is held in memory.
        if entries(&mut *file)? > ENTRIES_MAX {
            return refused(Refusal::TooManyEntries);
        }
        let mut archive = ZipArchive::new(&mut *file).map_err(zip)?;
        // The library that reads the book looks names up without regard to case.
        let mut names = HashSet::new();
        let are_apart = archive
            .file_names_raw()
            .all(|name| names.insert(name.to_ascii_lowercase()));
        if !are_apart
            || archive.has_duplicate_names()
            || archive.has_overlapping_entries().map_err(zip)?
        {
            return refused(Refusal::EntriesOverlap);
        }
        for place in 0..archive.len() {
            self.inflate(&mut archive, place, length)?;
        }
        drop(archive);
        file.rewind()?;
        Ok(())
    }

    /// Inflates one entry and looks at all of it.
    fn inflate(
        &mut self,
        archive: &mut ZipArchive<impl Read + Seek>,
        place: usize,
        file: u64,
    ) -> Result<(), ReadError> {
        let mut entry = archive.by_index(place).map_err(zip)?;
        let compressed = entry.compressed_size();
        if compressed > file {
            return refused(Refusal::DamagedBook);
        }
        let most = compressed.saturating_mul(INFLATION_MAX);
        let name = entry.name().map_err(zip)?.to_ascii_lowercase();
        let are_strings = name.ends_with("sharedstrings.xml");
        self.scanner.begin();
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut length = 0;
        loop {
            let read = match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(io(error)),
            };
            length += read as u64;
            self.inflated += read as u64;
            if length > most.max(INFLATION_FREE_BYTES) {
                return refused(Refusal::Inflated);
            }
            if self.inflated > BOOK_BYTES_MAX {
                return refused(Refusal::BookTooLarge);
            }
            self.scanner
                .feed(&buffer[..read])
                .map_err(ReadError::Refused)?;
            // The library reads strings by that name alone, whatever is in it, and a sheet by any name.
            if are_strings {
                if length > STRINGS_BYTES_MAX {
                    return refused(Refusal::StringsTooLarge);
                }
            } else if self.scanner.is_sheet() {
                if length > SHEET_BYTES_MAX {
                    return refused(Refusal::SheetTooLarge);
                }
            } else if length > PART_BYTES_MAX {
                return refused(Refusal::BookTooLarge);
            }
        }
        Ok(())
    }
}

/// The most entries that the directory can have: how often there is the beginning of one in the file, whatever the
/// directory says of itself.
fn entries(file: &mut (impl Read + Seek)) -> io::Result<usize> {
    file.rewind()?;
    let finder = memmem::Finder::new(&ENTRY);
    let mut buffer = vec![0; BUFFER_BYTES];
    // The end of the bytes before, in which a beginning may stand that goes on.
    let mut kept = 0;
    let mut entries = 0;
    loop {
        let read = match file.read(&mut buffer[kept..]) {
            Ok(0) => return Ok(entries),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let filled = kept + read;
        entries += finder.find_iter(&buffer[..filled]).count();
        kept = filled.min(ENTRY.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

fn refused<T>(refusal: Refusal) -> Result<T, ReadError> {
    Err(ReadError::Refused(refusal))
}

/// What reading an entry has failed by: what the file holds, or the file itself.
pub(super) fn io(error: io::Error) -> ReadError {
    match error.kind() {
        ErrorKind::InvalidData
        | ErrorKind::InvalidInput
        | ErrorKind::UnexpectedEof
        | ErrorKind::Unsupported
        | ErrorKind::Other => ReadError::Refused(Refusal::DamagedBook),
        _ => ReadError::Io(error),
    }
}

/// What the archive has failed by.
pub(super) fn zip(error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) => io(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ReadError::Refused(Refusal::OldOrLocked)
        }
        ZipError::CompressionMethodNotSupported(_) => ReadError::Refused(Refusal::NoBook),
        _ => ReadError::Refused(Refusal::DamagedBook),
    }
}
