//! Providers and their numbers.

use directory::provider::{NewProvider, ProviderState};
use directory::{Entity, Error};
use domain::ProviderCode;

use crate::support::{BRAND, Counting, Fixture, PARTNER, PROVIDER, at};

fn new(code: u32) -> NewProvider {
    NewProvider {
        code: ProviderCode(code),
        title: "Yeni".to_owned(),
        mersis: None,
        tin: None,
    }
}

#[tokio::test]
async fn a_provider_is_active_when_added_and_reads_back_whole() {
    let fixture = Fixture::empty().await;
    let new = NewProvider {
        code: ProviderCode(731_000),
        title: "Örnek İşletme".to_owned(),
        mersis: Some("0123456789012345".to_owned()),
        tin: Some("1234567890".to_owned()),
    };
    let added = fixture.directory.add_provider(new, at(5)).await.unwrap();
    assert_eq!(added.state, ProviderState::Active);
    assert_eq!(added.created, at(5));
    assert_eq!(added.mersis.as_deref(), Some("0123456789012345"));
    assert_eq!(
        fixture.directory.provider(added.code).await.unwrap(),
        Some(added.clone())
    );
    assert_eq!(fixture.directory.providers().await.unwrap(), [added]);
}

#[tokio::test]
async fn a_number_is_given_out_once_among_all_parties() {
    let fixture = Fixture::filled().await;
    for code in [PROVIDER.0, BRAND.0, PARTNER.0] {
        let error = fixture
            .directory
            .add_provider(new(code), at(0))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Exists(Entity::Code)), "{error:?}");
    }
    assert_eq!(fixture.directory.providers().await.unwrap().len(), 2);
    assert_eq!(
        fixture
            .directory
            .provider(ProviderCode(BRAND.0))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_free_number_has_six_digits_and_was_never_given_out() {
    let fixture = Fixture::filled().await;
    // The first draw falls on the provider's number, the second beside it.
    let random = Counting::from(u64::from(PROVIDER.0 - 100_000));
    let free = fixture.directory.free_code(&random).await.unwrap();
    assert_eq!(free, BRAND.0 + 1);
    let lowest = |bytes: &mut [u8]| bytes.fill(0);
    assert_eq!(fixture.directory.free_code(&lowest).await.unwrap(), 100_000);
    let highest = |bytes: &mut [u8]| bytes.copy_from_slice(&899_999_u64.to_le_bytes());
    assert_eq!(
        fixture.directory.free_code(&highest).await.unwrap(),
        999_999
    );
    let always_taken = |bytes: &mut [u8]| {
        let step = u64::from(PROVIDER.0 - 100_000).to_le_bytes();
        bytes.copy_from_slice(&step[..bytes.len()]);
    };
    let error = fixture
        .directory
        .free_code(&always_taken)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Limit(Entity::Code)), "{error:?}");
}

#[tokio::test]
async fn a_suspension_is_seen_by_the_next_question() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let state = || async { directory.provider(PROVIDER).await.unwrap().unwrap().state };
    assert_eq!(state().await, ProviderState::Active);
    directory
        .set_provider_state(PROVIDER, ProviderState::Suspended)
        .await
        .unwrap();
    assert_eq!(state().await, ProviderState::Suspended);
    directory
        .set_provider_state(PROVIDER, ProviderState::Active)
        .await
        .unwrap();
    assert_eq!(state().await, ProviderState::Active);
}

#[tokio::test]
async fn an_unknown_provider_cannot_be_suspended() {
    let fixture = Fixture::empty().await;
    let outcome = fixture
        .directory
        .set_provider_state(PROVIDER, ProviderState::Suspended)
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Provider))));
}

#[tokio::test]
async fn a_provider_that_was_asked_for_too_early_is_found_once_added() {
    let fixture = Fixture::empty().await;
    let code = ProviderCode(731_000);
    assert_eq!(fixture.directory.provider(code).await.unwrap(), None);
    fixture
        .directory
        .add_provider(new(code.0), at(0))
        .await
        .unwrap();
    assert!(fixture.directory.provider(code).await.unwrap().is_some());
}
