//! Files that hold a secret: written once, for the owner alone, and not read if others can.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use domain::causes;

/// What others than the owner may have of a file's mode.
const OTHERS: u32 = 0o007;
/// What its group may have.
const GROUP: u32 = 0o070;

/// A file of secrets that is open to others. It comes as the inside of an [`io::Error`]; see
/// [`Exposed::within`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} holds a secret, and others than its owner can read or change it (mode {mode:04o})")]
pub struct Exposed {
    /// Which file.
    pub path: PathBuf,
    /// Its permissions.
    pub mode: u32,
}

impl Exposed {
    /// The file that an error, or what lies beneath it, is about.
    pub fn within<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        causes::chain(error)
            .find_map(|error| error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref())
    }
}

/// Opens a file of secrets. One that is open to others is refused ([`Exposed`]): whatever is in it may
/// be known. A group may read a file that belongs to somebody else, root for instance: then this
/// program reads it as one of the group.
pub fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mode = metadata.mode() & 0o7777;
    let own = metadata.uid() == rustix::process::geteuid().as_raw();
    let exposed = mode & OTHERS != 0 || (own && mode & GROUP != 0);
    // A pipe or a terminal is nobody else's, whatever its mode.
    if metadata.is_file() && exposed {
        let path = path.to_owned();
        let error = Exposed { path, mode };
        return Err(io::Error::new(ErrorKind::PermissionDenied, error));
    }
    Ok(file)
}

/// Reads all of a file of secrets; see [`open`].
pub fn read(path: &Path) -> io::Result<String> {
    io::read_to_string(open(path)?)
}

/// Writes a file (mode 0600) that must not exist yet, so that it is there whole or not at all:
/// under another name first, synced, then linked (which fails where the name is taken), then the
/// folder synced. Durable when it returns.
pub fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = write_draft(folder, name, bytes)?;
    fs::hard_link(&draft, folder.join(name))?;
    fs::remove_file(&draft)?;
    File::open(folder)?.sync_all()
}

/// As [`write_new`], in the place of the file there is, if there is one: either of them is there whole.
pub fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = write_draft(folder, name, bytes)?;
    fs::rename(&draft, folder.join(name))?;
    File::open(folder)?.sync_all()
}

fn write_draft(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let draft = folder.join(format!("{name}.new"));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_that_others_can_read_or_change_is_refused_and_named() {
        let folder = tempfile::tempdir().unwrap();
        write_new(folder.path(), "key", b"secret").unwrap();
        let path = folder.path().join("key");
        assert_eq!(read(&path).unwrap(), "secret");
        for mode in [0o644, 0o640, 0o604, 0o602, 0o620, 0o666, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = open(&path).unwrap_err();
            let expected = Exposed {
                path: path.clone(),
                mode,
            };
            assert_eq!(Exposed::within(&error), Some(&expected));
        }
        for mode in [0o400, 0o600, 0o700] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(open(&path).is_ok(), "{mode:o}");
        }
        let device = Path::new("/dev/null");
        assert!(open(device).is_ok(), "what is no file keeps no secret");
        let missing = open(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        assert_eq!(Exposed::within(&missing), None);
    }
}
