//! Short names: what people write for a brand.

use directory::sender::{SenderKind, SenderName, SenderNumber};
use directory::short_name::{SHORT_NAMES_MAX, ShortName};
use directory::{Entity, Error};
use domain::BrandCode;

use crate::support::{BRAND, Fixture, MASTER, at};

fn named(brand: BrandCode, name: &str) -> ShortName {
    ShortName {
        brand,
        name: name.to_uppercase(),
    }
}

#[tokio::test]
async fn a_short_name_stands_for_one_brand_until_it_is_taken_away() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let name = named(BRAND, "ornek");
    directory.add_short_name(name.clone(), at(1)).await.unwrap();
    let found = directory.brand_of_short_name("ornek", at(5)).await.unwrap();
    assert_eq!(found, Some(BRAND));
    for brand in [BRAND, MASTER] {
        let again = directory.add_short_name(named(brand, "ornek"), at(2)).await;
        assert!(matches!(again, Err(Error::Exists(Entity::ShortName))));
    }
    let removed = directory.remove_short_name("ornek", at(4)).await.unwrap();
    assert_eq!(removed, Some(name));
    assert_eq!(
        directory.remove_short_name("ornek", at(4)).await.unwrap(),
        None
    );
    let found = directory.brand_of_short_name("ornek", at(5)).await.unwrap();
    assert_eq!(found, None);
    let given = directory
        .add_short_name(named(MASTER, "ornek"), at(4))
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
    let names = directory.short_names_of(BRAND, at(9)).await.unwrap();
    let names: Vec<_> = names.iter().map(|name| &*name.name).collect();
    assert_eq!(names, ["ORNEK0", "ORNEK1", "ORNEK2"]);
    assert_eq!(directory.short_names(at(9)).await.unwrap().len(), 3);
    assert_eq!(directory.short_names_of(MASTER, at(9)).await.unwrap(), []);
}

#[tokio::test]
async fn a_brand_there_is_not_has_no_name_and_no_name_is_empty() {
    let fixture = Fixture::filled().await;
    let unknown = named(BrandCode(1), "ornek");
    let refused = fixture.directory.add_short_name(unknown, at(1)).await;
    assert!(matches!(refused, Err(Error::NotFound(Entity::Brand))));
    let refused = fixture.directory.add_short_name(named(BRAND, ""), at(1));
    assert!(matches!(refused.await, Err(Error::Invalid(_))));
    assert_eq!(fixture.directory.short_names(at(9)).await.unwrap(), []);
}

#[tokio::test]
async fn one_that_is_asked_for_stands_for_the_brand_from_its_confirmation_until_its_end() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let name = SenderName::new(SenderKind::ShortName, "Örnek").unwrap();
    let asked = directory.ask_sender(BRAND, name.clone(), None, at(1)).await;
    let number = asked.unwrap();
    assert_eq!(
        directory.brand_of_short_name("ornek", at(2)).await.unwrap(),
        None
    );
    assert!(directory.confirm_sender(number, None, at(3)).await.unwrap());
    let ended = directory.end_sender(number, Some(BRAND), at(9), None, at(4));
    assert!(ended.await.unwrap());
    for (instant, brand) in [(2, None), (3, Some(BRAND)), (8, Some(BRAND)), (9, None)] {
        let found = directory.brand_of_short_name("ornek", at(instant)).await;
        assert_eq!(found.unwrap(), brand, "{instant}");
    }
    assert_eq!(
        directory.short_names_of(BRAND, at(8)).await.unwrap().len(),
        1
    );
    assert_eq!(directory.short_names_of(BRAND, at(9)).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_another_brands_title_is_no_short_name_and_the_other_way_round() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let of = |kind, text| SenderName::new(kind, text).unwrap();
    let title = of(SenderKind::Title, "Ornek-1");
    let asked = directory.ask_sender(BRAND, title, None, at(1)).await;
    let title = asked.unwrap();
    // As long as it is only asked for, it is nobody's.
    let short = of(SenderKind::ShortName, "örnek1");
    let waiting = directory
        .ask_sender(MASTER, short.clone(), None, at(1))
        .await;
    let waiting = waiting.unwrap();
    assert!(directory.confirm_sender(title, None, at(2)).await.unwrap());
    let confirmed = directory.confirm_sender(waiting, None, at(3)).await;
    assert!(matches!(confirmed, Err(Error::Exists(Entity::Sender))));
    let given = directory
        .add_short_name(named(MASTER, "ornek1"), at(3))
        .await;
    assert!(matches!(given, Err(Error::Exists(Entity::ShortName))));
    assert_eq!(
        directory
            .brand_of_short_name("ornek1", at(4))
            .await
            .unwrap(),
        None
    );
    // The brand itself may have both.
    let own = directory
        .ask_sender(BRAND, short, None, at(4))
        .await
        .unwrap();
    assert!(directory.confirm_sender(own, None, at(4)).await.unwrap());
    let theirs = of(SenderKind::Title, "ORNEK 1");
    let asked = directory.ask_sender(MASTER, theirs, None, at(5)).await;
    assert!(matches!(asked, Err(Error::Exists(Entity::Sender))));
}

#[tokio::test]
async fn of_those_asked_for_three_count_too() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let ask = |text: &str| {
        let name = SenderName::new(SenderKind::ShortName, text).unwrap();
        directory.ask_sender(BRAND, name, None, at(1))
    };
    for text in ["bir", "iki", "dort"] {
        ask(text).await.unwrap();
    }
    assert!(matches!(
        ask("bes").await,
        Err(Error::Limit(Entity::Sender))
    ));
    let ended = directory.end_sender(SenderNumber(1), None, at(1), None, at(1));
    assert!(ended.await.unwrap());
    ask("bes").await.unwrap();
}
