//! Reading the published log: whatever is read from a file is checked up to the published root before
//! anybody gets it.

use std::sync::Arc;

use domain::canonical::Leaf;
use tlog::{BundleId, Hash, ResourceId, TILE_WIDTH, TileId, Tiles, TreeError};

use crate::error::{Damage, LogError};
use crate::files;
use crate::layout;
use crate::log::PublicLog;
use crate::published::{FULL_WIDTH, Published, bundle_bytes};
use crate::tiles::{bundle_leaves, tile_hashes};

impl PublicLog {
    /// The bytes of a file of the log, by its path under C2SP tlog-tiles; none: it has not been
    /// published.
    pub fn read(&self, resource: ResourceId) -> Result<Option<Vec<u8>>, LogError> {
        let published = self.published();
        match resource {
            ResourceId::Checkpoint => Ok(Some(published.text().into_bytes())),
            ResourceId::Tile(id) if published.has_tile(id) => {
                let hashes = self.hashes(&published, id)?;
                Ok(Some(hashes[..usize::from(id.width())].concat()))
            }
            ResourceId::Bundle(id) if published.has_bundle(id) => {
                let leaves = self.bundle(&published, id)?;
                Ok(Some(bundle_bytes(&leaves[..usize::from(id.width())])))
            }
            ResourceId::Tile(_) | ResourceId::Bundle(_) => Ok(None),
        }
    }

    /// The inclusion proof of the movement at `index` in the tree of `size` (RFC 6962, section
    /// 2.1.1).
    pub fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, LogError> {
        let published = self.published();
        require(index < size, index, size)?;
        require(size <= published.size(), size, published.size())?;
        let view = View {
            log: self,
            published: &published,
        };
        tlog::inclusion_proof(&view, size, index).map_err(from_tree)
    }

    /// The consistency proof between two sizes (RFC 6962, section 2.1.2).
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        let published = self.published();
        require(old <= new, old, new)?;
        require(new <= published.size(), new, published.size())?;
        let view = View {
            log: self,
            published: &published,
        };
        tlog::consistency_proof(&view, old, new).map_err(from_tree)
    }

    /// The root of the tree of a smaller size.
    pub fn root_at(&self, size: u64) -> Result<Hash, LogError> {
        let published = self.published();
        require(size <= published.size(), size, published.size())?;
        let view = View {
            log: self,
            published: &published,
        };
        tlog::root(&view, size).map_err(from_tree)
    }

    /// At least the hashes of a tile that has been published: all of them that are known by now.
    fn hashes(&self, published: &Published, id: TileId) -> Result<Arc<[Hash]>, LogError> {
        let (level, index) = (id.level(), id.index());
        if published.hashes_on(level) / TILE_WIDTH == index {
            return Ok(Arc::from(published.edge_of(level)));
        }
        if let Some(kept) = self.inner().tiles.get((level, index)) {
            return Ok(kept);
        }
        let whole = id.full();
        let path = layout::in_log(&whole.path());
        let bytes = self.file(&path)?;
        let hashes = tile_hashes(&bytes, whole)
            .ok_or_else(|| damaged(&path, "has not the length of a tile"))?;
        let above = TileId::new(level + 1, index / TILE_WIDTH, 1)
            .ok_or_else(|| damaged(&path, "is above the highest level"))?;
        let above = self.hashes(published, above)?;
        let place = usize::try_from(index % TILE_WIDTH).unwrap_or_default();
        if tlog::tile_root(&hashes).as_ref() != above.get(place) {
            return Err(damaged(&path, "does not fit the tile above it"));
        }
        let hashes: Arc<[Hash]> = hashes.into();
        self.inner().tiles.put((level, index), Arc::clone(&hashes));
        Ok(hashes)
    }

    /// At least the entries of a bundle that has been published.
    fn bundle(&self, published: &Published, id: BundleId) -> Result<Vec<Leaf>, LogError> {
        if published.size() / TILE_WIDTH == id.index() {
            return Ok(published.tail.clone());
        }
        let whole = id.full();
        let path = layout::in_log(&whole.path());
        let bytes = self.file(&path)?;
        let leaves = bundle_leaves(&bytes, whole)
            .ok_or_else(|| damaged(&path, "is not a bundle of leaves"))?;
        let tile = TileId::new(0, id.index(), FULL_WIDTH)
            .ok_or_else(|| damaged(&path, "is out of range"))?;
        let hashes = self.hashes(published, tile)?;
        let fits = leaves
            .iter()
            .zip(hashes.iter())
            .all(|(leaf, hash)| leaf.transaction_id().0 == *hash);
        if !fits {
            return Err(damaged(&path, "does not fit its tile"));
        }
        Ok(leaves)
    }

    fn file(&self, path: &str) -> Result<Vec<u8>, LogError> {
        files::require(self.inner().storage.as_ref(), path)
    }
}

/// The published tree, for the functions that make proofs.
struct View<'a> {
    log: &'a PublicLog,
    published: &'a Published,
}

impl Tiles for View<'_> {
    type Error = LogError;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, LogError> {
        let hashes = self.log.hashes(self.published, id)?;
        Ok(hashes[..usize::from(id.width())].to_vec())
    }
}

fn damaged(path: &str, what: &str) -> LogError {
    LogError::Damaged(Damage::new(path, what))
}

fn require(holds: bool, asked: u64, published: u64) -> Result<(), LogError> {
    if holds {
        Ok(())
    } else {
        Err(LogError::NotPublished { asked, published })
    }
}

fn from_tree(error: TreeError<LogError>) -> LogError {
    LogError::tree(layout::LOG_FOLDER, error)
}
