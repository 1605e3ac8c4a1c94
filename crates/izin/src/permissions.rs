//! What this program makes is its owner's alone, and so is a data folder that an older program or a copy
//! has left open to others.
//!
//! Files with keys are not mended: whoever could read them may have done so, and the operator is to
//! know (see `keys::secret_file`).

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::Mode;

use crate::data;
use crate::failure::{Exit, Failure};

/// What group and others may have of a mode.
const OTHERS: u32 = 0o077;

/// What a data folder holds. Nothing else in it is touched: it may be a folder for other things as well.
const CONTENTS: [&str; 13] = [
    "blobs",
    "checks",
    "control.sock",
    "development-tsa",
    "directory.sqlite",
    "directory.sqlite-shm",
    "directory.sqlite-wal",
    "ledger",
    "lock",
    "log",
    "messages",
    "stamps",
    "witness",
];
/// The files with keys in them.
const KEYS: [&str; 2] = ["witness/key", "development-tsa/key.pem"];

/// Keeps everything this process makes from here on to its owner: folders 0700, files 0600.
pub fn keep_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// Which other user a folder belongs to. `None`: it is this process's user's, or not there.
pub fn other_owner(folder: &Path) -> Option<u32> {
    let owner = fs::metadata(folder).ok()?.uid();
    (owner != rustix::process::geteuid().as_raw()).then_some(owner)
}

/// Why a folder of another user is not opened: what would be made in it would be out of its owner's reach, and its owner
/// could lead what is written, by links, to any file of this user's.
pub fn belongs_to(folder: &Path, owner: u32) -> Failure {
    Failure::new(
        Exit::Folder,
        format!(
            "the data folder {} belongs to user {owner}, and nobody else opens it",
            folder.display()
        ),
        format!("run it as user {owner}, or beside that user's running server"),
    )
}

/// Refuses a folder of another user, root or not.
pub fn require_own(folder: &Path) -> Result<(), Failure> {
    other_owner(folder).map_or(Ok(()), |owner| Err(belongs_to(folder, owner)))
}

/// Closes a data folder that is open to others, with what is in it; the folder itself last, so that a
/// mending that was cut off is begun again. One that cannot be closed is refused, and so is a folder of
/// other things.
pub fn close(folder: &Path) -> Result<(), Failure> {
    let is_open = match fs::metadata(folder) {
        Ok(metadata) => metadata.is_dir() && metadata.permissions().mode() & OTHERS != 0,
        // It is made, or it is told why not, by whoever opens it.
        Err(_) => return Ok(()),
    };
    if !is_open {
        return Ok(());
    }
    let refused = |error: &io::Error| {
        Failure::new(
            Exit::Folder,
            format!(
                "others can look into the data folder {}, and it cannot be closed to them: {}",
                folder.display(),
                crate::failure::plain(error)
            ),
            format!("run `chmod -R go= {}` as its owner", folder.display()),
        )
    };
    if !data::exists(folder) && !is_empty(folder).map_err(|error| refused(&error))? {
        return Err(Failure::new(
            Exit::Folder,
            format!(
                "others can look into {}, which is no data folder and holds other things",
                folder.display()
            ),
            "name a folder that is empty or not there yet, or close this one (`chmod 700`)",
        ));
    }
    let mended = contents(folder).and_then(|()| restrict(folder));
    mended.map_err(|error| refused(&error))?;
    tracing::warn!(folder = %folder.display(), "others could look into the data folder; it has been closed to them");
    Ok(())
}

fn is_empty(folder: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

fn contents(folder: &Path) -> io::Result<()> {
    let keys = KEYS.map(|name| folder.join(name));
    let mut waiting: Vec<PathBuf> = CONTENTS.map(|name| folder.join(name)).to_vec();
    while let Some(path) = waiting.pop() {
        let metadata = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        if metadata.is_symlink() || keys.contains(&path) {
            continue;
        }
        if metadata.permissions().mode() & OTHERS != 0 {
            restrict(&path)?;
        }
        if metadata.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        }
    }
    Ok(())
}

fn restrict(path: &Path) -> io::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode();
    fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn an_open_data_folder_is_closed_but_for_its_keys_and_what_is_not_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["ledger/0", "log/tile/0/x", "witness", "messages"] {
            fs::create_dir_all(at(name)).unwrap();
            set(&at(name), 0o755);
        }
        let files = [
            "directory.sqlite",
            "ledger/0/a",
            "log/tile/0/x/000",
            "messages/1.eml",
        ];
        let left = ["witness/key", "keys", "mine.csv"];
        for name in files.iter().chain(&left) {
            fs::write(at(name), "").unwrap();
            set(&at(name), 0o644);
        }
        let elsewhere = tempfile::NamedTempFile::new().unwrap();
        set(elsewhere.path(), 0o644);
        std::os::unix::fs::symlink(elsewhere.path(), at("messages/2.eml")).unwrap();
        set(folder.path(), 0o755);
        close(folder.path()).unwrap();
        assert_eq!(mode(elsewhere.path()), 0o644, "a link leads elsewhere");
        assert_eq!(mode(folder.path()), 0o700);
        for name in ["ledger", "ledger/0", "log/tile/0/x", "messages"] {
            assert_eq!(mode(&at(name)), 0o700, "{name}");
        }
        for name in files {
            assert_eq!(mode(&at(name)), 0o600, "{name}");
        }
        for name in left {
            assert_eq!(mode(&at(name)), 0o644, "{name}");
        }
    }

    #[test]
    fn an_open_folder_of_other_things_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other");
        fs::write(&other, "").unwrap();
        set(&other, 0o644);
        set(folder.path(), 0o755);
        let refused = close(folder.path()).unwrap_err();
        assert_eq!(refused.exit, Exit::Folder);
        assert_eq!((mode(folder.path()), mode(&other)), (0o755, 0o644));
        fs::remove_file(&other).unwrap();
        close(folder.path()).unwrap();
        assert_eq!(mode(folder.path()), 0o700);
        assert!(close(&folder.path().join("missing")).is_ok());
    }
}
