//! What can be asked of a log under its prefix.

use std::fmt;

use crate::bundle::BundleId;
use crate::path::PathError;
use crate::tile::TileId;

/// One of a log's resources (C2SP tlog-tiles, "APIs").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResourceId {
    /// The newest signed checkpoint; the only one that changes.
    Checkpoint,
    /// Hashes of the tree.
    Tile(TileId),
    /// The entries themselves.
    Bundle(BundleId),
}

impl ResourceId {
    /// Reads a path under the log's prefix, without a slash before it. What it accepts is safe as a path of files: each
    /// part is digits, `x` and digits, or a word of the specification.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        if path == "checkpoint" {
            Ok(Self::Checkpoint)
        } else if path.starts_with("tile/entries/") {
            BundleId::parse(path).map(Self::Bundle)
        } else {
            TileId::parse(path).map(Self::Tile)
        }
    }

    /// The path [`parse`](Self::parse) reads.
    pub fn path(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for ResourceId {
    /// The path.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint => out.write_str("checkpoint"),
            Self::Tile(tile) => tile.fmt(out),
            Self::Bundle(bundle) => bundle.fmt(out),
        }
    }
}
