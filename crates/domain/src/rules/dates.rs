//! The rules that need no record: dates, and the provider's own decision.

use super::{Context, origin_of};
use crate::calendar::surely_in_time_since;
use crate::draft::Statement;
use crate::{ErrorCode, Origin, Policy, Source, Status, Timestamp, Violation};

/// 2015-05-01 00:00:00 in Türkiye, when Law 6563 came into force: the earliest date of any consent
/// and the only one of those taken before (rules 14 and 15). A test compares it with the calendar.
pub const LAW_IN_FORCE: Timestamp = Timestamp::from_seconds(1_430_427_600);

/// The rules that need no record, in this order: `H162`, `H156`, `H155`, `H408`, `H467`.
///
/// `H467` is for providers' approvals alone, while the brand's window for old consents is not open,
/// and is not added to `H156`, which says more. Where the calendar does not cover today, an
/// approval of the last three calendar days is in time whatever the holidays are; an older one
/// cannot be shown to be in time and is `H467`, because in doubt nobody is written to.
pub(super) fn check(said: Statement, context: &Context<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    let is_before_2015 = said.source == Some(Source::Before2015);
    if let Some(date) = said.consent_date {
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
    let is_approval = said.status == Some(Status::Approval);
    if said.source == Some(Source::ProviderDecision) && is_approval {
        violations.push(
            ErrorCode::H408
                .violation()
                .at("status")
                .with_value(Status::Approval.as_wire()),
        );
    }
    if let Some(date) = said.consent_date
        && date >= LAW_IN_FORCE
        && is_late(said, date, context)
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
fn is_late(said: Statement, date: Timestamp, context: &Context<'_>) -> bool {
    said.status == Some(Status::Approval)
        && origin_of(said.source) == Origin::Provider
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
