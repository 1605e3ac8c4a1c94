//! What the operator does.

use directory::brand::BrandSettings;
use directory::subscription::{Holder, SubscriptionStatus};
use domain::policy::FirstRefusal;
use registry::intake::texts::{CalledBrand, brand_key};
use registry::operator::ProviderAdmission;
use testkit::{BRAND, PROVIDER, Place, start};

#[tokio::test]
async fn a_brand_is_found_by_its_name_as_soon_as_it_is_there() {
    let place = Place::new().await;
    let operator = place.operator();
    let called = async |name| place.intake().brand_called(&brand_key(name)).await.unwrap();
    assert_eq!(called("Lale Ev").await, CalledBrand::Unknown);
    let settings = BrandSettings::default();
    let brand = operator.add_brand(PROVIDER, "Lale Ev".to_owned(), None, settings);
    let brand = brand.await.unwrap().code;
    assert!(matches!(called("Lale Ev").await, CalledBrand::One { code, .. } if code == brand));
    let admitted = operator.admit_provider(ProviderAdmission {
        title: "Menekşe A.Ş.".to_owned(),
        code: None,
        brand: Some("Menekşe".to_owned()),
        mersis: None,
        tin: None,
        settings,
    });
    let number = admitted.await.unwrap().code.0;
    assert!(matches!(called("Menekşe").await, CalledBrand::One { code, .. } if code.0 == number));
}

#[tokio::test]
async fn of_two_changes_at_once_neither_undoes_the_other() {
    let place = Place::new().await;
    let operator = place.operator();
    let until = Some(start());
    let (one, other) = tokio::join!(
        operator.change_brand(BRAND, move |settings| BrandSettings {
            historic_loading_until: until,
            ..settings
        }),
        operator.change_brand(BRAND, |settings| BrandSettings {
            first_refusal: FirstRefusal::Suppress,
            ..settings
        }),
    );
    assert!(one.unwrap().is_some() && other.unwrap().is_some());
    let both = BrandSettings {
        historic_loading_until: until,
        first_refusal: FirstRefusal::Suppress,
    };
    let kept = place.directory.brand(BRAND).await.unwrap().unwrap();
    assert_eq!(kept.settings, both);

    let holder = Holder::Provider(PROVIDER);
    let (one, other) = tokio::join!(
        operator.change_subscription(holder, |one| one.consent_limit = Some(7)),
        operator.change_subscription(holder, |one| one.status = SubscriptionStatus::Paused),
    );
    assert!(one.is_ok() && other.is_ok());
    let kept = place.directory.subscription(holder).await.unwrap().unwrap();
    assert_eq!(kept.consent_limit, Some(7));
    assert_eq!(kept.status, SubscriptionStatus::Paused);
}
