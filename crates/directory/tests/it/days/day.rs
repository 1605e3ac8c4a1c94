//! Days that are over.

use directory::{Entity, Error};
use domain::{BrandCode, Day, Seq};

use crate::support::{BRAND, Fixture, MASTER, OTHER_BRAND, at};

fn day(text: &str) -> Day {
    Day::from_wire(text).unwrap()
}

#[tokio::test]
async fn the_span_of_a_day_is_said_once() {
    let fixture = Fixture::filled().await;
    let (directory, day) = (&fixture.directory, day("2026-03-02"));
    assert_eq!(directory.closing_day(day).await.unwrap(), None);
    let begun = directory.begin_day(day, Seq(3), Seq(9)).await.unwrap();
    assert_eq!(
        (begun.first, begun.end, begun.listed),
        (Seq(3), Seq(9), false)
    );
    let again = directory.begin_day(day, Seq(4), Seq(12)).await.unwrap();
    assert_eq!(again, begun);
    assert_eq!(directory.closing_day(day).await.unwrap(), Some(begun));
}

#[tokio::test]
async fn a_day_that_ends_before_it_begins_is_refused() {
    let fixture = Fixture::filled().await;
    let (directory, day) = (&fixture.directory, day("2026-03-02"));
    let error = directory.begin_day(day, Seq(9), Seq(8)).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    assert_eq!(directory.closing_day(day).await.unwrap(), None);
}

#[tokio::test]
async fn brands_are_noted_once_and_only_on_a_day_that_is_closing() {
    let fixture = Fixture::filled().await;
    let (directory, day) = (&fixture.directory, day("2026-03-02"));
    let error = directory.queue_brand_days(day, vec![BRAND]).await;
    assert!(matches!(error, Err(Error::NotFound(Entity::Day))));
    let error = directory.finish_listing(day, at(0)).await;
    assert!(matches!(error, Err(Error::NotFound(Entity::Day))));
    assert_eq!(directory.brand_day(BRAND, day).await.unwrap(), None);

    directory.begin_day(day, Seq(0), Seq(9)).await.unwrap();
    let brands = vec![OTHER_BRAND, BRAND];
    directory.queue_brand_days(day, brands).await.unwrap();
    directory.start_brand_day(BRAND, day).await.unwrap();
    let brands = vec![BRAND, MASTER];
    directory.queue_brand_days(day, brands).await.unwrap();
    let waiting = directory.waiting_brand_days(at(0), 10).await.unwrap();
    let mut expected = vec![MASTER, BRAND, OTHER_BRAND];
    expected.sort();
    let brands: Vec<BrandCode> = waiting.iter().map(|waiting| waiting.brand).collect();
    assert_eq!(brands, expected);

    directory.finish_listing(day, at(1)).await.unwrap();
    let closing = directory.closing_day(day).await.unwrap().unwrap();
    assert!(closing.listed);
}

#[tokio::test]
async fn old_days_are_forgotten_with_all_that_hangs_on_them() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for text in ["2026-03-01", "2026-03-02"] {
        let day = day(text);
        directory.begin_day(day, Seq(0), Seq(9)).await.unwrap();
        directory.queue_brand_days(day, vec![BRAND]).await.unwrap();
        let counts = vec![super::brand_day::count(1)];
        directory
            .complete_brand_day(BRAND, day, [1; 48], counts)
            .await
            .unwrap();
    }
    assert_eq!(directory.purge_days(day("2026-03-02")).await.unwrap(), 1);
    let gone = day("2026-03-01");
    assert_eq!(directory.closing_day(gone).await.unwrap(), None);
    assert_eq!(directory.brand_day(BRAND, gone).await.unwrap(), None);
    assert!(directory.day_counts(BRAND, gone).await.unwrap().is_empty());
    let kept = day("2026-03-02");
    assert!(directory.brand_day(BRAND, kept).await.unwrap().is_some());
    assert_eq!(directory.day_counts(BRAND, kept).await.unwrap().len(), 1);
}

#[tokio::test]
async fn all_brands_are_listed_page_by_page() {
    let fixture = Fixture::filled().await;
    let mut all = Vec::new();
    let mut after = BrandCode(0);
    loop {
        let page = fixture.directory.brand_codes(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = *last;
        all.extend(page);
    }
    let mut expected = vec![MASTER, BRAND, OTHER_BRAND];
    expected.sort();
    assert_eq!(all, expected);
}
