//! Trees to test with: a small one kept as tiles, a huge one that is computed where it is looked at, and the naive
//! recursion of RFC 6962 to hold both against.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tlog::{
    Appender, Hash, KeyName, SigningKey, TILE_WIDTH, TileId, Tiles, empty_root, leaf_hash,
    node_hash,
};

/// A hash from its 64 hexadecimal digits.
pub fn hash(digits: &str) -> Hash {
    let mut hash = [0; 32];
    assert_eq!(digits.len(), 2 * hash.len());
    for (byte, at) in hash.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    }
    hash
}

/// A hash from its base64.
pub fn hash64(text: &str) -> Hash {
    STANDARD.decode(text).unwrap().try_into().unwrap()
}

/// The tile of this level, index and width.
pub fn tile(level: u8, index: u64, width: u16) -> TileId {
    TileId::new(level, index, width).unwrap()
}

/// A key's name.
pub fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

/// The log's key of this name made from a seed of 32 such bytes.
pub fn signing_key(key: &str, seed: u8) -> SigningKey {
    SigningKey::from_seed(name(key), &[seed; 32])
}

/// A signature's line put together by hand.
pub fn signature_line(name: &str, id: [u8; 4], signature: &[u8]) -> String {
    let bytes = [&id, signature].concat();
    format!("\u{2014} {name} {}", STANDARD.encode(bytes))
}

/// The hash of leaf number `index`.
pub fn leaf(index: u64) -> Hash {
    leaf_hash(&index.to_be_bytes())
}

/// The first so many leaves.
pub fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(leaf).collect()
}

/// MTH of RFC 6962, section 2.1, word for word.
pub fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH of RFC 6962, section 2.1.1, word for word.
pub fn naive_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut path, sibling) = if index < middle {
        (naive_inclusion(index, left), right)
    } else {
        (naive_inclusion(index - middle, right), left)
    };
    path.push(naive_root(sibling));
    path
}

/// PROOF of RFC 6962, section 2.1.2, word for word.
pub fn naive_consistency(old: usize, leaves: &[Hash]) -> Vec<Hash> {
    if old == 0 {
        return Vec::new();
    }
    naive_subproof(old, leaves, true)
}

fn naive_subproof(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut proof, sibling) = if old <= middle {
        (naive_subproof(old, left, whole), right)
    } else {
        (naive_subproof(old - middle, right, false), left)
    };
    proof.push(naive_root(sibling));
    proof
}

/// The largest power of two below it, found by trying.
fn split(length: usize) -> usize {
    let mut power = 1;
    while power * 2 < length {
        power *= 2;
    }
    power
}

/// Tiles as they would lie on a disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf(pub BTreeMap<TileId, Vec<u8>>);

impl Shelf {
    /// All tiles of a tree of this size, made at once.
    pub fn of(size: u64) -> Self {
        let mut shelf = Self::default();
        Appender::new().append(&leaves(size), &mut shelf.writer());
        shelf
    }

    /// What [`Appender::append`] writes to. A path that was written must never get other bytes.
    pub fn writer(&mut self) -> impl FnMut(TileId, &[u8]) {
        |tile, bytes| {
            assert_eq!(bytes.len(), tile.bytes());
            let before = self.0.insert(tile, bytes.to_vec());
            assert!(before.is_none(), "{tile} was written twice");
        }
    }
}

impl Tiles for Shelf {
    type Error = TileId;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, TileId> {
        let bytes = self.0.get(&id).ok_or(id)?;
        let (hashes, rest) = bytes.as_chunks();
        assert!(rest.is_empty());
        Ok(hashes.to_vec())
    }
}

/// A tree of any size whose leaves are all the same but for a few, so that each of its hashes is quick to compute.
#[derive(Debug, Clone)]
pub struct Sparse {
    pub size: u64,
    /// The leaves that differ from the others and from each other.
    pub special: Vec<u64>,
    /// The roots of whole subtrees of 2^n ordinary leaves.
    plain: Vec<Hash>,
}

impl Sparse {
    pub fn new(size: u64, special: &[u64]) -> Self {
        let mut plain = vec![leaf_hash(b"ordinary")];
        for height in 0..u64::BITS as usize {
            plain.push(node_hash(&plain[height], &plain[height]));
        }
        Self {
            size,
            special: special.to_vec(),
            plain,
        }
    }

    /// MTH over the leaves from `low` to before `high`.
    pub fn naive_root(&self, low: u64, high: u64) -> Hash {
        let leaves = high - low;
        if leaves == 0 {
            return empty_root();
        }
        if leaves.is_power_of_two() && low.is_multiple_of(leaves) {
            return self.whole(leaves.ilog2(), low / leaves);
        }
        let middle = low + (1 << (leaves - 1).ilog2());
        node_hash(
            &self.naive_root(low, middle),
            &self.naive_root(middle, high),
        )
    }

    /// The root of the whole subtree number `index` of its height.
    fn whole(&self, height: u32, index: u64) -> Hash {
        let here = |leaf: &&u64| **leaf >> height == index;
        match self.special.iter().find(here) {
            None => self.plain[height as usize],
            Some(special) if height == 0 => leaf(*special),
            Some(_) => node_hash(
                &self.whole(height - 1, index * 2),
                &self.whole(height - 1, index * 2 + 1),
            ),
        }
    }
}

impl Tiles for Sparse {
    type Error = TileId;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, TileId> {
        let height = u32::from(id.level()) * 8;
        let first = id.index() * TILE_WIDTH;
        let end = first + u64::from(id.width());
        // Nobody may ask for what the tree has not, or for a partial tile of another size.
        let there = self.size >> height;
        if end > there || (!id.is_full() && end != there) {
            return Err(id);
        }
        Ok((first..end).map(|at| self.whole(height, at)).collect())
    }
}
