//! Roots and proofs of a tree that is read from tiles (RFC 6962, sections 2.1 to 2.1.2).

use crate::hash::{Hash, empty_root, node_hash, perfect_root};
use crate::tile::{TILE_HEIGHT, TileId, rest};

/// Where tiles are read from.
pub trait Tiles {
    /// Why a tile could not be read.
    type Error;

    /// The hashes of this tile, exactly as many as it is wide. Whoever no longer has a partial tile answers with the
    /// beginning of the full one.
    fn tile(&self, id: TileId) -> Result<Vec<Hash>, Self::Error>;
}

/// Why a root or a proof could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// The leaf is not in the tree, or the older tree is larger than the newer one.
    #[error("{asked} is beyond a tree of {size} leaves")]
    OutOfRange {
        /// The index or the older size.
        asked: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// A tile could not be read.
    #[error("a tile cannot be read: {0}")]
    Tiles(E),
    /// A tile has another number of hashes than it is wide.
    #[error("{tile} has {found} hashes")]
    Width {
        /// Which tile.
        tile: TileId,
        /// How many hashes it has.
        found: usize,
    },
}

/// The root of the first `size` leaves; reads the tiles of the right edge.
pub fn root<T: Tiles>(tiles: &T, size: u64) -> Result<Hash, TreeError<T::Error>> {
    if size == 0 {
        return Ok(empty_root());
    }
    Reader::new(tiles, size).range(0, size)
}

/// The proof that leaf `index` is in the tree of the first `size` leaves, from the leaf's sibling up (RFC 6962, section
/// 2.1.1).
pub fn inclusion_proof<T: Tiles>(
    tiles: &T,
    size: u64,
    index: u64,
) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if index >= size {
        return Err(TreeError::OutOfRange { asked: index, size });
    }
    let mut reader = Reader::new(tiles, size);
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            proof.push(reader.range(middle, high)?);
            high = middle;
        } else {
            proof.push(reader.range(low, middle)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of the first `old` leaves is the beginning of that of the first `new` leaves (RFC 6962,
/// section 2.1.2). Empty when `old` is 0 or equals `new`.
pub fn consistency_proof<T: Tiles>(
    tiles: &T,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TreeError<T::Error>> {
    if old > new {
        return Err(TreeError::OutOfRange {
            asked: old,
            size: new,
        });
    }
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let mut reader = Reader::new(tiles, new);
    let (mut low, mut high) = (0, new);
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(reader.range(middle, high)?);
            high = middle;
        } else {
            proof.push(reader.range(low, middle)?);
            low = middle;
        }
    }
    // The piece of the older tree that the walk ended on; when that is the whole older tree, the verifier has its root.
    if low > 0 {
        proof.push(reader.range(low, high)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two below `leaves`, where RFC 6962 splits a tree of that many (2 or more).
pub(crate) fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// Reads each tile once in the making of one root or proof.
struct Reader<'a, T> {
    tiles: &'a T,
    size: u64,
    read: Vec<(TileId, Vec<Hash>)>,
}

impl<'a, T: Tiles> Reader<'a, T> {
    fn new(tiles: &'a T, size: u64) -> Self {
        Self {
            tiles,
            size,
            read: Vec::new(),
        }
    }

    /// The root over the leaves from `low` to before `high`, one of the ranges RFC 6962 splits the tree into.
    fn range(&mut self, low: u64, high: u64) -> Result<Hash, TreeError<T::Error>> {
        // From the left: ever smaller whole subtrees. Their roots are then joined from the right.
        let mut parts = Vec::new();
        let mut at = low;
        while !(high - at).is_power_of_two() {
            let leaves = split(high - at);
            parts.push(self.node(leaves.ilog2(), at)?);
            at += leaves;
        }
        let last = self.node((high - at).ilog2(), at)?;
        Ok(parts
            .iter()
            .rev()
            .fold(last, |right, left| node_hash(left, &right)))
    }

    /// The root of the whole subtree of 2^`height` leaves that begins with leaf `first`.
    fn node(&mut self, height: u32, first: u64) -> Result<Hash, TreeError<T::Error>> {
        let within = height % TILE_HEIGHT;
        let at = first >> (height - within);
        let count = 1 << within;
        let offset = usize::from(rest(at));
        let level = u8::try_from(height / TILE_HEIGHT).expect("a tree of 2^64 leaves is 64 high");
        let id = TileId::holding(level, at, self.size);
        let hashes = self.tile(id)?;
        Ok(perfect_root(&hashes[offset..offset + count]))
    }

    fn tile(&mut self, id: TileId) -> Result<&[Hash], TreeError<T::Error>> {
        let known = self.read.iter().position(|(read, _)| *read == id);
        let place = if let Some(place) = known {
            place
        } else {
            self.read.push((id, read(self.tiles, id)?));
            self.read.len() - 1
        };
        Ok(&self.read[place].1)
    }
}

/// The hashes of a tile, as many as it is wide.
pub(crate) fn read<T: Tiles>(tiles: &T, tile: TileId) -> Result<Vec<Hash>, TreeError<T::Error>> {
    let hashes = tiles.tile(tile).map_err(TreeError::Tiles)?;
    if hashes.len() != usize::from(tile.width()) {
        return Err(TreeError::Width {
            tile,
            found: hashes.len(),
        });
    }
    Ok(hashes)
}
