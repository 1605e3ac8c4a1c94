//! The file itself: what it holds, by its digest, and its bytes piece by piece.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{Exit, Failure};

/// How many bytes are read at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// The file, open for both times it is read: what is digested is what is sent.
pub struct Source {
    path: PathBuf,
    file: File,
    /// The SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// How many those are.
    pub bytes: u64,
}

impl Source {
    /// Opens a file and reads it once. It is read twice, so that a pipe or a device is refused, before it is opened: a pipe
    /// would wait for its writer.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let unreadable = |error: std::io::Error| Failure::unreadable(path, &error);
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(Failure::new(
                Exit::File,
                format!("{} is no regular file", path.display()),
                "write what is to be imported into a file first",
            ));
        }
        let mut file = File::open(path).map_err(unreadable)?;
        // Two at once would write one side file. Where a file cannot be locked, the operator has to see to it.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Failure::new(
                Exit::InUse,
                format!("{} is being imported already", path.display()),
                "wait for that import to end",
            ));
        }
        let (mut digest, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            let read = file.read(&mut buffer).map_err(unreadable)?;
            if read == 0 {
                break;
            }
            digest.update(&buffer[..read]);
            bytes += read as u64;
        }
        if bytes == 0 {
            return Err(empty(path));
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            digest: digest.finalize().into(),
            bytes,
        })
    }

    /// So many of its bytes behind the first `at`, or those that are left.
    pub fn piece(&mut self, at: u64, bytes: u64) -> Result<Vec<u8>, Failure> {
        let unreadable = |error: std::io::Error| Failure::unreadable(&self.path, &error);
        self.file.seek(SeekFrom::Start(at)).map_err(unreadable)?;
        let left = self.bytes.saturating_sub(at).min(bytes);
        let mut piece = Vec::new();
        let read = (&self.file).take(left).read_to_end(&mut piece);
        if read.map_err(unreadable)? as u64 != left {
            return Err(Failure::new(
                Exit::File,
                format!("{} was cut while it was read", self.path.display()),
                "run it again when nobody writes to the file",
            ));
        }
        Ok(piece)
    }
}

/// What is said of a file without rows.
pub fn empty(path: &Path) -> Failure {
    Failure::new(
        Exit::File,
        format!("{} is empty", path.display()),
        "write the names of the columns into its first row, and a consent into each that follows",
    )
}
