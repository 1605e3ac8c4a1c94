//! A folder, checked in a copy, so that looking changes nothing in it.
//!
//! Opening the ledger's files finishes what a crash has interrupted and tidies up, and the directory's file gets others
//! beside it. The tables, which are most of the ledger and never change, are not copied but pointed to; so is what is
//! only read.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};

use ledger::{FolderLock, OpenError};
use tempfile::TempDir;

use crate::failure::{Exit, Failure};
use crate::shutdown::Shutdown;

/// Folders that are only read.
const READ_ONLY: [&str; 6] = [
    "blobs",
    "checks",
    "log",
    "log.replaced",
    "messages",
    "stamps",
];
/// The engine's folders of files that never change.
const TABLES: &str = "tables";

/// Where a folder is checked.
pub enum Place {
    /// Where it is.
    Itself(PathBuf),
    /// In a copy, which goes away with this.
    Copy {
        /// Where that is.
        copy: TempDir,
        /// Keeps others out of the original meanwhile. `None`: nobody can write to it.
        _lock: Option<FolderLock>,
    },
}

impl Place {
    /// A copy of the folder, which nobody else may have open.
    pub fn copy_of(folder: &Path) -> Result<Self, Failure> {
        let lock = match ledger::lock_folder(folder) {
            Ok(lock) => Some(lock),
            Err(OpenError::Folder { source, .. }) if is_read_only(&source) => None,
            Err(error) => return Err(error.into()),
        };
        let temporary = std::env::temp_dir();
        let failed = |error: io::Error| Failure::unwritable(&temporary, &error);
        let original = folder.canonicalize().map_err(failed)?;
        if temporary
            .canonicalize()
            .map_err(failed)?
            .starts_with(&original)
        {
            return Err(Failure::new(
                Exit::Folder,
                "the folder for temporary files lies in the data folder",
                "set TMPDIR to another one",
            ));
        }
        let copy = tempfile::Builder::new().prefix("izin-fsck-").tempdir();
        let copy = copy.map_err(failed)?;
        tokio::spawn(remove_when_asked_to_end(
            Shutdown::on_signals()?,
            copy.path().to_path_buf(),
        ));
        copy_folder(&original, copy.path(), true).map_err(failed)?;
        Ok(Self::Copy { copy, _lock: lock })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Itself(path) => path,
            Self::Copy { copy, .. } => copy.path(),
        }
    }
}

/// Whoever ends the check by a signal leaves no keys in the temporary folder.
async fn remove_when_asked_to_end(shutdown: Shutdown, copy: PathBuf) {
    shutdown.requested().await;
    // The check itself is not waited for: it changes nothing but this copy.
    let removed = fs::remove_dir_all(&copy);
    let end = Failure::new(
        Exit::Internal,
        "the check was interrupted",
        match removed {
            Ok(()) => "run it again".to_owned(),
            Err(_) => format!("remove its copy {}, which holds keys", copy.display()),
        },
    );
    eprintln!("izin: {end}");
    std::process::exit(i32::from(end.exit as u8));
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
    )
}

fn copy_folder(from: &Path, to: &Path, top: bool) -> io::Result<()> {
    for entry in from.read_dir()? {
        let entry = entry?;
        let (source, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        let kind = fs::metadata(&source)?.file_type();
        // A server that was killed has left it, and it holds nothing.
        if kind.is_socket() {
            continue;
        }
        let is_folder = kind.is_dir();
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
