//! What a proof counts for, and how connections were answered last.

use directory::activity::{Action, ActivityQuery, Actor, NewActivity};
use directory::push::{
    AttemptEnding, NewPushAttempt, NewPushConnection, PushChange, PushProgress, PushStatus,
};
use directory::{Entity, Error};
use domain::{Channel, Seq};
use uuid::Uuid;

use super::{connection, console, proven};
use crate::support::{BRAND, Fixture, MASTER, PROVIDER, at};

#[tokio::test]
async fn a_proof_counts_for_the_connection_as_it_was_and_for_no_other() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let paused = console(1, PushStatus::Paused);
    let added = directory.add_push_connection(paused.clone(), None, at(0));
    added.await.unwrap();
    let as_it_is = PushChange {
        url: paused.url.clone(),
        username: paused.username.clone(),
        sealed_password: paused.sealed_password.clone(),
        terms: paused.terms,
    };
    let noted = || {
        let act = NewActivity::by(PROVIDER, Actor::Operator, Action::WebhookResumed);
        Some(act.brand(BRAND))
    };
    for change in [
        PushChange {
            url: "https://baska.example/".to_owned(),
            ..as_it_is.clone()
        },
        PushChange {
            username: "baska".to_owned(),
            ..as_it_is.clone()
        },
        PushChange {
            sealed_password: vec![9],
            ..as_it_is.clone()
        },
    ] {
        let before = proven(directory, 1).await;
        let place = (before.clone(), PushStatus::Paused);
        let changed = directory.change_push_connection(place.clone(), change, None, at(1));
        changed.await.unwrap();
        let outcome = directory
            .resume_push_connection(before, noted(), at(2))
            .await;
        assert!(matches!(
            outcome,
            Err(Error::Changed(Entity::PushConnection))
        ));
        let outcome = directory.change_push_connection(place, as_it_is.clone(), noted(), at(2));
        assert!(matches!(
            outcome.await,
            Err(Error::Changed(Entity::PushConnection))
        ));
    }
    let before = proven(directory, 1).await;
    let key = directory.set_push_secret(Uuid::from_u128(1), vec![7], None, at(3));
    key.await.unwrap();
    let outcome = directory
        .resume_push_connection(before, noted(), at(4))
        .await;
    assert!(matches!(
        outcome,
        Err(Error::Changed(Entity::PushConnection))
    ));
    assert!(
        directory
            .active_push_connections()
            .await
            .unwrap()
            .is_empty()
    );
    let query = ActivityQuery::default();
    let found = directory.activity(PROVIDER, query.clone(), 10).await;
    assert!(found.unwrap().is_empty(), "what was not done is not noted");

    let now = proven(directory, 1).await;
    let resumed = directory.resume_push_connection(now, noted(), at(5));
    resumed.await.unwrap();
    assert_eq!(directory.active_push_connections().await.unwrap().len(), 1);
    let found = directory.activity(PROVIDER, query, 10).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn how_each_of_a_brands_connections_was_answered_last_is_one_list() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let elsewhere = NewPushConnection {
        brand: MASTER,
        ..connection(3, Channel::Text, PushStatus::Active)
    };
    let here = |number| connection(number, Channel::Text, PushStatus::Active);
    for one in [here(1), here(2), elsewhere] {
        let added = directory.add_push_connection(one, None, at(0));
        added.await.unwrap();
    }
    let progress = PushProgress {
        cursor: Seq(41),
        failures: 1,
        failing_since: Some(at(1)),
        retry_at: None,
        status: PushStatus::Active,
    };
    for (number, status) in [(1, 500), (3, 502), (1, 503)] {
        let attempt = NewPushAttempt {
            at: at(1),
            first: Seq(40),
            last: Seq(40),
            movements: 1,
            is_replay: false,
            ending: AttemptEnding::Answered,
            status: Some(status),
            sealed_answer: None,
        };
        let recorded = directory.record_push(Uuid::from_u128(number), progress, attempt);
        recorded.await.unwrap();
    }
    let last = directory.last_push_endings(BRAND).await.unwrap();
    let expected = (Uuid::from_u128(1), (AttemptEnding::Answered, Some(503)));
    assert_eq!(last.into_iter().collect::<Vec<_>>(), [expected]);
}
