//! Retention, end to end: what ended three years ago goes, what a case is about stays, and the
//! public log keeps every leaf.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::canonical::Leaf;
use domain::check::Reason;
use domain::{Channel, ConsentKey, RecipientType, Seq, Status, Timestamp};
use ledger::check_log::{Asker, Question};
use ledger::{Erasure, LedgerError};
use registry::cases::holds::HoldSubject;
use registry::retention::RetentionReport;
use testkit::{BRAND, DAY, HOUR, Place, phone, record};

use super::THREE_YEARS;

/// Recipient `number` says something on paper, a minute ago.
async fn say(place: &Place, number: u32, status: Status) {
    let about = testkit::Report::about(&phone(number).to_string());
    place.report(about.status(status)).await;
}

fn key(place: &Place, number: u32) -> ConsentKey {
    place.key(&phone(number).to_string(), record(0, BRAND, Channel::Text))
}

fn leaves_of(place: &Place) -> Vec<Leaf> {
    place.ledger.leaves(Seq(0), usize::MAX).unwrap()
}

fn is_kept(place: &Place, number: u32) -> bool {
    let key = key(place, number);
    let kept = place.ledger.state(&key).unwrap().is_some();
    let address = place.ledger.address(key.recipient).unwrap();
    assert_eq!(address, kept.then(|| phone(number)));
    let history = place.ledger.history(&key).unwrap();
    assert_eq!(history.is_empty(), !kept);
    kept
}

/// Recipients 1 to 3 approve and, an hour later, refuse; recipient 4 approves.
async fn filled() -> Place {
    let place = Place::new().await;
    for number in 1..=4 {
        say(&place, number, Status::Approval).await;
    }
    place.pass(HOUR);
    for number in 1..=3 {
        say(&place, number, Status::Refusal).await;
    }
    place
}

#[tokio::test]
async fn what_ended_three_years_ago_goes_and_what_a_case_is_about_stays() {
    let place = filled().await;
    let leaves = leaves_of(&place);
    let second = phone(2);
    let subject = HoldSubject::Record {
        address: &second,
        brand: BRAND,
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let hold = place.cases().place_hold("2026/17", subject, "desk").await;
    let hold = hold.unwrap();
    assert_eq!(place.cases().records_held(&hold).unwrap(), 1);
    let third = phone(3);
    let whole = HoldSubject::Recipient(&third);
    let whole = place
        .cases()
        .place_hold("2026/18", whole, "desk")
        .await
        .unwrap();

    place.pass(THREE_YEARS);
    let nothing = place.retain().await;
    assert_eq!(
        nothing,
        RetentionReport::default(),
        "three years, and not longer"
    );
    place.pass(DAY);

    let expected = RetentionReport {
        over: 3,
        held: 2,
        ..RetentionReport::default()
    };
    assert_eq!(place.would_retain().await, expected);
    assert!((1..=4).all(|number| is_kept(&place, number)), "only looked");

    let report = place.retain().await;
    let erased = Erasure {
        records: 1,
        movements: 2,
        addresses: 1,
    };
    assert_eq!(report, RetentionReport { erased, ..expected });
    let kept: Vec<_> = (1..=4).filter(|number| is_kept(&place, *number)).collect();
    assert_eq!(kept, [2, 3, 4]);
    assert_eq!(leaves_of(&place), leaves);
    for (seq, leaf) in (0..).zip(&leaves) {
        let opening = place.ledger.opening(Seq(seq));
        if seq == 0 || seq == 4 {
            assert!(matches!(opening, Err(LedgerError::Erased(_))));
        } else {
            let opening = opening.unwrap().unwrap();
            assert!(leaf.is_opened_by(&opening.key, &opening.canonical));
        }
    }

    place
        .cases()
        .release_hold(whole.number, "court")
        .await
        .unwrap();
    let report = place.retain().await;
    assert_eq!((report.over, report.held, report.erased), (2, 1, erased));
    let kept: Vec<_> = (1..=4).filter(|number| is_kept(&place, *number)).collect();
    assert_eq!(kept, [2, 4]);
    assert_eq!(leaves_of(&place), leaves);
}

#[tokio::test]
async fn what_a_run_that_was_cut_off_left_on_the_disk_goes_with_the_next() {
    let place = filled().await;
    place.pass(THREE_YEARS + DAY);
    let keys = [1, 2, 3].map(|number| key(&place, number));
    let erased = place.ledger.erase(&keys, place.now()).await.unwrap();
    assert_eq!(erased.records, 3);
    let replaced = tables(place.folder.path());
    let retain = || place.operator().retain();
    assert_eq!(retain().await.unwrap(), RetentionReport::default());
    let anew = tables(place.folder.path());
    assert_ne!(anew, replaced);
    retain().await.unwrap();
    assert_eq!(tables(place.folder.path()), anew, "once is enough");
}

/// The files of the ledger's tables.
fn tables(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tables(&path));
        } else if path
            .parent()
            .is_some_and(|parent| parent.ends_with("tables"))
        {
            found.insert(path);
        }
    }
    found
}

#[tokio::test]
async fn checks_are_forgotten_three_years_after_they_were_made() {
    let place = Place::new().await;
    let recipient = key(&place, 1).recipient;
    let log = &place.checks.log;
    let check = |at| {
        let question = Question {
            at,
            asker: Asker {
                kind: 1,
                party: 2,
                user: 3,
            },
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        };
        log.single(&question, recipient, Reason::NoRecord).unwrap();
        // Files are begun when something is written to them.
        log.flush().unwrap();
    };
    check(place.now());
    place.pass(2 * DAY);
    check(place.now());
    let found = || {
        let ever = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        log.of_recipient(recipient, ever.0, ever.1).unwrap().len()
    };
    let report = place.retain().await;
    assert_eq!((report.check_files, found()), (0, 2));
    place.pass(THREE_YEARS - DAY);
    let report = place.retain().await;
    assert_eq!((report.check_files, found()), (1, 1));
}
