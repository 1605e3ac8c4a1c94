//! Small files of text that the command line or the configuration names.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;

/// The largest file read, in bytes: hundreds of certificates.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Reads a file; one that is too long is refused and not cut. It may hold a secret.
pub fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error: Error| Failure::unreadable(path, &error);
    let file = File::open(path).map_err(unreadable)?;
    let mut text = Zeroizing::new(String::new());
    let mut bounded = file.take(FILE_BYTES_MAX + 1);
    bounded.read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        let error = Error::new(ErrorKind::InvalidData, "it is too long");
        return Err(unreadable(error));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_is_too_long_is_refused_and_not_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long");
        let longest = usize::try_from(FILE_BYTES_MAX).unwrap();
        fs::write(&path, "a".repeat(longest)).unwrap();
        assert_eq!(read(&path).unwrap().len(), longest);
        fs::write(&path, "a".repeat(longest + 1)).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("too long"));
    }
}
