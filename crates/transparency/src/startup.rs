//! Taking up a log where it was left: what is on disk must be what was signed, and what the ledger
//! holds, before anything is added.

use domain::canonical::Leaf;
use tlog::{Appender, BundleId, Hash, SignedCheckpoint, SigningKey, TILE_WIDTH, TileId, Tiles};

use crate::error::{Damage, LogError, OpenError};
use crate::files;
use crate::layout::{self, CHECKPOINT, LOG_FOLDER};
use crate::leaves::Leaves;
use crate::published::{FULL_WIDTH, Published};
use crate::storage::Storage;
use crate::tiles::{bundle_leaves, tile_hashes};

/// The state the checkpoint stands for; none: there is no log yet.
pub(crate) fn resume(
    storage: &dyn Storage,
    key: &SigningKey,
    leaves: &dyn Leaves,
) -> Result<Option<Published>, OpenError> {
    let Some(bytes) = files::read(storage, CHECKPOINT)? else {
        // Tiles without a checkpoint: somebody took it away. A log begins with its checkpoint.
        return match files::list(storage, LOG_FOLDER)?.as_slice() {
            [] => Ok(None),
            _ => Err(damaged(CHECKPOINT, "is missing, and there are tiles")),
        };
    };
    let signed = open_note(&bytes, key)?;
    let checkpoint = signed.checkpoint();
    if checkpoint.size > leaves.end() {
        return Err(OpenError::LedgerBehind {
            published: checkpoint.size,
            recorded: leaves.end(),
        });
    }
    let edge = Appender::resume(&Files(storage), checkpoint.size)
        .map_err(|error| LogError::tree(LOG_FOLDER, error))?;
    let tail = newest_entries(storage, leaves, checkpoint.size, &edge)?;
    if edge.root() != checkpoint.root {
        return Err(name_the_tile(storage, &edge).unwrap_or_else(|| {
            damaged(
                CHECKPOINT,
                "has another root than the tiles at the tree's right edge",
            )
        }));
    }
    Ok(Some(Published { signed, edge, tail }))
}

fn open_note(bytes: &[u8], key: &SigningKey) -> Result<SignedCheckpoint, OpenError> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged(CHECKPOINT, "is not text"))?;
    SignedCheckpoint::open(text, key.verifier())
        .map_err(|error| damaged(CHECKPOINT, &format!("cannot be trusted: {error}")))
}

/// The entries of the incomplete bundle. They, the incomplete tile of their hashes and the last whole
/// bundle must be what the ledger holds.
fn newest_entries(
    storage: &dyn Storage,
    leaves: &dyn Leaves,
    size: u64,
    edge: &Appender,
) -> Result<Vec<Leaf>, OpenError> {
    let whole = size / TILE_WIDTH;
    let first = whole.saturating_sub(1) * TILE_WIDTH;
    let count = usize::try_from(size - first).unwrap_or(usize::MAX);
    let recorded = leaves.leaves(first, count).map_err(OpenError::Ledger)?;
    if recorded.len() != count {
        return Err(damaged(
            LOG_FOLDER,
            "holds movements that the ledger does not give",
        ));
    }
    let width = usize::try_from(TILE_WIDTH).unwrap_or(usize::MAX);
    for (index, chunk) in (first / TILE_WIDTH..).zip(recorded.chunks(width)) {
        let entries = u16::try_from(chunk.len()).unwrap_or(u16::MAX);
        let bundle = BundleId::new(index, entries)
            .ok_or_else(|| damaged(CHECKPOINT, "has a size beyond what a log can have"))?;
        let path = layout::in_log(&bundle.path());
        let bytes = files::require(storage, &path)?;
        if bundle_leaves(&bytes, bundle).is_none_or(|stored| stored != chunk) {
            return Err(damaged(&path, "does not hold what the ledger does"));
        }
        let hashes: Vec<Hash> = chunk.iter().map(|leaf| leaf.transaction_id().0).collect();
        let tile = TileId::new(0, index, entries)
            .ok_or_else(|| damaged(&path, "is beyond what a log can have"))?;
        let stored = if tile.is_full() {
            Files(storage).tile(tile)?
        } else {
            edge.edge(0).to_vec()
        };
        if stored != hashes {
            return Err(damaged(
                &layout::in_log(&tile.path()),
                "does not hold the hashes of its entries",
            ));
        }
    }
    Ok(recorded[usize::try_from(whole * TILE_WIDTH - first).unwrap_or(usize::MAX)..].to_vec())
}

/// The root does not fit: finds the tile at the right edge that does not fit those below it.
fn name_the_tile(storage: &dyn Storage, edge: &Appender) -> Option<OpenError> {
    for level in 1..=tlog::MAX_LEVEL {
        let hashes = edge.size() >> (8 * u32::from(level));
        let first = hashes / TILE_WIDTH * TILE_WIDTH;
        for (index, hash) in (first..).zip(edge.edge(level)) {
            let below = TileId::new(level - 1, index, FULL_WIDTH)?;
            match Files(storage).tile(below) {
                Err(error) => return Some(error.into()),
                Ok(hashes) if tlog::tile_root(&hashes) == Some(*hash) => {}
                Ok(_) => {
                    let width = u16::try_from(edge.edge(level).len()).ok()?;
                    let above = TileId::new(level, first / TILE_WIDTH, width)?;
                    return Some(damaged(
                        &layout::in_log(&above.path()),
                        &format!("does not fit {} below it", layout::in_log(&below.path())),
                    ));
                }
            }
        }
    }
    None
}

/// Tiles as they are on disk, unchecked.
pub(crate) struct Files<'a>(pub &'a dyn Storage);

impl Tiles for Files<'_> {
    type Error = LogError;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, LogError> {
        let path = layout::in_log(&id.path());
        let bytes = files::require(self.0, &path)?;
        tile_hashes(&bytes, id).ok_or_else(|| {
            LogError::Damaged(Damage::new(&path, "has not the length its name says"))
        })
    }
}

fn damaged(path: &str, what: &str) -> OpenError {
    OpenError::Damaged(Damage::new(path, what))
}
