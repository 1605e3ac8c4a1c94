//! The receipts of files that were checked.

use domain::{BrandCode, Timestamp};
use uuid::Uuid;

use crate::error::Result;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The most receipts of a brand that are kept; the oldest go.
pub const KEPT_MAX: u32 = 1_000;
/// How many go at once where there are more.
const DELETED_AT_ONCE: u32 = 100;

/// A run over a file that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRun {
    /// Its name.
    pub id: Uuid,
    /// The brand it was made for.
    pub brand: BrandCode,
    /// When it had ended.
    pub ended_at: Timestamp,
    /// The receipt, as it is given out.
    pub receipt: String,
}

impl Directory {
    /// Keeps a run's receipt, and of its brand's the newest [`KEPT_MAX`].
    pub async fn keep_check_run(&self, run: CheckRun) -> Result<()> {
        self.write(work!(|connection| {
            insert!(check_runs: id = run.id, brand = run.brand, ended_at = run.ended_at,
                receipt = run.receipt)
            .apply(&mut *connection)
            .await?;
            sql!("DELETE FROM check_runs WHERE brand = $1 AND id IN (SELECT id FROM check_runs \
                 WHERE brand = $1 ORDER BY ended_at DESC, id LIMIT $2 OFFSET $3)";
                run.brand, DELETED_AT_ONCE, KEPT_MAX)
            .apply(connection)
            .await
        }))
        .await
    }

    /// The receipt of a brand's run; `None`: it has not ended, or was forgotten, or never was.
    pub async fn check_run_receipt(&self, brand: BrandCode, id: Uuid) -> Result<Option<String>> {
        self.one(sql!("SELECT receipt FROM check_runs WHERE id = $1 AND brand = $2"; id, brand))
            .await
    }

    /// A brand's last runs, newest first, at most `limit`: the name of each, and when it had ended.
    pub async fn check_runs(&self, brand: BrandCode, limit: u32) -> Result<Vec<(Uuid, Timestamp)>> {
        let runs = sql!("SELECT id, ended_at FROM check_runs WHERE brand = $1 \
             ORDER BY ended_at DESC, id LIMIT $2"; brand, limit);
        self.all(runs).await
    }

    /// Forgets the runs that had ended before an instant; says how many.
    pub async fn purge_check_runs(&self, before: Timestamp) -> Result<u64> {
        self.purge("check_runs", "id", "ended_at < $1", [before])
            .await
    }
}
