//! Entry bundles: the leaves themselves, 256 to a file, each with its length before it (C2SP tlog-tiles, "Log
//! entries").

use std::fmt;

use crate::path::{self, PathError};
use crate::tile::{FULL, TILE_WIDTH, is_width, spans, tiles_max};

/// Longest entry, in bytes: its length is written in two.
pub const MAX_ENTRY_BYTES: usize = 65_535;

/// Length of an entry's length, in bytes.
const LENGTH_BYTES: usize = 2;

/// One bundle's name: that of the tile of level 0 with the hashes of the same entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    index: u64,
    width: u16,
}

impl BundleId {
    /// The bundle of this index and width in entries (1 to 256); `None` when a tree of at most 2^64 leaves has no such
    /// bundle.
    pub fn new(index: u64, width: u16) -> Option<Self> {
        (index < tiles_max(0) && is_width(width)).then_some(Self { index, width })
    }

    /// Place among the bundles, from 0; its first entry is `index * 256`.
    pub fn index(self) -> u64 {
        self.index
    }

    /// Number of entries in it, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// The log's index of its first entry.
    pub fn first(self) -> u64 {
        self.index * TILE_WIDTH
    }

    /// Whether it will never grow.
    pub fn is_full(self) -> bool {
        self.width == FULL
    }

    /// The full bundle this one is or will become.
    #[must_use]
    pub fn full(self) -> Self {
        Self {
            width: FULL,
            ..self
        }
    }

    /// Its path under the log's prefix, as `tile/entries/x001/234.p/5`.
    pub fn path(self) -> String {
        self.to_string()
    }

    /// Reads such a path; every bundle has one path only.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        let rest = path::bounded(path)?
            .strip_prefix("tile/entries/")
            .ok_or(PathError::Malformed)?;
        let (index, width) = path::parse(rest)?;
        Self::new(index, width).ok_or(PathError::Index)
    }

    /// Every bundle of a log of this many entries.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        Self::added(0, size)
    }

    /// The bundles that a log of `new` entries has and one of `old` entries had not, or had less wide; none when the
    /// log does not grow.
    pub fn added(old: u64, new: u64) -> impl Iterator<Item = Self> {
        spans(old, new).map(|(index, width)| Self { index, width })
    }
}

impl fmt::Display for BundleId {
    /// The path.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("tile/entries/")?;
        path::write(out, self.index, self.width)
    }
}

/// An entry that no bundle can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an entry of {length} bytes; a log holds at most {MAX_ENTRY_BYTES}")]
pub struct EntryError {
    /// Its length, in bytes.
    pub length: usize,
}

/// Why bytes are not the bundle they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// They end inside an entry or before the last one.
    #[error("the bundle ends in entry {entry}")]
    Short {
        /// Place of the entry in the bundle, from 0.
        entry: u16,
    },
    /// Something follows the last entry.
    #[error("{bytes} bytes follow the bundle's last entry")]
    Long {
        /// How many bytes.
        bytes: usize,
    },
}

/// Appends an entry with its length to a bundle. Nothing is appended when it is too long.
pub fn encode_entry(out: &mut Vec<u8>, entry: &[u8]) -> Result<(), EntryError> {
    let length = u16::try_from(entry.len()).map_err(|_| EntryError {
        length: entry.len(),
    })?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle that holds exactly `width` of them.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    // What is reserved is bounded by what is there, whatever width was asked for.
    let mut entries = Vec::with_capacity(usize::from(width).min(bytes.len() / LENGTH_BYTES));
    let mut rest = bytes;
    for entry in 0..width {
        let short = BundleError::Short { entry };
        let (length, after) = rest.split_first_chunk().ok_or(short.clone())?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (found, after) = after.split_at_checked(length).ok_or(short)?;
        entries.push(found);
        rest = after;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(BundleError::Long { bytes: rest.len() })
    }
}
