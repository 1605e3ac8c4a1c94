//! A password beside the one before, and what was begun with either.

use directory::activity::Actor;
use directory::password::PasswordUse;
use directory::token::TokenPair;
use directory::user::{PasswordMark, Username};
use directory::{Directory, Entity, Error};
use domain::Timestamp;

use crate::support::{ASKER, Fixture, LogIn, PASSWORD, PROVIDER, at};

const NEW: &str = "yeni-parola-yeni";

fn name() -> Username {
    Username::new("api").unwrap()
}

async fn rotate(fixture: &Fixture, until: Timestamp) {
    let of = (PROVIDER, name());
    let to = (NEW, until);
    let rotated =
        fixture
            .directory
            .rotate_password_of(of, to, Actor::Operator, &fixture.random, at(1));
    rotated.await.unwrap();
}

async fn found(directory: &Directory, password: &str, now: Timestamp) -> Option<PasswordMark> {
    let found = directory.authenticate_by_either("api", password, PasswordUse::Login, ASKER, now);
    found.await.unwrap().map(|(_, mark)| mark)
}

async fn issue(fixture: &Fixture, mark: PasswordMark, now: Timestamp) -> Result<TokenPair, Error> {
    fixture
        .directory
        .issue_tokens_by(&name(), mark, &fixture.random, now)
        .await
}

#[tokio::test]
async fn a_login_that_began_before_the_password_was_changed_gets_no_token_after_it() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let begun = found(&fixture.directory, PASSWORD, at(0)).await.unwrap();
    let random = &fixture.random;
    let name = name();
    let changed = fixture.directory.set_password(&name, NEW, random, at(1));
    changed.await.unwrap();
    let issued = issue(&fixture, begun, at(2)).await;
    assert!(matches!(issued, Err(Error::NotFound(Entity::User))));
    let mark = found(&fixture.directory, NEW, at(2)).await.unwrap();
    issue(&fixture, mark, at(2)).await.unwrap();
}

#[tokio::test]
async fn a_login_that_began_before_a_rotation_gets_a_token_that_ends_with_the_password_before() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let begun = found(&fixture.directory, PASSWORD, at(0)).await.unwrap();
    rotate(&fixture, at(100)).await;
    let pair = issue(&fixture, begun, at(2)).await.unwrap();
    let owner = |now| fixture.directory.user_of_access(&pair.access, now);
    assert!(owner(at(99)).await.unwrap().is_some());
    assert!(owner(at(100)).await.unwrap().is_none());
    let late = issue(&fixture, begun, at(100)).await;
    assert!(matches!(late, Err(Error::NotFound(Entity::User))));
}

#[tokio::test]
async fn the_password_before_is_remembered_between_calls_until_it_ends_and_no_longer() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    rotate(&fixture, at(200)).await;
    let directory = &fixture.directory;
    let called = directory.authenticate_each_call("api", PASSWORD, ASKER, at(10));
    assert!(called.await.unwrap().is_some());
    let lately = |now| directory.authenticated_lately("api", PASSWORD, now);
    assert!(lately(at(150)).is_some());
    assert!(lately(at(199)).is_some());
    assert!(lately(at(200)).is_none());
    assert!(directory.log_in("api", NEW).await.unwrap().is_some());
}

#[tokio::test]
async fn the_hash_of_a_password_before_is_forgotten_when_its_time_is_over() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    rotate(&fixture, at(100)).await;
    let directory = &fixture.directory;
    assert_eq!(directory.purge_old_passwords(at(99)).await.unwrap(), 0);
    assert!(found(directory, PASSWORD, at(99)).await.is_some());
    assert_eq!(directory.purge_old_passwords(at(100)).await.unwrap(), 1);
    let users = directory.provider_users(PROVIDER).await.unwrap();
    let rotated = users.iter().find(|user| user.user.name == name());
    assert_eq!(rotated.unwrap().rules.old, None);
    assert_eq!(directory.purge_old_passwords(at(101)).await.unwrap(), 0);
}
