//! The files of the public log, written so that each is there whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes: a bundle of 256 entries of 33 bytes takes 8,960, a stamp
/// with its chain some 20,000.
pub const FILE_BYTES_MAX: u64 = 512 * 1024;

/// So many files are synced one by one; more at once are synced together with their file system, in
/// one call for all of them.
const SYNC_EACH_MAX: usize = 4;

/// Ends the name a file is written under before it gets its own.
const DRAFT: &str = ".new";

/// A file to be written: its path below the root, with `/` between names, and what it holds.
pub type NewFile = (String, Vec<u8>);

/// Where the files are. Any number of readers; whoever writes what others may write, too, swaps it.
pub trait Storage: Send + Sync {
    /// What a file holds; none: there is no such file. A file longer than [`FILE_BYTES_MAX`] is an
    /// error of the kind `InvalidData`.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;

    /// Writes files, replacing those that are there. Each is there whole or not at all, in no
    /// order; all are durable when it returns. May be called again after a failure.
    fn write(&self, files: &[NewFile]) -> io::Result<()>;

    /// Replaces a file if it is what `old` says (none: there is none), and nobody can do so at the same time. `false`: it
    /// is something else, and stays as it is. Whole and durable as with [`Storage::write`]; after an error the file is
    /// what it was, or what it was to be.
    fn swap(&self, path: &str, old: Option<&[u8]>, new: &[u8]) -> io::Result<bool>;

    /// Removes a folder with everything in it. No error if there is none; not durable.
    fn remove_folder(&self, path: &str) -> io::Result<()>;

    /// The names in a folder, sorted, without drafts; empty: there is no such folder.
    fn list(&self, path: &str) -> io::Result<Vec<String>>;
}

/// Files in a folder of the local file system.
pub struct Folder(PathBuf);

impl Folder {
    /// Over a folder, which is made if need be.
    pub fn open(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&root)?;
        Ok(Self(root))
    }
}

impl Storage for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.0.join(path)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(io::Error::new(ErrorKind::InvalidData, "it is too long"));
        }
        Ok(Some(bytes))
    }

    fn write(&self, files: &[NewFile]) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for (path, bytes) in files {
            let path = self.0.join(path);
            let folder = path.parent().unwrap_or(&self.0);
            if !folders.contains(folder) {
                make_folders(&self.0, folder, &mut folders)?;
            }
            let mut draft = path.clone().into_os_string();
            draft.push(DRAFT);
            let mut file = File::create(&draft)?;
            file.write_all(bytes)?;
            if files.len() <= SYNC_EACH_MAX {
                file.sync_all()?;
            }
            fs::rename(&draft, &path)?;
        }
        if files.len() > SYNC_EACH_MAX {
            // A crash before this may leave empty files under their names. That does no harm: nobody
            // refers to them yet, and what is written again replaces them.
            rustix::fs::syncfs(File::open(&self.0)?.as_fd())?;
        } else {
            for folder in folders {
                File::open(folder)?.sync_all()?;
            }
        }
        Ok(())
    }

    fn swap(&self, path: &str, old: Option<&[u8]>, new: &[u8]) -> io::Result<bool> {
        // Held until it is dropped. Whoever meets another process here fails, and comes again later: a wait would have no
        // bound.
        let root = File::open(&self.0)?;
        root.try_lock()?;
        if self.read(path)?.as_deref() != old {
            return Ok(false);
        }
        self.write(&[(path.to_owned(), new.to_vec())])?;
        Ok(true)
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        match fs::remove_dir_all(self.0.join(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.0.join(path)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            if let Ok(name) = entry?.file_name().into_string()
                && !name.ends_with(DRAFT)
            {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }
}

/// Makes a folder and those above it, and notes each whose entries must be synced.
fn make_folders(root: &Path, folder: &Path, touched: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for above in folder.ancestors() {
        touched.insert(above.to_owned());
        if above == root {
            break;
        }
    }
    Ok(())
}
