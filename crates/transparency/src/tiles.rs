//! Tiles and bundles as they are read: their contents, and the tiles that have been checked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::canonical::Leaf;
use tlog::{BundleId, Hash, TileId};

/// How many checked tiles are kept at hand before the older half is let go; 8 KiB each.
const KEPT_TILES: usize = 2_048;

/// Whole tiles that have been checked. They never change.
#[derive(Default)]
pub(crate) struct VerifiedTiles(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<(u8, u64), Arc<[Hash]>>,
    old: HashMap<(u8, u64), Arc<[Hash]>>,
}

impl VerifiedTiles {
    pub(crate) fn get(&self, place: (u8, u64)) -> Option<Arc<[Hash]>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tile) = kept.young.get(&place) {
            return Some(Arc::clone(tile));
        }
        let tile = kept.old.remove(&place)?;
        kept.keep(place, Arc::clone(&tile));
        Some(tile)
    }

    pub(crate) fn put(&self, place: (u8, u64), tile: Arc<[Hash]>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keep(place, tile);
    }
}

impl Generations {
    fn keep(&mut self, place: (u8, u64), tile: Arc<[Hash]>) {
        if self.young.len() >= KEPT_TILES / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(place, tile);
    }
}

/// The hashes in a tile's bytes; none: they are not as many as its width says.
pub(crate) fn tile_hashes(bytes: &[u8], id: TileId) -> Option<Vec<Hash>> {
    let (hashes, []) = bytes.as_chunks::<32>() else {
        return None;
    };
    (hashes.len() == usize::from(id.width())).then(|| hashes.to_vec())
}

/// The leaves in a bundle's bytes; none: they are not leaves, or not as many as its width says.
pub(crate) fn bundle_leaves(bytes: &[u8], id: BundleId) -> Option<Vec<Leaf>> {
    tlog::decode_bundle(bytes, id.width())
        .ok()?
        .into_iter()
        .map(|entry| Some(Leaf(entry.try_into().ok()?)))
        .collect()
}
