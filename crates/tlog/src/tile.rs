//! Tiles: the tree cut into pieces eight levels high, named by level, index and width (C2SP tlog-tiles).
//!
//! A tile holds the hashes of its lowest row only; what is between them and the next tile's is computed. A tile that is
//! not full yet is named by its width, so that whatever a path names never changes.

use std::fmt;

use crate::hash::{HASH_BYTES, Hash, perfect_root};
use crate::path::{self, PathError};
use crate::text;

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = FULL as u64;
/// [`TILE_WIDTH`] as the width of one tile.
pub(crate) const FULL: u16 = 256;
/// Levels of the tree one tile spans: 2^8 = [`TILE_WIDTH`].
pub(crate) const TILE_HEIGHT: u32 = 8;
/// Length of a full tile, in bytes.
pub const TILE_BYTES: usize = FULL as usize * HASH_BYTES;
/// The highest level of tiles: eight of them span 2^64 leaves.
pub const MAX_LEVEL: u8 = 7;

/// One tile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// The tile of this level (0 holds leaf hashes), index in the level, and width in hashes (1 to 256); `None` when a
    /// tree of at most 2^64 leaves has no such tile.
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        let exists = level <= MAX_LEVEL && index < tiles_max(level) && is_width(width);
        exists.then_some(Self {
            level,
            index,
            width,
        })
    }

    /// 0 for the tiles of leaf hashes, at most [`MAX_LEVEL`].
    pub fn level(self) -> u8 {
        self.level
    }

    /// Place in its level, from 0.
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of hashes in it, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Its length, in bytes.
    pub fn bytes(self) -> usize {
        usize::from(self.width) * HASH_BYTES
    }

    /// Whether it will never grow.
    pub fn is_full(self) -> bool {
        self.width == FULL
    }

    /// The full tile this one is or will become.
    #[must_use]
    pub fn full(self) -> Self {
        Self {
            width: FULL,
            ..self
        }
    }

    /// Its path under the log's prefix, as `tile/0/x001/234.p/5`.
    pub fn path(self) -> String {
        self.to_string()
    }

    /// Reads such a path; every tile has one path only.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        let rest = path::bounded(path)?
            .strip_prefix("tile/")
            .ok_or(PathError::Malformed)?;
        let (level, rest) = rest.split_once('/').ok_or(PathError::Malformed)?;
        let level = text::decimal(level).ok_or(PathError::Malformed)?;
        let level = u8::try_from(level)
            .ok()
            .filter(|level| *level <= MAX_LEVEL)
            .ok_or(PathError::Level)?;
        let (index, width) = path::parse(rest)?;
        Self::new(level, index, width).ok_or(PathError::Index)
    }

    /// Every tile of a tree of this many leaves, full ones and those at the right edge, from the leaves up.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        Self::added(0, size)
    }

    /// The tiles that a tree of `new` leaves has and a tree of `old` leaves had not, or had less wide, from the leaves
    /// up; none when the tree does not grow.
    pub fn added(old: u64, new: u64) -> impl Iterator<Item = Self> {
        (0..=MAX_LEVEL).flat_map(move |level| {
            let shift = u32::from(level) * TILE_HEIGHT;
            spans(old >> shift, new >> shift).map(move |(index, width)| Self {
                level,
                index,
                width,
            })
        })
    }

    /// The tile of a tree of `size` leaves that holds this level's hash number `at`, as wide as it is in that tree.
    /// The hash must be in it.
    pub(crate) fn holding(level: u8, at: u64, size: u64) -> Self {
        let hashes = size >> (u32::from(level) * TILE_HEIGHT);
        debug_assert!(at < hashes);
        let index = at / TILE_WIDTH;
        let width = if index == hashes / TILE_WIDTH {
            rest(hashes)
        } else {
            FULL
        };
        Self {
            level,
            index,
            width,
        }
    }
}

impl fmt::Display for TileId {
    /// The path.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "tile/{}/", self.level)?;
        path::write(out, self.index, self.width)
    }
}

/// What a full tile is to the tile above it: the root over its hashes; `None` when they are not 256.
pub fn tile_root(hashes: &[Hash]) -> Option<Hash> {
    (hashes.len() as u64 == TILE_WIDTH).then(|| perfect_root(hashes))
}

/// How many tiles of a level 2^64 leaves fill.
pub(crate) fn tiles_max(level: u8) -> u64 {
    1 << (u64::BITS - TILE_HEIGHT * (u32::from(level) + 1))
}

/// Index and width of each piece that is new or wider when a row grows from `old` to `new` hashes.
pub(crate) fn spans(old: u64, new: u64) -> impl Iterator<Item = (u64, u16)> {
    let full = if new > old {
        old / TILE_WIDTH..new / TILE_WIDTH
    } else {
        0..0
    };
    let partial = (new > old && rest(new) > 0).then_some((new / TILE_WIDTH, rest(new)));
    full.map(|index| (index, FULL)).chain(partial)
}

/// How many of so many hashes do not fill a tile: the width of the partial tile, 0 when there is none.
pub(crate) fn rest(hashes: u64) -> u16 {
    // The remainder by 256 is the lowest byte.
    u16::from(hashes.to_le_bytes()[0])
}

/// Whether a tile can be that wide.
pub(crate) fn is_width(width: u16) -> bool {
    (1..=FULL).contains(&width)
}
