//! Rules against the stored record.

use domain::policy::FirstRefusal;
use domain::{ErrorCode, Origin, Policy, RecipientType, RetailerCode, Source, Status};

use super::*;

const MORNING: &str = "2026-02-12 09:00:00";
const LATER: &str = "2026-02-12 10:00:00";

fn approved() -> ConsentState {
    state(None, &approval(MORNING), NOW)
}

fn refused() -> ConsentState {
    state(Some(approved()), &refusal(LATER), NOW)
}

#[test]
fn a_first_approval_is_recorded_as_it_was_said() {
    let Ok(Decision::Record(change)) = decided(None, &approval(MORNING), &Policy::CONTRACT) else {
        panic!("refused");
    };
    assert_eq!(change.status, Status::Approval);
    assert_eq!(change.source, Some(Source::Web));
    assert_eq!(change.consent_date, Some(at(MORNING)));
    assert_eq!(change.retailer_access, []);
}

#[test]
fn a_first_refusal_is_h175() {
    let decision = decided(None, &refusal(MORNING), &Policy::CONTRACT);
    assert_eq!(decision, Err(vec![ErrorCode::H175.violation()]));
}

#[test]
fn a_first_refusal_is_kept_where_the_policy_says_so() {
    let policy = Policy {
        first_refusal: FirstRefusal::Suppress,
        ..Policy::CONTRACT
    };
    for source in [Source::Web, Source::ProviderDecision] {
        let first = request(Status::Refusal, source, MORNING);
        assert!(matches!(
            decided(None, &first, &policy),
            Ok(Decision::Record(_))
        ));
    }
}

#[test]
fn a_first_refusal_by_the_providers_decision_is_h175_and_h486() {
    let first = request(Status::Refusal, Source::ProviderDecision, MORNING);
    assert_eq!(
        codes(&decided(None, &first, &Policy::CONTRACT)),
        ["H175", "H486"]
    );
}

#[test]
fn a_recipients_own_first_refusal_is_kept() {
    for &source in Source::ALL
        .iter()
        .filter(|source| source.origin() == Origin::Recipient)
    {
        let first = request(Status::Refusal, source, NOW);
        assert!(matches!(
            decided(None, &first, &Policy::CONTRACT),
            Ok(Decision::Record(_))
        ));
    }
}

#[test]
fn a_newer_word_replaces_the_record() {
    for (before, next) in [
        (approved(), refusal(NOW)),
        (refused(), approval(NOW)),
        (approved(), approval(NOW)),
        (
            approved(),
            request(Status::Refusal, Source::ProviderDecision, NOW),
        ),
    ] {
        let decision = decided(Some(&before), &next, &Policy::CONTRACT);
        assert!(matches!(decision, Ok(Decision::Record(_))), "{decision:?}");
    }
}

#[test]
fn an_older_date_is_h178() {
    let decision = decided(Some(&refused()), &approval(MORNING), &Policy::CONTRACT);
    assert_eq!(decision, Err(vec![ErrorCode::H178.violation()]));
}

#[test]
fn an_approval_of_the_same_second_is_h178() {
    for (before, next) in [
        (approved(), approval(MORNING)),
        (refused(), approval(LATER)),
    ] {
        assert_eq!(
            codes(&decided(Some(&before), &next, &Policy::CONTRACT)),
            ["H178"]
        );
    }
}

#[test]
fn a_refusal_of_the_same_second_wins_whoever_says_it() {
    for recipient_type in RecipientType::ALL {
        let before = state(None, &of(recipient_type, approval(MORNING)), NOW);
        for source in Source::ALL {
            let said = |date| of(recipient_type, request(Status::Refusal, source, date));
            for policy in [Policy::CONTRACT, version_2()] {
                let decision = decided(Some(&before), &said(MORNING), &policy);
                if source == Source::Before2015 {
                    assert_eq!(codes(&decision), ["H155"]);
                    continue;
                }
                assert!(
                    matches!(decision, Ok(Decision::Record(_))),
                    "{source:?} {decision:?}"
                );
                let earlier = decided(Some(&before), &said("2026-02-12 08:59:59"), &policy);
                assert_eq!(codes(&earlier), ["H178"], "{source:?}");
            }
        }
    }
}

#[test]
fn a_refusal_of_today_ends_an_approval_whose_date_is_still_to_come() {
    let before = ConsentState {
        consent_date: Some(at("2026-02-12 12:00:01")),
        ..approved()
    };
    let policy = Policy::CONTRACT;
    let decision = decided(Some(&before), &refusal(LATER), &policy);
    assert!(matches!(decision, Ok(Decision::Record(_))), "{decision:?}");
    // An approval has to be later all the same.
    let decision = decided(Some(&before), &approval(LATER), &policy);
    assert_eq!(codes(&decision), ["H178"]);
}

#[test]
fn a_refusal_of_the_same_second_ends_a_consent_from_before_2015() {
    let before = ConsentState {
        source: Some(Source::Before2015),
        consent_date: Some(domain::rules::LAW_IN_FORCE),
        ..approved()
    };
    let refusal = ConsentRequest {
        source: before.source,
        consent_date: before.consent_date,
        ..refusal(MORNING)
    };
    let decision = decided(Some(&before), &refusal, &Policy::CONTRACT);
    assert!(matches!(decision, Ok(Decision::Record(_))), "{decision:?}");
}

fn of(recipient_type: RecipientType, request: ConsentRequest) -> ConsentRequest {
    ConsentRequest {
        recipient_type,
        ..request
    }
}

#[test]
fn a_refusal_of_what_is_refused_is_h174_whatever_its_date() {
    let expected = "İzin durumu (status) güncellemesi için farklı bir durum girilmelidir. \
                    İzin durumu: RET";
    for (date, expected_codes) in [
        (NOW, vec!["H174"]),
        (LATER, vec!["H174"]),
        (MORNING, vec!["H174", "H178"]),
    ] {
        let decision = decided(Some(&refused()), &refusal(date), &Policy::CONTRACT);
        assert_eq!(codes(&decision), expected_codes);
        assert_eq!(decision.unwrap_err()[0].message, expected);
    }
}

#[test]
fn a_recipients_second_refusal_moves_the_date_on() {
    let own = request(Status::Refusal, Source::RegistryWeb, NOW);
    let before = refused();
    assert!(matches!(
        decided(Some(&before), &own, &Policy::CONTRACT),
        Ok(Decision::Record(_))
    ));
    // An approval from between the two refusals no longer lifts them.
    let after = state(Some(before), &own, NOW);
    let between = approval("2026-02-12 11:00:00");
    assert_eq!(
        codes(&decided(Some(&after), &between, &Policy::CONTRACT)),
        ["H178"]
    );
}

#[test]
fn a_recipients_refusal_wins_within_the_second() {
    let own = |date| request(Status::Refusal, Source::RegistryText, date);
    let decision = decided(Some(&approved()), &own(MORNING), &Policy::CONTRACT);
    assert!(matches!(decision, Ok(Decision::Record(_))));
    let decision = decided(
        Some(&approved()),
        &own("2026-02-12 08:59:59"),
        &Policy::CONTRACT,
    );
    assert_eq!(codes(&decision), ["H178"]);
}

#[test]
fn a_recipient_who_says_the_same_in_the_same_second_is_answered_by_the_record() {
    let own = request(Status::Refusal, Source::RegistryText, LATER);
    let decision = decided(Some(&refused()), &own, &Policy::CONTRACT);
    assert_eq!(decision, Ok(Decision::AlreadyRecorded));
}

#[test]
fn a_recipients_approval_within_the_second_of_a_reported_refusal_is_h178() {
    let own = request(Status::Approval, Source::RegistryText, LATER);
    assert_eq!(
        codes(&decided(Some(&refused()), &own, &Policy::CONTRACT)),
        ["H178"]
    );
}

#[test]
fn a_recipient_may_take_back_his_own_word_within_the_second() {
    let own = |status, date| request(status, Source::RegistryWeb, date);
    for (first, second) in [
        (Status::Refusal, Status::Approval),
        (Status::Approval, Status::Refusal),
    ] {
        let said = state(Some(approved()), &own(first, LATER), NOW);
        let decision = decided(Some(&said), &own(second, LATER), &Policy::CONTRACT);
        assert!(matches!(decision, Ok(Decision::Record(_))));
        let earlier = own(second, "2026-02-12 09:59:59");
        let decision = decided(Some(&said), &earlier, &Policy::CONTRACT);
        assert_eq!(codes(&decision), ["H178"]);
    }
    // The provider's word is no older for that: its dates are all there is to go by.
    let said = state(Some(approved()), &own(Status::Refusal, LATER), NOW);
    let reported = decided(Some(&said), &approval(LATER), &Policy::CONTRACT);
    assert_eq!(codes(&reported), ["H178"]);
}

#[test]
fn a_repetition_is_answered_by_the_record_in_version_2_only() {
    let mut first = approval(MORNING);
    first.retailer = Some(RetailerCode(2));
    first.retailer_access = vec![RetailerCode(3), RetailerCode(1)];
    let record = state(None, &first, NOW);
    assert_eq!(
        decided(Some(&record), &first, &version_2()),
        Ok(Decision::AlreadyRecorded)
    );
    assert_eq!(
        codes(&decided(Some(&record), &first, &Policy::CONTRACT)),
        ["H178"]
    );
    // The order of the retailers means nothing.
    first.retailer_access.reverse();
    assert_eq!(
        decided(Some(&record), &first, &version_2()),
        Ok(Decision::AlreadyRecorded)
    );
}

#[test]
fn a_repeated_refusal_is_answered_by_the_record_in_version_2_only() {
    let decision = decided(Some(&refused()), &refusal(LATER), &version_2());
    assert_eq!(decision, Ok(Decision::AlreadyRecorded));
}

#[test]
fn a_repetition_is_answered_after_its_deadline_too() {
    let decision = decided_at(
        "2026-06-30 12:00:00",
        Some(&approved()),
        &approval(MORNING),
        &version_2(),
        0,
    );
    assert_eq!(decision, Ok(Decision::AlreadyRecorded));
}

#[test]
fn what_differs_in_one_respect_is_no_repetition() {
    let record = approved();
    let mut others = vec![request(Status::Approval, Source::Mobile, MORNING)];
    let mut other = approval(MORNING);
    other.retailer = Some(RetailerCode(1));
    others.push(other);
    let mut other = approval(MORNING);
    other.retailer_access = vec![RetailerCode(1)];
    others.push(other);
    for other in others {
        assert_eq!(
            codes(&decided(Some(&record), &other, &version_2())),
            ["H178"]
        );
    }
}

#[test]
fn a_merchants_first_record_needs_neither_date_nor_source() {
    let decision = decided(None, &bare(Status::Approval), &Policy::CONTRACT);
    assert!(matches!(decision, Ok(Decision::Record(_))));
}

#[test]
fn a_merchants_update_needs_both() {
    let record = state(None, &bare(Status::Approval), MORNING);
    let with = |date: Option<&str>, source: Option<Source>| ConsentRequest {
        consent_date: date.map(at),
        source,
        ..bare(Status::Refusal)
    };
    for (date, source, expected) in [
        (None, None, vec!["H462", "H463"]),
        (None, Some(Source::Web), vec!["H462"]),
        (Some(NOW), None, vec!["H463"]),
        (Some(NOW), Some(Source::Web), vec![]),
    ] {
        let decision = decided(Some(&record), &with(date, source), &Policy::CONTRACT);
        assert_eq!(codes(&decision), expected);
    }
}

#[test]
fn a_merchants_undated_refusal_is_lifted_by_a_later_word_only() {
    let record = state(None, &bare(Status::Refusal), LATER);
    let lifted = |date| ConsentRequest {
        recipient_type: RecipientType::Merchant,
        ..approval(date)
    };
    let decide = |date| codes(&decided(Some(&record), &lifted(date), &Policy::CONTRACT));
    assert_eq!(decide(MORNING), ["H178"]);
    assert_eq!(decide(LATER), ["H178"]);
    assert!(decide("2026-02-12 10:00:01").is_empty());
}

#[test]
fn a_used_up_quota_refuses_approvals_of_new_records_with_h525() {
    let decision = decided_at(NOW, None, &approval(MORNING), &quota(10), 10);
    assert_eq!(decision, Err(vec![ErrorCode::H525.violation()]));
    assert!(decided_at(NOW, None, &approval(MORNING), &quota(10), 9).is_ok());
}

#[test]
fn a_quota_does_not_touch_records_that_exist() {
    assert!(decided_at(NOW, Some(&refused()), &approval(NOW), &quota(10), 10).is_ok());
}

#[test]
fn a_refusal_is_never_refused_for_quota_or_lateness() {
    let decision = decided_at(
        "2026-06-30 12:00:00",
        Some(&approved()),
        &refusal(LATER),
        &quota(0),
        u64::MAX,
    );
    assert!(decision.is_ok());
    let suppress = Policy {
        first_refusal: FirstRefusal::Suppress,
        ..quota(0)
    };
    assert!(decided_at(NOW, None, &refusal(LATER), &suppress, 1).is_ok());
}

#[test]
fn a_recipients_own_approval_is_not_the_providers_to_pay_for() {
    let own = request(Status::Approval, Source::RegistryWebNew, NOW);
    assert!(decided_at(NOW, None, &own, &quota(0), 0).is_ok());
}

#[test]
fn the_stages_follow_each_other() {
    // A wrong date hides the quota, the quota hides nothing else.
    let late = approval("2026-01-02 09:00:00");
    assert_eq!(codes(&decided_at(NOW, None, &late, &quota(0), 0)), ["H467"]);
    assert_eq!(
        codes(&decided(Some(&approved()), &late, &Policy::CONTRACT)),
        ["H467"]
    );
}

/// What the closing of a line makes of a record.
fn line_closed(record: &ConsentState) -> ConsentRequest {
    ConsentRequest {
        status: Status::Refusal,
        source: Some(Source::LineClosed),
        consent_date: record.consent_date,
        ..approval(MORNING)
    }
}

#[test]
fn the_closing_of_a_line_ends_an_approval_and_repeats_its_date() {
    let closed = line_closed(&approved());
    let Ok(Decision::Record(change)) = decided(Some(&approved()), &closed, &Policy::CONTRACT)
    else {
        panic!("refused");
    };
    assert_eq!(change.status, Status::Refusal);
    assert_eq!(change.source, Some(Source::LineClosed));
    assert_eq!(change.consent_date, Some(at(MORNING)));
}

#[test]
fn the_closing_of_a_line_ends_a_merchants_undated_approval() {
    let undated = ConsentState {
        source: None,
        consent_date: None,
        ..approved()
    };
    let closed = ConsentRequest {
        recipient_type: RecipientType::Merchant,
        ..line_closed(&undated)
    };
    let Ok(Decision::Record(change)) = decided(Some(&undated), &closed, &Policy::CONTRACT) else {
        panic!("refused");
    };
    assert_eq!(change.consent_date, None);
}

#[test]
fn a_later_approval_is_not_ended_by_the_closing_of_a_line_before_it() {
    let closed = line_closed(&approved());
    let later = state(Some(approved()), &approval(LATER), NOW);
    let decision = decided(Some(&later), &closed, &Policy::CONTRACT);
    assert_eq!(codes(&decision), ["H178"]);
}

#[test]
fn what_was_told_before_a_closed_line_was_reported_brings_nothing_back() {
    let ended = state(Some(approved()), &line_closed(&approved()), NOW);
    let told = at(LATER);
    for (reported_at, refused) in [(told, true), (at(MORNING), false)] {
        let ended = ConsentState {
            recorded_at: reported_at,
            ..ended.clone()
        };
        let decision = decided(Some(&ended), &approval(LATER), &Policy::CONTRACT);
        assert_eq!(decision.is_err(), refused);
        // The number's next owner is no provider: what they say of themselves holds.
        let own = request(Status::Approval, Source::RegistryWeb, LATER);
        assert!(decided(Some(&ended), &own, &Policy::CONTRACT).is_ok());
    }
}
