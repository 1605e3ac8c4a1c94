//! Approving and refusing.

mod refusal;

use std::collections::BTreeSet;

use domain::{BrandCode, Channel, ErrorCode, ItemId, RecipientType, Source, Status};
use ledger::Outcome;
use registry::people::recipient::{AddressId, ChangeError, RECORDS_MAX, RecordRef, Selection};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, Place, Report, STRANGER, record};

const WEB: Source = Source::RegistryWeb;

/// Whether a record is to be changed.
type Selected = fn(&RecordRef) -> bool;

/// Approvals of both brands on all channels, and a merchant's of the first.
async fn filled() -> Place {
    let place = Place::new().await;
    let mut reports = Vec::new();
    for brand in [BRAND, OTHER_BRAND] {
        for channel in Channel::ALL {
            let address = if channel.is_phone() { PHONE } else { EMAIL };
            let report = Report::about(address);
            reports.push(report.brand(brand).channel(channel));
        }
    }
    reports.push(Report::about(PHONE).recipient_type(RecipientType::Merchant));
    reports.push(Report::about(STRANGER));
    place.report_all(reports).await;
    place
}

#[tokio::test]
async fn one_record_is_refused_and_the_others_stay() {
    let place = filled().await;
    let person = place.person(&[PHONE, EMAIL]);
    let text = record(1, BRAND, Channel::Text);
    let selection = Selection::Records(vec![text]);
    let changed = place.refuse(&person.subject, &selection).await;
    assert_eq!(changed.changes.len(), 1);
    let change = &changed.changes[0];
    assert_eq!((change.record, change.brand.as_str()), (text, "Karanfil"));
    assert_eq!(change.before, Some(Status::Approval));
    assert_eq!(change.status, Status::Refusal);
    let state = place.state(PHONE, text).unwrap();
    assert_eq!(state.decided_by, change.receipt.seq);
    assert_eq!((state.status, state.source), (Status::Refusal, Some(WEB)));
    assert_eq!(state.consent_date, Some(place.now()));
    for other in [
        record(1, BRAND, Channel::Call),
        record(1, OTHER_BRAND, Channel::Text),
        RecordRef {
            recipient_type: RecipientType::Merchant,
            ..text
        },
    ] {
        let state = place.state(PHONE, other).unwrap();
        assert_eq!(state.status, Status::Approval, "{other}");
    }
}

#[tokio::test]
async fn a_channel_or_a_brand_is_refused_as_a_whole_and_nothing_else() {
    let channel = |record: &RecordRef| record.channel == Channel::Call;
    let brand = |record: &RecordRef| record.brand == OTHER_BRAND;
    for (selection, selected) in [
        (Selection::Channel(Channel::Call), channel as Selected),
        (Selection::Brand(OTHER_BRAND), brand as Selected),
        (Selection::Everything, |_| true),
    ] {
        let place = filled().await;
        let person = place.person(&[PHONE, EMAIL]);
        let changed = place.refuse(&person.subject, &selection).await;
        let mut expected = BTreeSet::new();
        for brand in [BRAND, OTHER_BRAND] {
            for channel in Channel::ALL {
                let address = if channel.is_phone() { 1 } else { 2 };
                expected.insert(record(address, brand, channel));
            }
        }
        expected.insert(RecordRef {
            recipient_type: RecipientType::Merchant,
            ..record(1, BRAND, Channel::Text)
        });
        expected.retain(selected);
        let records = changed.changes.iter().map(|change| change.record);
        assert_eq!(records.collect::<BTreeSet<_>>(), expected, "{selection:?}");
        let stranger = place.state(STRANGER, record(1, BRAND, Channel::Text));
        assert_eq!(stranger.unwrap().status, Status::Approval);
    }
}

#[tokio::test]
async fn everything_of_ten_thousand_records_is_one_action_with_a_movement_each() {
    const BRANDS: u32 = 5_000;
    let place = Place::new().await;
    let channels = [Channel::Call, Channel::Text];
    let reports = (0..BRANDS).flat_map(|number| {
        channels.map(|channel| {
            Report::about(PHONE)
                .brand(BrandCode(700_000 + number))
                .channel(channel)
        })
    });
    place.report_all(reports.collect()).await;
    let before = place.movements();
    let person = place.person(&[PHONE]);
    let changed = place.refuse(&person.subject, &Selection::Everything).await;
    assert_eq!(changed.changes.len(), 10_000);
    assert_eq!(place.movements(), before + 10_000);
    let mut seen = BTreeSet::new();
    for (index, change) in (0..).zip(&changed.changes) {
        let recorded = place.movement(change.receipt.seq);
        assert_eq!(recorded.transaction, change.receipt.transaction);
        let item = ItemId {
            request: changed.action,
            index,
        };
        assert_eq!(recorded.movement.item, item);
        seen.insert(recorded.movement.key);
        let state = place.state(PHONE, change.record).unwrap();
        assert_eq!((state.status, state.source), (Status::Refusal, Some(WEB)));
    }
    assert_eq!(seen.len(), 10_000);
    // What is refused already is refused anew, and told as unchanged.
    place.pass(60);
    let again = place.refuse(&person.subject, &Selection::Everything).await;
    assert_eq!((again.changes.len(), again.unchanged), (0, 10_000));
    assert_eq!(place.movements(), before + 20_000);
}

#[tokio::test]
async fn an_approval_from_between_two_refusals_does_not_count_after_the_second() {
    let place = filled().await;
    let person = place.person(&[PHONE]);
    let text = record(1, BRAND, Channel::Text);
    let refuse = async || {
        let brand = [(text.address, text.channel)];
        let subject = &person.subject;
        let refusal = Status::Refusal;
        let changed = place
            .people()
            .change_brand(subject, BRAND, &brand, refusal, WEB, WEB);
        changed.await.unwrap()
    };
    let between = Report::about(PHONE).age(60);
    assert_eq!(refuse().await.changes.len(), 2);
    place.pass(120);
    assert_eq!(refuse().await.changes.len(), 0);
    assert_eq!(
        place.state(PHONE, text).unwrap().consent_date,
        Some(place.now())
    );
    let outcomes = place.ledger.submit(place.commands(vec![between])).await;
    let Outcome::Refused(violations) = outcomes.unwrap().remove(0) else {
        panic!("the approval counts");
    };
    assert_eq!(violations[0].code, ErrorCode::H178);
    // What was approved already needs no other word.
    let (address, approval) = ((text.address, text.channel), Status::Approval);
    let subject = &person.subject;
    for recorded in [1, 0] {
        place.pass(60);
        let before = place.movements();
        let selection = Selection::Records(vec![text]);
        let changed = place.people().change(subject, &selection, approval, WEB);
        assert_eq!(
            changed.await.unwrap().changes.len(),
            recorded,
            "{address:?}"
        );
        assert_eq!(place.movements(), before + recorded as u64);
    }
}

#[tokio::test]
async fn a_record_of_somebody_else_named_by_guessing_changes_nothing() {
    let place = filled().await;
    let before = place.movements();
    let person = place.person(&[PHONE]);
    let own = record(1, BRAND, Channel::Text);
    for guessed in [
        // An address the account does not have, a channel it does not reach, a brand without a record.
        record(2, BRAND, Channel::Text),
        record(0, BRAND, Channel::Text),
        record(1, BRAND, Channel::Email),
        record(1, BrandCode(999_999), Channel::Text),
        RecordRef {
            recipient_type: RecipientType::Merchant,
            ..record(1, OTHER_BRAND, Channel::Text)
        },
    ] {
        let selection = Selection::Records(vec![own, guessed]);
        let refused = place
            .people()
            .change(&person.subject, &selection, Status::Refusal, WEB)
            .await;
        assert!(matches!(refused, Err(ChangeError::NotYours)), "{guessed}");
    }
    let places = [
        (AddressId(2), Channel::Text),
        (AddressId(1), Channel::Email),
    ];
    for place_of in places {
        let refused = place
            .people()
            .change_brand(
                &person.subject,
                BRAND,
                &[place_of],
                Status::Refusal,
                WEB,
                WEB,
            )
            .await;
        assert!(matches!(refused, Err(ChangeError::NotYours)));
    }
    assert_eq!(place.movements(), before);
}

#[tokio::test]
async fn more_than_may_be_named_one_by_one_changes_nothing() {
    let place = filled().await;
    let before = place.movements();
    let person = place.person(&[PHONE]);
    let own = record(1, BRAND, Channel::Text);
    let refuse = async |count| {
        let selection = Selection::Records(vec![own; count]);
        place
            .people()
            .change(&person.subject, &selection, Status::Refusal, WEB)
            .await
    };
    let refused = refuse(RECORDS_MAX + 1).await;
    assert!(matches!(refused, Err(ChangeError::TooMany)));
    assert_eq!(place.movements(), before);
    // A record named often is one record.
    assert_eq!(refuse(RECORDS_MAX).await.unwrap().changes.len(), 1);
}

#[tokio::test]
async fn a_brand_that_does_not_exist_is_told_from_one_without_records() {
    let place = filled().await;
    let stranger = place.person(&["+905321112255"]);
    let change = async |brand| {
        place
            .people()
            .change(
                &stranger.subject,
                &Selection::Brand(brand),
                Status::Refusal,
                WEB,
            )
            .await
    };
    let unknown = change(BrandCode(999_999)).await;
    assert!(matches!(unknown, Err(ChangeError::UnknownBrand)));
    let none = change(BRAND).await.unwrap();
    assert_eq!((none.changes.len(), none.unchanged), (0, 0));
}

#[tokio::test]
async fn what_a_former_owner_left_is_neither_changed_nor_told() {
    let place = filled().await;
    let mut person = place.person(&[PHONE]);
    place.pass(60);
    person.subject.addresses[0].hidden_until = Some(place.now());
    let before = place.movements();
    let everything = place.refuse(&person.subject, &Selection::Everything).await;
    assert_eq!((everything.changes.len(), everything.unchanged), (0, 0));
    let hidden = Selection::Records(vec![record(1, BRAND, Channel::Text)]);
    let refused = place
        .people()
        .change(&person.subject, &hidden, Status::Refusal, WEB)
        .await;
    assert!(matches!(refused, Err(ChangeError::NotYours)));
    assert_eq!(place.movements(), before);
    // The new owner's word to the brand is their first.
    place.pass(60);
    let changed = place
        .change_brand(
            &person.subject,
            BRAND,
            &[(AddressId(1), Channel::Text)],
            Status::Refusal,
            WEB,
            Source::RegistryWebNew,
        )
        .await;
    assert_eq!(changed.changes[0].before, None);
    let state = place.state(PHONE, record(1, BRAND, Channel::Text)).unwrap();
    assert_eq!(state.source, Some(Source::RegistryWebNew));
}
