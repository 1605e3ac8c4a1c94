//! Short names: what people write for a brand.

use directory::short_name::{SHORT_NAMES_MAX, ShortName};
use directory::{Entity, Error};
use domain::BrandCode;

use crate::support::{BRAND, Fixture, MASTER, at};

fn named(brand: BrandCode, name: &str) -> ShortName {
    ShortName {
        brand,
        name: name.to_uppercase(),
        folded: name.to_owned(),
    }
}

#[tokio::test]
async fn a_short_name_stands_for_one_brand_until_it_is_taken_away() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let name = named(BRAND, "ornek");
    directory.add_short_name(name.clone(), at(1)).await.unwrap();
    let found = directory.brand_of_short_name("ornek").await.unwrap();
    assert_eq!(found, Some(BRAND));
    for brand in [BRAND, MASTER] {
        let again = directory.add_short_name(named(brand, "ornek"), at(2)).await;
        assert!(matches!(again, Err(Error::Exists(Entity::ShortName))));
    }
    let removed = directory.remove_short_name("ornek").await.unwrap();
    assert_eq!(removed, Some(name));
    assert_eq!(directory.remove_short_name("ornek").await.unwrap(), None);
    let found = directory.brand_of_short_name("ornek").await.unwrap();
    assert_eq!(found, None);
    let given = directory
        .add_short_name(named(MASTER, "ornek"), at(3))
        .await;
    given.unwrap();
}

#[tokio::test]
async fn a_brand_has_three_short_names_and_no_more() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for number in 0..SHORT_NAMES_MAX {
        let name = named(BRAND, &format!("ornek{number}"));
        let at = at(i64::try_from(number).unwrap());
        directory.add_short_name(name, at).await.unwrap();
    }
    let fourth = directory.add_short_name(named(BRAND, "fazla"), at(9)).await;
    assert!(matches!(fourth, Err(Error::Limit(Entity::ShortName))));
    let names = directory.short_names_of(BRAND).await.unwrap();
    let names: Vec<_> = names.iter().map(|name| &*name.folded).collect();
    assert_eq!(names, ["ornek0", "ornek1", "ornek2"]);
    assert_eq!(directory.short_names().await.unwrap().len(), 3);
    assert_eq!(directory.short_names_of(MASTER).await.unwrap(), []);
}

#[tokio::test]
async fn a_brand_there_is_not_has_no_name_and_no_name_is_empty() {
    let fixture = Fixture::filled().await;
    let unknown = named(BrandCode(1), "ornek");
    let refused = fixture.directory.add_short_name(unknown, at(1)).await;
    assert!(matches!(refused, Err(Error::NotFound(Entity::Brand))));
    let refused = fixture.directory.add_short_name(named(BRAND, ""), at(1));
    assert!(matches!(refused.await, Err(Error::Invalid(_))));
    assert_eq!(fixture.directory.short_names().await.unwrap(), []);
}
