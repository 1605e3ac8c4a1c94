//! Recomputing the whole public log from the ledger's leaves, and naming each difference.

mod stamped;

use std::collections::VecDeque;
use std::path::Path;

use domain::canonical::Leaf;
use tlog::{Appender, BundleId, Hash, SignedCheckpoint, TILE_WIDTH, TileId, VerifierKey};

use crate::error::{Damage, LogError, OpenError};
use crate::files;
use crate::layout::{self, CHECKPOINT};
use crate::leaves::Leaves;
use crate::published::bundle_bytes;
use crate::storage::{Folder, Storage};

/// How many leaves are read at a time; a multiple of a tile's width.
const CHUNK: usize = 65_536;

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The checkpoint's size; none: there is no checkpoint that can be read.
    pub size: Option<u64>,
    /// Tiles compared.
    pub tiles: u64,
    /// Bundles compared.
    pub bundles: u64,
    /// Stamps compared.
    pub stamps: u64,
    /// Renewals compared.
    pub renewals: u64,
    /// Differences found.
    pub differences: u64,
}

/// Recomputes the log of a data folder from `leaves` and compares every file with what it must be:
/// checkpoint, tiles, bundles, stamps and renewals. Each difference goes to `report`; nothing is
/// changed. Memory is bounded whatever the log's size. Nobody may write meanwhile.
///
/// # Errors
///
/// The ledger, or the folder itself, cannot be read. A file that cannot be read is a difference.
pub fn fsck(
    data: &Path,
    log: &VerifierKey,
    leaves: &dyn Leaves,
    report: &mut dyn FnMut(Damage),
) -> Result<Checked, OpenError> {
    let folder = Folder::open(data.to_owned()).map_err(|source| OpenError::File {
        path: data.display().to_string(),
        source,
    })?;
    fsck_in(&folder, log, leaves, report)
}

/// [`fsck`] over other storage, whose root is the data folder.
pub fn fsck_in(
    storage: &dyn Storage,
    log: &VerifierKey,
    leaves: &dyn Leaves,
    report: &mut dyn FnMut(Damage),
) -> Result<Checked, OpenError> {
    let mut check = Check {
        storage,
        report,
        checked: Checked::default(),
    };
    let signed = check.checkpoint(log)?;
    let Some(signed) = signed else {
        return Ok(check.checked);
    };
    let size = signed.checkpoint().size;
    check.checked.size = Some(size);
    if size > leaves.end() {
        let what = format!(
            "covers {size} movements, and the ledger has {}",
            leaves.end()
        );
        check.differs(CHECKPOINT, &what);
    }
    let until = size.min(leaves.end());
    let (mut stamped, stamps) = check.stamps(log)?;
    let tree = check.tree(until, leaves, &mut stamped)?;
    if until == size && tree.root() != signed.checkpoint().root {
        check.differs(CHECKPOINT, "has another root than the movements");
    }
    for (path, at, _) in stamped {
        let what = format!("covers {at} movements, and {until} are published");
        check.differs(&path, &what);
    }
    check.renewals(&stamps)?;
    Ok(check.checked)
}

/// The roots that stamps say the tree had, ascending by size: file, size and root.
type StampedRoots = VecDeque<(String, u64, Hash)>;

struct Check<'a> {
    storage: &'a dyn Storage,
    report: &'a mut dyn FnMut(Damage),
    checked: Checked,
}

impl Check<'_> {
    fn differs(&mut self, file: &str, what: &str) {
        self.checked.differences += 1;
        (self.report)(Damage::new(file, what));
    }

    /// Tells why something could not be read.
    fn unreadable(&mut self, error: LogError) -> Result<(), LogError> {
        match error {
            LogError::Damaged(damage) => self.differs(&damage.file, &damage.what),
            LogError::File { path, reason } => {
                self.differs(&path, &format!("cannot be read: {reason}"));
            }
            error => return Err(error),
        }
        Ok(())
    }

    fn checkpoint(&mut self, log: &VerifierKey) -> Result<Option<SignedCheckpoint>, LogError> {
        let Some(bytes) = files::read(self.storage, CHECKPOINT)? else {
            self.differs(CHECKPOINT, "is missing");
            return Ok(None);
        };
        let opened = std::str::from_utf8(&bytes)
            .map_err(|_| "is not text".to_owned())
            .and_then(|text| {
                SignedCheckpoint::open(text, log)
                    .map_err(|error| format!("cannot be trusted: {error}"))
            });
        match opened {
            Ok(signed) => Ok(Some(signed)),
            Err(what) => {
                self.differs(CHECKPOINT, &what);
                Ok(None)
            }
        }
    }

    /// Grows the tree over the ledger's leaves and compares what that makes with what is stored.
    fn tree(
        &mut self,
        until: u64,
        leaves: &dyn Leaves,
        stamped: &mut StampedRoots,
    ) -> Result<Appender, OpenError> {
        let path_of = |tile: TileId| layout::in_log(&tile.path());
        let what = "does not hold what the movements make";
        let mut tree = Appender::new();
        self.stamped_roots(&tree, stamped);
        while tree.size() < until {
            let first = tree.size();
            let limit = usize::try_from(until - first).unwrap_or(usize::MAX);
            let chunk = leaves
                .leaves(first, limit.min(CHUNK))
                .map_err(OpenError::Ledger)?;
            if chunk.is_empty() {
                return Err(OpenError::LedgerBehind {
                    published: until,
                    recorded: first,
                });
            }
            self.bundles(first, &chunk, until);
            let hashes: Vec<Hash> = chunk.iter().map(|leaf| leaf.transaction_id().0).collect();
            let mut rest = hashes.as_slice();
            // The tree stops at each stamped size on the way, to be compared with what was stamped.
            loop {
                let ahead = stamped.front().map(|(_, size, _)| size - tree.size());
                let ahead = ahead.and_then(|ahead| usize::try_from(ahead).ok());
                let next = ahead.map_or(rest.len(), |ahead| ahead.min(rest.len()));
                let (now, later) = rest.split_at(next);
                self.append(&mut tree, now, until, &path_of, what);
                self.stamped_roots(&tree, stamped);
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
        }
        Ok(tree)
    }

    /// Grows a tree towards a size and compares each tile that stays.
    fn append(
        &mut self,
        tree: &mut Appender,
        hashes: &[Hash],
        until: u64,
        path_of: &dyn Fn(TileId) -> String,
        what: &str,
    ) {
        let mut made: Vec<(TileId, Vec<u8>)> = Vec::new();
        tree.append(hashes, &mut |tile, bytes| {
            // A partial tile on the way was needed once and may be gone.
            if tile.is_full() || until_tile(until, tile) {
                made.push((tile, bytes.to_vec()));
            }
        });
        for (tile, bytes) in made {
            self.checked.tiles += 1;
            self.compare(&path_of(tile), &bytes, what);
        }
    }

    fn bundles(&mut self, first: u64, chunk: &[Leaf], until: u64) {
        let width = usize::try_from(TILE_WIDTH).unwrap_or(usize::MAX);
        for (index, part) in (first / TILE_WIDTH..).zip(chunk.chunks(width)) {
            let end = index * TILE_WIDTH + part.len() as u64;
            let entries = u16::try_from(part.len()).unwrap_or(u16::MAX);
            let Some(bundle) = BundleId::new(index, entries) else {
                continue;
            };
            debug_assert!(part.len() == width || end == until);
            self.checked.bundles += 1;
            let what = "does not hold the movements recorded";
            self.compare(&layout::in_log(&bundle.path()), &bundle_bytes(part), what);
        }
    }

    fn compare(&mut self, path: &str, bytes: &[u8], what: &str) {
        match self.storage.read(path) {
            Ok(Some(stored)) if stored == bytes => {}
            Ok(Some(_)) => self.differs(path, what),
            Ok(None) => self.differs(path, "is missing"),
            Err(error) => self.differs(path, &format!("cannot be read: {error}")),
        }
    }

    /// Compares the tree with the stamps of exactly its size.
    fn stamped_roots(&mut self, tree: &Appender, stamped: &mut StampedRoots) {
        while let Some((_, size, _)) = stamped.front()
            && *size <= tree.size()
            && let Some((path, size, root)) = stamped.pop_front()
        {
            if size != tree.size() || root != tree.root() {
                self.differs(&path, "has a stamp for another root than the movements");
            }
        }
    }
}

/// Whether a partial tile is one of the tree of this size.
fn until_tile(size: u64, tile: TileId) -> bool {
    let hashes = size >> (8 * u32::from(tile.level()));
    hashes / TILE_WIDTH == tile.index() && hashes % TILE_WIDTH == u64::from(tile.width())
}
