//! The one screen.

mod model;

use directory::retailer::{PlaceName, RetailerDetails, RetailerStatus};
use domain::{Channel, Source, Status};
use registry::people::recipient::{Person, Screen, ScreenQuery};
use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, Place, Report, STRANGER, record};

async fn screen(place: &Place, person: &Person) -> Screen {
    let query = ScreenQuery::default();
    let screen = place.people().screen(&person.subject, &query).await;
    screen.unwrap()
}

#[tokio::test]
async fn somebody_without_records_sees_an_empty_first_page() {
    let place = Place::new().await;
    place.report(Report::about(STRANGER)).await;
    let shown = screen(&place, &place.person(&[PHONE, EMAIL])).await;
    let expected = Screen {
        page: 1,
        pages: 1,
        ..Screen::default()
    };
    assert_eq!(shown, expected);
    assert_eq!(screen(&place, &place.person(&[])).await, expected);
}

#[tokio::test]
async fn what_was_recorded_for_a_former_owner_is_hidden_and_what_came_later_is_not() {
    let place = Place::new().await;
    place.report(Report::about(PHONE)).await;
    place.pass(60);
    let mut person = place.person(&[PHONE]);
    person.subject.addresses[0].hidden_until = Some(place.now());
    place.pass(60);
    // The closing itself is recorded later than the line was closed.
    place
        .change(
            &place.person(&[PHONE]).subject,
            &registry::people::recipient::Selection::Everything,
            Status::Refusal,
            Source::LineClosed,
        )
        .await;
    let shown = screen(&place, &person).await;
    assert_eq!((shown.brands.len(), shown.refusals), (0, 0));
    // Nor does a refusal of the former owner show that is reported late.
    for (status, age) in [(Status::Approval, 3_600), (Status::Refusal, 1_800)] {
        place
            .report(
                Report::about(PHONE)
                    .channel(Channel::Call)
                    .status(status)
                    .age(age),
            )
            .await;
        let shown = screen(&place, &person).await;
        // But an approval does, whosever it was: only who sees it can end it.
        let expected = usize::from(status == Status::Approval);
        assert_eq!((shown.approvals, shown.refusals), (expected, 0));
    }
    place
        .report(Report::about(PHONE).brand(OTHER_BRAND).age(0))
        .await;
    let shown = screen(&place, &person).await;
    let brands: Vec<_> = shown.brands.iter().map(|brand| brand.brand).collect();
    assert_eq!(brands, [OTHER_BRAND]);
}

#[tokio::test]
async fn the_retailer_that_took_a_consent_is_named() {
    let place = Place::new().await;
    let details = RetailerDetails {
        title: "Kadıköy Şubesi".to_owned(),
        name: "Deniz Kaya".to_owned(),
        tckn: "10000000146".to_owned(),
        tin: "1234567890".to_owned(),
        city: PlaceName {
            code: 34,
            name: "İstanbul".to_owned(),
        },
        town: PlaceName {
            code: 1,
            name: "Kadıköy".to_owned(),
        },
        mersis: None,
        alias: None,
        mobile: None,
        status: RetailerStatus::Active,
    };
    let retailer = place
        .directory
        .add_retailer(BRAND, details, &keys::OsRandom, place.now())
        .await
        .unwrap();
    place
        .report(Report::about(PHONE).retailer(retailer.code))
        .await;
    let shown = screen(&place, &place.person(&[PHONE])).await;
    let row = &shown.brands[0].records[0];
    assert_eq!(row.record, record(1, BRAND, Channel::Text));
    let named = row.retailer.as_ref().unwrap();
    assert_eq!(named.title.as_deref(), Some("Kadıköy Şubesi"));
    assert_eq!(named.code, retailer.code.0);
}
