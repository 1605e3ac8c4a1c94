//! Where the log's entries come from.

use std::time::Duration;

use domain::canonical::Leaf;
use domain::{Seq, Timestamp};
use ledger::{Ledger, LedgerError};

/// The leaves of all movements, in their order. What it has given once it must give again.
pub trait Leaves: Send + Sync {
    /// How many there are.
    fn end(&self) -> u64;

    /// The leaves from `from` on, at most `limit`; fewer only at the end.
    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, LedgerError>;

    /// When a movement was recorded; none: there is none yet.
    fn recorded_at(&self, index: u64) -> Result<Option<Timestamp>, LedgerError>;

    /// Sleeps until there is a movement at `index`, at most so long, perhaps less.
    fn wait_for(&self, index: u64, at_most: Duration) -> Result<(), LedgerError>;
}

impl Leaves for Ledger {
    fn end(&self) -> u64 {
        Self::end(self).0
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, LedgerError> {
        Self::leaves(self, Seq(from), limit)
    }

    fn recorded_at(&self, index: u64) -> Result<Option<Timestamp>, LedgerError> {
        Self::recorded_at(self, Seq(index))
    }

    fn wait_for(&self, index: u64, at_most: Duration) -> Result<(), LedgerError> {
        Self::wait_for(self, Seq(index), at_most).map(|_end| ())
    }
}
