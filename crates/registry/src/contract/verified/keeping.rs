//! How long verifications are kept (rule 60).

use std::time::Duration;

use crate::{Contract, Result};

/// How long one is kept of which nothing was recorded.
const UNRECORDED_KEPT: Duration = Duration::from_hours(24 * 30);
/// Before so long nothing that was recorded can have been erased: three years.
const RECORDED_KEPT: Duration = Duration::from_hours(24 * 3 * 365);

impl Contract<'_> {
    /// Forgets verifications of which nothing was recorded after 30 days, and the records of consents whose movements have
    /// all been erased; says how many. As long as one of its movements is kept, by a hold as well, so is the record.
    pub async fn purge_verifications(self) -> Result<u64> {
        let now = self.now();
        let mut gone = self
            .directory()
            .purge_verifications(now - UNRECORDED_KEPT)
            .await?;
        let (before, mut after) = (now - RECORDED_KEPT, None);
        loop {
            let found = self.directory().recorded_verifications(before, after);
            let found = found.await?;
            let Some(last) = found.last() else {
                return Ok(gone);
            };
            after = Some(*last);
            for (_, id) in found {
                let Some(verification) = self.directory().verification(id).await? else {
                    continue;
                };
                let mut kept = false;
                for seq in verification.answers.iter().filter_map(|one| one.seq) {
                    kept |= self.ledger().movement(seq)?.is_some();
                }
                if !kept {
                    self.directory().forget_verification(id).await?;
                    gone += 1;
                }
            }
        }
    }
}
