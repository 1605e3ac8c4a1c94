//! The rules against the stored record (contract 5.1; rules 17 to 21 and 27).

use super::{Context, origin, origin_of};
use crate::draft::ConsentRequest;
use crate::policy::{FirstRefusal, Repetition};
use crate::{
    ConsentState, ErrorCode, Origin, Policy, RecipientType, Source, Status, Timestamp, Violation,
};

/// Whether the request says again what the record says.
///
/// A provider's repetition must be the same in every respect, the retailers included, and only
/// version 2 of the contract knows it. A recipient who says the same in the same second has nothing
/// to add.
pub(super) fn is_repetition(
    current: &ConsentState,
    request: &ConsentRequest,
    policy: &Policy,
) -> bool {
    if current.status != request.status || current.consent_date != request.consent_date {
        return false;
    }
    match origin(request) {
        Origin::Recipient => true,
        Origin::Provider => {
            policy.repetition == Repetition::AnswerFirst
                && current.source == request.source
                && current.retailer == request.retailer
                && current.retailer_access == request.initial_access()
        }
    }
}

/// `H525`: only for a provider's approval that would make a new record. A refusal is never refused
/// for a quota (rule 27), and a recipient's own word is not the provider's to pay for.
pub(super) fn check_quota(
    current: Option<&ConsentState>,
    request: &ConsentRequest,
    context: &Context<'_>,
) -> Vec<Violation> {
    match &context.policy.quota {
        Some(quota)
            if current.is_none()
                && request.status == Status::Approval
                && origin(request) == Origin::Provider
                && context.used >= quota.limit =>
        {
            vec![ErrorCode::H525.violation()]
        }
        _ => Vec::new(),
    }
}

/// A record's first movement: a provider's refusal is `H175`, and `H486` as well when it is the
/// provider's own decision (contract 5.1 names both), unless the policy keeps it.
pub(super) fn check_first(request: &ConsentRequest, policy: &Policy) -> Vec<Violation> {
    let kept = request.status == Status::Approval
        || origin(request) == Origin::Recipient
        || policy.first_refusal == FirstRefusal::Suppress;
    if kept {
        return Vec::new();
    }
    let mut violations = vec![ErrorCode::H175.violation()];
    if request.source == Some(Source::ProviderDecision) {
        violations.push(ErrorCode::H486.violation());
    }
    violations
}

/// An update: `H462` and `H463` for a merchant's record (the closing of a line repeats the record's
/// date, and there may be none: contract 6.7), `H174` for a provider's refusal of what
/// is refused already, `H178` for a date that is earlier than the record's, and for an approval of the
/// record's own second.
pub(super) fn check_update(
    current: &ConsentState,
    request: &ConsentRequest,
    now: Timestamp,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    if request.recipient_type == RecipientType::Merchant {
        if request.consent_date.is_none() && request.source != Some(Source::LineClosed) {
            violations.push(ErrorCode::H462.violation());
        }
        if request.source.is_none() {
            violations.push(ErrorCode::H463.violation());
        }
    }
    // A recipient may refuse again: the refusal moves to the later date, so that no approval from
    // between the two can be reported after it.
    if current.status == Status::Refusal
        && request.status == Status::Refusal
        && origin(request) == Origin::Provider
    {
        let status = current.status.as_wire();
        violations.push(ErrorCode::H174.violation().filled(&[("status", status)]));
    }
    if let Some(date) = request.consent_date
        && is_outdated(current, request, date, now)
    {
        violations.push(ErrorCode::H178.violation());
    }
    violations
}

/// Rule 20, with one reading of our own: *a refusal wins a tie, an approval does not.* The contract's
/// dates are no finer than a second, and one reference to it reads "later" for every update while
/// `H178` itself speaks of an *earlier* date. A refusal dated in the second of the approval it ends is
/// not earlier, and a refusal is not to be lost; an approval of that second lifts no refusal, because in
/// doubt nobody is written to. What the recipient said himself within one second the registry has heard
/// in order, so that the later word counts: a refusal can be undone at once.
///
/// The closing of a line keeps the date of the approval it ended (rule 53). Whatever a provider was
/// told until the closing was reported may still be the former owner's word, so that its approvals
/// have to be later than that.
///
/// A clock that was ahead may have left a date that is still to come. Until then no refusal could be dated after it
/// (`H162`), so that any ends it.
fn is_outdated(
    current: &ConsentState,
    request: &ConsentRequest,
    date: Timestamp,
    now: Timestamp,
) -> bool {
    let is_own = origin(request) == Origin::Recipient;
    let was_own = origin_of(current.source) == Origin::Recipient;
    let ended_with_line = current.source == Some(Source::LineClosed);
    match current.consent_date {
        Some(_) if !is_own && ended_with_line && request.status == Status::Approval => {
            date <= current.recorded_at
        }
        Some(stored) if request.status == Status::Refusal => date < stored && stored <= now,
        Some(stored) if is_own && was_own => date < stored,
        Some(stored) => date <= stored,
        // A merchant's first record may have no date. An approval then has to be later than the
        // recording of a refusal it would lift; nothing else can be compared.
        None => {
            current.status == Status::Refusal
                && request.status == Status::Approval
                && date <= current.recorded_at
        }
    }
}
