//! Where citizens' changes are delivered.

mod keeping;

use directory::partner::Permission;
use directory::push::{
    ACTIVE_CONNECTIONS, NewPushConnection, ProvenPush, PushChange, PushOwner, PushProgress,
    PushStatus, PushTerms, REGISTERED_CONNECTIONS,
};
use directory::{Directory, Entity, Error};
use domain::{BrandCode, Channel, Seq};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use crate::support::{BRAND, Fixture, MASTER, PARTNER, at};

pub fn connection(number: u128, channel: Channel, status: PushStatus) -> NewPushConnection {
    NewPushConnection {
        id: Uuid::from_u128(number),
        brand: BRAND,
        channel,
        owner: PushOwner::Provider,
        url: format!("https://ornek.example/{number}"),
        username: "teslim".to_owned(),
        sealed_password: vec![1, 2, 3],
        cursor: Seq(40),
        status,
        terms: PushTerms::Contract,
    }
}

fn progress(status: PushStatus) -> PushProgress {
    PushProgress {
        cursor: Seq(77),
        failures: 2,
        failing_since: Some(at(60)),
        retry_at: Some(at(90)),
        status,
    }
}

#[tokio::test]
async fn a_connection_reads_back_with_its_progress() {
    let fixture = Fixture::filled().await;
    let new = connection(1, Channel::Text, PushStatus::Active);
    fixture
        .directory
        .add_push_connection(new.clone(), None, at(3))
        .await
        .unwrap();
    let of = |brand| fixture.directory.push_connections(brand);
    let list = of(BRAND).await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(
        (list[0].registered_at, list[0].failures, list[0].retry_at),
        (at(3), 0, None)
    );
    assert_eq!(list[0].connection.url, new.url);
    assert_eq!(list[0].connection.username, "teslim");
    assert_eq!(list[0].connection.sealed_password, [1, 2, 3]);
    assert_eq!(list[0].connection.cursor, Seq(40));
    assert_eq!(list[0].connection.channel, Channel::Text);
    assert!(of(MASTER).await.unwrap().is_empty());

    fixture
        .directory
        .set_push_progress(new.id, progress(PushStatus::Paused))
        .await
        .unwrap();
    let reopened = fixture.reopened().await;
    let list = reopened.push_connections(BRAND).await.unwrap();
    assert_eq!((list[0].failures, list[0].retry_at), (2, Some(at(90))));
    assert_eq!(list[0].connection.cursor, Seq(77));
    assert_eq!(list[0].connection.status, PushStatus::Paused);
    assert!(reopened.active_push_connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_brand_has_at_most_two_active_connections_of_a_channel() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let add = |number, channel, status| {
        directory.add_push_connection(connection(number, channel, status), None, at(0))
    };
    for number in 0..u128::from(ACTIVE_CONNECTIONS) {
        add(number, Channel::Text, PushStatus::Active)
            .await
            .unwrap();
    }
    let outcome = add(7, Channel::Text, PushStatus::Active).await;
    assert!(matches!(outcome, Err(Error::Limit(Entity::PushConnection))));
    assert_eq!(directory.push_connections(BRAND).await.unwrap().len(), 2);
    // Another channel has room, and a connection that failed takes none...
    add(8, Channel::Email, PushStatus::Active).await.unwrap();
    add(9, Channel::Text, PushStatus::Paused).await.unwrap();
    // ...but cannot come to life beside two others.
    let revive = || directory.set_push_progress(Uuid::from_u128(9), progress(PushStatus::Active));
    assert!(matches!(
        revive().await,
        Err(Error::Limit(Entity::PushConnection))
    ));
    assert!(
        directory
            .remove_push_connection(Uuid::from_u128(0), None, at(9))
            .await
            .unwrap()
    );
    revive().await.unwrap();
    // An active connection's progress is not held against itself.
    revive().await.unwrap();
    assert_eq!(directory.active_push_connections().await.unwrap().len(), 3);
}

#[tokio::test]
async fn failed_connections_are_bounded_too() {
    let fixture = Fixture::filled().await;
    let add = |number| {
        let new = connection(u128::from(number), Channel::Text, PushStatus::Paused);
        fixture.directory.add_push_connection(new, None, at(0))
    };
    for number in 0..REGISTERED_CONNECTIONS {
        add(number).await.unwrap();
    }
    let outcome = add(REGISTERED_CONNECTIONS).await;
    assert!(matches!(outcome, Err(Error::Limit(Entity::PushConnection))));
}

#[tokio::test]
async fn a_url_is_registered_once_per_channel_and_needs_its_brand() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let first = connection(1, Channel::Text, PushStatus::Active);
    directory
        .add_push_connection(first.clone(), None, at(0))
        .await
        .unwrap();
    let twin = NewPushConnection {
        id: Uuid::from_u128(2),
        ..first.clone()
    };
    let outcome = directory
        .add_push_connection(twin.clone(), None, at(0))
        .await;
    assert!(matches!(
        outcome,
        Err(Error::Exists(Entity::PushConnection))
    ));
    let other_channel = NewPushConnection {
        channel: Channel::Call,
        ..twin
    };
    directory
        .add_push_connection(other_channel, None, at(0))
        .await
        .unwrap();
    let stray = NewPushConnection {
        brand: BrandCode(1),
        id: Uuid::from_u128(3),
        ..first
    };
    let outcome = directory.add_push_connection(stray, None, at(0)).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Brand))));
}

#[tokio::test]
async fn a_removed_connection_makes_no_progress() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let new = connection(1, Channel::Text, PushStatus::Active);
    directory
        .add_push_connection(new.clone(), None, at(0))
        .await
        .unwrap();
    assert!(
        directory
            .remove_push_connection(new.id, None, at(9))
            .await
            .unwrap()
    );
    assert!(
        !directory
            .remove_push_connection(new.id, None, at(9))
            .await
            .unwrap()
    );
    let outcome = directory
        .set_push_progress(new.id, progress(PushStatus::Active))
        .await;
    assert!(matches!(
        outcome,
        Err(Error::NotFound(Entity::PushConnection))
    ));
    assert!(directory.push_connections(BRAND).await.unwrap().is_empty());
}

#[test]
fn debug_output_shows_no_address_and_no_password() {
    let text = format!("{:?}", connection(1, Channel::Text, PushStatus::Active));
    for secret in ["ornek.example", "teslim", "[1, 2, 3]"] {
        assert!(!text.contains(secret), "{text}");
    }
}

pub fn console(number: u128, status: PushStatus) -> NewPushConnection {
    NewPushConnection {
        terms: PushTerms::Console,
        ..connection(number, Channel::Text, status)
    }
}

#[tokio::test]
async fn those_of_the_console_take_no_room_of_the_contracts_and_have_as_much() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    for number in 1..=u128::from(ACTIVE_CONNECTIONS) {
        let of_console = console(number, PushStatus::Active);
        let added = directory.add_push_connection(of_console, None, at(0)).await;
        added.unwrap();
        let of_contract = connection(100 + number, Channel::Text, PushStatus::Active);
        let added = directory
            .add_push_connection(of_contract, None, at(0))
            .await;
        added.unwrap();
    }
    for more in [
        console(50, PushStatus::Active),
        connection(150, Channel::Text, PushStatus::Active),
    ] {
        let outcome = directory.add_push_connection(more, None, at(0)).await;
        assert!(matches!(outcome, Err(Error::Limit(Entity::PushConnection))));
    }
    directory
        .add_push_connection(console(51, PushStatus::Paused), None, at(0))
        .await
        .unwrap();
    let proven = proven(directory, 51).await;
    let outcome = directory.resume_push_connection(proven, None, at(1)).await;
    assert!(matches!(outcome, Err(Error::Limit(Entity::PushConnection))));
}

/// A connection as it stands, as if its endpoint had proved itself just now.
pub async fn proven(directory: &Directory, number: u128) -> ProvenPush {
    let known = directory.push_connection(Uuid::from_u128(number));
    known.await.unwrap().unwrap().as_proven()
}

#[tokio::test]
async fn what_was_made_on_the_console_is_changed_and_keeps_its_place() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let (first, second) = (
        console(1, PushStatus::Active),
        console(2, PushStatus::Active),
    );
    let of_contract = connection(3, Channel::Text, PushStatus::Active);
    for one in [&first, &second, &of_contract] {
        let added = directory
            .add_push_connection(one.clone(), None, at(0))
            .await;
        added.unwrap();
    }
    let change = PushChange {
        url: "https://yeni.example/".to_owned(),
        username: String::new(),
        sealed_password: Vec::new(),
        terms: PushTerms::ConsoleWithOwn,
    };
    let place = (proven(directory, 1).await, PushStatus::Active);
    directory
        .change_push_connection(place, change.clone(), None, at(1))
        .await
        .unwrap();
    let known = directory.push_connection(first.id).await.unwrap().unwrap();
    assert_eq!(known.connection.url, change.url);
    assert_eq!(known.connection.terms, PushTerms::ConsoleWithOwn);
    assert!(known.connection.sealed_password.is_empty());
    assert_eq!(known.connection.cursor, first.cursor);

    let before = proven(directory, 2).await;
    let place = (before.clone(), PushStatus::Active);
    let twin = directory.change_push_connection(place, change.clone(), None, at(1));
    assert!(matches!(
        twin.await,
        Err(Error::Exists(Entity::PushConnection))
    ));
    // Of the contract, of nobody, and one that stands otherwise than when it was looked at.
    let gone = console(9, PushStatus::Active);
    let added = directory.add_push_connection(
        NewPushConnection {
            channel: Channel::Call,
            ..gone.clone()
        },
        None,
        at(1),
    );
    added.await.unwrap();
    let of_gone = proven(directory, 9).await;
    let removed = directory.remove_push_connection(gone.id, None, at(1));
    assert!(removed.await.unwrap());
    for place in [
        (proven(directory, 3).await, PushStatus::Active),
        (of_gone, PushStatus::Active),
        (before, PushStatus::Paused),
    ] {
        let elsewhere = PushChange {
            url: "https://baska.example/".to_owned(),
            ..change.clone()
        };
        let outcome = directory.change_push_connection(place, elsewhere, None, at(1));
        assert!(matches!(
            outcome.await,
            Err(Error::NotFound(Entity::PushConnection) | Error::Changed(Entity::PushConnection))
        ));
    }
    let known = directory.push_connection(second.id).await.unwrap().unwrap();
    assert_eq!(known.connection.url, second.url);
    let known = directory.push_connection(of_contract.id).await.unwrap();
    let known = known.unwrap().connection;
    assert_eq!(
        (known.url, known.terms),
        (of_contract.url, PushTerms::Contract)
    );
}

fn of(owner: PushOwner, number: u128, channel: Channel) -> NewPushConnection {
    NewPushConnection {
        owner,
        ..connection(number, channel, PushStatus::Active)
    }
}

#[tokio::test]
async fn a_partners_connection_needs_a_grant_to_record_and_ends_with_it() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let owners = async || -> Vec<(PushOwner, Channel)> {
        let list = directory.push_connections(BRAND).await.unwrap();
        let list = list.into_iter().map(|one| one.connection);
        list.map(|one| (one.owner, one.channel)).collect()
    };
    let partners = PushOwner::Partner(PARTNER);
    let add =
        |number, channel| directory.add_push_connection(of(partners, number, channel), None, at(1));
    for access in [None, Some(Permission::Read)] {
        if let Some(access) = access {
            let granted = directory.grant(PARTNER, BRAND, Channel::Text, access, at(1));
            granted.await.unwrap();
        }
        let outcome = add(1, Channel::Text).await;
        assert!(matches!(outcome, Err(Error::NotFound(Entity::Grant))));
    }
    for channel in [Channel::Text, Channel::Call] {
        let granted = directory.grant(PARTNER, BRAND, channel, Permission::Write, at(2));
        granted.await.unwrap();
    }
    add(1, Channel::Text).await.unwrap();
    add(2, Channel::Call).await.unwrap();
    directory
        .add_push_connection(of(PushOwner::Provider, 3, Channel::Text), None, at(2))
        .await
        .unwrap();
    let ended = directory.revoke(PARTNER, BRAND, Channel::Text, at(3)).await;
    assert!(ended.unwrap());
    assert_eq!(
        owners().await,
        [
            (partners, Channel::Call),
            (PushOwner::Provider, Channel::Text)
        ]
    );
    directory
        .set_partner_licensed(PARTNER, false)
        .await
        .unwrap();
    let outcome = add(4, Channel::Call).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Grant))));
    assert_eq!(owners().await, [(PushOwner::Provider, Channel::Text)]);
}

#[tokio::test]
async fn a_connection_from_before_owners_were_noted_has_none_that_is_known() {
    let fixture = Fixture::filled().await;
    let new = connection(1, Channel::Text, PushStatus::Active);
    let added = fixture
        .directory
        .add_push_connection(new.clone(), None, at(0));
    added.await.unwrap();
    // As the migration leaves a row that was there before.
    let options = SqliteConnectOptions::new().filename(fixture.path());
    let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("DELETE FROM push_owners")
        .execute(&mut raw)
        .await
        .unwrap();
    raw.close().await.unwrap();
    let known = fixture.directory.push_connection(new.id).await.unwrap();
    assert_eq!(known.unwrap().connection.owner, PushOwner::Unknown);
}
