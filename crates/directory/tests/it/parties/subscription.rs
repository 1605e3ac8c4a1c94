//! What a party has paid for.

use directory::partner::PartnerCode;
use directory::subscription::{ExtraPackage, Holder, Subscription, SubscriptionStatus};
use directory::{Entity, Error};
use domain::ProviderCode;
use uuid::Uuid;

use crate::support::{Fixture, OTHER_PROVIDER, PARTNER, PROVIDER, at};

fn subscription(id: u128, holder: Holder) -> Subscription {
    Subscription {
        id: Uuid::from_u128(id),
        holder,
        package: "Standart".to_owned(),
        starts: at(0),
        expires: at(1_000),
        status: SubscriptionStatus::Active,
        consent_limit: Some(5_000),
        consent_limit_exceed: true,
        api_use: true,
        via: None,
        via_pass: None,
    }
}

#[tokio::test]
async fn a_subscription_reads_back_whole_and_replaces_the_one_before() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let holder = Holder::Provider(PROVIDER);
    assert_eq!(directory.subscription(holder).await.unwrap(), None);
    let mut first = subscription(1, holder);
    first.via = Some(ExtraPackage {
        id: Uuid::from_u128(7),
        name: "ViA".to_owned(),
        starts: at(1),
        expires: at(2),
        status: SubscriptionStatus::Paused,
        credit: -1,
    });
    directory.set_subscription(&first).await.unwrap();
    assert_eq!(
        directory.subscription(holder).await.unwrap().as_ref(),
        Some(&first)
    );
    assert_eq!(
        fixture.reopened().await.subscription(holder).await.unwrap(),
        Some(first)
    );

    let mut second = subscription(2, holder);
    (
        second.consent_limit,
        second.consent_limit_exceed,
        second.api_use,
    ) = (None, false, false);
    second.status = SubscriptionStatus::Closed;
    directory.set_subscription(&second).await.unwrap();
    assert_eq!(directory.subscription(holder).await.unwrap(), Some(second));
}

#[tokio::test]
async fn providers_and_partners_hold_subscriptions_of_their_own() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for (id, holder) in [
        (1, Holder::Provider(PROVIDER)),
        (2, Holder::Partner(PARTNER)),
    ] {
        directory
            .set_subscription(&subscription(id, holder))
            .await
            .unwrap();
    }
    let of = |holder| async move { directory.subscription(holder).await.unwrap() };
    assert_eq!(
        of(Holder::Provider(PROVIDER)).await.unwrap().id,
        Uuid::from_u128(1)
    );
    assert_eq!(
        of(Holder::Partner(PARTNER)).await.unwrap().id,
        Uuid::from_u128(2)
    );
    assert_eq!(of(Holder::Provider(OTHER_PROVIDER)).await, None);
    assert_eq!(of(Holder::Partner(PartnerCode(PROVIDER.0))).await, None);
}

#[tokio::test]
async fn a_subscription_needs_its_holder_and_an_id_of_its_own() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let kept = subscription(1, Holder::Provider(PROVIDER));
    directory.set_subscription(&kept).await.unwrap();
    let other = subscription(2, Holder::Provider(OTHER_PROVIDER));
    directory.set_subscription(&other).await.unwrap();
    let thief = subscription(1, Holder::Provider(OTHER_PROVIDER));
    let outcome = directory.set_subscription(&thief).await;
    assert!(matches!(outcome, Err(Error::Exists(Entity::Subscription))));
    // Neither subscription is touched, on disk or in memory.
    for reader in [directory, &fixture.reopened().await] {
        assert_eq!(
            reader.subscription(kept.holder).await.unwrap().as_ref(),
            Some(&kept)
        );
        assert_eq!(
            reader.subscription(other.holder).await.unwrap().as_ref(),
            Some(&other)
        );
    }
    let nobody = subscription(3, Holder::Provider(ProviderCode(1)));
    let outcome = directory.set_subscription(&nobody).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Provider))));
}

#[test]
fn an_active_subscription_past_its_end_is_expired() {
    let mut one = subscription(1, Holder::Provider(PROVIDER));
    assert_eq!(one.status_at(at(999)), SubscriptionStatus::Active);
    assert_eq!(one.status_at(at(1_000)), SubscriptionStatus::Expired);
    one.status = SubscriptionStatus::Paused;
    assert_eq!(one.status_at(at(999)), SubscriptionStatus::Paused);
    assert_eq!(one.status_at(at(1_000)), SubscriptionStatus::Expired);
    one.status = SubscriptionStatus::Closed;
    assert_eq!(one.status_at(at(1_000)), SubscriptionStatus::Closed);
}
