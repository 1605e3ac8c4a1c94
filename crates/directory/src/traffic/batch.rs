//! Batch requests: accepted for good, worked off in order, their results kept for sixty days.

use domain::{BrandCode, RequestId, Timestamp};
use sqlx::Row as _;

use crate::accounts::user::Username;
use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::purge::Rows;
use crate::store::Directory;

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
        self.write(move |connection| Box::pin(insert(connection, batch)))
            .await
    }

    /// The oldest unfinished batches with a sequence number above `after` (0: from the first), at
    /// most `limit`, oldest first.
    pub async fn next_batches(&self, after: u64, limit: u32) -> Result<Vec<PendingBatch>> {
        sqlx::query(
            "SELECT id, sequence, brand, username, version, accepted_at, items, attempts, payload \
             FROM batches WHERE finished_at IS NULL AND sequence > $1 \
             ORDER BY sequence LIMIT $2",
        )
        .bind(column::stored(after, "sequence number")?)
        .bind(i64::from(limit))
        .all(self.readers(), read_pending)
        .await
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
        sqlx::query(
            "SELECT id, sequence, brand, username, version, accepted_at, items, attempts, payload \
             FROM batches WHERE brand = $1 AND finished_at IS NULL \
             AND accepted_at >= $2 AND accepted_at < $3 AND sequence > $4 \
             ORDER BY sequence LIMIT $5",
        )
        .bind(i64::from(brand.0))
        .bind(from.as_millis())
        .bind(until.as_millis())
        .bind(column::stored(after, "sequence number")?)
        .bind(i64::from(limit))
        .all(self.readers(), read_pending)
        .await
    }

    /// Marks that work on a batch begins; returns how often it began before. Durable when it
    /// returns, so that after a crash the work is known to be a repetition. `NotFound(Batch)`: no
    /// such unfinished batch.
    pub async fn start_attempt(&self, id: RequestId) -> Result<u32> {
        self.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE batches SET attempts = attempts + 1 \
                     WHERE id = $1 AND finished_at IS NULL RETURNING attempts",
                )
                .bind(id.0.as_slice())
                .fetch_optional(connection)
                .await?
                .ok_or(Error::NotFound(Entity::Batch))?;
                Ok(column::code(&row, "attempts")?.saturating_sub(1))
            })
        })
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
        self.write(move |connection| {
            Box::pin(async move {
                let finished = sqlx::query(
                    "UPDATE batches SET finished_at = $1, results = $2, payload = NULL \
                     WHERE id = $3 AND finished_at IS NULL",
                )
                .bind(finished_at.as_millis())
                .bind(results)
                .bind(id.0.as_slice())
                .execute(&mut *connection)
                .await?;
                if finished.rows_affected() > 0 {
                    return Ok(());
                }
                sqlx::query("SELECT id FROM batches WHERE id = $1")
                    .bind(id.0.as_slice())
                    .fetch_optional(connection)
                    .await?
                    .map(drop)
                    .ok_or(Error::NotFound(Entity::Batch))
            })
        })
        .await
    }

    /// A brand's batch; `None` if the brand has none of this id or it is older than
    /// [`BATCH_DAYS`].
    pub async fn batch(
        &self,
        id: RequestId,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<Option<BatchRow>> {
        sqlx::query(
            "SELECT id, brand, username, version, accepted_at, items, finished_at, results \
             FROM batches WHERE id = $1 AND brand = $2 AND accepted_at > $3",
        )
        .bind(id.0.as_slice())
        .bind(i64::from(brand.0))
        .bind(forgotten_until(now).as_millis())
        .one(self.readers(), read)
        .await
    }

    /// What of a brand waits (contract 8 and 10).
    pub async fn pending(&self, brand: BrandCode) -> Result<Pending> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS batches, CAST(COALESCE(SUM(items), 0) AS BIGINT) AS items \
             FROM batches WHERE brand = $1 AND finished_at IS NULL",
        )
        .bind(i64::from(brand.0))
        .fetch_one(self.readers())
        .await?;
        Ok(Pending {
            batches: column::count(&row, "batches")?,
            items: column::count(&row, "items")?,
        })
    }

    /// Forgets finished batches older than [`BATCH_DAYS`]; says how many.
    pub async fn purge_batches(&self, now: Timestamp) -> Result<u64> {
        let over = "accepted_at <= $1 AND finished_at IS NOT NULL";
        self.purge(&Rows::new("batches", "id", over), |query| {
            query.bind(forgotten_until(now).as_millis())
        })
        .await
    }
}

/// Until when batches were accepted that are forgotten at `now`.
fn forgotten_until(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.as_millis() - BATCH_DAYS * 24 * 60 * 60 * 1_000)
}

async fn insert(connection: &mut Connection, batch: NewBatch) -> Result<u64> {
    brand::require(connection, batch.brand).await?;
    // The writer is alone, so the next number is free. Only finished batches are ever deleted, so
    // no number falls below one that waits.
    let row = sqlx::query(
        "INSERT INTO batches \
         (id, sequence, brand, username, version, accepted_at, items, attempts, payload) \
         VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM batches), \
         $2, $3, $4, $5, $6, 0, $7) \
         ON CONFLICT DO NOTHING RETURNING sequence",
    )
    .bind(batch.id.0.as_slice())
    .bind(i64::from(batch.brand.0))
    .bind(batch.user.as_str())
    .bind(i16::from(batch.version))
    .bind(batch.accepted_at.as_millis())
    .bind(i64::from(batch.items))
    .bind(batch.payload)
    .fetch_optional(connection)
    .await?
    .ok_or(Error::Exists(Entity::Batch))?;
    column::count(&row, "sequence")
}

fn read_pending(row: &Row) -> Result<PendingBatch> {
    Ok(PendingBatch {
        sequence: column::count(row, "sequence")?,
        attempts: column::code(row, "attempts")?,
        batch: NewBatch {
            id: RequestId(column::bytes(row, "id")?),
            brand: BrandCode(column::code(row, "brand")?),
            user: column::word(row, "username", Username::new)?,
            version: version(row)?,
            accepted_at: column::instant(row, "accepted_at")?,
            items: column::code(row, "items")?,
            payload: row.try_get("payload")?,
        },
    })
}

fn read(row: &Row) -> Result<BatchRow> {
    Ok(BatchRow {
        id: RequestId(column::bytes(row, "id")?),
        brand: BrandCode(column::code(row, "brand")?),
        user: column::word(row, "username", Username::new)?,
        version: version(row)?,
        accepted_at: column::instant(row, "accepted_at")?,
        items: column::code(row, "items")?,
        state: match column::maybe_instant(row, "finished_at")? {
            Some(finished_at) => BatchState::Finished {
                finished_at,
                results: row.try_get("results")?,
            },
            None => BatchState::Enqueued,
        },
    })
}

fn version(row: &Row) -> Result<u8> {
    u8::try_from(row.try_get::<i16, _>("version")?).map_err(|_| Error::Corrupt("version"))
}
