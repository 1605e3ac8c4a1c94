//! Beside each finished file, whom it may hold checks about: so that looking up one recipient reads few files,
//! however many checks there are.
//!
//! A blocked Bloom filter over the first 8 bytes of the pseudonyms, derived from the file it stands beside and made
//! anew where it is missing. It says "no" surely and "perhaps" otherwise, wrongly less than once in
//! a thousand; what it says is believed only where its checksums are right.
//!
//! ```text
//! file      "izinflt1" · the file's length (8) · oldest time (8) · newest time (8) · blocks (4) · CRC-32 of this (4) ·
//!           the blocks, of 64 bytes each
//! block     480 bits · CRC-32 of them (4)
//! ```

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use domain::{RecipientId, Timestamp};

use super::frame::{self, PREFIX_LEN};
use super::segment;

/// What the files' names end in, in place of the checks' own ending.
const EXTENSION: &str = "filter";
/// First bytes of every file.
const TITLE: &[u8; 8] = b"izinflt1";
/// Length of what stands before the blocks.
const HEAD_LEN: usize = 40;
/// Length of a block.
const BLOCK_LEN: usize = 64;
/// How many bits of a block are the filter's.
const BLOCK_BITS: u64 = 480;
/// How many recipients a block is for, on average: 20 bits each.
const BLOCK_KEYS: u64 = 24;
/// How many bits of its block each recipient sets.
const KEY_BITS: u32 = 8;

/// Whether a finished file may hold checks about a recipient made within `[from, until]`. Makes the filter where
/// there is none; where that fails, it may.
pub(super) fn may_hold(
    checks: &Path,
    recipient: RecipientId,
    (from, until): (Timestamp, Timestamp),
) -> bool {
    let asked = || -> io::Result<bool> {
        let mut filter = Filter::open(checks)?;
        if filter.is_none() {
            make(checks)?;
            filter = Filter::open(checks)?;
        }
        let Some(filter) = filter else {
            return Ok(true);
        };
        if filter.newest < from || filter.oldest > until {
            return Ok(false);
        }
        filter.may_hold(key_of(recipient))
    };
    asked().unwrap_or_else(|error| {
        tracing::warn!(%error, file = %checks.display(), "a filter of the log of checks cannot be used; the file is read whole");
        true
    })
}

/// Makes the filter of a file that is written to no more.
pub(super) fn make(checks: &Path) -> io::Result<()> {
    let len = fs::metadata(checks)?.len();
    let mut keys = 0;
    let mut times: Option<(Timestamp, Timestamp)> = None;
    segment::heads(checks, |head| {
        keys += frame::recipients_max(head.kind, head.body_len);
        let (oldest, newest) = times.unwrap_or((head.oldest, head.newest));
        times = Some((oldest.min(head.oldest), newest.max(head.newest)));
    })?;
    let (oldest, newest) = times.unwrap_or((Timestamp::from_millis(0), Timestamp::from_millis(0)));
    let blocks = u32::try_from(keys.div_ceil(BLOCK_KEYS).max(1)).map_err(io::Error::other)?;
    let mut bytes = vec![0; blocks as usize * BLOCK_LEN];
    segment::scan(checks, oldest, newest, |kind, body| {
        frame::each_recipient(kind, body, |key| {
            let block = block_of(key, blocks) * BLOCK_LEN;
            for bit in bits_of(key) {
                bytes[block + bit / 8] |= 1 << (bit % 8);
            }
        });
        true
    })?;
    for block in bytes.chunks_exact_mut(BLOCK_LEN) {
        let (bits, sum) = block.split_at_mut(BLOCK_LEN - 4);
        sum.copy_from_slice(&crc32fast::hash(bits).to_le_bytes());
    }

    let place = path(checks);
    let unfinished = place.with_extension("filter-new");
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(&head(len, oldest, newest, blocks))?;
    file.write_all(&bytes)?;
    fs::rename(unfinished, place)
}

/// Removes a file's filter, if there is one.
pub(super) fn forget(checks: &Path) -> io::Result<()> {
    match fs::remove_file(path(checks)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Where the filter of a file stands.
pub(super) fn path(checks: &Path) -> PathBuf {
    checks.with_extension(EXTENSION)
}

/// An open filter.
struct Filter {
    file: File,
    oldest: Timestamp,
    newest: Timestamp,
    blocks: u32,
}

impl Filter {
    /// Opens it; `None`: there is none, or none of the file as it is.
    fn open(checks: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path(checks)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut bytes = [0; HEAD_LEN];
        match file.read_exact_at(&mut bytes, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let number = |at: usize| i64::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
        let (oldest, newest) = (number(16), number(24));
        let (oldest, newest) = (
            Timestamp::from_millis(oldest),
            Timestamp::from_millis(newest),
        );
        let blocks = u32::from_le_bytes(std::array::from_fn(|byte| bytes[32 + byte]));
        let len = fs::metadata(checks)?.len();
        let right = head(len, oldest, newest, blocks) == bytes
            && file.metadata()?.len() == HEAD_LEN as u64 + u64::from(blocks) * BLOCK_LEN as u64;
        Ok((right && blocks > 0).then_some(Self {
            file,
            oldest,
            newest,
            blocks,
        }))
    }

    fn may_hold(&self, key: u64) -> io::Result<bool> {
        let mut block = [0; BLOCK_LEN];
        let at = HEAD_LEN + block_of(key, self.blocks) * BLOCK_LEN;
        self.file.read_exact_at(&mut block, at as u64)?;
        let (bits, sum) = block.split_at(BLOCK_LEN - 4);
        if crc32fast::hash(bits).to_le_bytes() != *sum {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "damaged"));
        }
        Ok(bits_of(key).all(|bit| bits[bit / 8] >> (bit % 8) & 1 == 1))
    }
}

fn head(len: u64, oldest: Timestamp, newest: Timestamp, blocks: u32) -> [u8; HEAD_LEN] {
    let mut bytes = [0; HEAD_LEN];
    bytes[..8].copy_from_slice(TITLE);
    bytes[8..16].copy_from_slice(&len.to_le_bytes());
    bytes[16..24].copy_from_slice(&oldest.as_millis().to_le_bytes());
    bytes[24..32].copy_from_slice(&newest.as_millis().to_le_bytes());
    bytes[32..36].copy_from_slice(&blocks.to_le_bytes());
    let sum = crc32fast::hash(&bytes[..36]);
    bytes[36..].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// What a recipient is known by here; as much as lists keep of it.
fn key_of(recipient: RecipientId) -> u64 {
    u64::from_le_bytes(std::array::from_fn::<_, PREFIX_LEN, _>(|byte| {
        recipient.0[byte]
    }))
}

/// The block of a key. Pseudonyms are keyed hashes, so that any part of one is spread evenly.
fn block_of(key: u64, blocks: u32) -> usize {
    usize::try_from(((key >> 32) * u64::from(blocks)) >> 32).unwrap_or_default()
}

/// The bits of a key in its block, each from 16 bits of a mix of the whole key, since its upper half has chosen the
/// block already.
fn bits_of(key: u64) -> impl Iterator<Item = usize> {
    let mixed = (key ^ (key >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (0..KEY_BITS).map(move |number| {
        let place = (mixed.rotate_left(8 * number) & 0xffff) % BLOCK_BITS;
        usize::try_from(place).unwrap_or_default()
    })
}
