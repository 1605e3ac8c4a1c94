//! Holds: what is kept while a case is open.

use directory::hold::{Held, TEXT_LEN_MAX};
use directory::{Entity, Error};
use domain::{BrandCode, Channel, ConsentKey, RecipientId, RecipientType};

use crate::support::{BRAND, Fixture, at};

fn key(recipient: u8) -> ConsentKey {
    ConsentKey {
        recipient: RecipientId([recipient; 16]),
        brand: BRAND,
        recipient_type: RecipientType::Merchant,
        channel: Channel::Email,
    }
}

#[tokio::test]
async fn a_hold_is_in_force_until_it_is_released_and_stays_known() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let subjects = [Held::Record(key(1)), Held::Recipient(RecipientId([2; 16]))];
    let mut placed = Vec::new();
    for (subject, number) in subjects.into_iter().zip(1..) {
        let hold = directory
            .add_hold(" 2026/17 ", subject, "legal desk", at(1))
            .await
            .unwrap();
        assert_eq!((hold.number, hold.held), (number, subject));
        assert_eq!(hold.case, "2026/17");
        placed.push(hold);
    }
    assert_eq!(directory.holds_in_force().await.unwrap(), placed);
    let released = directory.release_hold(1, "court", at(2)).await.unwrap();
    assert_eq!(released.released, Some((at(2), "court".to_owned())));
    assert_eq!(directory.holds_in_force().await.unwrap(), placed[1..]);
    let all = directory.holds().await.unwrap();
    assert_eq!(all, [released, placed[1].clone()]);
    for number in [1, 3, u64::MAX >> 1] {
        let again = directory.release_hold(number, "court", at(3)).await;
        assert!(matches!(again, Err(Error::NotFound(Entity::Hold))));
    }
    assert_eq!(directory.holds().await.unwrap(), all);
}

#[tokio::test]
async fn a_hold_names_its_case_and_who_placed_it() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let held = Held::Record(key(1));
    let long = "x".repeat(TEXT_LEN_MAX + 1);
    let hidden = "a\u{202e}b";
    for (case, by) in [
        ("", "desk"),
        ("1", " "),
        (&long, "desk"),
        ("1", &long),
        (hidden, "desk"),
        ("1", hidden),
        ("1", "\u{1b}[1m"),
    ] {
        let refused = directory.add_hold(case, held, by, at(1)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
    }
    assert_eq!(directory.holds().await.unwrap(), []);
}

#[tokio::test]
async fn a_hold_of_a_record_needs_its_brand() {
    let fixture = Fixture::filled().await;
    let held = Held::Record(ConsentKey {
        brand: BrandCode(1),
        ..key(1)
    });
    let refused = fixture.directory.add_hold("1", held, "desk", at(1)).await;
    assert!(matches!(refused, Err(Error::NotFound(Entity::Brand))));
    assert_eq!(fixture.directory.holds().await.unwrap(), []);
}
