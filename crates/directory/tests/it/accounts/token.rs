//! Tokens: issued, refreshed, revoked, forgotten.

use std::collections::HashSet;

use directory::token::{
    ACCESS_PREFIX, ACCESS_SECONDS, REFRESH_PREFIX, REFRESH_SECONDS, TOKENS_PER_USER, TokenPair,
};
use directory::user::Username;
use directory::{Directory, Entity, Error};
use domain::Timestamp;
use keys::OsRandom;

use crate::support::{Fixture, PASSWORD, at};

/// Whose access token it is, by name.
async fn owner(directory: &Directory, token: &str, now: Timestamp) -> Option<String> {
    let user = directory.user_of_access(token, now).await.unwrap();
    user.map(|user| user.name.to_string())
}

async fn issue(fixture: &Fixture, name: &str, now: Timestamp) -> TokenPair {
    let name = Username::new(name).unwrap();
    fixture
        .directory
        .issue_tokens(&name, &fixture.random, now)
        .await
        .unwrap()
}

async fn refresh(fixture: &Fixture, token: &str, now: Timestamp) -> Option<TokenPair> {
    fixture
        .directory
        .refresh_tokens(token, [192, 0, 2, 1].into(), &fixture.random, now)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_token_is_recognisable_long_and_kept_as_a_digest_only() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let pair = fixture
        .directory
        .issue_tokens(&user.name, &OsRandom, at(0))
        .await
        .unwrap();
    for (token, prefix) in [
        (&pair.access, ACCESS_PREFIX),
        (&pair.refresh, REFRESH_PREFIX),
    ] {
        let secret = token.strip_prefix(prefix).unwrap();
        assert_eq!(secret.len(), 43);
        assert!(
            secret
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert!(!format!("{pair:?}").contains(secret));
    }
    fixture.directory.close().await;
    let bytes = std::fs::read(fixture.path()).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("izin_"));
}

#[tokio::test]
async fn an_access_token_opens_calls_for_two_hours_to_the_millisecond() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let pair = issue(&fixture, "api", at(0)).await;
    let last = Timestamp::from_millis(at(ACCESS_SECONDS).as_millis() - 1);
    // Asked twice: once of the store, once of memory.
    for directory in [&fixture.directory, &fixture.reopened().await] {
        for _ in 0..2 {
            assert_eq!(
                owner(directory, &pair.access, at(0)).await.as_deref(),
                Some("api")
            );
            assert_eq!(
                owner(directory, &pair.access, last).await.as_deref(),
                Some("api")
            );
            assert_eq!(
                owner(directory, &pair.access, at(ACCESS_SECONDS)).await,
                None
            );
        }
    }
    let fresh = fixture.reopened().await;
    assert_eq!(owner(&fresh, &pair.access, at(ACCESS_SECONDS)).await, None);
}

#[tokio::test]
async fn only_an_access_token_opens_calls() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let pair = issue(&fixture, "api", at(0)).await;
    let swapped = pair.refresh.replace(REFRESH_PREFIX, ACCESS_PREFIX);
    let mut altered = pair.access.clone();
    altered.replace_range(10..11, if &altered[10..11] == "A" { "B" } else { "A" });
    for token in [
        &pair.refresh,
        &swapped,
        &altered,
        "",
        ACCESS_PREFIX,
        "izin_at_ş",
    ] {
        assert_eq!(
            owner(&fixture.directory, token, at(0)).await,
            None,
            "{token}"
        );
    }
    assert_eq!(refresh(&fixture, &pair.access, at(0)).await, None);
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair_and_the_old_refresh_token_stays_good_for_its_four_hours() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let first = issue(&fixture, "api", at(0)).await;
    let second = refresh(&fixture, &first.refresh, at(7_000)).await.unwrap();
    assert_ne!(second.access, first.access);
    assert_ne!(second.refresh, first.refresh);
    let directory = &fixture.directory;
    assert_eq!(
        owner(directory, &first.access, at(7_000)).await.as_deref(),
        Some("api")
    );
    assert_eq!(
        owner(directory, &second.access, at(14_000))
            .await
            .as_deref(),
        Some("api")
    );
    let last = Timestamp::from_millis(at(REFRESH_SECONDS).as_millis() - 1);
    assert!(refresh(&fixture, &first.refresh, last).await.is_some());
    assert_eq!(
        refresh(&fixture, &first.refresh, at(REFRESH_SECONDS)).await,
        None
    );
    assert!(
        refresh(&fixture, &second.refresh, at(20_000))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn a_revocation_ends_all_tokens_of_the_user_and_no_others() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    fixture.add_user("other").await;
    let directory = &fixture.directory;
    let mine = [
        issue(&fixture, "api", at(0)).await,
        issue(&fixture, "api", at(0)).await,
    ];
    let other = issue(&fixture, "other", at(0)).await;
    // Brought into memory, from where they must go.
    for pair in &mine {
        assert_eq!(
            owner(directory, &pair.access, at(1)).await.as_deref(),
            Some("api")
        );
    }
    assert_eq!(
        owner(directory, &other.access, at(1)).await.as_deref(),
        Some("other")
    );
    directory.revoke_all(&user.name).await.unwrap();
    for pair in &mine {
        assert_eq!(owner(directory, &pair.access, at(1)).await, None);
        assert_eq!(refresh(&fixture, &pair.refresh, at(1)).await, None);
    }
    assert_eq!(
        owner(directory, &other.access, at(1)).await.as_deref(),
        Some("other")
    );
}

#[tokio::test]
async fn a_revocation_holds_when_the_caller_does_not_wait_for_it() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    let pair = issue(&fixture, "api", at(0)).await;
    assert!(owner(directory, &pair.access, at(1)).await.is_some());
    {
        // Polled once, which hands the write over, and dropped.
        let revocation = directory.revoke_all(&user.name);
        let mut revocation = Box::pin(revocation);
        let polled = std::future::poll_fn(|context| {
            std::task::Poll::Ready(revocation.as_mut().poll(context).is_ready())
        });
        assert!(!polled.await);
    }
    // The writer answers in order, so this write's answer means that the other is done.
    issue(&fixture, "api", at(1)).await;
    assert_eq!(owner(directory, &pair.access, at(1)).await, None);
}

#[tokio::test]
async fn a_new_password_and_a_disabled_user_end_all_tokens() {
    let fixture = Fixture::filled().await;
    let user = fixture.add_user("api").await;
    let directory = &fixture.directory;
    let before = issue(&fixture, "api", at(0)).await;
    assert!(owner(directory, &before.access, at(1)).await.is_some());
    directory
        .set_password(&user.name, PASSWORD, &fixture.random, at(9))
        .await
        .unwrap();
    assert_eq!(owner(directory, &before.access, at(1)).await, None);

    let pair = issue(&fixture, "api", at(1)).await;
    assert!(owner(directory, &pair.access, at(2)).await.is_some());
    directory.set_user_disabled(&user.name, true).await.unwrap();
    assert_eq!(owner(directory, &pair.access, at(2)).await, None);
    assert_eq!(refresh(&fixture, &pair.refresh, at(2)).await, None);
    let outcome = directory
        .issue_tokens(&user.name, &fixture.random, at(2))
        .await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::User))));
    // Letting the user in again brings no token back.
    directory
        .set_user_disabled(&user.name, false)
        .await
        .unwrap();
    assert_eq!(owner(directory, &pair.access, at(2)).await, None);
}

#[tokio::test]
async fn purging_forgets_expired_tokens_only() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    fixture.add_user("other").await;
    let directory = &fixture.directory;
    issue(&fixture, "other", at(0)).await;
    let live = issue(&fixture, "api", at(REFRESH_SECONDS)).await;
    assert_eq!(directory.purge_tokens(at(ACCESS_SECONDS)).await.unwrap(), 1);
    assert_eq!(
        directory.purge_tokens(at(REFRESH_SECONDS)).await.unwrap(),
        1
    );
    assert_eq!(
        directory.purge_tokens(at(REFRESH_SECONDS)).await.unwrap(),
        0
    );
    assert!(
        owner(directory, &live.access, at(REFRESH_SECONDS))
            .await
            .is_some()
    );
}

#[tokio::test]
async fn a_user_holds_a_bounded_number_of_tokens_and_loses_the_oldest() {
    let fixture = Fixture::filled().await;
    fixture.add_user("api").await;
    let directory = &fixture.directory;
    let mut pairs = Vec::new();
    for number in 0..=TOKENS_PER_USER {
        pairs.push(issue(&fixture, "api", at(number)).await);
        // Kept in memory, from where the last login must drive it out.
        let oldest = owner(directory, &pairs[0].access, at(number)).await;
        assert_eq!(oldest.is_some(), number < TOKENS_PER_USER, "{number}");
    }
    let distinct: HashSet<_> = pairs.iter().map(|pair| &pair.access).collect();
    assert_eq!(distinct.len(), pairs.len());
    let now = at(TOKENS_PER_USER);
    assert_eq!(owner(directory, &pairs[0].access, now).await, None);
    assert_eq!(refresh(&fixture, &pairs[0].refresh, now).await, None);
    assert!(owner(directory, &pairs[1].access, now).await.is_some());
}
