//! Sealed files in a folder beside the ledger: `blobs/<owner>/<id>.<part>`.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Timestamp;
use domain::outside::Random;
use keys::sealed_blob::{BLOB_KEY_BYTES, DamagedBlob, OVERHEAD_BYTES, SealedBlob, read_header};
use ledger::Ledger;
use zeroize::Zeroizing;

use super::{BlobBounds, BlobError, BlobName, BlobOwner, Blobs, ReadBlob};

/// The folder's name in the data folder.
const FOLDER: &str = "blobs";
/// How many folders a first file makes: this one, and its owner's.
const NEW_FOLDERS: usize = 2;
/// What a file's key is sealed for: this, and the file's name.
const KEY_CONTEXT: &[u8] = b"izin/blob/";
/// What sealing a chunk of 64 KiB adds, rounded up so that it can be counted a byte in so many.
const ADDED_BYTE_IN: u64 = 2_048;
/// One part in so many of the room is kept for what is made of the files that have come.
const RESERVED_PART: u64 = 4;
/// The length of an instant in a header.
const INSTANT_BYTES: usize = 8;

type Result<T> = std::result::Result<T, BlobError>;

/// A folder of sealed files. Each has a key of its own, which is sealed under the ledger's for the file's name.
pub struct BlobFolder {
    folder: PathBuf,
    ledger: Ledger,
    random: Arc<dyn Random>,
    bounds: BlobBounds,
    /// How many bytes each owner's files take.
    taken: Mutex<HashMap<BlobOwner, u64>>,
}

impl BlobFolder {
    /// Opens the folder in a data folder. It is made with its first file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(data: &Path, ledger: Ledger, random: Arc<dyn Random>) -> io::Result<Self> {
        let folder = Self {
            folder: data.join(FOLDER),
            ledger,
            random,
            bounds: BlobBounds::DEFAULT,
            taken: Mutex::default(),
        };
        let mut taken = HashMap::new();
        for name in folder.names()? {
            let bytes = fs::metadata(folder.path(name))?.len();
            *taken.entry(name.owner).or_default() += bytes;
        }
        *folder.taken() = taken;
        Ok(folder)
    }

    /// The same within other bounds.
    #[must_use]
    pub fn within(mut self, bounds: BlobBounds) -> Self {
        self.bounds = bounds;
        self
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<BlobOwner, u64>> {
        // A panic while it is held leaves numbers that are at most one write old.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, name: BlobName) -> PathBuf {
        let file = format!("{}.{}", hex::encode(name.id), name.part);
        self.folder.join(name.owner.0.to_string()).join(file)
    }

    /// All files there are. What has another form is somebody else's.
    fn names(&self) -> io::Result<Vec<BlobName>> {
        let mut names = Vec::new();
        for owner in entries(&self.folder)? {
            let Some(number) = owner
                .file_name()
                .and_then(|name| name.to_str()?.parse().ok())
            else {
                continue;
            };
            for file in entries(&owner)? {
                let name = file.file_name().and_then(|name| name.to_str());
                let name = name.and_then(|name| read_name(BlobOwner(number), name));
                names.extend(name);
            }
        }
        Ok(names)
    }

    /// Refuses what there is no room for.
    fn require_room(&self, name: BlobName, bytes: u64) -> Result<()> {
        let taken = self.taken();
        let of_owner = taken.get(&name.owner).copied().unwrap_or_default();
        let of_all: u64 = taken.values().sum();
        drop(taken);
        let disk = rustix::fs::statvfs(&self.folder).map_err(|error| failed(error.into()))?;
        let room = disk.f_bavail.saturating_mul(disk.f_frsize);
        let bound = |whole: u64| match name.part {
            BlobName::INPUT => whole - whole / RESERVED_PART,
            _ => whole,
        };
        let fits = of_owner + bytes <= bound(self.bounds.owner)
            && of_all + bytes <= bound(self.bounds.all)
            && room >= self.bounds.left.saturating_add(bytes);
        if fits { Ok(()) } else { Err(BlobError::Full) }
    }

    /// Notes how many bytes a file takes that has taken others.
    fn note(&self, owner: BlobOwner, before: u64, now: u64) {
        let mut taken = self.taken();
        let of_owner = taken.entry(owner).or_default();
        *of_owner = (*of_owner + now).saturating_sub(before);
    }

    fn opened(&self, name: BlobName) -> Result<SealedBlob> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.path(name))
            .map_err(failed)?;
        let (_, key) = self.header(name, &file)?;
        SealedBlob::open(file, &bytes_of(name), &key).map_err(failed)
    }

    /// When a file was made, and its key.
    fn header(
        &self,
        name: BlobName,
        file: &File,
    ) -> Result<(Timestamp, Zeroizing<[u8; BLOB_KEY_BYTES]>)> {
        let header = read_header(file).map_err(failed)?;
        let (at, sealed) = header
            .split_first_chunk::<INSTANT_BYTES>()
            .ok_or(BlobError::Damaged)?;
        let key = self.ledger.unseal(&context(name, *at), sealed);
        let key = Zeroizing::new(key.ok_or(BlobError::Damaged)?);
        let key = key.as_slice().try_into().map_err(|_| BlobError::Damaged)?;
        let at = Timestamp::from_millis(i64::from_be_bytes(*at));
        Ok((at, Zeroizing::new(key)))
    }
}

impl Blobs for BlobFolder {
    fn create(&self, name: BlobName, made_at: Timestamp) -> Result<()> {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(&self.folder);
        let mut made = DirBuilder::new();
        made.recursive(true).mode(0o700);
        made.create(folder).map_err(failed)?;
        self.require_room(name, OVERHEAD_BYTES)?;
        let mut key = Zeroizing::new([0; BLOB_KEY_BYTES]);
        self.random.fill(&mut *key);
        let at = made_at.as_millis().to_be_bytes();
        let sealed = self.ledger.seal(&context(name, at), &*key);
        let header = [at.as_slice(), &sealed].concat();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600);
        let file = options.open(&path).map_err(failed)?;
        let made = SealedBlob::create(file, &bytes_of(name), &key, &header, self.random.as_ref())
            .and_then(|blob| {
                // The folders round it may be new as well.
                for folder in folder.ancestors().take(NEW_FOLDERS + 1) {
                    File::open(folder)?.sync_all()?;
                }
                blob.disk_bytes()
            });
        match made {
            Ok(bytes) => {
                self.note(name.owner, 0, bytes);
                Ok(())
            }
            Err(error) => {
                // It was never acknowledged.
                let _removed = fs::remove_file(&path);
                Err(failed(error))
            }
        }
    }

    fn append(&self, name: BlobName, at: u64, bytes: &[u8]) -> Result<u64> {
        let mut blob = self.opened(name)?;
        if blob.length() != at {
            return Err(BlobError::Length(blob.length()));
        }
        let more = bytes.len() as u64;
        self.require_room(name, more + more / ADDED_BYTE_IN)?;
        let before = blob.disk_bytes().map_err(failed)?;
        let added = blob.append(bytes, self.random.as_ref());
        let now = blob.disk_bytes().map_err(failed)?;
        self.note(name.owner, before, now);
        added.map_err(failed)?;
        Ok(blob.length())
    }

    fn cut(&self, name: BlobName, length: u64) -> Result<()> {
        let mut blob = self.opened(name)?;
        if blob.length() < length {
            return Err(BlobError::Length(blob.length()));
        }
        let before = blob.disk_bytes().map_err(failed)?;
        blob.cut(length, self.random.as_ref()).map_err(failed)?;
        let now = blob.disk_bytes().map_err(failed)?;
        self.note(name.owner, before, now);
        Ok(())
    }

    fn length(&self, name: BlobName) -> Result<u64> {
        Ok(self.opened(name)?.length())
    }

    fn open(&self, name: BlobName, length: u64) -> Result<Box<dyn ReadBlob>> {
        let reader = self.opened(name)?.reader(length).map_err(failed)?;
        Ok(Box::new(reader))
    }

    fn delete(&self, name: BlobName) -> Result<()> {
        let path = self.path(name);
        let bytes = match fs::metadata(&path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        fs::remove_file(&path).map_err(failed)?;
        self.note(name.owner, bytes, 0);
        Ok(())
    }

    fn made_before(&self, instant: Timestamp) -> Result<Vec<BlobName>> {
        let mut found = Vec::new();
        for name in self.names().map_err(failed)? {
            let Ok(file) = File::open(self.path(name)) else {
                continue;
            };
            // One that cannot be read is somebody's all the same, who is told when it is asked for.
            if let Ok((at, _)) = self.header(name, &file)
                && at < instant
            {
                found.push(name);
            }
        }
        Ok(found)
    }
}

/// The paths in a folder; none where there is no folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn read_name(owner: BlobOwner, file: &str) -> Option<BlobName> {
    let (digits, part) = file.split_once('.')?;
    let mut id = [0; 16];
    hex::decode_to_slice(digits, &mut id).ok()?;
    Some(BlobName {
        owner,
        id,
        part: part.parse().ok()?,
    })
}

fn bytes_of(name: BlobName) -> Vec<u8> {
    let owner = name.owner.0.to_be_bytes();
    [owner.as_slice(), &name.id, &[name.part]].concat()
}

fn context(name: BlobName, made_at: [u8; INSTANT_BYTES]) -> Vec<u8> {
    [KEY_CONTEXT, &bytes_of(name), &made_at].concat()
}

fn failed(error: io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::NotFound => BlobError::Missing,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            BlobError::Full
        }
        _ if DamagedBlob::is_in(&error) => BlobError::Damaged,
        _ => BlobError::Io(error),
    }
}
