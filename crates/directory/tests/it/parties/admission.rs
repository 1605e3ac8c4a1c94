//! Admitting a party with all that belongs to it.

use directory::brand::BrandSettings;
use directory::partner::{NewPartner, PartnerCode};
use directory::provider::NewProvider;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use directory::{Entity, Error};
use domain::{BrandCode, ProviderCode};

use crate::support::{Fixture, at};

const CODE: u32 = 612_345;

fn provider() -> NewProvider {
    NewProvider {
        code: ProviderCode(CODE),
        title: "Deneme A.Ş.".to_owned(),
        mersis: None,
        tin: None,
    }
}

fn subscription() -> Subscription {
    Subscription {
        id: uuid::Uuid::from_bytes([7; 16]),
        holder: Holder::Provider(ProviderCode(1)),
        package: "P".to_owned(),
        starts: at(0),
        expires: at(100),
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: false,
        api_use: true,
        via: None,
        via_pass: None,
    }
}

#[tokio::test]
async fn a_provider_comes_with_its_master_brand_and_a_subscription() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let master = ("Deneme".to_owned(), BrandSettings::default());
    let admitted = directory.admit_provider(provider(), master.clone(), subscription(), at(1));
    let admitted = admitted.await.unwrap();
    let brand = directory.brand(BrandCode(CODE)).await.unwrap().unwrap();
    assert!(brand.master && brand.provider == admitted.code);
    let holder = Holder::Provider(admitted.code);
    let held = directory.subscription(holder).await.unwrap().unwrap();
    assert_eq!(held.holder, holder);
    let again = directory.admit_provider(provider(), master, subscription(), at(2));
    assert!(matches!(again.await, Err(Error::Exists(Entity::Code))));
}

#[tokio::test]
async fn where_one_part_cannot_be_nothing_is_there_and_it_can_be_tried_again() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for name in [
        "",
        "  ",
        "a\nb",
        "\u{1b}[31m",
        "Kar\u{202e}anfil",
        "Karanfil\u{200b}",
        &"a".repeat(301),
    ] {
        let master = (name.to_owned(), BrandSettings::default());
        let admitted = directory.admit_provider(provider(), master, subscription(), at(1));
        assert!(matches!(admitted.await, Err(Error::Invalid(_))), "{name:?}");
        assert!(directory.providers().await.unwrap().is_empty());
        let partner = NewPartner {
            code: PartnerCode(CODE),
            title: name.to_owned(),
            licensed: true,
        };
        let admitted = directory.admit_partner(partner, subscription(), at(1));
        assert!(matches!(admitted.await, Err(Error::Invalid(_))), "{name:?}");
        assert!(directory.partners().await.unwrap().is_empty());
    }
    let master = || ("Deneme".to_owned(), BrandSettings::default());
    for (mersis, tin) in [(Some("1\u{1b}[1m"), None), (None, Some("1\u{202e}2"))] {
        let mut numbered = provider();
        (numbered.mersis, numbered.tin) = (mersis.map(str::to_owned), tin.map(str::to_owned));
        let admitted = directory.admit_provider(numbered, master(), subscription(), at(1));
        assert!(matches!(admitted.await, Err(Error::Invalid(_))));
        assert!(directory.providers().await.unwrap().is_empty());
    }
    let admitted = directory.admit_provider(provider(), master(), subscription(), at(1));
    assert!(admitted.await.is_ok());
}
