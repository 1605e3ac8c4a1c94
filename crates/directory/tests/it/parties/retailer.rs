//! Retailers of a brand.

use directory::retailer::{
    AddRetailerError, PlaceName, RETAILERS_PER_BRAND, RetailerDetails, RetailerStatus,
};
use directory::{Entity, Error, Paging};
use domain::{BrandCode, RetailerCode};

use crate::support::{BRAND, Counting, Fixture, MASTER, at};

pub fn details(number: u32) -> RetailerDetails {
    RetailerDetails {
        title: format!("Bayi {number}"),
        name: "Ayşe Yılmaz".to_owned(),
        tckn: format!("{number:011}"),
        tin: "1234567890".to_owned(),
        city: PlaceName {
            code: 34,
            name: "İstanbul".to_owned(),
        },
        town: PlaceName {
            code: 450,
            name: "Kadıköy".to_owned(),
        },
        mersis: Some(format!("{number:016}")),
        alias: Some("köşe".to_owned()),
        mobile: Some("+905321112233".to_owned()),
        status: RetailerStatus::Active,
    }
}

#[tokio::test]
async fn a_retailer_gets_eight_digits_and_reads_back_whole() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let added = directory
        .add_retailer(BRAND, details(1), &fixture.random, at(9))
        .await
        .unwrap();
    assert_eq!(added.code.to_string().len(), 8);
    assert_eq!(added.details, details(1));
    assert_eq!(added.created, at(9));
    assert_eq!(
        directory.retailer(BRAND, added.code).await.unwrap(),
        Some(added.clone())
    );
    // Under another brand it does not exist.
    assert_eq!(directory.retailer(MASTER, added.code).await.unwrap(), None);
    let mut bare = details(2);
    (bare.mersis, bare.alias, bare.mobile) = (None, None, None);
    let bare = directory
        .add_retailer(BRAND, bare, &fixture.random, at(9))
        .await
        .unwrap();
    assert_eq!(
        directory.retailer(BRAND, bare.code).await.unwrap(),
        Some(bare)
    );
}

#[tokio::test]
async fn an_identity_number_and_a_mersis_number_are_once_under_a_brand() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let first = directory
        .add_retailer(BRAND, details(1), &fixture.random, at(0))
        .await
        .unwrap();

    let mut same_person = details(2);
    same_person.tckn = details(1).tckn;
    let mut same_business = details(2);
    same_business.mersis = details(1).mersis;
    let add = |details| directory.add_retailer(BRAND, details, &fixture.random, at(0));

    let error = add(same_person.clone()).await.unwrap_err();
    assert!(
        matches!(error, AddRetailerError::TcknTaken { by_passive: false }),
        "{error:?}"
    );
    let error = add(same_business.clone()).await.unwrap_err();
    assert!(
        matches!(error, AddRetailerError::MersisTaken { by_passive: false }),
        "{error:?}"
    );

    directory
        .set_retailer_status(BRAND, first.code, RetailerStatus::Passive)
        .await
        .unwrap();
    let error = add(same_person.clone()).await.unwrap_err();
    assert!(
        matches!(error, AddRetailerError::TcknTaken { by_passive: true }),
        "{error:?}"
    );
    let error = add(same_business).await.unwrap_err();
    assert!(
        matches!(error, AddRetailerError::MersisTaken { by_passive: true }),
        "{error:?}"
    );

    assert_eq!(directory.retailer_count(BRAND).await.unwrap(), 1);
    // Another brand may have the same person.
    directory
        .add_retailer(MASTER, same_person, &fixture.random, at(0))
        .await
        .unwrap();
}

#[tokio::test]
async fn retailers_without_a_mersis_number_are_no_twins() {
    let fixture = Fixture::filled().await;
    for number in 1..=2 {
        let mut details = details(number);
        details.mersis = None;
        fixture
            .directory
            .add_retailer(BRAND, details, &fixture.random, at(0))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_brand_has_at_most_three_thousand_retailers() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let adding = (1..=RETAILERS_PER_BRAND).map(|number| {
        let (directory, random) = (directory.clone(), Counting::from(u64::from(number) * 100));
        tokio::spawn(async move {
            directory
                .add_retailer(BRAND, details(number), &random, at(0))
                .await
                .unwrap();
        })
    });
    for task in adding.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let random = Counting::from(10_000_000);
    let error = directory
        .add_retailer(BRAND, details(9_999), &random, at(0))
        .await
        .unwrap_err();
    assert!(matches!(error, AddRetailerError::Full), "{error:?}");
    assert_eq!(
        directory.retailer_count(BRAND).await.unwrap(),
        RETAILERS_PER_BRAND
    );
    // Another brand has room.
    directory
        .add_retailer(MASTER, details(9_999), &random, at(0))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_number_that_is_taken_is_drawn_again_a_bounded_number_of_times() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let stuck = |bytes: &mut [u8]| bytes.fill(0);
    directory
        .add_retailer(BRAND, details(1), &stuck, at(0))
        .await
        .unwrap();
    let error = directory
        .add_retailer(BRAND, details(2), &stuck, at(0))
        .await
        .unwrap_err();
    assert!(matches!(error, AddRetailerError::NoCodeLeft), "{error:?}");
    // A draw that moves on finds the next.
    let moving = Counting::from(0);
    let second = directory
        .add_retailer(BRAND, details(2), &moving, at(0))
        .await
        .unwrap();
    assert_eq!(second.code, RetailerCode(10_000_001));
}

#[tokio::test]
async fn a_retailer_needs_its_brand() {
    let fixture = Fixture::filled().await;
    let outcome = fixture
        .directory
        .add_retailer(BrandCode(1), details(1), &fixture.random, at(0))
        .await;
    assert!(matches!(
        outcome,
        Err(AddRetailerError::Directory(Error::NotFound(Entity::Brand)))
    ));
}

#[tokio::test]
async fn a_page_is_a_window_on_the_list_and_the_total_counts_all() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for number in 1..=5 {
        let (details, now) = (details(number), at(i64::from(number)));
        directory
            .add_retailer(BRAND, details, &fixture.random, now)
            .await
            .unwrap();
    }
    directory
        .add_retailer(MASTER, details(6), &fixture.random, at(0))
        .await
        .unwrap();
    let titles = |paging| async move {
        let page = directory.retailers(BRAND, paging).await.unwrap();
        let titles: Vec<_> = page.list.into_iter().map(|one| one.details.title).collect();
        (titles, page.total)
    };
    let all = ["Bayi 1", "Bayi 2", "Bayi 3", "Bayi 4", "Bayi 5"];
    let expect = |list: &[&str]| (list.iter().map(ToString::to_string).collect(), 5_u64);
    assert_eq!(titles(Paging::All).await, expect(&all));
    let window = |offset, limit| Paging::Window { offset, limit };
    assert_eq!(titles(window(0, 2)).await, expect(&all[..2]));
    assert_eq!(titles(window(4, 2)).await, expect(&all[4..]));
    assert_eq!(titles(window(5, 2)).await, expect(&[]));
    assert_eq!(titles(window(0, 0)).await, expect(&[]));
}

#[tokio::test]
async fn missing_retailers_are_named_in_the_order_asked_for() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let add =
        |brand, number| directory.add_retailer(brand, details(number), &fixture.random, at(0));
    let mine = add(BRAND, 1).await.unwrap();
    let foreign = add(MASTER, 2).await.unwrap();
    let unknown = RetailerCode(99_999_999);
    let asked = [unknown, mine.code, foreign.code];
    let missing = directory.missing_retailers(BRAND, &asked).await.unwrap();
    assert_eq!(missing, [unknown, foreign.code]);
    assert_eq!(
        directory.retailers_by_code(BRAND, &asked).await.unwrap(),
        std::slice::from_ref(&mine)
    );
    // What is added and deleted later is known at once.
    let later = add(BRAND, 3).await.unwrap();
    assert!(
        directory
            .missing_retailers(BRAND, &[later.code])
            .await
            .unwrap()
            .is_empty()
    );
    assert!(directory.delete_retailer(BRAND, mine.code).await.unwrap());
    assert_eq!(
        directory
            .missing_retailers(BRAND, &[mine.code])
            .await
            .unwrap(),
        [mine.code]
    );
}

#[tokio::test]
async fn a_deleted_retailers_number_is_not_given_out_again() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let gone = directory
        .add_retailer(BRAND, details(1), &Counting::from(7), at(0))
        .await
        .unwrap();
    // Only its own brand can delete it.
    assert!(!directory.delete_retailer(MASTER, gone.code).await.unwrap());
    assert!(directory.delete_retailer(BRAND, gone.code).await.unwrap());
    assert!(!directory.delete_retailer(BRAND, gone.code).await.unwrap());
    assert_eq!(directory.retailer(BRAND, gone.code).await.unwrap(), None);
    let next = directory
        .add_retailer(BRAND, details(1), &Counting::from(7), at(0))
        .await
        .unwrap();
    assert_ne!(next.code, gone.code);
}

#[tokio::test]
async fn debug_output_shows_nobodys_name_or_number() {
    let text = format!("{:?}", details(1));
    for personal in ["Ayşe", &details(1).tckn, "905321112233"] {
        assert!(!text.contains(personal), "{text}");
    }
}
