//! What a record said at an instant, by the receipts of the movements on both sides of it.

use domain::movement::Recorded;
use domain::{Change, ErrorCode, Seq, Timestamp, Violation};
use receipt::{BEFORE_MAX, RecordKey, STATE_BYTES_MAX};

use crate::contract::status::RecordQuery;
use crate::proof::receipts::{PUBLICATION_RETRY, Proven, Stamping};
use crate::{BrandScope, Error, Proof, Result};

pub use receipt::{StateProof, instant_from_text};

/// The contract's name for what is asked for; not one of its own.
const INSTANT: &str = "instant";

/// The movements that prove a state.
#[derive(Debug, PartialEq, Eq)]
struct Sides {
    /// From the one that set the status to the last one not recorded after the instant.
    before: Vec<Seq>,
    /// The first one recorded after it.
    after: Option<Seq>,
}

impl Proof<'_> {
    /// The proof of a record's state at an instant. [`Proven::Unknown`]: there is no such record,
    /// which nobody can prove by receipts.
    ///
    /// `H162`: the instant is yet to come; `H126`: there were more changes of retailers since the
    /// status was set than a proof can hold.
    pub async fn state_proof(
        self,
        scope: &BrandScope,
        query: &RecordQuery,
        instant: Timestamp,
        stamping: Stamping,
    ) -> Result<Proven<StateProof>> {
        let now = self.now();
        scope.require_subscription(now)?;
        scope.require_read(query.channel)?;
        if instant > now {
            return Err(ErrorCode::H162.violation().at(INSTANT).into());
        }
        let key = self
            .contract()
            .key(scope, &query.address, query.recipient_type, query.channel);
        let sides = self
            .blocking(move |registry| Ok(sides(&registry.ledger().history(&key)?, instant)))
            .await?;
        let named = RecordKey {
            brand_code: scope.brand().0,
            recipient: query.address.to_string(),
            recipient_type: query.recipient_type.as_wire().to_owned(),
            channel: query.channel.as_wire().to_owned(),
        };
        let Some(newest) = sides.after.or(sides.before.last().copied()) else {
            return Ok(Proven::Unknown);
        };
        if sides.before.len() > BEFORE_MAX {
            return Err(too_many().into());
        }
        if !self.published_within_wait(newest).await {
            return Ok(Proven::Waiting(PUBLICATION_RETRY));
        }
        self.blocking(move |registry| {
            registry
                .proof()
                .make_state_proof(named, instant, &sides, stamping)
        })
        .await
    }

    fn make_state_proof(
        self,
        key: RecordKey,
        instant: Timestamp,
        sides: &Sides,
        stamping: Stamping,
    ) -> Result<Proven<StateProof>> {
        let mut receipts = Vec::with_capacity(sides.before.len() + 1);
        for seq in sides.before.iter().chain(&sides.after) {
            match self.make_receipt(*seq, stamping)? {
                Proven::Whole(receipt) => receipts.push(*receipt),
                Proven::Waiting(retry) => return Ok(Proven::Waiting(retry)),
                // A record is erased whole: now there is none.
                Proven::Erased | Proven::Unknown => return Ok(Proven::Unknown),
            }
        }
        let after = sides.after.and_then(|_| receipts.pop());
        let proof = StateProof::new(key, instant, receipts, after)
            .map_err(|error| Error::Failed(Box::new(error)))?;
        if proof.to_json().len() > STATE_BYTES_MAX {
            return Err(too_many().into());
        }
        Ok(Proven::Whole(Box::new(proof)))
    }
}

/// Which movements prove the state, from all of the record's, newest first.
fn sides(movements: &[Recorded], instant: Timestamp) -> Sides {
    let after_instant = |recorded: &&Recorded| recorded.movement.recorded_at > instant;
    let later = movements.iter().take_while(after_instant).count();
    let (after, before) = movements.split_at(later);
    let sets_status = |recorded: &Recorded| matches!(recorded.movement.change, Change::Consent(_));
    let needed = before
        .iter()
        .position(sets_status)
        .map_or(0, |position| position + 1);
    Sides {
        before: before[..needed]
            .iter()
            .rev()
            .map(|recorded| recorded.seq)
            .collect(),
        after: after.last().map(|recorded| recorded.seq),
    }
}

fn too_many() -> Violation {
    let limit = BEFORE_MAX.to_string();
    ErrorCode::H126
        .violation()
        .filled(&[("limit", &limit)])
        .at("retailerAccess")
}
