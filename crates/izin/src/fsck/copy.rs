//! A folder that cannot be written to, checked in a copy beside it that can.
//!
//! Opening the ledger's files takes a lock and finishes what a crash has interrupted. The tables, which are most of it
//! and never change, are not copied but pointed to; so is what is only read.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::Failure;

/// The file whose opening says whether a folder can be written to.
const LOCK: &str = "lock";
/// Folders that are only read.
const READ_ONLY: [&str; 3] = ["checks", "log", "stamps"];
/// The engine's folders of files that never change.
const TABLES: &str = "tables";

/// Where a folder is checked.
pub enum Place {
    /// Where it is.
    Itself(PathBuf),
    /// In a copy, which goes away with this.
    Copy(TempDir),
}

impl Place {
    /// The folder itself if it can be written to, else a copy.
    pub fn of(folder: &Path) -> Result<Self, Failure> {
        if is_writable(folder) {
            return Ok(Self::Itself(folder.to_path_buf()));
        }
        let copied = || -> io::Result<TempDir> {
            let copy = tempfile::Builder::new().prefix("izin-fsck-").tempdir()?;
            copy_folder(&folder.canonicalize()?, copy.path(), true)?;
            Ok(copy)
        };
        let temporary = std::env::temp_dir();
        let copy = copied().map_err(|error| Failure::unwritable(&temporary, &error))?;
        Ok(Self::Copy(copy))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Itself(path) => path,
            Self::Copy(copy) => copy.path(),
        }
    }
}

fn is_writable(folder: &Path) -> bool {
    let lock = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(folder.join(LOCK));
    match lock {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
        ),
    }
}

fn copy_folder(from: &Path, to: &Path, top: bool) -> io::Result<()> {
    for entry in from.read_dir()? {
        let entry = entry?;
        let (source, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        let is_folder = fs::metadata(&source)?.is_dir();
        let only_read = (top && READ_ONLY.iter().any(|one| name == *one)) || name == TABLES;
        if is_folder && only_read && top {
            symlink(&source, &target)?;
        } else if is_folder && only_read {
            // The engine removes from it what it does not need.
            fs::create_dir(&target)?;
            for table in source.read_dir()? {
                let table = table?;
                symlink(table.path(), target.join(table.file_name()))?;
            }
        } else if is_folder {
            fs::create_dir(&target)?;
            copy_folder(&source, &target, false)?;
        } else {
            // Without the permissions of the original, which may be those of a copy that is only to be read.
            io::copy(
                &mut fs::File::open(&source)?,
                &mut fs::File::create(&target)?,
            )?;
        }
    }
    Ok(())
}
