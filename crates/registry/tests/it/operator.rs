//! What the operator does.

use directory::brand::BrandSettings;
use directory::subscription::{Holder, SubscriptionStatus};
use domain::draft::ConsentRequest;
use domain::policy::FirstRefusal;
use domain::{Channel, ErrorCode, RecipientType, Source, Status, Timestamp};
use registry::intake::texts::{CalledBrand, brand_key};
use registry::operator::ProviderAdmission;
use registry::operator::import::{Entry, Fate, Import, Past, SaidAgain};
use testkit::{BRAND, PHONE, PROVIDER, Place, STRANGER, address_of, start};

/// A line of a file about text messages: whose word, and how many hours ago it was said.
fn entry(index: u32, phone: &str, status: Status, hours: i64) -> Entry {
    let said = start().as_seconds() - hours * 3_600;
    Entry {
        index,
        request: ConsentRequest {
            address: address_of(phone),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            status,
            source: Some(Source::SignedForm),
            consent_date: Some(Timestamp::from_seconds(said)),
            retailer: None,
            retailer_access: Vec::new(),
        },
    }
}

/// Newest first: a refusal that stands before its approval, another approval, and that once more.
fn group() -> Vec<Entry> {
    vec![
        entry(0, PHONE, Status::Refusal, 1),
        entry(1, PHONE, Status::Approval, 2),
        entry(2, STRANGER, Status::Approval, 2),
        entry(3, STRANGER, Status::Approval, 2),
    ]
}

fn early() -> Fate {
    Fate::Refused(vec![ErrorCode::H175.violation()])
}

#[tokio::test]
async fn a_group_that_is_submitted_again_is_recorded_once_and_its_early_refusals_after_it() {
    let place = Place::new().await;
    let operator = place.operator();
    let import = Import::of(BRAND, &[1; 32]);
    assert_eq!(operator.import_begun(import).await.unwrap(), None);
    let fates = operator.import(import, group(), Past::None).await.unwrap();
    let first = [early(), Fate::Recorded, Fate::Recorded, Fate::Already];
    assert_eq!(fates, first);
    assert!(fates[0].is_early());
    assert_eq!(place.movements(), 2);

    // The program died before it was noted.
    let fates = operator.import(import, group(), Past::CutOff).await;
    let again = [early(), Fate::Already, Fate::Already, Fate::Already];
    assert_eq!(fates.unwrap(), again);
    assert_eq!(place.movements(), 2);
    operator.note_import(import, 4).await.unwrap();
    assert_eq!(operator.import_begun(import).await.unwrap(), Some(4));
    // The same file for another brand is another import.
    let other = Import::of(testkit::OTHER_BRAND, &[1; 32]);
    assert_eq!(operator.import_begun(other).await.unwrap(), None);

    for refusal in [SaidAgain::Now(Fate::Recorded), SaidAgain::Before] {
        let said = operator.say_again(import, group()).await.unwrap();
        let not = || SaidAgain::Not;
        assert_eq!(said, [refusal, not(), not(), not()]);
        assert_eq!(place.movements(), 3);
    }
}

#[tokio::test]
async fn an_import_for_a_brand_that_is_not_there_records_nothing() {
    let place = Place::new().await;
    let import = Import::of(domain::BrandCode(700_001), &[1; 32]);
    let refused = place.operator();
    let refused = refused.import(import, group(), Past::None).await;
    assert!(refused.is_err());
    assert_eq!(place.movements(), 0);
}

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
