//! Intermediaries and who lets them ask.

use directory::intermediary::IntermediaryCode;
use directory::{Entity, Error};
use domain::BrandCode;

use crate::support::{BRAND, Fixture, INTERMEDIARY, MASTER, PROVIDER, at};

#[tokio::test]
async fn an_intermediary_asks_only_where_a_brand_lets_it() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    assert!(
        !directory
            .intermediary_may_ask(INTERMEDIARY, BRAND)
            .await
            .unwrap()
    );
    directory
        .grant_intermediary(INTERMEDIARY, BRAND, at(1))
        .await
        .unwrap();
    assert!(
        directory
            .intermediary_may_ask(INTERMEDIARY, BRAND)
            .await
            .unwrap()
    );
    assert!(
        !directory
            .intermediary_may_ask(INTERMEDIARY, MASTER)
            .await
            .unwrap()
    );
    let brands = directory.intermediary_brands(INTERMEDIARY).await.unwrap();
    assert_eq!(brands.len(), 1);
    assert_eq!(brands[0].code, BRAND);
}

#[tokio::test]
async fn a_revoked_grant_ends_in_that_instant_and_may_come_back() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory
        .grant_intermediary(INTERMEDIARY, BRAND, at(1))
        .await
        .unwrap();
    // Granting what is granted changes nothing: one revocation ends it.
    directory
        .grant_intermediary(INTERMEDIARY, BRAND, at(2))
        .await
        .unwrap();
    assert!(
        directory
            .intermediary_may_ask(INTERMEDIARY, BRAND)
            .await
            .unwrap()
    );
    assert!(
        directory
            .revoke_intermediary(INTERMEDIARY, BRAND, at(3))
            .await
            .unwrap()
    );
    assert!(
        !directory
            .intermediary_may_ask(INTERMEDIARY, BRAND)
            .await
            .unwrap()
    );
    assert!(
        !directory
            .revoke_intermediary(INTERMEDIARY, BRAND, at(3))
            .await
            .unwrap()
    );
    directory
        .grant_intermediary(INTERMEDIARY, BRAND, at(4))
        .await
        .unwrap();
    assert!(
        directory
            .intermediary_may_ask(INTERMEDIARY, BRAND)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_grant_needs_its_intermediary_and_its_brand() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let outcome = directory
        .grant_intermediary(IntermediaryCode(1), BRAND, at(0))
        .await;
    assert!(matches!(
        outcome,
        Err(Error::NotFound(Entity::Intermediary))
    ));
    let outcome = directory
        .grant_intermediary(INTERMEDIARY, BrandCode(1), at(0))
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Brand))));
    assert!(
        directory
            .intermediary_brands(INTERMEDIARY)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_intermediarys_number_is_given_out_once_among_all_parties() {
    let fixture = Fixture::filled().await;
    let code = IntermediaryCode(PROVIDER.0);
    let outcome = fixture
        .directory
        .add_intermediary(code, "Sahte", at(0))
        .await;
    assert!(matches!(outcome, Err(Error::Exists(Entity::Code))));
    assert_eq!(fixture.directory.intermediary(code).await.unwrap(), None);
    let known = fixture.directory.intermediaries().await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].title, "Operatör");
}
