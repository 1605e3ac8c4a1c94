//! What the tests are made of.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use archive::{
    Archive, ArchiveError, ArchiveKeys, DocumentId, Kept, KeyFolder, KeyStore, ObjectName,
};
use domain::outside::Random;
use object_store::ObjectStore;
use tempfile::TempDir;

/// What no document's bytes may be seen by, where they are sealed.
pub const MARK: &[u8] = b"PLAINTEXT-MARK";

/// Bytes that never come twice; a test needs no more of randomness.
#[derive(Default)]
pub struct Counting(AtomicU64);

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A place for an archive, which stays while archives over it come and go.
pub struct Place {
    pub folder: TempDir,
    pub objects: Arc<dyn ObjectStore>,
    random: Arc<Counting>,
}

impl Place {
    pub fn over(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            objects,
            random: Arc::default(),
        }
    }

    pub fn in_folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = folder.path().join("objects");
        std::fs::create_dir(&objects).unwrap();
        Self {
            objects: archive::folder(&objects).unwrap(),
            folder,
            random: Arc::default(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn key_folder(&self) -> KeyFolder {
        KeyFolder::create(&self.path().join("keys"), &self.path().join("erasures")).unwrap()
    }

    pub fn own_keys(&self) -> ArchiveKeys {
        let path = self.path().join("archive-keys");
        match ArchiveKeys::read(&path).unwrap() {
            Some(keys) => keys,
            None => ArchiveKeys::create(&path, &*self.random).unwrap(),
        }
    }

    /// Opens the archive, as a start of the program does.
    pub fn open(&self) -> Archive {
        self.open_with(Arc::new(self.key_folder()))
    }

    pub fn open_with(&self, keys: Arc<dyn KeyStore>) -> Archive {
        let random: Arc<dyn Random> = Arc::<Counting>::clone(&self.random);
        Archive::new(
            Arc::clone(&self.objects),
            keys,
            self.own_keys(),
            random,
            self.path().to_owned(),
        )
    }
}

/// A table of so many rows, so that documents of any length are easily made.
pub fn table(rows: usize) -> Vec<u8> {
    let mut text = b"a;b\n".to_vec();
    for row in 0..rows {
        text.extend_from_slice(MARK);
        text.extend_from_slice(format!(";{row}\n").as_bytes());
    }
    text
}

pub const fn id(number: u8) -> DocumentId {
    DocumentId([number; 16])
}

pub async fn keep(archive: &Archive, number: u8, bytes: &[u8]) -> Result<Kept, ArchiveError> {
    let mut incoming = archive.receive().await?;
    // In pieces of an odd length, as they come.
    for piece in bytes.chunks(50_021) {
        incoming.push(piece).await?;
    }
    incoming.keep(id(number)).await
}

pub async fn read(
    archive: &Archive,
    object: ObjectName,
    number: u8,
) -> Result<Vec<u8>, ArchiveError> {
    let mut document = archive.open(object, id(number)).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = document.next().await? {
        bytes.extend_from_slice(&piece);
    }
    assert_eq!(bytes.len() as u64, document.length());
    Ok(bytes)
}

/// Whether a folder holds a document's bytes anywhere.
pub fn leaks(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return leaks(&path);
        }
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(MARK.len()).any(|window| window == MARK)
    })
}
