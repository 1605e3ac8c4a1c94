//! From movements to the current state.

use super::access::{changed, normalised};
use crate::movement::Recorded;
use crate::{Change, ConsentState};

/// Folds one movement into the state before it. Only the record's own movements may be applied, in
/// their order.
///
/// A consent replaces the whole record, its retailers included. A change of access to a record that
/// does not exist, which [`super::decide_access`] never makes, leaves none.
pub fn apply(before: Option<ConsentState>, recorded: &Recorded) -> Option<ConsentState> {
    match &recorded.movement.change {
        Change::Consent(consent) => {
            let mut retailer_access = consent.retailer_access.clone();
            retailer_access.extend(consent.retailer);
            Some(ConsentState {
                head: recorded.seq,
                decided_by: recorded.seq,
                status: consent.status,
                source: consent.source,
                consent_date: consent.consent_date,
                recorded_at: recorded.movement.recorded_at,
                retailer: consent.retailer,
                retailer_access: normalised(retailer_access),
            })
        }
        Change::Access(change) => before.map(|state| ConsentState {
            head: recorded.seq,
            retailer_access: changed(state.retailer_access, change),
            ..state
        }),
    }
}
