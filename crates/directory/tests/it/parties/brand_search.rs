//! Finding brands by name.

use directory::brand::NewBrand;
use domain::BrandCode;

use crate::support::{Fixture, OTHER_PROVIDER, PROVIDER, at, new_brand};

async fn named(names: &[(u32, &str)]) -> Fixture {
    let fixture = Fixture::filled().await;
    for (code, name) in names {
        let provider = if code % 2 == 0 {
            PROVIDER
        } else {
            OTHER_PROVIDER
        };
        let brand = NewBrand {
            name: (*name).to_owned(),
            ..new_brand(BrandCode(*code), provider)
        };
        fixture.directory.add_brand(brand, at(1)).await.unwrap();
    }
    fixture
}

async fn found(fixture: &Fixture, text: &str, limit: usize) -> Vec<String> {
    let brands = fixture.directory.brands_matching(text, limit).await;
    brands.unwrap().into_iter().map(|one| one.name).collect()
}

#[tokio::test]
async fn a_brand_is_found_by_any_spelling_of_its_name() {
    let fixture = named(&[(100_001, "Işık Züccaciye"), (100_002, "Kışlık")]).await;
    for text in ["ışık", "ISIK", "işik zuc", "züccaciye IŞIK", "  Işık! "] {
        assert_eq!(
            found(&fixture, text, 10).await,
            ["Işık Züccaciye"],
            "{text}"
        );
    }
    assert_eq!(found(&fixture, "100002", 10).await, ["Kışlık"]);
    assert!(found(&fixture, "ışık zzz", 10).await.is_empty());
    let by_title = fixture
        .directory
        .brands_matching("kışlık", 10)
        .await
        .unwrap();
    let title = by_title[0].provider.clone();
    let of_provider = found(&fixture, &title, 10).await;
    assert!(of_provider.contains(&"Kışlık".to_owned()));
}

#[tokio::test]
async fn names_that_begin_with_it_come_first_each_kind_in_the_order_of_the_alphabet() {
    let fixture = named(&[
        (100_001, "Bambu"),
        (100_002, "Çam Evi"),
        (100_003, "Akçam"),
        (100_004, "Yeşil Çam"),
        (100_005, "Camcı"),
    ])
    .await;
    let expected = ["Camcı", "Çam Evi", "Yeşil Çam", "Akçam"];
    assert_eq!(found(&fixture, "çam", 10).await, expected);
    assert_eq!(found(&fixture, "çam", 2).await, expected[..2]);
}

#[tokio::test]
async fn nothing_to_look_for_finds_nothing() {
    let fixture = named(&[(100_001, "Bambu")]).await;
    for text in ["", "   ", "-–!", "%", "_"] {
        assert!(found(&fixture, text, 10).await.is_empty(), "{text:?}");
    }
    let long = "a".repeat(100_000);
    assert!(found(&fixture, &long, 10).await.is_empty());
}

#[tokio::test]
async fn a_brand_added_later_is_found_at_once() {
    let fixture = named(&[]).await;
    assert!(found(&fixture, "sardunya", 10).await.is_empty());
    let brand = NewBrand {
        name: "Sardunya".to_owned(),
        ..new_brand(BrandCode(100_001), PROVIDER)
    };
    fixture.directory.add_brand(brand, at(2)).await.unwrap();
    assert_eq!(found(&fixture, "sardunya", 10).await, ["Sardunya"]);
}
