//! Batch requests: accepted for good, worked off in order, their results kept for sixty days.

use std::time::Duration;

use domain::{BrandCode, RequestId, Timestamp};

use crate::accounts::user::Username;
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::row::{Columns as _, FromRow, row};
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// How long a batch's result can be asked for: 60 days (contract 6.3).
pub const BATCH_KEPT: Duration = Duration::from_hours(60 * 24);

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
        self.write(move |connection| Box::pin(insert(connection, batch)))
            .await
    }

    /// The oldest unfinished batches with a sequence number above `after` (0: from the first), at
    /// most `limit`, oldest first.
    pub async fn next_batches(&self, after: u64, limit: u32) -> Result<Vec<PendingBatch>> {
        let next = sql!(PendingBatch::rows("WHERE finished_at IS NULL AND sequence > $1 \
             ORDER BY sequence LIMIT $2"); after, limit);
        self.all(next).await
    }

    /// A brand's unfinished batches accepted within `[from, until)` with a sequence number above
    /// `after` (0: from the first), at most `limit`, oldest first.
    pub async fn waiting_batches(
        &self,
        brand: BrandCode,
        (from, until): (Timestamp, Timestamp),
        after: u64,
        limit: u32,
    ) -> Result<Vec<PendingBatch>> {
        let waiting = sql!(PendingBatch::rows("WHERE brand = $1 AND finished_at IS NULL \
             AND accepted_at >= $2 AND accepted_at < $3 AND sequence > $4 ORDER BY sequence \
             LIMIT $5"); brand, from, until, after, limit);
        self.all(waiting).await
    }

    /// Marks that work on a batch begins; returns how often it began before. Durable when it
    /// returns, so that after a crash the work is known to be a repetition. `NotFound(Batch)`: no
    /// such unfinished batch.
    pub async fn start_attempt(&self, id: RequestId) -> Result<u32> {
        self.write(work!(|connection| {
            let begin = sql!("UPDATE batches SET attempts = attempts + 1 WHERE id = $1 \
                 AND finished_at IS NULL RETURNING attempts"; id);
            let attempts: Option<u32> = begin.one(connection).await?;
            let attempts = attempts.ok_or(Error::NotFound(Entity::Batch))?;
            Ok(attempts.saturating_sub(1))
        }))
        .await
    }

    /// Stores a batch's results and drops its payload, in one transaction. Doing it again is
    /// harmless and changes nothing. `NotFound(Batch)`.
    pub async fn finish_batch(
        &self,
        id: RequestId,
        finished_at: Timestamp,
        results: Vec<u8>,
    ) -> Result<()> {
        self.write(work!(|connection| {
            let finish = sql!("UPDATE batches SET finished_at = $1, results = $2, payload = NULL \
                 WHERE id = $3 AND finished_at IS NULL"; finished_at, results, id);
            if finish.run(connection).await? > 0 {
                return Ok(());
            }
            let found = sql!("SELECT id FROM batches WHERE id = $1"; id);
            Entity::Batch.require(found.exists(connection).await?)
        }))
        .await
    }

    /// A brand's batch; `None` if the brand has none of this id or it is older than
    /// [`BATCH_KEPT`].
    pub async fn batch(
        &self,
        id: RequestId,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<Option<BatchRow>> {
        let batch = sql!(BatchRow::rows("WHERE id = $1 AND brand = $2 AND accepted_at > $3");
            id, brand, now - BATCH_KEPT);
        self.one(batch).await
    }

    /// What of a brand waits (contract 8 and 10).
    pub async fn pending(&self, brand: BrandCode) -> Result<Pending> {
        let waiting = sql!("SELECT COUNT(*) AS batches, CAST(COALESCE(SUM(items), 0) AS BIGINT) \
             AS items FROM batches WHERE brand = $1 AND finished_at IS NULL"; brand);
        self.only(waiting).await
    }

    /// Forgets finished batches older than [`BATCH_KEPT`]; says how many.
    pub async fn purge_batches(&self, now: Timestamp) -> Result<u64> {
        let over = "accepted_at <= $1 AND finished_at IS NOT NULL";
        self.purge("batches", "id", over, [now - BATCH_KEPT]).await
    }
}

async fn insert(connection: &mut Connection, batch: NewBatch) -> Result<u64> {
    brand::require(connection, batch.brand).await?;
    // The writer is alone, so the next number is free. Only finished batches are ever deleted, so
    // no number falls below one that waits.
    let sequence = sql!("INSERT INTO batches (id, sequence, brand, username, version, \
         accepted_at, items, attempts, payload) VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + \
         1 FROM batches), $2, $3, $4, $5, $6, 0, $7) ON CONFLICT DO NOTHING RETURNING sequence";
        batch.id, batch.brand, &batch.user, batch.version, batch.accepted_at, batch.items,
        batch.payload);
    let sequence = sequence.one(connection).await?;
    sequence.ok_or(Error::Exists(Entity::Batch))
}

row! { Pending: batches, items }

row! { NewBatch: id, brand, user = "username", version, accepted_at, items, payload }

row! {
    PendingBatch in batches:
    sequence, attempts, batch in [id, brand, username, version, accepted_at, items, payload]
}

row! {
    BatchRow in batches:
    id, brand, user = "username", version, accepted_at, items, state in [finished_at, results]
}

impl FromRow for BatchState {
    fn read(row: &Row) -> Result<Self> {
        Ok(match row.read("finished_at")? {
            Some(finished_at) => Self::Finished {
                finished_at,
                results: row.read("results")?,
            },
            None => Self::Enqueued,
        })
    }
}
