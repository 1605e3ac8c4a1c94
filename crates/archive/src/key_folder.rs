//! Wrapped keys in a folder: a file each, and beside the folder the list of those that were destroyed.
//!
//! ```text
//! <folder>/<first byte>/<object>     a wrapped key
//! <erasures>                         the names of destroyed ones, 32 bytes and a CRC-32 each (big-endian), in their order
//! ```
//!
//! A key is destroyed in the list first, and then in the folder: whatever copy of the folder is put back later, the list's are
//! destroyed again when it is opened. So the list is kept apart, and of two copies of it the longer one is right.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use keys::secret_file;

use crate::key_store::{KeyStore, KeyStoreError};
use crate::name::ObjectName;
use crate::wrapped::{RECORD_BYTES, WrappedKey};

const ENTRY_BYTES: usize = 32 + 4;
/// What a file that was not written to its end is called behind its name.
const DRAFT: &str = ".new";

/// Wrapped keys in a folder. Nobody else writes to it meanwhile.
pub struct KeyFolder {
    folder: PathBuf,
    erasures: Mutex<Erasures>,
}

struct Erasures {
    file: File,
    /// How long the list is, in bytes, without what a write that failed has left behind it.
    length: u64,
    names: HashSet<ObjectName>,
}

impl KeyFolder {
    /// Makes the folder and the list, where they are missing; both, so that a list that is lost is seen.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn create(folder: &Path, erasures: &Path) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(folder)?;
        let list = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(erasures)?;
        list.sync_all()?;
        for path in [folder, erasures] {
            if let Some(above) = path.parent() {
                File::open(above)?.sync_all()?;
            }
        }
        Self::open(folder, erasures).map_err(|error| match error {
            KeyStoreError::Io(error) => error,
            error => io::Error::other(error),
        })
    }

    /// Opens both, and destroys the keys in the folder that the list says are destroyed.
    ///
    /// # Errors
    /// Where one is missing or cannot be read, or the list is damaged before its end.
    pub fn open(folder: &Path, erasures: &Path) -> Result<Self, KeyStoreError> {
        if !fs::metadata(folder)?.is_dir() {
            return Err(io::Error::from(ErrorKind::NotADirectory).into());
        }
        let mut file = OpenOptions::new().read(true).write(true).open(erasures)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let names = entries(&bytes)?;
        let store = Self {
            folder: folder.to_owned(),
            erasures: Mutex::new(Erasures {
                length: (names.len() * ENTRY_BYTES) as u64,
                file,
                names: names.iter().copied().collect(),
            }),
        };
        for name in names {
            store.remove(name)?;
        }
        Ok(store)
    }

    fn erasures(&self) -> std::sync::MutexGuard<'_, Erasures> {
        self.erasures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shard(&self, shard: u8) -> PathBuf {
        self.folder.join(format!("{shard:02x}"))
    }

    fn path(&self, object: ObjectName) -> PathBuf {
        self.shard(object.shard()).join(object.to_string())
    }

    fn write(&self, key: &WrappedKey) -> io::Result<()> {
        let folder = self.shard(key.object().shard());
        if !folder.is_dir() {
            fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(&folder)?;
        }
        // Each time: who has made it may have died, or failed, before it was synced.
        File::open(&self.folder)?.sync_all()?;
        secret_file::replace(&folder, &key.object().to_string(), &key.to_bytes())
    }

    /// Overwrites a key, then takes its file away. A disk may keep what was overwritten; then it is gone once the disk has used
    /// the place again.
    fn remove(&self, object: ObjectName) -> io::Result<()> {
        let path = self.path(object);
        let draft = PathBuf::from(format!("{}{DRAFT}", path.display()));
        let mut removed = false;
        for path in [path, draft] {
            match OpenOptions::new().write(true).open(&path) {
                Ok(mut file) => {
                    file.write_all(&[0; RECORD_BYTES])?;
                    file.sync_all()?;
                    fs::remove_file(&path)?;
                    removed = true;
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        if removed {
            File::open(self.shard(object.shard()))?.sync_all()?;
        }
        Ok(())
    }
}

impl KeyStore for KeyFolder {
    fn put(&self, key: &WrappedKey) -> Result<(), KeyStoreError> {
        let erasures = self.erasures();
        if erasures.names.contains(&key.object()) {
            return Err(KeyStoreError::Erased);
        }
        Ok(self.write(key)?)
    }

    fn replace(&self, key: &WrappedKey) -> Result<(), KeyStoreError> {
        // Under the lock, so that none comes back that is destroyed meanwhile.
        let erasures = self.erasures();
        if erasures.names.contains(&key.object()) || !self.path(key.object()).exists() {
            return Err(KeyStoreError::Erased);
        }
        Ok(self.write(key)?)
    }

    fn get(&self, object: ObjectName) -> Result<Option<WrappedKey>, KeyStoreError> {
        let file = match File::open(self.path(object)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut bytes = Vec::new();
        file.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        let key = WrappedKey::parse(&bytes).filter(|key| key.object() == object);
        let key = key.ok_or(KeyStoreError::Damaged(object))?;
        Ok((!self.erasures().names.contains(&object)).then_some(key))
    }

    fn destroy(&self, object: ObjectName) -> Result<(), KeyStoreError> {
        let mut erasures = self.erasures();
        if !erasures.names.contains(&object) {
            erasures.add(object)?;
        }
        Ok(self.remove(object)?)
    }

    fn is_erased(&self, object: ObjectName) -> Result<bool, KeyStoreError> {
        Ok(self.erasures().names.contains(&object))
    }

    fn list(&self, shard: u8) -> Result<Vec<ObjectName>, KeyStoreError> {
        let entries = match fs::read_dir(self.shard(shard)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            // What is no name is a draft that a crash has left.
            names.extend(name.to_str().and_then(ObjectName::parse));
        }
        let erasures = self.erasures();
        names.retain(|name| !erasures.names.contains(name));
        names.sort_unstable();
        Ok(names)
    }
}

impl Erasures {
    fn add(&mut self, object: ObjectName) -> io::Result<()> {
        use std::os::unix::fs::FileExt as _;
        let checksum = crc32fast::hash(&object.0).to_be_bytes();
        let entry = [object.0.as_slice(), &checksum].concat();
        self.file.write_all_at(&entry, self.length)?;
        self.file.sync_all()?;
        self.length += entry.len() as u64;
        self.names.insert(object);
        Ok(())
    }
}

/// The list's names. What a write that did not come to its end has left is the last one alone.
fn entries(bytes: &[u8]) -> Result<Vec<ObjectName>, KeyStoreError> {
    let mut names = Vec::new();
    let count = bytes.len().div_ceil(ENTRY_BYTES);
    for (number, entry) in bytes.chunks(ENTRY_BYTES).enumerate() {
        let name = entry
            .split_first_chunk::<32>()
            .and_then(|(name, checksum)| {
                let right = checksum == crc32fast::hash(name).to_be_bytes();
                right.then_some(ObjectName(*name))
            });
        match name {
            Some(name) => names.push(name),
            None if number + 1 == count => {}
            None => {
                let error = "the list of erasures is damaged";
                return Err(io::Error::new(ErrorKind::InvalidData, error).into());
            }
        }
    }
    Ok(names)
}
