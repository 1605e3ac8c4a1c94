//! The log as those need it who decide and commit, wherever it is kept. What is kept in the data folder is
//! [`crate::engine::Engine`]'s.

use domain::Seq;

use crate::LedgerError;
use crate::record::{Record, Stored};

/// A row of the log, with what stands beside it (decision 3).
pub(crate) struct Row {
    /// The position of the first record.
    pub(crate) first: u64,
    /// The records, as [`crate::log_row::put`] lays them out.
    pub(crate) records: Vec<u8>,
    /// The sealed addresses these records have brought, as [`crate::log_row::put_address`] lays them out.
    pub(crate) addresses: Vec<u8>,
}

impl Row {
    /// A row without records.
    pub(crate) const fn new(first: u64) -> Self {
        Self {
            first,
            records: Vec::new(),
            addresses: Vec::new(),
        }
    }
}

/// One ordered log of records.
pub(crate) trait Log {
    /// Adds rows at the end, all or none; they are durable when it returns. After an error nobody knows whether they
    /// are there, and nothing more may be added before that is known.
    fn append(&self, rows: &[Row]) -> Result<(), LedgerError>;

    /// The position after the last record.
    fn end(&self) -> Result<u64, LedgerError>;

    /// What stands at a position that must exist.
    fn stored(&self, seq: Seq) -> Result<Stored, LedgerError>;

    /// What stands in the log, in order, from `from` on, up to and without `end`.
    fn records(&self, from: u64, end: u64) -> impl Iterator<Item = Result<Stored, LedgerError>>;

    /// The record at a position that must exist. [`LedgerError::Erased`]: it does not any more.
    fn record(&self, seq: Seq) -> Result<Record, LedgerError> {
        self.stored(seq)?.kept(seq)
    }
}
