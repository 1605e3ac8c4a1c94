//! The decisions: what becomes of a request, given what stands (contract section 5; rules 11–28).

use crate::calendar::Calendar;
use crate::draft::{AccessRequest, ConsentRequest};
use crate::movement::{AccessChange, ConsentChange};
use crate::{ConsentState, Policy, Timestamp, Violation};

/// What a decision needs besides the request and the record.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// When the request arrived. For a batch item this is when the batch was accepted, not when
    /// the item's turn comes: an item in time stays in time.
    pub now: Timestamp,
    /// The business days.
    pub calendar: &'a Calendar,
    /// The brand's switches.
    pub policy: &'a Policy,
    /// How many records the brands of `policy.quota` hold now; 0 where there is no quota.
    pub used: u64,
}

/// What a right request becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A movement to append.
    Record(ConsentChange),
    /// Nothing new: the record's own movement is the answer (version 2 of the contract).
    AlreadyRecorded,
}

/// The date rules that need no record (contract section 5.6, the end of step 6): `H162`, `H156`,
/// `H155`, `H408`, `H467`. Run when a request arrives, so that a batch is refused as a whole.
pub fn check(request: &ConsentRequest, context: &Context<'_>) -> Vec<Violation> {
    let _ = (request, context);
    Vec::new()
}

/// Decides a request against the record's current state (`None`: there is none).
pub fn decide(
    current: Option<&ConsentState>,
    request: &ConsentRequest,
    context: &Context<'_>,
) -> Result<Decision, Vec<Violation>> {
    let _ = current;
    let violations = check(request, context);
    Err(violations)
}

/// Decides a change of the retailers that may use a record. `Ok(None)`: nothing to change.
pub fn decide_access(
    current: Option<&ConsentState>,
    request: &AccessRequest,
) -> Result<Option<AccessChange>, Vec<Violation>> {
    let _ = (current, request);
    Ok(None)
}

/// The state after a movement's change has been applied.
pub use apply::apply;

mod apply {
    use crate::{ConsentState, movement::Recorded};

    /// Folds one movement into the state before it.
    pub fn apply(before: Option<ConsentState>, recorded: &Recorded) -> Option<ConsentState> {
        let _ = recorded;
        before
    }
}
