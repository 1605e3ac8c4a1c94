//! Receipts: one movement, opened for those entitled to it, with everything that proves it.

use std::time::Duration;

use domain::canonical::Leaf;
use domain::movement::Recorded;
use domain::{Seq, TransactionId};
use ledger::LedgerError;
use receipt::{Opening, Renewal, Stamp};
use tlog::{Note, ProofFile};
use transparency::LogError;

use crate::{BrandScope, Caller, Error, Proof, Result};

pub use receipt::Receipt;

/// How long an answer waits for its movement to be published, which takes a fraction of a second.
pub const PUBLICATION_WAIT: Duration = Duration::from_secs(2);

/// How long to wait before asking again for what is not published yet.
pub(crate) const PUBLICATION_RETRY: Duration = Duration::from_secs(1);

/// The longest wait before asking again for a time stamp that anybody is told, however seldom
/// checkpoints are stamped.
const STAMP_RETRY_MAX: Duration = Duration::from_hours(1);

/// What there is of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven<T> {
    /// All of it.
    Whole(Box<T>),
    /// Too early: the movement is not published yet, or no time stamp covers it and one was asked
    /// for. After so long, at least a second, asking again may help.
    Waiting(Duration),
    /// It has been erased.
    Erased,
    /// There is none, or none that the caller may see.
    Unknown,
}

/// Whether a proof without a time stamp will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamping {
    /// It will; stamps are added if there are any.
    Optional,
    /// Every receipt needs one.
    Required,
}

impl Proof<'_> {
    /// The receipt of a movement, for whoever may see the movement in its record's history. One that
    /// no time stamp covers yet has the newest checkpoint and no stamps.
    pub async fn receipt(
        self,
        caller: &Caller,
        transaction: TransactionId,
        stamping: Stamping,
    ) -> Result<Proven<Receipt>> {
        let Some(recorded) = self.recorded(transaction).await? else {
            return Ok(Proven::Unknown);
        };
        let scope = match self.contract().brand_of(caller, recorded.brand()).await {
            Ok(scope) => scope,
            // That of somebody else and that of nobody must look alike.
            Err(Error::Refused(_)) => return Ok(Proven::Unknown),
            Err(error) => return Err(error),
        };
        self.receipt_within(&scope, &recorded, stamping).await
    }

    /// As [`Proof::receipt`], for whoever has opened the brand; [`Proven::Unknown`] for another's movement.
    pub async fn receipt_in(
        self,
        scope: &BrandScope,
        transaction: TransactionId,
        stamping: Stamping,
    ) -> Result<Proven<Receipt>> {
        match self.recorded(transaction).await? {
            Some(recorded) if recorded.brand() == scope.brand() => {
                self.receipt_within(scope, &recorded, stamping).await
            }
            _ => Ok(Proven::Unknown),
        }
    }

    /// The movement of a name.
    async fn recorded(self, transaction: TransactionId) -> Result<Option<Recorded>> {
        self.blocking(move |registry| {
            let Some(seq) = registry.ledger().find(transaction)? else {
                return Ok(None);
            };
            Ok(registry.ledger().movement(seq)?)
        })
        .await
    }

    async fn receipt_within(
        self,
        scope: &BrandScope,
        recorded: &Recorded,
        stamping: Stamping,
    ) -> Result<Proven<Receipt>> {
        if !scope.may_read(recorded.movement.key.channel) {
            return Ok(Proven::Unknown);
        }
        scope.require_subscription(self.now())?;
        let seq = recorded.seq;
        if !self.published_within_wait(seq).await {
            return Ok(Proven::Waiting(PUBLICATION_RETRY));
        }
        self.blocking(move |registry| registry.proof().make_receipt(seq, stamping))
            .await
    }

    /// Waits for a movement to be published; `false`: it was not within [`PUBLICATION_WAIT`].
    pub(crate) async fn published_within_wait(self, seq: Seq) -> bool {
        let log = &self.proofs().log;
        if log.published().size() > seq.0 {
            return true;
        }
        if log.stopped().is_some() {
            return false;
        }
        let mut watch = log.watch();
        let published = async {
            let reached = watch.wait_for(|published| published.size() > seq.0).await;
            reached.is_ok()
        };
        tokio::time::timeout(PUBLICATION_WAIT, published)
            .await
            .unwrap_or(false)
    }

    /// The receipt of a published movement. Reads files.
    pub(crate) fn make_receipt(self, seq: Seq, stamping: Stamping) -> Result<Proven<Receipt>> {
        let opening = match self.ledger().opening(seq) {
            Err(LedgerError::Erased(_)) => return Ok(Proven::Erased),
            opening => opening?,
        };
        let opening = opening.ok_or_else(|| Error::Failed("a movement is missing".into()))?;
        let (checkpoint, size, stamp) = self
            .covering(seq)
            .map_err(|error| self.unreadable(&error))?;
        if stamp.is_none() && stamping == Stamping::Required {
            return Ok(Proven::Waiting(stamp_retry(self.proofs().policy.interval)));
        }
        let log = &self.proofs().log;
        let hashes = log.inclusion(seq.0, size);
        let proof = ProofFile {
            extra: None,
            index: seq.0,
            hashes: hashes.map_err(|error| self.unreadable(&error))?,
            checkpoint,
        };
        let opening = Opening {
            key: opening.key,
            canonical: opening.canonical,
        };
        // Nobody gets a proof that proves nothing: ledger, log and stamps are three things on a disk.
        let leaf = Leaf::commit_bytes(&opening.key, &opening.canonical);
        proof
            .verify(&leaf.transaction_id().0, log.verifier())
            .map_err(|error| self.report(&format!("movement {} is not proven: {error}", seq.0)))?;
        Receipt::new(opening, proof, stamp.into_iter().collect())
            .map(|receipt| Proven::Whole(Box::new(receipt)))
            .map_err(|error| self.report(&format!("movement {} has no receipt: {error}", seq.0)))
    }

    /// The checkpoint to prove a movement under: that of the earliest stamp that covers it, or else
    /// the newest.
    fn covering(self, seq: Seq) -> std::result::Result<(Note, u64, Option<Stamp>), LogError> {
        let proofs = self.proofs();
        let Some(stamp) = proofs.stamps.covering(seq.0)? else {
            let published = proofs.log.published();
            return Ok((published.signed.note().clone(), published.size(), None));
        };
        let size = stamp.size();
        let renewals = proofs.renewals.of(size)?.into_iter();
        let renewals = renewals.map(|renewed| Renewal {
            text: renewed.renewal.text,
            token: renewed.renewal.token,
            index: renewed.index,
            proof: renewed.proof,
        });
        let with_renewals = Stamp {
            renewals: renewals.collect(),
            token: stamp.token,
        };
        Ok((stamp.checkpoint.note().clone(), size, Some(with_renewals)))
    }
}

/// When to ask again for a stamp, where they are made so many seconds apart.
fn stamp_retry(interval: i64) -> Duration {
    let interval = Duration::from_secs(interval.max(1).unsigned_abs());
    interval.min(STAMP_RETRY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_asked_for_again_after_the_interval_within_bounds() {
        for (interval, seconds) in [
            (i64::MIN, 1),
            (0, 1),
            (1, 1),
            (300, 300),
            (3_600, 3_600),
            (i64::MAX, 3_600),
        ] {
            assert_eq!(stamp_retry(interval), Duration::from_secs(seconds));
        }
    }
}
