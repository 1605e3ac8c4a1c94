//! The log's own entries, which are public, in place of the ledger.

use std::time::Duration;

use domain::Timestamp;
use domain::canonical::Leaf;
use ledger::LedgerError;
use tlog::{BundleId, TILE_WIDTH};

use crate::layout::{self, CHECKPOINT};
use crate::leaves::Leaves;
use crate::storage::Storage;
use crate::tiles::bundle_leaves;

/// The entry bundles of a log that nobody writes to meanwhile.
pub struct Entries<'a> {
    storage: &'a dyn Storage,
    size: u64,
}

impl<'a> Entries<'a> {
    /// Of a log with so many entries.
    pub fn new(storage: &'a dyn Storage, size: u64) -> Self {
        Self { storage, size }
    }

    /// The entries of one bundle; an error that names it: it is not there, or not as its name says.
    fn bundle(&self, index: u64) -> Result<Vec<Leaf>, LedgerError> {
        let rest = self.size - index * TILE_WIDTH;
        let width = u16::try_from(rest.min(TILE_WIDTH)).unwrap_or(u16::MAX);
        let id = BundleId::new(index, width)
            .ok_or_else(|| LedgerError::Damaged(CHECKPOINT.to_owned()))?;
        let path = layout::in_log(&id.path());
        let bytes = self.storage.read(&path).ok().flatten();
        bytes
            .and_then(|bytes| bundle_leaves(&bytes, id))
            .ok_or(LedgerError::Damaged(path))
    }
}

impl Leaves for Entries<'_> {
    fn end(&self) -> u64 {
        self.size
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, LedgerError> {
        let end = self.size.min(from.saturating_add(limit as u64));
        let mut leaves = Vec::new();
        let mut next = from;
        while next < end {
            let bundle = self.bundle(next / TILE_WIDTH)?;
            let skip = usize::try_from(next % TILE_WIDTH).unwrap_or(usize::MAX);
            let want = usize::try_from(end - next).unwrap_or(usize::MAX);
            leaves.extend(bundle.into_iter().skip(skip).take(want));
            next = from + leaves.len() as u64;
        }
        Ok(leaves)
    }

    fn recorded_at(&self, _index: u64) -> Result<Option<Timestamp>, LedgerError> {
        // An entry is a commitment: it does not say.
        Ok(None)
    }

    fn wait_for(&self, _index: u64, _at_most: Duration) -> Result<(), LedgerError> {
        Ok(())
    }
}
