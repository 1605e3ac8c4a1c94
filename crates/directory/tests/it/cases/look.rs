//! The log of looks.

use directory::look::{Look, LookProof};
use directory::staff::{StaffNumber, StaffRole};
use domain::RecipientId;

use crate::support::{Fixture, PASSWORD, at};

fn access(recipient: u8, occasion: u8, seen: &str, second: i64) -> Look {
    Look {
        recipient: RecipientId([recipient; 16]),
        staff: StaffNumber(1_001),
        role: StaffRole::Agent,
        office: "Çağrı merkezi".to_owned(),
        occasion: [occasion; 16],
        reason: "question".to_owned(),
        proof: LookProof::Code,
        note: vec![1, 2, 3],
        seen: seen.to_owned(),
        at: at(second),
    }
}

async fn fixture() -> Fixture {
    let fixture = Fixture::empty().await;
    let added = fixture
        .directory
        .add_staff(
            "ayse",
            PASSWORD,
            StaffRole::Agent,
            "x",
            &fixture.random,
            at(0),
        )
        .await;
    added.unwrap();
    fixture
}

#[tokio::test]
async fn looks_are_kept_for_each_recipient_newest_first() {
    let fixture = fixture().await;
    let directory = &fixture.directory;
    for look in [
        access(1, 1, "records", 1),
        access(2, 2, "records", 2),
        access(1, 3, "records", 3),
    ] {
        directory.add_look(look).await.unwrap();
    }
    let found = directory.looks(RecipientId([1; 16])).await.unwrap();
    assert_eq!(
        found,
        [access(1, 3, "records", 3), access(1, 1, "records", 1)]
    );
}

#[tokio::test]
async fn the_same_seen_again_within_a_call_is_one_look() {
    let fixture = fixture().await;
    let directory = &fixture.directory;
    for look in [
        access(1, 1, "records", 1),
        access(1, 1, "records", 5),
        access(1, 1, "record-600001-1-2", 6),
        access(2, 1, "records", 7),
    ] {
        directory.add_look(look).await.unwrap();
    }
    let found = directory.looks(RecipientId([1; 16])).await.unwrap();
    let first = access(1, 1, "records", 1);
    assert_eq!(found, [access(1, 1, "record-600001-1-2", 6), first]);
    assert_eq!(
        directory.looks(RecipientId([2; 16])).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_look_of_nobody_is_not_kept() {
    let fixture = fixture().await;
    let mut look = access(1, 1, "records", 1);
    look.staff = StaffNumber(9_999);
    assert!(fixture.directory.add_look(look).await.is_err());
    assert_eq!(
        fixture.directory.looks(RecipientId([1; 16])).await.unwrap(),
        []
    );
}
