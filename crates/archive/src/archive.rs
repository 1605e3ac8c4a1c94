//! The archive: keeps documents, gives them out, erases them, and turns its key.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use domain::outside::Random;
use object_store::ObjectStore;
use zeroize::Zeroizing;

use crate::archive_keys::ArchiveKeys;
use crate::error::ArchiveError;
use crate::incoming::Incoming;
use crate::key_store::{KeyStore, KeyStoreError};
use crate::kind::Caps;
use crate::name::{DocumentId, ObjectName};
use crate::objects::{Objects, blocking};
use crate::scan::Scanner;
use crate::sealing::{
    CHUNK_BYTES, Chunks, KEY_BYTES, SEALED_CHUNK_BYTES, TITLE, chunks, place, sealed_length,
};
use crate::wrapped::{Label, WrappedKey};

/// How many chunks are fetched at once: 1 MiB of the document.
const CHUNKS_AT_ONCE: u64 = 16;

/// Keeps documents.
pub struct Archive {
    pub(crate) objects: Objects,
    pub(crate) keys: Arc<dyn KeyStore>,
    /// Held for writing while the keys change, for reading from wrapping a key until it is kept.
    own: Arc<RwLock<ArchiveKeys>>,
    pub(crate) random: Arc<dyn Random>,
    /// The folder where documents wait, sealed and without a name, until they have come whole.
    pub(crate) waiting: PathBuf,
    pub(crate) caps: Caps,
    pub(crate) scanner: Option<Scanner>,
}

/// What has become of an erased document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Its key and its object are gone.
    Whole,
    /// Nobody can read it any more. Its object could not be deleted; a scrub takes it away.
    ObjectLeft,
}

/// What rewrapping came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// How many keys were wrapped anew.
    pub rewrapped: u64,
    /// How many could not be opened, and are as they were.
    pub damaged: u64,
}

impl Archive {
    /// Puts an archive together.
    pub fn new(
        objects: Arc<dyn ObjectStore>,
        keys: Arc<dyn KeyStore>,
        own: ArchiveKeys,
        random: Arc<dyn Random>,
        waiting: PathBuf,
    ) -> Self {
        Self {
            objects: Objects(objects),
            keys,
            own: Arc::new(RwLock::new(own)),
            random,
            waiting,
            caps: Caps::DEFAULT,
            scanner: None,
        }
    }

    /// With other bounds.
    #[must_use]
    pub const fn with_caps(mut self, caps: Caps) -> Self {
        self.caps = caps;
        self
    }

    /// With a scanner, which is asked about each document.
    #[must_use]
    pub fn with_scanner(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// The bounds there are.
    pub const fn caps(&self) -> Caps {
        self.caps
    }

    /// Begins to take a document.
    ///
    /// # Errors
    /// When the scanner cannot be asked, or there is no room.
    pub async fn receive(&self) -> Result<Incoming<'_>, ArchiveError> {
        Incoming::begin(self).await
    }

    pub(crate) async fn keep_key(
        &self,
        label: Label,
        key: Zeroizing<[u8; KEY_BYTES]>,
    ) -> Result<(), ArchiveError> {
        let (own, keys) = (Arc::clone(&self.own), Arc::clone(&self.keys));
        let random = Arc::clone(&self.random);
        blocking(move || {
            let own = own.read().unwrap_or_else(PoisonError::into_inner);
            Ok(keys.put(&own.wrap(label, &key, &*random))?)
        })
        .await
    }

    /// Opens a document.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`] where there is none, and none any more; `Damaged` where the object is another document's.
    pub async fn open(
        &self,
        object: ObjectName,
        document: DocumentId,
    ) -> Result<Document, ArchiveError> {
        let (own, keys) = (Arc::clone(&self.own), Arc::clone(&self.keys));
        let (wrapped, key) = blocking(move || {
            let wrapped = keys.get(object)?.ok_or(ArchiveError::Missing)?;
            let own = own.read().unwrap_or_else(PoisonError::into_inner);
            let key = own.unwrap(object, &wrapped).ok_or(ArchiveError::Damaged)?;
            Ok((wrapped, key))
        })
        .await?;
        if wrapped.document() != document {
            return Err(ArchiveError::Damaged);
        }
        Ok(Document {
            objects: self.objects.clone(),
            object,
            chunks: Chunks::new(&key),
            length: wrapped.length(),
            next: 0,
        })
    }

    /// Erases a document for ever: destroys its key, then deletes its object. One that is not there is no error.
    ///
    /// # Errors
    /// Where the key could not be destroyed; asking again is safe.
    pub async fn erase(&self, object: ObjectName) -> Result<Erasure, ArchiveError> {
        let keys = Arc::clone(&self.keys);
        blocking(move || Ok(keys.destroy(object)?)).await?;
        match self.objects.delete(object).await {
            Ok(()) => Ok(Erasure::Whole),
            Err(error) => {
                tracing::warn!(%error, "an erased document's object could not be deleted yet");
                Ok(Erasure::ObjectLeft)
            }
        }
    }

    /// Makes a new generation of the archive's key, and wraps all keys of documents by it.
    ///
    /// # Errors
    /// Where something cannot be written. Every document can be read; [`Self::rewrap`] goes on.
    pub async fn rotate(&self) -> Result<Rotation, ArchiveError> {
        let (own, random) = (Arc::clone(&self.own), Arc::clone(&self.random));
        blocking(move || {
            let mut own = own.write().unwrap_or_else(PoisonError::into_inner);
            own.add(&*random)
                .map_err(|error| ArchiveError::of(Box::new(error)))
        })
        .await?;
        self.rewrap().await
    }

    /// Wraps those keys of documents anew that an older generation has wrapped.
    ///
    /// # Errors
    /// Where one cannot be written; those before it are wrapped anew.
    pub async fn rewrap(&self) -> Result<Rotation, ArchiveError> {
        let mut rotation = Rotation::default();
        for shard in 0..=u8::MAX {
            let (own, keys) = (Arc::clone(&self.own), Arc::clone(&self.keys));
            let random = Arc::clone(&self.random);
            let of_shard = blocking(move || {
                let own = own.read().unwrap_or_else(PoisonError::into_inner);
                rewrap_shard(shard, &own, &*keys, &*random)
            });
            let of_shard = of_shard.await?;
            rotation.rewrapped += of_shard.rewrapped;
            rotation.damaged += of_shard.damaged;
        }
        Ok(rotation)
    }

    /// Forgets the older generations of the archive's key, once they have wrapped no key any more. Older copies of wrapped keys
    /// do not open afterwards. Says whether it was done.
    ///
    /// # Errors
    /// Where the keys cannot be read or written.
    pub async fn retire(&self) -> Result<bool, ArchiveError> {
        let (own, keys) = (Arc::clone(&self.own), Arc::clone(&self.keys));
        blocking(move || {
            let mut own = own.write().unwrap_or_else(PoisonError::into_inner);
            for shard in 0..=u8::MAX {
                for object in keys.list(shard)? {
                    let key = keys.get(object)?;
                    if key.is_some_and(|key| key.generation != own.generation()) {
                        return Ok(false);
                    }
                }
            }
            own.retire()
                .map_err(|error| ArchiveError::of(Box::new(error)))?;
            Ok(true)
        })
        .await
    }

    /// The documents whose objects' names begin with a byte, so that whoever keeps a list of them can hold it against this.
    ///
    /// # Errors
    /// Where the keys cannot be read.
    pub async fn documents(
        &self,
        shard: u8,
    ) -> Result<Vec<(ObjectName, DocumentId)>, ArchiveError> {
        let keys = Arc::clone(&self.keys);
        blocking(move || {
            let mut documents = Vec::new();
            for object in keys.list(shard)? {
                match keys.get(object) {
                    Ok(Some(key)) => documents.push((object, key.document())),
                    // What is damaged is found by a scrub.
                    Ok(None) | Err(KeyStoreError::Damaged(_) | KeyStoreError::Erased) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(documents)
        })
        .await
    }

    /// Whether a wrapped key opens.
    pub(crate) fn opens(&self, object: ObjectName, wrapped: &WrappedKey) -> bool {
        let own = self.own.read().unwrap_or_else(PoisonError::into_inner);
        own.unwrap(object, wrapped).is_some()
    }
}

fn rewrap_shard(
    shard: u8,
    own: &ArchiveKeys,
    keys: &dyn KeyStore,
    random: &dyn Random,
) -> Result<Rotation, ArchiveError> {
    let mut rotation = Rotation::default();
    for object in keys.list(shard)? {
        let wrapped = match keys.get(object) {
            Ok(Some(wrapped)) => wrapped,
            Ok(None) => continue,
            Err(KeyStoreError::Damaged(_)) => {
                rotation.damaged += 1;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if wrapped.generation == own.generation() {
            continue;
        }
        let Some(key) = own.unwrap(object, &wrapped) else {
            rotation.damaged += 1;
            continue;
        };
        match keys.replace(&own.wrap(wrapped.label, &key, random)) {
            // It was erased meanwhile.
            Err(KeyStoreError::Erased) => {}
            written => {
                written?;
                rotation.rewrapped += 1;
            }
        }
    }
    Ok(rotation)
}

/// An open document.
pub struct Document {
    objects: Objects,
    object: ObjectName,
    chunks: Chunks,
    length: u64,
    /// The next chunk.
    next: u64,
}

impl Document {
    /// How many bytes it has.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// The next bytes of it, some 1 MiB; `None` after the last. Each was checked before it is given out.
    ///
    /// # Errors
    /// [`ArchiveError::Damaged`]: what lies there is not what was kept. Asking again goes on where it stood.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ArchiveError> {
        let all = chunks(self.length);
        if self.next >= all {
            return Ok(None);
        }
        let end = all.min(self.next + CHUNKS_AT_ONCE);
        let from = if self.next == 0 { 0 } else { place(self.next) };
        let to = if end == all {
            sealed_length(self.length)
        } else {
            place(end)
        };
        let sealed = self.objects.read(self.object, from, to).await?;
        let sealed = match self.next {
            0 => sealed.strip_prefix(TITLE).ok_or(ArchiveError::Damaged)?,
            _ => &sealed,
        };
        let count = usize::try_from(end - self.next).unwrap_or_default();
        let mut plain = Vec::with_capacity(count * CHUNK_BYTES);
        for (number, chunk) in (self.next..).zip(sealed.chunks(SEALED_CHUNK_BYTES)) {
            let opened = self.chunks.open(number, number + 1 == all, chunk);
            plain.extend_from_slice(&opened.ok_or(ArchiveError::Damaged)?);
        }
        self.next = end;
        Ok(Some(plain.into()))
    }
}
