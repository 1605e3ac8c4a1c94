//! Brands and their switches.

use directory::brand::BrandSettings;
use directory::provider::NewProvider;
use directory::{Entity, Error};
use domain::policy::FirstRefusal;
use domain::{BrandCode, ProviderCode};

use crate::support::{
    BRAND, Fixture, MASTER, OTHER_BRAND, OTHER_PROVIDER, PARTNER, PROVIDER, at, new_brand,
};

#[tokio::test]
async fn the_master_brand_has_its_providers_number_and_comes_first() {
    let fixture = Fixture::filled().await;
    // A smaller number than the master's, which comes first all the same.
    let small = BrandCode(100_000);
    fixture
        .directory
        .add_brand(new_brand(small, PROVIDER), at(1))
        .await
        .unwrap();
    let brands = fixture.directory.brands_of(PROVIDER).await.unwrap();
    let codes: Vec<_> = brands
        .iter()
        .map(|brand| (brand.code, brand.master))
        .collect();
    assert_eq!(codes, [(MASTER, true), (small, false), (BRAND, false)]);
    assert!(brands.iter().all(|brand| brand.provider == PROVIDER));
    let all: Vec<_> = fixture
        .directory
        .brands()
        .await
        .unwrap()
        .iter()
        .map(|brand| brand.code)
        .collect();
    assert_eq!(all, [small, MASTER, BRAND, OTHER_BRAND]);
}

#[tokio::test]
async fn a_brands_number_is_given_out_once_among_all_parties() {
    let fixture = Fixture::filled().await;
    for code in [MASTER.0, BRAND.0, OTHER_PROVIDER.0, PARTNER.0] {
        let new = new_brand(BrandCode(code), PROVIDER);
        let error = fixture.directory.add_brand(new, at(0)).await.unwrap_err();
        assert!(
            matches!(error, Error::Exists(Entity::Code)),
            "{code}: {error:?}"
        );
    }
    assert_eq!(fixture.directory.brands().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_brand_needs_its_provider_and_leaves_its_number_free_without() {
    let fixture = Fixture::filled().await;
    let new = new_brand(BrandCode(123_456), ProviderCode(999_998));
    let error = fixture.directory.add_brand(new, at(0)).await.unwrap_err();
    assert!(
        matches!(error, Error::NotFound(Entity::Provider)),
        "{error:?}"
    );
    fixture
        .directory
        .add_brand(new_brand(BrandCode(123_456), PROVIDER), at(0))
        .await
        .unwrap();
}

#[tokio::test]
async fn changed_settings_are_seen_by_the_next_question() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let before = directory.brand(BRAND).await.unwrap().unwrap();
    assert_eq!(before.settings, BrandSettings::default());
    let settings = BrandSettings {
        historic_loading_until: Some(at(60)),
        first_refusal: FirstRefusal::Suppress,
    };
    directory.set_brand_settings(BRAND, settings).await.unwrap();
    assert_eq!(
        directory.brand(BRAND).await.unwrap().unwrap().settings,
        settings
    );
    // No other brand's changed.
    assert_eq!(
        directory.brand(MASTER).await.unwrap().unwrap().settings,
        before.settings
    );
    let outcome = directory.set_brand_settings(BrandCode(1), settings).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Brand))));
}

#[tokio::test]
async fn a_tax_number_leads_to_the_brands_of_all_its_providers() {
    let fixture = Fixture::filled().await;
    let twin = NewProvider {
        code: ProviderCode(900_001),
        title: "Aynı vergi numarası".to_owned(),
        mersis: None,
        tin: Some("1234567890".to_owned()),
    };
    fixture.directory.add_provider(twin, at(0)).await.unwrap();
    let brand = new_brand(BrandCode(900_001), ProviderCode(900_001));
    fixture.directory.add_brand(brand, at(0)).await.unwrap();
    let codes = |brands: Vec<directory::brand::Brand>| -> Vec<BrandCode> {
        brands.iter().map(|brand| brand.code).collect()
    };
    let found = fixture.directory.brands_by_tin("1234567890").await.unwrap();
    assert_eq!(codes(found), [MASTER, BRAND, BrandCode(900_001)]);
    assert!(
        fixture
            .directory
            .brands_by_tin("0000000000")
            .await
            .unwrap()
            .is_empty()
    );
}
