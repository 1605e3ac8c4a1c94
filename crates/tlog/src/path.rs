//! What tile and bundle paths share: the index in groups of three digits and the width of what is not full
//! (C2SP tlog-tiles, "Merkle Tree").

use std::fmt::{self, Write};

use crate::text;
use crate::tile::FULL;

/// Longest path that is read, in bytes; the longest that can be written has 40.
const MAX_PATH_BYTES: usize = 64;

/// A path that names nothing a log can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Not of the form the specification asks for.
    #[error("not a path of a tiled log")]
    Malformed,
    /// The number of the level is above what 2^64 leaves can need.
    #[error("no tree has a tile of this level")]
    Level,
    /// The index is above what 2^64 leaves can need.
    #[error("no tree has so many tiles of this level")]
    Index,
    /// The width is not 1 to 255.
    #[error("a partial tile is 1 to 255 wide")]
    Width,
}

/// Writes `x001/x234/067` and, unless it is full, `.p/<width>`.
pub(crate) fn write(out: &mut impl Write, index: u64, width: u16) -> fmt::Result {
    write_groups(out, index / 1000)?;
    write!(out, "{:03}", index % 1000)?;
    if width < FULL {
        write!(out, ".p/{width}")?;
    }
    Ok(())
}

fn write_groups(out: &mut impl Write, groups: u64) -> fmt::Result {
    if groups == 0 {
        return Ok(());
    }
    write_groups(out, groups / 1000)?;
    write!(out, "x{:03}/", groups % 1000)
}

/// Checks the length before anything is looked at.
pub(crate) fn bounded(path: &str) -> Result<&str, PathError> {
    if path.len() > MAX_PATH_BYTES {
        return Err(PathError::Malformed);
    }
    Ok(path)
}

/// Reads what [`write()`] writes, and nothing else: one tile has one path.
pub(crate) fn parse(path: &str) -> Result<(u64, u16), PathError> {
    let (index, width) = match path.split_once(".p/") {
        Some((index, width)) => (index, parse_width(width)?),
        None => (path, FULL),
    };
    Ok((parse_index(index)?, width))
}

fn parse_width(text: &str) -> Result<u16, PathError> {
    let width = text::decimal(text).ok_or(PathError::Malformed)?;
    match u16::try_from(width) {
        Ok(width) if (1..FULL).contains(&width) => Ok(width),
        _ => Err(PathError::Width),
    }
}

fn parse_index(text: &str) -> Result<u64, PathError> {
    let (groups, last) = match text.rsplit_once('/') {
        Some((groups, last)) => (Some(groups), last),
        None => (None, text),
    };
    let mut index = 0_u64;
    for (place, group) in groups.iter().flat_map(|all| all.split('/')).enumerate() {
        let digits = group.strip_prefix('x').ok_or(PathError::Malformed)?;
        let value = three_digits(digits)?;
        if place == 0 && value == 0 {
            // Leading groups of zeroes would give one tile a second path.
            return Err(PathError::Malformed);
        }
        index = shift(index, value)?;
    }
    shift(index, three_digits(last)?)
}

fn shift(index: u64, group: u64) -> Result<u64, PathError> {
    index
        .checked_mul(1000)
        .and_then(|index| index.checked_add(group))
        .ok_or(PathError::Index)
}

fn three_digits(text: &str) -> Result<u64, PathError> {
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PathError::Malformed);
    }
    text.parse().map_err(|_| PathError::Malformed)
}
