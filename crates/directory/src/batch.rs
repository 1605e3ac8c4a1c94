//! Batch requests: accepted for good, worked off in order, their results kept for sixty days.

use domain::{BrandCode, RequestId, Timestamp};

use crate::error::Result;
use crate::store::Directory;
use crate::user::Username;

/// How long a batch's result can be asked for, in days (contract 6.3).
pub const BATCH_DAYS: i64 = 60;

/// A batch to be accepted.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// Its id, which the client asks with.
    pub id: RequestId,
    /// The brand it is for.
    pub brand: BrandCode,
    /// Who sent it.
    pub user: Username,
    /// The version of the contract it came by: 1 or 2.
    pub version: u8,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How many items it has.
    pub items: u32,
    /// The items, in the caller's encoding and sealed by the caller.
    pub payload: Vec<u8>,
}

/// A batch that waits to be worked off.
#[derive(Clone, Debug)]
pub struct PendingBatch {
    /// Its place in the order of acceptance, from 1.
    pub sequence: u64,
    /// How often work on it began before; more than 0 after a crash.
    pub attempts: u32,
    /// The batch as accepted.
    pub batch: NewBatch,
}

/// A batch as a client may ask for it.
#[derive(Clone, Debug)]
pub struct BatchRow {
    /// Its id.
    pub id: RequestId,
    /// The brand it is for.
    pub brand: BrandCode,
    /// Who sent it.
    pub user: Username,
    /// The version of the contract it came by: 1 or 2.
    pub version: u8,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How many items it has.
    pub items: u32,
    /// How far it is.
    pub state: BatchState,
}

/// How far a batch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// It waits.
    Enqueued,
    /// It is done.
    Finished {
        /// When.
        finished_at: Timestamp,
        /// The items' results, as the worker stored them.
        results: Vec<u8>,
    },
}

/// What of a brand waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Batches.
    pub batches: u64,
    /// Their items.
    pub items: u64,
}

impl Directory {
    /// Accepts a batch and returns its sequence number; durable when it returns. Concurrent calls
    /// share one commit. `Exists(Batch)`: the id is taken; `NotFound(Brand)`.
    pub async fn accept_batch(&self, batch: NewBatch) -> Result<u64> {
        todo!()
    }

    /// The oldest unfinished batches with a sequence number above `after` (0: from the first), at
    /// most `limit`, oldest first.
    pub async fn next_batches(&self, after: u64, limit: u32) -> Result<Vec<PendingBatch>> {
        todo!()
    }

    /// Marks that work on a batch begins; returns how often it began before. Durable when it
    /// returns, so that after a crash the work is known to be a repetition. `NotFound(Batch)`: no
    /// such unfinished batch.
    pub async fn start_attempt(&self, id: RequestId) -> Result<u32> {
        todo!()
    }

    /// Stores a batch's results and drops its payload, in one transaction. Doing it again is
    /// harmless and changes nothing. `NotFound(Batch)`.
    pub async fn finish_batch(
        &self,
        id: RequestId,
        finished_at: Timestamp,
        results: Vec<u8>,
    ) -> Result<()> {
        todo!()
    }

    /// A brand's batch; `None` if the brand has none of this id or it is older than
    /// [`BATCH_DAYS`].
    pub async fn batch(
        &self,
        id: RequestId,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<Option<BatchRow>> {
        todo!()
    }

    /// What of a brand waits (contract 8 and 10).
    pub async fn pending(&self, brand: BrandCode) -> Result<Pending> {
        todo!()
    }

    /// Forgets finished batches older than [`BATCH_DAYS`]; says how many.
    pub async fn purge_batches(&self, now: Timestamp) -> Result<u64> {
        todo!()
    }
}
