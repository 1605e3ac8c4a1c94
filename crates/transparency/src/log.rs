//! The log: one writer that publishes, and readers of what is published.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::canonical::Leaf;
use tlog::{
    Appender, BundleId, Checkpoint, NoteSignature, SignedCheckpoint, SigningKey, TILE_WIDTH,
    TileId, VerifierKey,
};
use tokio::sync::watch;

use crate::error::{LogError, OpenError};
use crate::files::write;
use crate::head::Head;
use crate::layout::{self, CHECKPOINT};
use crate::leaves::Leaves;
use crate::published::{FULL_WIDTH, Published, bundle_bytes};
use crate::startup;
use crate::storage::{Folder, NewFile, Storage};
use crate::tiles::VerifiedTiles;

/// The most movements published with one checkpoint. What waits beyond that gets the next one, so
/// that a checkpoint is never long in coming and memory is bounded.
pub const PUBLISH_LEAVES_MAX: usize = 65_536;

/// The public log of a data folder; clones share it.
#[derive(Clone)]
pub struct PublicLog {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) storage: Arc<dyn Storage>,
    key: SigningKey,
    writer: Mutex<Writer>,
    published: watch::Sender<Arc<Published>>,
    /// Whether the last attempt to publish has failed.
    failing: AtomicBool,
    pub(crate) tiles: VerifiedTiles,
}

struct Writer {
    /// The file of the newest checkpoint.
    head: Head,
    /// Why nothing is published any more.
    stopped: Option<String>,
}

impl Writer {
    /// Makes a checkpoint the newest on disk. Where somebody else has published, nothing more is.
    fn commit(&mut self, storage: &dyn Storage, published: &Published) -> Result<(), LogError> {
        let committed = self.head.replace(storage, published.text().into_bytes());
        if let Err(error @ LogError::Foreign(_)) = &committed {
            self.stopped = Some(error.to_string());
        }
        committed
    }
}

impl PublicLog {
    /// Opens the log of a data folder, making an empty one beside a new ledger.
    ///
    /// The checkpoint's signature, the right edge of the tree under its root, and the newest entries
    /// against the ledger's are checked first.
    pub fn open(data: &Path, key: SigningKey, leaves: &dyn Leaves) -> Result<Self, OpenError> {
        let folder = Folder::open(data.to_owned()).map_err(|source| OpenError::File {
            path: data.display().to_string(),
            source,
        })?;
        Self::open_in(Arc::new(folder), key, leaves)
    }

    /// [`PublicLog::open`] over other storage, whose root is the data folder.
    pub fn open_in(
        storage: Arc<dyn Storage>,
        key: SigningKey,
        leaves: &dyn Leaves,
    ) -> Result<Self, OpenError> {
        let resumed = startup::resume(storage.as_ref(), &key, leaves)?;
        let is_new = resumed.is_none();
        let published = resumed.unwrap_or_else(|| signed(&key, Appender::new(), Vec::new()));
        let known = (!is_new).then(|| published.text().into_bytes());
        let mut writer = Writer {
            head: Head::new(CHECKPOINT.to_owned(), known),
            stopped: None,
        };
        if is_new {
            writer.commit(storage.as_ref(), &published)?;
        }
        Ok(Self {
            inner: Arc::new(Inner {
                storage,
                key,
                writer: Mutex::new(writer),
                published: watch::Sender::new(Arc::new(published)),
                failing: AtomicBool::new(false),
                tiles: VerifiedTiles::default(),
            }),
        })
    }

    /// The newest published state.
    pub fn published(&self) -> Arc<Published> {
        self.inner.published.borrow().clone()
    }

    /// Tells of each newer published state.
    pub fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.inner.published.subscribe()
    }

    /// What checkpoints are verified with.
    pub fn verifier(&self) -> &VerifierKey {
        self.inner.key.verifier()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Publishes what the ledger holds beyond the published size, at most [`PUBLISH_LEAVES_MAX`]
    /// movements. Returns how many it published.
    ///
    /// First the tiles and bundles are made durable, then the checkpoint that covers them, then
    /// readers see it. After a failure nothing has been published, and it may be called again:
    /// leaves never change, so that whatever a failed attempt left behind is consistent with
    /// whatever the next one signs.
    pub fn publish(&self, source: &dyn Leaves) -> Result<usize, LogError> {
        let published = self.publish_more(source);
        let failing = published.is_err();
        self.inner.failing.store(failing, Ordering::Relaxed);
        published
    }

    fn publish_more(&self, source: &dyn Leaves) -> Result<usize, LogError> {
        let mut writer = self.writer();
        if let Some(why) = &writer.stopped {
            return Err(LogError::Stopped(why.clone()));
        }
        let before = self.published();
        let leaves = source.leaves(before.size(), PUBLISH_LEAVES_MAX)?;
        if leaves.is_empty() {
            return Ok(0);
        }
        let (files, edge, tail) = grow(&before, &leaves);
        write(self.inner.storage.as_ref(), &files)?;
        drop(files);
        let after = signed(&self.inner.key, edge, tail);
        writer.commit(self.inner.storage.as_ref(), &after)?;
        let filled = filled(before.size(), after.size());
        self.inner.published.send_replace(Arc::new(after));
        for path in filled {
            // Partial tiles may go once the whole tile is there. Nobody misses one that stays.
            if let Err(error) = self.inner.storage.remove_folder(&path) {
                tracing::warn!(%path, %error, "partial tiles were not removed");
            }
        }
        drop(writer);
        Ok(leaves.len())
    }

    /// The checkpoint with witnesses' signatures, which the caller has verified. It is served with
    /// them if it is still the newest.
    pub(crate) fn add_cosignatures(
        &self,
        published: &Published,
        signatures: Vec<NoteSignature>,
    ) -> Result<SignedCheckpoint, LogError> {
        let mut note = published.signed.note().clone();
        for signature in signatures {
            // Only a note that is full refuses one more; the log's own signature is in it already.
            note.add(signature)
                .map_err(|error| LogError::Witness(error.to_string()))?;
        }
        let signed = SignedCheckpoint::from_note(note, self.verifier())
            .map_err(|error| LogError::Witness(error.to_string()))?;
        let mut writer = self.writer();
        if self.published().size() == published.size() {
            let after = Published {
                signed: signed.clone(),
                ..published.clone()
            };
            writer.commit(self.inner.storage.as_ref(), &after)?;
            self.inner.published.send_replace(Arc::new(after));
        }
        Ok(signed)
    }

    /// Publishes nothing from now on: somebody has seen another history under this log's name.
    pub fn stop(&self, why: String) {
        self.writer().stopped = Some(why);
    }

    /// Whether the last attempt to publish has failed.
    pub fn is_failing(&self) -> bool {
        self.inner.failing.load(Ordering::Relaxed)
    }

    /// Why nothing is published any more.
    pub fn stopped(&self) -> Option<String> {
        self.writer().stopped.clone()
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // A panic while it was held has changed nothing that is not on disk as well.
        self.inner
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files that `leaves` add, and the edge after them.
fn grow(before: &Published, leaves: &[Leaf]) -> (Vec<NewFile>, Appender, Vec<Leaf>) {
    let mut files = Vec::new();
    let mut edge = before.edge.clone();
    let hashes: Vec<_> = leaves.iter().map(|leaf| leaf.transaction_id().0).collect();
    edge.append(&hashes, &mut |tile, bytes| {
        files.push((layout::in_log(&tile.path()), bytes.to_vec()));
    });
    let mut entries = before.tail.clone();
    entries.extend_from_slice(leaves);
    let first = before.size() / TILE_WIDTH;
    let width = usize::try_from(TILE_WIDTH).unwrap_or(usize::MAX);
    let mut tail = Vec::new();
    for (index, chunk) in (first..).zip(entries.chunks(width)) {
        let count = u16::try_from(chunk.len()).unwrap_or(u16::MAX);
        let bundle = BundleId::new(index, count).expect("a chunk has 1 to 256 entries");
        files.push((layout::in_log(&bundle.path()), bundle_bytes(chunk)));
        if chunk.len() < width {
            tail = chunk.to_vec();
        }
    }
    (files, edge, tail)
}

/// The folders of partial tiles and bundles that have become whole between two sizes.
fn filled(before: u64, after: u64) -> Vec<String> {
    let mut folders = Vec::new();
    for level in 0..=tlog::MAX_LEVEL {
        let shift = 8 * u32::from(level);
        let index = (before >> shift) / TILE_WIDTH;
        let had_partial = !(before >> shift).is_multiple_of(TILE_WIDTH);
        if !had_partial || (after >> shift) / TILE_WIDTH == index {
            continue;
        }
        if let Some(tile) = TileId::new(level, index, FULL_WIDTH) {
            folders.push(layout::in_log(&format!("{}.p", tile.path())));
        }
        if level == 0
            && let Some(bundle) = BundleId::new(index, FULL_WIDTH)
        {
            folders.push(layout::in_log(&format!("{}.p", bundle.path())));
        }
    }
    folders
}

fn signed(key: &SigningKey, edge: Appender, tail: Vec<Leaf>) -> Published {
    let checkpoint = Checkpoint {
        origin: key.verifier().name().clone().into(),
        size: edge.size(),
        root: edge.root(),
    };
    let signed = SignedCheckpoint::sign(checkpoint, key)
        .expect("a log's name, a size and a root are a checkpoint");
    Published { signed, edge, tail }
}
