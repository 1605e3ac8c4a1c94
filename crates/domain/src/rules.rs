//! The decisions: what becomes of a request, given what stands (contract 5; rules 11 to 28).
//!
//! Checks run in the order of contract 5.6 and in stages: what is wrong with the request
//! itself ([`check`]), then the quota, then the rules against the stored record. All violations of
//! one stage are reported together; a later stage is not looked at before the earlier one is clean.
//!
//! Which rules apply depends on who speaks, told by the request's source
//! ([`crate::Source::origin`]). A provider reports what somebody told it, under all rules. A
//! recipient's own word through the registry needs no deadline (`H467`), no earlier record (`H175`)
//! and no quota (`H525`).

mod access;
mod apply;
mod dates;
mod record;

use crate::calendar::Calendar;
use crate::draft::{ConsentRequest, MAX_VIOLATIONS, Misfit};
use crate::movement::ConsentChange;
use crate::{ConsentState, Origin, Policy, Timestamp, Violation};

pub use access::decide_access;
pub use apply::apply;
pub use dates::LAW_IN_FORCE;

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
    /// Nothing new: the record's own movement is the answer (version 2 of the contract, and a
    /// recipient who says the same again within the same second).
    AlreadyRecorded,
}

/// The rules that need no record, over a request: `H162`, `H156`, `H155`, `H408`, `H467` in this
/// order (contract 5.6, the end of step 6). Run when a request arrives, so that a batch is
/// refused as a whole; [`decide`] runs them, too.
pub fn check(request: &ConsentRequest, context: &Context<'_>) -> Vec<Violation> {
    dates::check(request.statement(), context)
}

/// Everything that is wrong with what is no request: its fields first, then what the rules that
/// need no record say of those that could be read. At most [`MAX_VIOLATIONS`].
pub fn check_misfit(misfit: Misfit, context: &Context<'_>) -> Vec<Violation> {
    let mut violations = misfit.violations;
    violations.extend(dates::check(misfit.statement, context));
    violations.truncate(MAX_VIOLATIONS);
    violations
}

/// Decides a request against the record's current state (`None`: there is none).
///
/// Fails with at least one violation, in the contract's order. None of them says anything about
/// retailers: whether these exist is for the caller to see to.
pub fn decide(
    current: Option<&ConsentState>,
    request: &ConsentRequest,
    context: &Context<'_>,
) -> Result<Decision, Vec<Violation>> {
    if current.is_some_and(|current| record::is_repetition(current, request, context.policy)) {
        return Ok(Decision::AlreadyRecorded);
    }
    pass(check(request, context))?;
    pass(record::check_quota(current, request, context))?;
    pass(match current {
        None => record::check_first(request, context.policy),
        Some(current) => record::check_update(current, request, context.now),
    })?;
    Ok(Decision::Record(ConsentChange {
        status: request.status,
        source: request.source,
        consent_date: request.consent_date,
        retailer: request.retailer,
        retailer_access: request.initial_access(),
    }))
}

/// Ends the decision where a stage found something.
fn pass(violations: Vec<Violation>) -> Result<(), Vec<Violation>> {
    if violations.is_empty() {
        Ok(())
    } else {
        Err(violations)
    }
}

/// Whose word a request is. A request without a source is a merchant's first record, which only
/// providers report.
fn origin(request: &ConsentRequest) -> Origin {
    origin_of(request.source)
}

fn origin_of(source: Option<crate::Source>) -> Origin {
    source.map_or(Origin::Provider, crate::Source::origin)
}
