//! Retailers that may use a record: contract 5.5 and 11.5.

use domain::draft::AccessRequest;
use domain::movement::AccessChange::{self, Grant, Replace, Revoke, RevokeAll};
use domain::rules::{apply, decide_access};
use domain::{Change, ErrorCode, RetailerCode, Seq};

use super::*;

fn codes_of(numbers: &[u32]) -> Vec<RetailerCode> {
    numbers.iter().copied().map(RetailerCode).collect()
}

/// An approval that retailer 5 took and 3 and 9 may use, too.
fn record() -> ConsentState {
    let mut first = approval(NOW);
    first.retailer = Some(RetailerCode(5));
    first.retailer_access = codes_of(&[9, 3, 5]);
    state(None, &first, NOW)
}

fn asked(change: AccessChange) -> AccessRequest {
    let person = approval(NOW);
    AccessRequest {
        address: person.address,
        channel: person.channel,
        recipient_type: person.recipient_type,
        change,
    }
}

fn after(change: AccessChange) -> Vec<RetailerCode> {
    let change = decide_access(Some(&record()), &asked(change))
        .unwrap()
        .unwrap();
    apply(Some(record()), &recorded(8, NOW, Change::Access(change)))
        .unwrap()
        .retailer_access
}

#[test]
fn the_retailer_that_took_a_consent_may_use_it_at_first() {
    assert_eq!(record().retailer_access, codes_of(&[3, 5, 9]));
}

#[test]
fn each_change_of_access_does_what_it_says() {
    assert_eq!(after(Grant(codes_of(&[7, 3, 7]))), codes_of(&[3, 5, 7, 9]));
    assert_eq!(after(Replace(codes_of(&[8, 2]))), codes_of(&[2, 8]));
    assert_eq!(after(Revoke(codes_of(&[5, 1]))), codes_of(&[3, 9]));
    assert_eq!(after(RevokeAll), []);
}

#[test]
fn a_change_of_access_leaves_the_recipients_word_alone() {
    let change = decide_access(Some(&record()), &asked(RevokeAll))
        .unwrap()
        .unwrap();
    let after = apply(Some(record()), &recorded(8, NOW, Change::Access(change))).unwrap();
    let expected = ConsentState {
        head: Seq(8),
        retailer_access: Vec::new(),
        ..record()
    };
    assert_eq!(after, expected);
    assert_eq!(after.decided_by, Seq(7));
}

#[test]
fn a_change_without_effect_is_none() {
    for change in [
        Grant(codes_of(&[9, 3])),
        Grant(Vec::new()),
        Replace(codes_of(&[9, 5, 3, 3])),
        Revoke(codes_of(&[1, 2])),
    ] {
        assert_eq!(decide_access(Some(&record()), &asked(change)), Ok(None));
    }
    let none = ConsentState {
        retailer_access: Vec::new(),
        ..record()
    };
    assert_eq!(decide_access(Some(&none), &asked(RevokeAll)), Ok(None));
}

#[test]
fn giving_access_to_no_record_is_h401() {
    assert_eq!(
        decide_access(None, &asked(Grant(codes_of(&[1])))),
        Err(vec![ErrorCode::H401.violation()])
    );
}

#[test]
fn taking_access_away_from_no_record_changes_nothing() {
    for change in [Replace(codes_of(&[1])), Revoke(codes_of(&[1])), RevokeAll] {
        assert_eq!(decide_access(None, &asked(change)), Ok(None));
    }
}

#[test]
fn a_new_consent_replaces_the_retailers_too() {
    let next = state(
        Some(record()),
        &refusal("2026-02-12 12:00:01"),
        "2026-02-12 13:00:00",
    );
    assert_eq!((next.retailer, next.retailer_access), (None, Vec::new()));
}
