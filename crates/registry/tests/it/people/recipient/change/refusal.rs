//! No refusal is lost, whatever stands in its way.

use std::sync::{Arc, Mutex};

use directory::provider::ProviderState;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::outside::Clock;
use domain::{Channel, RetailerCode, Source, Status, Timestamp};
use ledger::{Command, Ledger, Outcome};
use registry::people::recipient::{AddressId, Selection};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Place, Report, record};

use super::{WEB, filled};

#[tokio::test]
async fn a_refusal_goes_through_whatever_the_providers_standing() {
    let place = filled().await;
    let now = place.now();
    let mut subscription = Subscription {
        id: uuid::Uuid::from_u128(1),
        holder: Holder::Provider(PROVIDER),
        package: "Standart".to_owned(),
        starts: now,
        expires: Timestamp::from_seconds(now.as_seconds() + 1_000_000),
        status: SubscriptionStatus::Closed,
        consent_limit: Some(0),
        consent_limit_exceed: false,
        api_use: false,
        via: None,
        via_pass: None,
    };
    let person = place.person(&[PHONE, EMAIL]);
    let refuse = async |channel| {
        place.registry.forget_parties();
        place
            .refuse(&person.subject, &Selection::Channel(channel))
            .await
            .changes
            .len()
    };
    // Without a subscription, with a closed one, and over its quota while suspended.
    assert_eq!(refuse(Channel::Call).await, 2);
    place
        .directory
        .set_subscription(&subscription)
        .await
        .unwrap();
    assert_eq!(refuse(Channel::Email).await, 2);
    subscription.status = SubscriptionStatus::Active;
    place
        .directory
        .set_subscription(&subscription)
        .await
        .unwrap();
    let suspended = ProviderState::Suspended;
    let suspending = place.directory.set_provider_state(PROVIDER, suspended);
    suspending.await.unwrap();
    assert_eq!(refuse(Channel::Text).await, 3);
    // One's first word to a brand, too.
    let stranger = place.person(&["+905321112255"]);
    let first = place
        .change_brand(
            &stranger.subject,
            BRAND,
            &[(AddressId(1), Channel::Text)],
            Status::Refusal,
            Source::RegistryText,
            Source::RegistryText,
        )
        .await;
    assert_eq!(first.changes[0].before, None);
}

#[tokio::test]
async fn a_refusal_is_in_the_brands_feed_and_in_the_next_check() {
    let place = filled().await;
    let person = place.person(&[PHONE, EMAIL]);
    let changed = place
        .change(
            &person.subject,
            &Selection::Brand(BRAND),
            Status::Refusal,
            Source::RegistryCallCentre,
        )
        .await;
    let feed = place.feed(BRAND);
    assert_eq!(feed.len(), 4);
    for (recorded, change) in feed.iter().zip(&changed.changes) {
        assert_eq!(recorded.transaction, change.receipt.transaction);
    }
    assert!(place.feed(OTHER_BRAND).is_empty());
    let statuses = place
        .ledger
        .statuses(&[place.key(PHONE, record(1, BRAND, Channel::Text))]);
    assert_eq!(statuses.unwrap(), [Some(Status::Refusal)]);
}

#[tokio::test]
async fn a_refusal_in_the_second_of_the_providers_word_wins() {
    let place = Place::new().await;
    place.report(Report::about(PHONE).age(0)).await;
    let person = place.person(&[PHONE]);
    let set = async |status| {
        let selection = Selection::Everything;
        let changed = place
            .people()
            .change(&person.subject, &selection, status, WEB);
        changed.await.unwrap().changes.len()
    };
    let text = record(1, BRAND, Channel::Text);
    assert_eq!(set(Status::Refusal).await, 1);
    assert_eq!(place.state(PHONE, text).unwrap().status, Status::Refusal);
    // And so does every later word of theirs within that second.
    assert_eq!(set(Status::Approval).await, 1);
    assert_eq!(set(Status::Refusal).await, 1);
    assert_eq!(place.state(PHONE, text).unwrap().status, Status::Refusal);
}

#[tokio::test]
async fn a_clock_that_has_stepped_back_loses_no_refusal() {
    let place = Place::new().await;
    place.report(Report::about(PHONE).age(0)).await;
    place.pass(-3_600);
    let person = place.person(&[PHONE]);
    let changed = place.refuse(&person.subject, &Selection::Everything).await;
    assert_eq!(changed.changes.len(), 1);
    let state = place.state(PHONE, record(1, BRAND, Channel::Text)).unwrap();
    assert_eq!(state.status, Status::Refusal);
}

#[tokio::test]
async fn a_brand_without_a_record_is_refused_before_it_ever_writes() {
    let place = Place::new().await;
    let person = place.person(&[PHONE]);
    let changed = place
        .change_brand(
            &person.subject,
            BRAND,
            &[(AddressId(1), Channel::Text)],
            Status::Refusal,
            Source::RegistryText,
            Source::RegistryText,
        )
        .await;
    assert_eq!(changed.changes.len(), 1);
    let state = place.state(PHONE, record(1, BRAND, Channel::Text)).unwrap();
    assert_eq!(state.source, Some(Source::RegistryText));
    assert_eq!(state.status, Status::Refusal);
}

#[tokio::test]
async fn a_recipients_word_names_no_retailer() {
    let place = Place::new().await;
    place
        .report(Report::about(PHONE).retailer(RetailerCode(10_000_001)))
        .await;
    let person = place.person(&[PHONE]);
    place.refuse(&person.subject, &Selection::Everything).await;
    let state = place.state(PHONE, record(1, BRAND, Channel::Text)).unwrap();
    assert_eq!((state.retailer, state.retailer_access), (None, vec![]));
}

/// A clock that stands still, and in whose first tick a provider reports something.
struct Interrupting {
    ledger: Ledger,
    now: Timestamp,
    report: Mutex<Option<Command>>,
}

impl Clock for Interrupting {
    fn now(&self) -> Timestamp {
        if let Some(report) = self.report.lock().unwrap().take() {
            let outcomes = self.ledger.submit_blocking(vec![report]).unwrap();
            assert!(matches!(outcomes[0], Outcome::Recorded(_)), "{outcomes:?}");
        }
        self.now
    }
}

#[tokio::test]
async fn a_providers_later_word_that_comes_between_loses_no_refusal() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    let person = place.person(&[PHONE]);
    // Dated five seconds later than the refusal that is under way.
    let late = Report::about(PHONE).age(-5);
    let command = place.commands(vec![late]).remove(0);
    let command = Command {
        received_at: Timestamp::from_seconds(place.now().as_seconds() + 5),
        ..command
    };
    let registry = place.told_by(Arc::new(Interrupting {
        ledger: place.ledger.clone(),
        now: place.now(),
        report: Mutex::new(Some(command)),
    }));
    let changed = registry
        .people()
        .change(
            &person.subject,
            &Selection::Everything,
            Status::Refusal,
            WEB,
        )
        .await
        .unwrap();
    assert_eq!(changed.changes.len(), 1);
    let text = record(1, BRAND, Channel::Text);
    let history = place.ledger.history(&place.key(PHONE, text)).unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(place.state(PHONE, text).unwrap().status, Status::Refusal);
}
