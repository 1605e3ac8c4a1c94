//! The rules that need no record: dates, and the provider's own decision.

use super::{Context, origin};
use crate::calendar::surely_in_time_since;
use crate::draft::ConsentRequest;
use crate::{ErrorCode, Origin, Policy, Source, Status, Timestamp, Violation};

/// 2015-05-01 00:00:00 in Türkiye, when Law 6563 came into force: the earliest date of any consent
/// and the only one of those taken before (rules 14 and 15). A test compares it with the calendar.
pub const LAW_IN_FORCE: Timestamp = Timestamp::from_seconds(1_430_427_600);

/// The rules that need no record (contract section 5.6, the end of step 6), in this order: `H162`,
/// `H156`, `H155`, `H408`, `H467`. Run when a request arrives, so that a batch is refused as a
/// whole; [`super::decide`] runs them, too.
///
/// `H467` is for providers' approvals alone, while the brand's window for old consents is not open,
/// and is not added to `H156`, which says more. Where the calendar does not cover today, an
/// approval of the last three calendar days is in time whatever the holidays are; an older one
/// cannot be shown to be in time and is `H467`, because in doubt nobody is written to.
pub fn check(request: &ConsentRequest, context: &Context<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    let is_before_2015 = request.source == Some(Source::Before2015);
    if let Some(date) = request.consent_date {
        let mut refuse = |code: ErrorCode| {
            violations.push(
                code.violation()
                    .at("consentDate")
                    .with_value(date.to_wire()),
            );
        };
        if date > context.now {
            refuse(ErrorCode::H162);
        }
        if date < LAW_IN_FORCE {
            refuse(ErrorCode::H156);
        }
        if is_before_2015 && date != LAW_IN_FORCE {
            refuse(ErrorCode::H155);
        }
    }
    if request.source == Some(Source::ProviderDecision) && request.status == Status::Approval {
        violations.push(
            ErrorCode::H408
                .violation()
                .at("status")
                .with_value(request.status.as_wire()),
        );
    }
    if let Some(date) = request.consent_date
        && date >= LAW_IN_FORCE
        && is_late(request, date, context)
    {
        violations.push(
            ErrorCode::H467
                .violation()
                .at("consentDate")
                .with_value(date.to_wire()),
        );
    }
    violations
}

/// Rule 23.
fn is_late(request: &ConsentRequest, date: Timestamp, context: &Context<'_>) -> bool {
    request.status == Status::Approval
        && origin(request) == Origin::Provider
        && !is_historic_loading_open(context.policy, context.now)
        && date
            < context
                .calendar
                .in_time_since(context.now)
                .unwrap_or_else(|_| surely_in_time_since(context.now))
}

/// Whether consents of any age may be loaded.
fn is_historic_loading_open(policy: &Policy, now: Timestamp) -> bool {
    policy
        .historic_loading_until
        .is_some_and(|until| now <= until)
}
