//! Growing a tree: leaf hashes in, tiles out.

use crate::hash::{Hash, empty_root, node_hash, perfect_root};
use crate::tile::{FULL, MAX_LEVEL, TILE_HEIGHT, TILE_WIDTH, TileId, rest};
use crate::tree::{self, Tiles, TreeError};

/// A tree that is appended to. It keeps the right edge only, at most 255 hashes of each of the eight levels.
#[derive(Debug, Clone, Default)]
pub struct Appender {
    size: u64,
    /// Of each level the hashes that do not fill a tile yet, from the leaves up.
    edges: Vec<Vec<Hash>>,
}

impl Appender {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree of the first `size` leaves, its right edge read from tiles.
    ///
    /// The edge is taken as it is: whoever resumes compares [`root`](Self::root) with the root that was signed.
    pub fn resume<T: Tiles>(tiles: &T, size: u64) -> Result<Self, TreeError<T::Error>> {
        let mut edges = Vec::new();
        for level in 0..=MAX_LEVEL {
            let hashes = size >> (u32::from(level) * TILE_HEIGHT);
            if hashes == 0 {
                break;
            }
            let width = rest(hashes);
            let edge = match TileId::new(level, hashes / TILE_WIDTH, width) {
                Some(tile) => tree::read(tiles, tile)?,
                // No hash at this level stands alone: the last tile is full.
                None => Vec::new(),
            };
            edges.push(edge);
        }
        Ok(Self { size, edges })
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The hashes of a level's incomplete tile, the newest last; empty when its last tile is full.
    pub fn edge(&self, level: u8) -> &[Hash] {
        self.edges
            .get(usize::from(level))
            .map_or(&[], Vec::as_slice)
    }

    /// The tree's root.
    pub fn root(&self) -> Hash {
        let mut root = None;
        // From the right, each whole subtree goes to the left of what is there: those of the lowest level first and of
        // each level the smallest first.
        for edge in &self.edges {
            let mut end = edge.len();
            while end > 0 {
                let start = end - (1 << end.trailing_zeros());
                let part = perfect_root(&edge[start..end]);
                root = Some(match root {
                    Some(right) => node_hash(&part, &right),
                    None => part,
                });
                end = start;
            }
        }
        root.unwrap_or_else(empty_root)
    }

    /// Appends leaves and hands out every tile that is new or wider than before, with its bytes: a full one as soon as
    /// it fills, the partial ones of the new right edge at the end, from the leaves up.
    pub fn append(&mut self, leaves: &[Hash], write: &mut dyn FnMut(TileId, &[u8])) {
        let before = self.size;
        for leaf in leaves {
            self.push(*leaf, write);
        }
        for tile in TileId::added(before, self.size).filter(|tile| !tile.is_full()) {
            write(tile, self.edges[usize::from(tile.level())].as_flattened());
        }
    }

    fn push(&mut self, leaf: Hash, write: &mut dyn FnMut(TileId, &[u8])) {
        self.size = self
            .size
            .checked_add(1)
            .expect("nobody appends 2^64 leaves one by one");
        let mut hash = leaf;
        for level in 0..=MAX_LEVEL {
            let place = usize::from(level);
            if self.edges.len() == place {
                self.edges.push(Vec::with_capacity(usize::from(FULL)));
            }
            let edge = &mut self.edges[place];
            edge.push(hash);
            if edge.len() < usize::from(FULL) {
                return;
            }
            let index = (self.size >> (u32::from(level) * TILE_HEIGHT)) / TILE_WIDTH - 1;
            let tile = TileId::new(level, index, FULL)
                .expect("a tree of fewer than 2^64 leaves has this tile");
            write(tile, edge.as_flattened());
            hash = perfect_root(edge);
            edge.clear();
        }
    }
}
