//! The `meta` keyspace: what the ledger has to know about itself.

use std::path::Path;

use crate::bytes::{self, Reader};
use crate::engine::{Batch, Engine, Table};
use crate::erasure::Ended;
use crate::hash::Map;
use crate::{BrandCounts, LedgerError, OpenError, row};
use domain::BrandCode;
use keys::Keys;

/// The layout this program writes and reads.
const FORMAT: u8 = 2;
/// `meta`: the layout's number.
const META_FORMAT: &[u8] = b"format";
/// `meta`: tells this ledger's key file from others.
const META_KEY_CHECK: &[u8] = b"key-check";
/// `meta`: the position up to which the derived keyspaces are complete.
const META_INDEXED: &[u8] = b"indexed";
/// `meta`: followed by a brand (4): approvals (8) and refusals (8) at `indexed`.
const META_COUNTS: &[u8] = b"counts/";
/// `meta`: followed by a follower's name: its cursor (8).
const META_FOLLOWER: &[u8] = b"follower/";
/// `meta`: the records that are being erased, each its key (21) and the position of its newest
/// movement (8); absent unless an erasure is under way.
const META_ERASING: &[u8] = b"erasing";
/// `meta`: not empty from the beginning of an erasure until what it replaced is off the disk.
const META_UNSCRUBBED: &[u8] = b"unscrubbed";

impl Engine {
    /// Of a new ledger, notes its layout and its keys.
    pub(super) fn note_format(&self, keys: &Keys) -> Result<(), LedgerError> {
        let mut batch = Batch::default();
        batch.insert(Table::Meta, META_FORMAT, [FORMAT]);
        batch.insert(Table::Meta, META_KEY_CHECK, keys.check());
        Ok(self.commit(&batch)?)
    }

    /// Sees that the layout is this program's and that the keys are this ledger's.
    pub(super) fn check_format(&self, folder: &Path, keys: &Keys) -> Result<(), OpenError> {
        match self.meta.get(META_FORMAT)? {
            // It is the first thing written: whatever was written after it is gone as well.
            None => {
                return Err(OpenError::Damaged("the beginning of it is gone".to_owned()));
            }
            Some(format) if *format == [FORMAT] => {}
            Some(format) => {
                return Err(OpenError::Damaged(format!(
                    "its layout is {format:?}, this program reads {FORMAT}"
                )));
            }
        }
        match self.meta.get(META_KEY_CHECK)? {
            Some(check) if *check == keys.check() => Ok(()),
            _ => Err(OpenError::KeyFile(Keys::path(folder))),
        }
    }

    /// The position up to which the derived keyspaces are complete.
    pub(crate) fn indexed(&self) -> Result<u64, LedgerError> {
        Ok(self
            .meta
            .get(META_INDEXED)?
            .and_then(|bytes| row::seq_at_end(&bytes))
            .unwrap_or(0))
    }

    /// All brands' counts at [`Engine::indexed`].
    pub(crate) fn counts(
        &self,
    ) -> impl Iterator<Item = Result<(BrandCode, BrandCounts), LedgerError>> {
        self.meta.prefix(META_COUNTS).map(|row| {
            let (key, value) = row.into_inner()?;
            let brand = key
                .last_chunk::<4>()
                .map(|code| BrandCode(u32::from_be_bytes(*code)));
            brand.zip(read_counts(&value)).ok_or_else(bad_counts)
        })
    }

    /// Adds to a batch what brands' counts lose.
    pub(crate) fn take_counts(
        &self,
        batch: &mut Batch,
        gone: &Map<BrandCode, BrandCounts>,
    ) -> Result<(), LedgerError> {
        for (brand, gone) in gone {
            let mut counts = match self.meta.get(counts_key(*brand))? {
                Some(value) => read_counts(&value).ok_or_else(bad_counts)?,
                None => BrandCounts::default(),
            };
            counts.take(*gone);
            batch.insert(Table::Meta, counts_key(*brand), counts_value(counts));
        }
        Ok(())
    }

    /// Adds to a batch which records are being erased.
    pub(crate) fn put_erasing(batch: &mut Batch, ended: &[Ended]) {
        let mut value = Vec::with_capacity(ended.len() * (bytes::KEY_LEN + 8));
        for ended in ended {
            value.extend_from_slice(&bytes::key_bytes(&ended.key));
            value.extend_from_slice(&ended.head.to_be_bytes());
        }
        batch.insert(Table::Meta, META_ERASING, value);
        batch.insert(Table::Meta, META_UNSCRUBBED, [1]);
    }

    /// Whether what an erasure replaced may still be on the disk.
    pub(crate) fn is_unscrubbed(&self) -> Result<bool, LedgerError> {
        let noted = self.meta.get(META_UNSCRUBBED)?;
        Ok(noted.is_some_and(|noted| !noted.is_empty()))
    }

    /// Notes that it no longer is.
    pub(crate) fn note_scrubbed(&self) -> Result<(), LedgerError> {
        Ok(self.meta.insert(META_UNSCRUBBED, [])?)
    }

    /// Adds to a batch that no record is being erased any more.
    pub(crate) fn remove_erasing(batch: &mut Batch) {
        batch.remove(Table::Meta, META_ERASING);
    }

    /// The records whose erasure has begun and has not ended.
    pub(crate) fn erasing(&self) -> Result<Vec<Ended>, LedgerError> {
        let Some(value) = self.meta.get(META_ERASING)? else {
            return Ok(Vec::new());
        };
        let mut reader = Reader(&value);
        let mut ended = Vec::new();
        while !reader.is_empty() {
            let read = reader.key().zip(reader.array().map(u64::from_be_bytes));
            let (key, head) = read.ok_or_else(|| {
                LedgerError::Damaged("the list of what is being erased".to_owned())
            })?;
            ended.push(Ended { key, head });
        }
        Ok(ended)
    }

    /// Says that the derived keyspaces are complete up to `indexed`, with the counts there.
    pub(crate) fn set_indexed(
        &self,
        indexed: u64,
        counts: &[(BrandCode, BrandCounts)],
    ) -> Result<(), LedgerError> {
        let mut batch = Batch::default();
        batch.insert(Table::Meta, META_INDEXED, indexed.to_be_bytes());
        for (brand, counts) in counts {
            batch.insert(Table::Meta, counts_key(*brand), counts_value(*counts));
        }
        Ok(self.commit(&batch)?)
    }

    /// A follower's cursor: the first position it has not done.
    pub(crate) fn cursor(&self, name: &str) -> Result<u64, LedgerError> {
        let key = [META_FOLLOWER, name.as_bytes()].concat();
        Ok(self
            .meta
            .get(key)?
            .and_then(|bytes| row::seq_at_end(&bytes))
            .unwrap_or(0))
    }

    /// All followers' cursors, by name.
    pub(crate) fn cursors(&self) -> impl Iterator<Item = Result<(String, u64), LedgerError>> {
        self.meta.prefix(META_FOLLOWER).map(|row| {
            let (key, value) = row.into_inner()?;
            let name = String::from_utf8_lossy(&key[META_FOLLOWER.len()..]).into_owned();
            let next = row::seq_at_end(&value);
            let next = next.ok_or_else(|| LedgerError::Damaged(format!("the cursor of {name}")))?;
            Ok((name, next))
        })
    }

    /// Keeps a follower's cursor; on disk when it returns.
    pub(crate) fn set_cursor(&self, name: &str, next: u64) -> Result<(), LedgerError> {
        let mut batch = Batch::default();
        let key = [META_FOLLOWER, name.as_bytes()].concat();
        batch.insert(Table::Meta, key, next.to_be_bytes());
        Ok(self.commit(&batch)?)
    }
}

fn counts_key(brand: BrandCode) -> Vec<u8> {
    [META_COUNTS, &brand.0.to_be_bytes()].concat()
}

fn counts_value(counts: BrandCounts) -> [u8; 16] {
    let mut value = [0; 16];
    value[..8].copy_from_slice(&counts.approvals.to_be_bytes());
    value[8..].copy_from_slice(&counts.refusals.to_be_bytes());
    value
}

fn read_counts(value: &[u8]) -> Option<BrandCounts> {
    let (approvals, refusals) = value.split_first_chunk::<8>()?;
    Some(BrandCounts {
        approvals: u64::from_be_bytes(*approvals),
        refusals: u64::from_be_bytes(refusals.try_into().ok()?),
    })
}

fn bad_counts() -> LedgerError {
    LedgerError::Damaged("a brand's counts".to_owned())
}
