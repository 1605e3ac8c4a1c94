//! A document as it comes: looked at, scanned, sealed and put aside piece by piece; kept once all of it is there.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use domain::outside::Random;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::archive::Archive;
use crate::error::{ArchiveError, Refusal};
use crate::kind::{Checker, Flags, Kind};
use crate::name::{DocumentId, ObjectName};
use crate::objects::blocking;
use crate::scan::Scan;
use crate::sealing::{CHUNK_BYTES, Chunks, KEY_BYTES, TITLE};
use crate::wrapped::Label;

/// The length of a digest's salt in bytes.
pub const SALT_BYTES: usize = 32;

/// A document that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it lies.
    pub object: ObjectName,
    /// What it is.
    pub kind: Kind,
    /// What whoever opens it should know.
    pub flags: Flags,
    /// Its length in bytes.
    pub length: u64,
    /// The SHA-256 of `salt` and the document.
    pub digest: [u8; 32],
    /// Random bytes, so that the digest tells nobody what the document is.
    pub salt: [u8; SALT_BYTES],
}

/// A document that is coming. Nothing of it is left if it is dropped.
pub struct Incoming<'a> {
    archive: &'a Archive,
    checker: Checker,
    scan: Option<Scan>,
    key: Zeroizing<[u8; KEY_BYTES]>,
    chunks: Chunks,
    /// How many chunks are sealed.
    sealed: u64,
    /// What is not sealed yet; the last chunk is known when the document ends.
    rest: Vec<u8>,
    /// Sealed bytes only, without a name, so that a crash leaves nothing.
    file: Arc<File>,
    file_length: u64,
    object: Sha256,
    length: u64,
    salt: [u8; SALT_BYTES],
    digest: Sha256,
}

impl<'a> Incoming<'a> {
    pub(crate) async fn begin(archive: &'a Archive) -> Result<Self, ArchiveError> {
        let scan = match &archive.scanner {
            Some(scanner) => Some(scanner.begin().await?),
            None => None,
        };
        let folder = archive.waiting.clone();
        let file = blocking(move || tempfile::tempfile_in(folder).map_err(ArchiveError::io));
        let random: &dyn Random = &*archive.random;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        random.fill(&mut *key);
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let mut incoming = Self {
            archive,
            checker: Checker::new(archive.caps),
            scan,
            chunks: Chunks::new(&key),
            key,
            sealed: 0,
            rest: Vec::new(),
            file: Arc::new(file.await?),
            file_length: 0,
            object: Sha256::new(),
            length: 0,
            salt,
            digest: Sha256::new_with_prefix(salt),
        };
        incoming.write(TITLE.to_vec()).await?;
        Ok(incoming)
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When it is not taken, or there is no room.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.checker.push(bytes)?;
        if let Some(scan) = &mut self.scan {
            scan.push(bytes).await?;
        }
        self.length += bytes.len() as u64;
        self.digest.update(bytes);
        for piece in bytes.chunks(CHUNK_BYTES) {
            self.rest.extend_from_slice(piece);
            if self.rest.len() > CHUNK_BYTES {
                self.seal(false).await?;
            }
        }
        Ok(())
    }

    /// Keeps the document. It is durable when this returns.
    ///
    /// # Errors
    /// When it is not taken or could not be kept. Nothing of it can be read then.
    pub async fn keep(mut self, document: DocumentId) -> Result<Kept, ArchiveError> {
        let checker = std::mem::replace(&mut self.checker, Checker::new(self.archive.caps));
        let (kind, flags) = checker.finish()?;
        if let Some(scan) = self.scan.take() {
            scan.finish().await?;
        }
        self.seal(true).await?;
        let object = ObjectName(self.object.clone().finalize().into());
        let objects = &self.archive.objects;
        objects
            .put(object, Arc::clone(&self.file), self.file_length)
            .await?;
        let label = Label {
            document,
            object,
            length: self.length,
        };
        self.archive.keep_key(label, self.key.clone()).await?;
        Ok(Kept {
            object,
            kind,
            flags,
            length: self.length,
            digest: self.digest.clone().finalize().into(),
            salt: self.salt,
        })
    }

    async fn seal(&mut self, last: bool) -> Result<(), ArchiveError> {
        let count = self.rest.len().min(CHUNK_BYTES);
        let sealed = self.chunks.seal(self.sealed, last, &self.rest[..count]);
        self.rest.drain(..count);
        self.sealed += 1;
        self.write(sealed).await
    }

    async fn write(&mut self, sealed: Vec<u8>) -> Result<(), ArchiveError> {
        self.object.update(&sealed);
        self.file_length += sealed.len() as u64;
        let file = Arc::clone(&self.file);
        let sealed = Bytes::from(sealed);
        blocking(move || (&*file).write_all(&sealed).map_err(ArchiveError::io)).await
    }
}

impl Drop for Incoming<'_> {
    fn drop(&mut self) {
        self.rest.zeroize();
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        tracing::warn!(%error, "a document could not be scanned");
        Self::NotScanned
    }
}
