//! What has been published so far, as one value that readers hold on to.

use domain::canonical::Leaf;
use tlog::{Appender, BundleId, Checkpoint, Hash, SignedCheckpoint, TileId, encode_entry};

/// The width of a whole tile.
pub(crate) const FULL_WIDTH: u16 = 256;

/// The newest published state of the log. The right edge of the tree is in it, in memory: everything
/// else is checked against that when it is read.
#[derive(Clone)]
pub struct Published {
    /// Origin, size and root, with the log's signature and those of the witnesses that have
    /// answered.
    pub signed: SignedCheckpoint,
    /// The incomplete tiles.
    pub(crate) edge: Appender,
    /// The entries of the incomplete bundle.
    pub(crate) tail: Vec<Leaf>,
}

impl Published {
    /// Origin, size and root.
    pub fn checkpoint(&self) -> &Checkpoint {
        self.signed.checkpoint()
    }

    /// The signed note, as it is served.
    pub fn text(&self) -> String {
        self.signed.note().to_string()
    }

    /// How many movements are in it.
    pub fn size(&self) -> u64 {
        self.checkpoint().size
    }

    /// The hashes of a level's incomplete tile; empty: the level has none.
    pub(crate) fn edge_of(&self, level: u8) -> &[Hash] {
        self.edge.edge(level)
    }

    /// How many whole hashes stand on a level.
    pub(crate) fn hashes_on(&self, level: u8) -> u64 {
        self.size()
            .checked_shr(8 * u32::from(level))
            .unwrap_or_default()
    }

    /// Whether a tile of this or a smaller width has been published.
    pub(crate) fn has_tile(&self, id: TileId) -> bool {
        let first = id.index().checked_mul(tlog::TILE_WIDTH);
        first
            .and_then(|first| first.checked_add(u64::from(id.width())))
            .is_some_and(|end| end <= self.hashes_on(id.level()))
    }

    /// Whether a bundle of this or a smaller width has been published.
    pub(crate) fn has_bundle(&self, id: BundleId) -> bool {
        TileId::new(0, id.index(), id.width()).is_some_and(|tile| self.has_tile(tile))
    }
}

/// A bundle's bytes: each entry after its length.
pub(crate) fn bundle_bytes(leaves: &[Leaf]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(leaves.len() * (2 + Leaf::LEN));
    for leaf in leaves {
        encode_entry(&mut bytes, &leaf.0).expect("a leaf of 33 bytes fits its length field");
    }
    bytes
}
