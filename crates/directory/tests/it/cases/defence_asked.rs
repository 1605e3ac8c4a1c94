//! Who is asked about a complaint, and when.

use directory::defence::LIST_MAX;
use domain::BrandCode;

use super::defence::{asked, begun, file, file_so, name, numbers, of};
use crate::support::{BRAND, MASTER, OTHER_PROVIDER, PROVIDER, at};
#[tokio::test]
async fn whose_provider_cannot_be_told_when_it_is_filed_is_asked_about_later() {
    let (fixture, _) = begun().await;
    let directory = &fixture.directory;
    file_so(directory, 2, (None, true), at(11)).await;
    let waiting = directory.unrouted_complaints(9).await.unwrap();
    let numbers: Vec<_> = waiting.into_iter().filter_map(|one| one.number).collect();
    assert_eq!(numbers, [name(2)]);
    let route = directory.route_complaint(name(2), Some(asked(PROVIDER, BRAND)), at(20));
    route.await.unwrap();
    assert_eq!(directory.unrouted_complaints(9).await.unwrap(), []);
    assert_eq!(of(directory, 2).await.asked_at, at(20));
}

#[tokio::test]
async fn filing_asks_the_brands_provider_and_whoever_is_unknown_is_asked_nothing() {
    let (fixture, _) = begun().await;
    let directory = &fixture.directory;
    file(directory, 2, None, at(11)).await;
    file(directory, 3, Some(asked(PROVIDER, MASTER)), at(12)).await;
    assert_eq!(directory.unrouted_complaints(9).await.unwrap(), []);
    let open = |brands: Option<&'static [BrandCode]>| async move {
        let open = directory.open_defences(PROVIDER, brands, LIST_MAX).await;
        let count = directory.open_defence_count(PROVIDER, brands).await;
        let open = open.unwrap();
        assert_eq!(count.unwrap(), open.len() as u64);
        numbers(&open).join(", ")
    };
    assert_eq!(open(None).await, "complaint 1, complaint 3");
    assert_eq!(open(Some(&[MASTER])).await, "complaint 3");
    assert_eq!(open(Some(&[])).await, "");
    let other = directory
        .open_defences(OTHER_PROVIDER, None, LIST_MAX)
        .await;
    assert_eq!(other.unwrap(), []);
    let found = of(directory, 1).await;
    assert_eq!(
        (found.asked, found.asked_at),
        (asked(PROVIDER, BRAND), at(10))
    );
    assert_eq!((found.version, found.content), (0, None));
    // Nobody is asked twice.
    let again = directory.route_complaint(name(1), Some(asked(PROVIDER, MASTER)), at(20));
    again.await.unwrap();
    let again = directory.route_complaint(name(2), Some(asked(PROVIDER, MASTER)), at(20));
    again.await.unwrap();
    assert_eq!(open(None).await, "complaint 1, complaint 3");
    assert_eq!(of(directory, 1).await.asked.brand, BRAND);
}
