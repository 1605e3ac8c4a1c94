//! Small files of text that the command line or the configuration names.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _};
use std::path::Path;

use keys::secret_file;
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure};

/// The largest file read, in bytes: hundreds of certificates.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Reads a file; one that is too long is refused and not cut.
pub fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
    whole(path, file)
}

fn whole(path: &Path, file: File) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |error: Error| Failure::unreadable(path, &error);
    let mut text = Zeroizing::new(String::new());
    let mut bounded = file.take(FILE_BYTES_MAX + 1);
    bounded.read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        let error = Error::new(ErrorKind::InvalidData, "it is too long");
        return Err(unreadable(error));
    }
    Ok(text)
}

/// A password, or another secret, that stands in a file alone. A file that others can read is refused.
pub fn secret(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let file = secret_file::open(path).map_err(|error| Failure::unreadable_secret(path, &error))?;
    let text = whole(path, file)?;
    let word = text.trim_end_matches(['\r', '\n']);
    if word.is_empty() || word.contains(['\r', '\n']) {
        return Err(Failure::new(
            Exit::File,
            format!("{} does not hold one password", path.display()),
            "write the password into it, on one line",
        ));
    }
    Ok(Zeroizing::new(word.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

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

    #[test]
    fn a_group_may_read_a_secret_that_belongs_to_somebody_else_and_nobody_beside_it() {
        /// A user that is not the one of this process.
        const OTHER: u32 = 1;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, "gizli parola\n").unwrap();
        let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        allow(0o640);
        assert_eq!(secret(&path).unwrap_err().exit, Exit::KeyFile);
        if std::os::unix::fs::chown(&path, Some(OTHER), None).is_err() {
            eprintln!("skipped: only root can give a file away");
            return;
        }
        for mode in [0o640, 0o440] {
            allow(mode);
            assert_eq!(*secret(&path).unwrap(), "gizli parola", "{mode:o}");
        }
        for mode in [0o644, 0o642, 0o641] {
            allow(mode);
            assert_eq!(secret(&path).unwrap_err().exit, Exit::KeyFile, "{mode:o}");
        }
    }

    #[test]
    fn a_password_is_one_line_that_nobody_else_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, "gizli parola\r\n").unwrap();
        let error = secret(&path).unwrap_err();
        assert_eq!(error.exit, Exit::KeyFile);
        let remedy = format!("chmod 600 {}", path.display());
        assert!(error.to_string().contains(&remedy), "{error}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(*secret(&path).unwrap(), "gizli parola");
        for wrong in ["", "\n", "a\nb\n"] {
            fs::write(&path, wrong).unwrap();
            assert_eq!(secret(&path).unwrap_err().exit, Exit::File);
        }
    }
}
