//! The side file of refused rows.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::failure::{Exit, Failure};

/// How the first line of a side file ends, whatever the columns of its file are.
const MARKS: &str = "satir;kod;hata;ne_yapmali";
/// How side files of before there were uploads begin.
const OLD_BEGINNING: &str = "line;code;reason;original";
/// The longest first line that is looked at, in bytes.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// Makes sure that nothing is lost by writing a side file here: what is there is one already, is not
/// the file to be imported, and belongs to no registry.
pub fn require_harmless(path: &Path, input: &Path, data: &Path) -> Result<(), Failure> {
    let refused = |path: &Path, why: &str| {
        Err(Failure::new(
            Exit::File,
            format!("refused rows cannot go to {}: {why}", path.display()),
            "name another file with `--rejects`",
        ))
    };
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    let parent = parent.unwrap_or(Path::new(".")).canonicalize();
    let parent = parent.map_err(|error| Failure::unwritable(path, &error))?;
    let data = data.canonicalize();
    let data = data.map_err(|error| Failure::unwritable(path, &error))?;
    if parent.starts_with(data) {
        return refused(path, "it is in the data folder");
    }
    for path in [path, &draft_of(path)] {
        let unreadable = |error| Failure::unreadable(path, &error);
        let there = match fs::metadata(path) {
            Ok(there) => there,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(error)),
        };
        let imported = fs::metadata(input).map_err(|error| Failure::unreadable(input, &error))?;
        if (there.dev(), there.ino()) == (imported.dev(), imported.ino()) {
            return refused(path, "it is the file to be imported");
        }
        if !there.is_file() {
            return refused(path, "it is no regular file");
        }
        if !is_side_file(path).map_err(unreadable)? {
            return refused(path, "another file is there");
        }
    }
    Ok(())
}

/// Whether a file was written by an earlier import, to its end or not.
fn is_side_file(path: &Path) -> std::io::Result<bool> {
    let mut begins = Vec::new();
    let read = File::open(path)?.take(LINE_BYTES_MAX);
    { read }.read_to_end(&mut begins)?;
    let line = begins.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Ok(line.ends_with(MARKS.as_bytes())
        || line.starts_with(OLD_BEGINNING.as_bytes())
        // It was cut off while it was written.
        || (line.len() == begins.len() && OLD_BEGINNING.as_bytes().starts_with(line)))
}

/// Where a side file is written until it is whole.
fn draft_of(path: &Path) -> PathBuf {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    draft.into()
}

/// A side file that is being written; the one there stays until it is whole.
pub struct SideFile {
    path: PathBuf,
    draft: PathBuf,
    file: File,
}

impl SideFile {
    /// Begins one.
    pub fn begin(path: &Path) -> Result<Self, Failure> {
        let draft = draft_of(path);
        let build = || {
            forget(&draft)?;
            // It holds addresses.
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&draft)
        };
        let file = build().map_err(|error| Failure::unwritable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            draft,
            file,
        })
    }

    /// Writes more of it.
    pub fn write(&mut self, part: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(part);
        written.map_err(|error| self.unwritable(&error))
    }

    /// What could not be written to its end holds addresses, and is of no use to anybody.
    fn unwritable(&self, error: &std::io::Error) -> Failure {
        // The disk that does not take it may not let it be taken away either.
        let _forgotten = forget(&self.draft);
        Failure::unwritable(&self.path, error)
    }

    /// Leaves the one there as it is.
    pub fn abandon(self) -> Result<(), Failure> {
        forget(&self.draft).map_err(|error| Failure::unwritable(&self.path, &error))
    }

    /// Has it take the place of the one there.
    pub fn finish(self) -> Result<(), Failure> {
        let kept = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(&self.draft, &self.path));
        kept.map_err(|error| self.unwritable(&error))
    }
}

/// Takes a side file away whose rows are refused no more.
pub fn remove(path: &Path) -> Result<(), Failure> {
    let removed = forget(&draft_of(path)).and_then(|()| forget(path));
    removed.map_err(|error| Failure::unwritable(path, &error))
}

fn forget(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
