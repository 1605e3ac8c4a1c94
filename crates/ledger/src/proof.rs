//! What proofs are made of: leaves for the public log, openings for receipts, and waiting for more.

use std::time::Duration;

use domain::canonical::{self, CommitmentKey, Leaf};
use domain::{Seq, Timestamp};

use crate::log::Log as _;
use crate::{Ledger, LedgerError, record};

/// What opens a leaf, as `docs/format.md` has it. It holds the recipient's address: only for those
/// entitled to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The key of the commitment.
    pub key: CommitmentKey,
    /// The movement's canonical bytes.
    pub canonical: Vec<u8>,
}

impl Ledger {
    /// The leaves of the movements from `from` on, in order and without a gap, at most `limit`;
    /// fewer at the durable end, none past it. A movement keeps its leaf when it is erased.
    pub fn leaves(&self, from: Seq, limit: usize) -> Result<Vec<Leaf>, LedgerError> {
        let core = self.core();
        let end = core.end().min(from.0.saturating_add(limit as u64));
        let leaves: Vec<Leaf> = core
            .engine()?
            .read_records(from.0, end, record::leaf)
            .collect::<Result<_, _>>()?;
        let reached = from.0.saturating_add(leaves.len() as u64);
        if reached < end {
            return Err(LedgerError::missing(reached));
        }
        Ok(leaves)
    }

    /// What opens the leaf at a position. `None`: the end has not come so far.
    /// [`LedgerError::Erased`]: it has been deleted, and nobody can open the leaf any more.
    pub fn opening(&self, seq: Seq) -> Result<Option<Opening>, LedgerError> {
        let core = self.core();
        if seq.0 >= core.end() {
            return Ok(None);
        }
        let record = core.log()?.record(seq)?;
        let movement = &record.recorded.movement;
        let unopened = || LedgerError::Damaged(format!("movement {} cannot be opened", seq.0));
        let Some(address) = core.address(movement.key.recipient)? else {
            // It may have been erased since the record was read.
            core.log()?.record(seq)?;
            return Err(unopened());
        };
        let opening = Opening {
            key: CommitmentKey(record.key),
            canonical: canonical::encode(movement, &address),
        };
        if record.leaf.is_opened_by(&opening.key, &opening.canonical) {
            Ok(Some(opening))
        } else {
            Err(unopened())
        }
    }

    /// When a movement was recorded. `None`: the end has not come so far. It is kept when a
    /// movement is erased.
    pub fn recorded_at(&self, seq: Seq) -> Result<Option<Timestamp>, LedgerError> {
        if seq.0 >= self.core().end() {
            return Ok(None);
        }
        Ok(Some(self.core().log()?.stored(seq)?.recorded_at()))
    }

    /// Sleeps until there is a movement at this position, but no longer than `at_most`, and
    /// perhaps less; says where the end is then. For a thread that follows the log.
    /// [`LedgerError::Stopped`]: there is none, and there will be none any more.
    pub fn wait_for(&self, seq: Seq, at_most: Duration) -> Result<Seq, LedgerError> {
        let core = self.core();
        let reached = core.wait_for_end(seq.0.saturating_add(1), at_most);
        if reached <= seq.0 {
            core.mode.check_open()?;
        }
        Ok(Seq(reached))
    }
}
