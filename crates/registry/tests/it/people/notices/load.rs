//! Large loads.

use domain::{Channel, Source};
use testkit::{Place, Report};

/// More than one go of the follower, and many movements a person.
const MOVEMENTS: usize = 25_000;
const PEOPLE: usize = 5_000;

#[tokio::test]
async fn a_load_becomes_a_row_a_person_whatever_its_size() {
    let place = Place::new().await;
    for brand in 0..u32::try_from(MOVEMENTS / PEOPLE).unwrap() {
        let code = domain::BrandCode(610_000 + brand);
        place
            .brand(testkit::PROVIDER, code, &format!("Marka {brand}"))
            .await;
        let reports = (0..PEOPLE).map(|person| {
            Report::about(&format!("kisi{person}@posta.example"))
                .brand(code)
                .channel(Channel::Email)
                .source(Source::Web)
        });
        place.report_all(reports.collect()).await;
    }
    let looked = place.gather_approvals().await;
    assert_eq!(usize::try_from(looked).unwrap(), MOVEMENTS);
    let waiting = place.directory.notices_waiting().await.unwrap();
    assert_eq!(usize::try_from(waiting).unwrap(), PEOPLE);
}
