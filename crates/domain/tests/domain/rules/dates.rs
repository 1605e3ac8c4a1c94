//! Rules that need no record.

use domain::calendar::Calendar;
use domain::draft::{EmptyFields, MAX_VIOLATIONS, Misfit, parse};
use domain::rules::{Context, check, check_misfit};
use domain::{ErrorCode, Policy, Source, Status};

use super::*;

/// Old consents may be loaded.
fn window_open() -> Policy {
    Policy {
        historic_loading_until: Some(at(NOW)),
        ..Policy::CONTRACT
    }
}

fn checked(request: &ConsentRequest, policy: &Policy) -> Vec<Violation> {
    let calendar = Calendar::official();
    check(
        request,
        &Context {
            now: at(NOW),
            calendar: &calendar,
            policy,
            used: 0,
        },
    )
}

#[test]
fn a_right_request_has_no_violations() {
    assert_eq!(checked(&approval(NOW), &Policy::CONTRACT), []);
}

#[test]
fn a_date_after_now_is_h162_also_by_a_second() {
    let violations = checked(&refusal("2026-02-12 12:00:01"), &Policy::CONTRACT);
    let expected = ErrorCode::H162
        .violation()
        .at("consentDate")
        .with_value("2026-02-12 12:00:01");
    assert_eq!(violations, [expected]);
    assert_eq!(
        checked(&approval("2026-02-12 12:00:01"), &Policy::CONTRACT)[0].code,
        ErrorCode::H162
    );
}

#[test]
fn a_date_before_may_2015_is_h156() {
    let violations = checked(&approval("2015-04-30 23:59:59"), &window_open());
    let expected = ErrorCode::H156
        .violation()
        .at("consentDate")
        .with_value("2015-04-30 23:59:59");
    assert_eq!(violations, [expected]);
    assert_eq!(
        checked(&approval("2015-05-01 00:00:00"), &window_open()),
        []
    );
}

#[test]
fn an_hs_2015_consent_has_the_one_date_else_h155() {
    let before = |date| request(Status::Approval, Source::Before2015, date);
    assert_eq!(checked(&before("2015-05-01 00:00:00"), &window_open()), []);
    let violations = checked(&before("2020-04-30 23:59:00"), &window_open());
    let expected = ErrorCode::H155
        .violation()
        .at("consentDate")
        .with_value("2020-04-30 23:59:00");
    assert_eq!(violations, [expected]);
}

#[test]
fn an_hs_2015_consent_dated_earlier_is_h156_and_h155() {
    let before = request(Status::Approval, Source::Before2015, "2015-02-10 09:30:00");
    let violations = checked(&before, &window_open());
    let codes: Vec<_> = violations.iter().map(|violation| violation.code).collect();
    assert_eq!(codes, [ErrorCode::H156, ErrorCode::H155]);
}

#[test]
fn the_providers_decision_is_a_refusal_else_h408() {
    let decision = |status| request(status, Source::ProviderDecision, NOW);
    let expected = ErrorCode::H408.violation().at("status").with_value("ONAY");
    assert_eq!(
        checked(&decision(Status::Approval), &Policy::CONTRACT),
        [expected]
    );
    assert_eq!(checked(&decision(Status::Refusal), &Policy::CONTRACT), []);
}

#[test]
fn an_approval_of_more_than_three_business_days_ago_is_h467() {
    // Thursday noon: Monday is in time from its first second.
    assert_eq!(
        checked(&approval("2026-02-09 00:00:00"), &Policy::CONTRACT),
        []
    );
    let expected = ErrorCode::H467
        .violation()
        .at("consentDate")
        .with_value("2026-02-08 23:59:59");
    assert_eq!(
        checked(&approval("2026-02-08 23:59:59"), &Policy::CONTRACT),
        [expected]
    );
}

#[test]
fn consents_of_any_age_are_accepted_while_the_window_is_open() {
    let old = approval("2016-01-01 00:00:00");
    assert_eq!(checked(&old, &window_open()), []);
    let over = Policy {
        historic_loading_until: Some(at("2026-02-12 11:59:59")),
        ..Policy::CONTRACT
    };
    assert_eq!(checked(&old, &over)[0].code, ErrorCode::H467);
}

#[test]
fn a_refusal_is_never_late() {
    assert_eq!(
        checked(&refusal("2016-01-01 00:00:00"), &Policy::CONTRACT),
        []
    );
}

#[test]
fn a_recipients_own_word_is_never_late() {
    let own = request(Status::Approval, Source::RegistryWeb, "2016-01-01 00:00:00");
    assert_eq!(checked(&own, &Policy::CONTRACT), []);
}

#[test]
fn lateness_is_not_added_to_a_date_before_the_law() {
    let violations = checked(&approval("2014-02-10 09:30:00"), &Policy::CONTRACT);
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].code, ErrorCode::H156);
}

#[test]
fn outside_the_holiday_table_only_what_is_surely_in_time_is_accepted() {
    let calendar = Calendar::official();
    let now = at("2031-06-05 12:00:00");
    let check = |date| {
        let context = Context {
            now,
            calendar: &calendar,
            policy: &Policy::CONTRACT,
            used: 0,
        };
        check(&approval(date), &context)
    };
    assert_eq!(check("2031-06-02 00:00:00"), []);
    assert_eq!(check("2031-06-01 23:59:59")[0].code, ErrorCode::H467);
}

#[test]
fn the_law_came_into_force_on_1_may_2015() {
    assert_eq!(domain::rules::LAW_IN_FORCE, at("2015-05-01 00:00:00"));
}

#[test]
fn a_merchants_word_without_a_date_has_no_date_to_be_wrong() {
    assert_eq!(checked(&bare(Status::Approval), &Policy::CONTRACT), []);
}

#[test]
fn what_cannot_be_read_as_a_consent_is_judged_by_what_can() {
    let sent = serde_json::json!({
        "recipient": "nobody", "type": "EPOSTA", "status": "ONAY", "source": "HS_KARAR",
        "consentDate": "2014-01-01 10:00:00",
    });
    let misfit = parse(sent.as_object().unwrap(), EmptyFields::Absent).unwrap_err();
    assert_eq!(
        misfit_codes(misfit, &window_open()),
        [ErrorCode::H120, ErrorCode::H156, ErrorCode::H408]
    );
}

#[test]
fn what_cannot_be_read_is_late_only_if_it_says_it_is_an_approval() {
    let late = |status: &str| {
        let sent = serde_json::json!({
            "recipient": "nobody", "type": "MESAJ", "status": status, "source": "HS_WEB",
            "consentDate": "2026-01-05 10:00:00",
        });
        let misfit = parse(sent.as_object().unwrap(), EmptyFields::Absent).unwrap_err();
        misfit_codes(misfit, &Policy::CONTRACT)
    };
    assert_eq!(late("ONAY"), [ErrorCode::H121, ErrorCode::H467]);
    assert_eq!(late("RET"), [ErrorCode::H121]);
    assert_eq!(late("RED"), [ErrorCode::H115, ErrorCode::H121]);
}

#[test]
fn no_misfit_has_more_violations_than_the_most() {
    let mut sent = serde_json::json!({ "consentDate": "2014-01-01 10:00:00" });
    for number in 0..MAX_VIOLATIONS {
        sent[format!("extra{number}")] = number.into();
    }
    let misfit = parse(sent.as_object().unwrap(), EmptyFields::Absent).unwrap_err();
    assert_eq!(
        misfit_codes(misfit, &Policy::CONTRACT).len(),
        MAX_VIOLATIONS
    );
}

fn misfit_codes(misfit: Misfit, policy: &Policy) -> Vec<ErrorCode> {
    let calendar = Calendar::official();
    let context = Context {
        now: at(NOW),
        calendar: &calendar,
        policy,
        used: 0,
    };
    let violations = check_misfit(misfit, &context);
    violations.iter().map(|violation| violation.code).collect()
}
