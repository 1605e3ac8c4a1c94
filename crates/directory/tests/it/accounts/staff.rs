//! The operator's staff: signing in, being locked out, being kept out.

use std::time::Duration;

use directory::session::{STAFF_IDLE, STAFF_SESSION, STAFF_SESSIONS_MAX};
use directory::staff::{StaffMember, StaffNumber, StaffRole};
use directory::user::Username;
use directory::{Entity, Error};

use crate::support::{ASKER, Fixture, PASSWORD, at};

const MILLISECOND: Duration = Duration::from_millis(1);

async fn add(fixture: &Fixture, name: &str) -> StaffMember {
    let added = fixture
        .directory
        .add_staff(
            name,
            PASSWORD,
            StaffRole::Agent,
            "Çağrı merkezi",
            &fixture.random,
            at(0),
        )
        .await;
    added.unwrap()
}

async fn authenticate(fixture: &Fixture, name: &str, password: &str) -> Option<StaffMember> {
    let found = fixture
        .directory
        .authenticate_staff(name, password, ASKER)
        .await;
    found.unwrap()
}

#[tokio::test]
async fn members_are_numbered_for_ever_and_named_once() {
    let fixture = Fixture::empty().await;
    let first = add(&fixture, "Ayse").await;
    let second = add(&fixture, "mehmet").await;
    assert_eq!(
        (first.number, second.number),
        (StaffNumber(1_001), StaffNumber(1_002))
    );
    assert_eq!(first.name.as_str(), "ayse");
    let again = fixture
        .directory
        .add_staff(
            "AYSE",
            PASSWORD,
            StaffRole::Agent,
            "x",
            &fixture.random,
            at(1),
        )
        .await;
    assert!(matches!(again, Err(Error::Exists(Entity::Staff))));
    for office in [" ", "Merkez\u{1b}[1m", "Mer\u{202e}kez"] {
        let (role, random) = (StaffRole::Agent, &fixture.random);
        let nowhere = fixture
            .directory
            .add_staff("can", PASSWORD, role, office, random, at(1));
        assert!(
            matches!(nowhere.await, Err(Error::Invalid(_))),
            "{office:?}"
        );
    }
    assert_eq!(fixture.directory.staff().await.unwrap(), [first, second]);
}

#[tokio::test]
async fn wrong_passwords_lock_nobody_out_in_the_store() {
    let fixture = Fixture::empty().await;
    let member = add(&fixture, "ayse").await;
    for _ in 0..30 {
        assert_eq!(authenticate(&fixture, "ayse", "no").await, None);
    }
    assert_eq!(authenticate(&fixture, "ayse", PASSWORD).await, Some(member));
}

#[tokio::test]
async fn nobody_is_known_by_another_name_or_with_too_long_a_password() {
    let fixture = Fixture::empty().await;
    add(&fixture, "ayse").await;
    let long = "x".repeat(100_000);
    for (name, password) in [
        ("", PASSWORD),
        ("ali", PASSWORD),
        ("ayşe", PASSWORD),
        ("ayse", &long),
    ] {
        assert_eq!(authenticate(&fixture, name, password).await, None);
    }
}

#[tokio::test]
async fn a_session_ends_unused_at_the_end_of_the_shift_and_by_signing_out() {
    let fixture = Fixture::empty().await;
    let member = add(&fixture, "ayse").await;
    let directory = &fixture.directory;
    let open = || directory.open_staff_session(&member, &fixture.random, at(0));
    let token = open().await.unwrap();
    let last = at(0) + STAFF_IDLE - MILLISECOND;
    let (id, found) = directory
        .staff_of_session(&token, last)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found, member);
    // Used just before it would have ended, it goes on.
    let later = last + STAFF_IDLE - MILLISECOND;
    assert!(
        directory
            .staff_of_session(&token, later)
            .await
            .unwrap()
            .is_some()
    );
    let unused = later + STAFF_IDLE;
    assert_eq!(
        directory.staff_of_session(&token, unused).await.unwrap(),
        None
    );
    let mut now = later;
    while now < at(0) + STAFF_SESSION {
        assert!(
            directory
                .staff_of_session(&token, now)
                .await
                .unwrap()
                .is_some()
        );
        now = now + STAFF_IDLE - MILLISECOND;
    }
    assert_eq!(directory.staff_of_session(&token, now).await.unwrap(), None);
    directory.end_session(id.0).await.unwrap();
    assert_eq!(
        directory.staff_of_session(&token, at(1)).await.unwrap(),
        None
    );
    for token in ["", "x", &"x".repeat(43), &"x".repeat(5_000)] {
        assert_eq!(
            directory.staff_of_session(token, at(1)).await.unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn a_changed_password_and_being_kept_out_end_all_sessions() {
    let fixture = Fixture::empty().await;
    let member = add(&fixture, "ayse").await;
    let directory = &fixture.directory;
    let name = Username::new("ayse").unwrap();
    let open = || directory.open_staff_session(&member, &fixture.random, at(0));
    let token = open().await.unwrap();
    directory
        .set_staff_password(&name, "another", &fixture.random)
        .await
        .unwrap();
    assert_eq!(
        directory.staff_of_session(&token, at(1)).await.unwrap(),
        None
    );
    assert!(authenticate(&fixture, "ayse", "another").await.is_some());
    let token = open().await.unwrap();
    directory.set_staff_disabled(&name, true).await.unwrap();
    assert_eq!(
        directory.staff_of_session(&token, at(1)).await.unwrap(),
        None
    );
    assert_eq!(authenticate(&fixture, "ayse", "another").await, None);
    assert!(matches!(open().await, Err(Error::NotFound(Entity::Staff))));
    let nobody = Username::new("ali").unwrap();
    let unknown = directory.set_staff_disabled(&nobody, true).await;
    assert!(matches!(unknown, Err(Error::NotFound(Entity::Staff))));
}

#[tokio::test]
async fn signing_in_once_more_than_allowed_ends_the_oldest_session() {
    let fixture = Fixture::empty().await;
    let member = add(&fixture, "ayse").await;
    let directory = &fixture.directory;
    let mut tokens = Vec::new();
    for second in 0..=STAFF_SESSIONS_MAX {
        let opened = directory
            .open_staff_session(&member, &fixture.random, at(second))
            .await;
        tokens.push(opened.unwrap());
    }
    let now = at(STAFF_SESSIONS_MAX);
    assert_eq!(
        directory.staff_of_session(&tokens[0], now).await.unwrap(),
        None
    );
    for token in &tokens[1..] {
        assert!(
            directory
                .staff_of_session(token, now)
                .await
                .unwrap()
                .is_some()
        );
    }
}
