//! Approving a brand that one chooses.

use domain::{BrandCode, Channel, RecipientType, Source, Status};
use registry::people::recipient::{AddressId, CHOICES_MAX, ChangeError, RecordRef};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Place, Report, record};

const PLACES: [(AddressId, Channel); 2] = [
    (AddressId(1), Channel::Text),
    (AddressId(2), Channel::Email),
];

#[tokio::test]
async fn a_brand_without_a_record_is_approved_as_a_new_one_of_the_web() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let changed = place
        .approve_brand(&person.subject, OTHER_BRAND, &PLACES)
        .await;
    assert_eq!(changed.changes.len(), 2);
    for (address, id, channel) in [(PHONE, 1, Channel::Text), (EMAIL, 2, Channel::Email)] {
        let record = record(id, OTHER_BRAND, channel);
        let state = place.state(address, record).unwrap();
        assert_eq!(state.status, Status::Approval);
        assert_eq!(state.source, Some(Source::RegistryWebNew));
    }
    assert_eq!(place.feed(OTHER_BRAND).len(), 2);
    // Nothing else was approved with it.
    let call = record(1, OTHER_BRAND, Channel::Call);
    assert_eq!(place.state(PHONE, call), None);
}

#[tokio::test]
async fn where_there_is_a_record_it_is_the_one_that_is_approved() {
    let place = Place::new().await;
    let merchant = Report::about(PHONE).recipient_type(RecipientType::Merchant);
    place
        .report_all(vec![merchant.clone(), Report::about(EMAIL)])
        .await;
    let refusal = merchant.status(Status::Refusal).age(30);
    place.report(refusal).await;
    let person = place.person(&[PHONE, EMAIL]);
    let changed = place.approve_brand(&person.subject, BRAND, &PLACES).await;
    // The e-mail's approval stands already.
    assert_eq!((changed.changes.len(), changed.unchanged), (1, 1));
    let text = record(1, BRAND, Channel::Text);
    let as_merchant = RecordRef {
        recipient_type: RecipientType::Merchant,
        ..text
    };
    let state = place.state(PHONE, as_merchant).unwrap();
    assert_eq!(state.status, Status::Approval);
    assert_eq!(state.source, Some(Source::RegistryWeb));
    assert_eq!(place.state(PHONE, text), None);
}

#[tokio::test]
async fn a_brand_that_does_not_exist_is_not_approved() {
    let place = Place::new().await;
    let person = place.person(&[PHONE, EMAIL]);
    let refused = place
        .people()
        .approve_brand(&person.subject, BrandCode(999_999), &PLACES)
        .await;
    assert!(matches!(refused, Err(ChangeError::UnknownBrand)));
    assert_eq!(place.movements(), 0);
}

#[tokio::test]
async fn a_search_answers_so_many_brands_and_no_more() {
    let place = Place::new().await;
    for number in 0..60 {
        let name = format!("Lale {number}");
        let code = BrandCode(610_000 + number);
        place.brand(PROVIDER, code, &name).await;
    }
    let found = place.people().brands_matching("LALE", usize::MAX).await;
    assert_eq!(found.unwrap().len(), CHOICES_MAX);
    let found = place.people().brands_matching("çinar", 5).await.unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.code, &*one.name)).collect();
    assert_eq!(found, [(OTHER_BRAND, "Çınar")]);
}
