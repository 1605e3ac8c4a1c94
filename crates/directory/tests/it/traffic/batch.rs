//! Accepted batches: durable, in order, finished once.

use std::collections::HashSet;

use directory::batch::{BatchState, NewBatch, Pending};
use directory::user::Username;
use directory::{Entity, Error};
use domain::{BrandCode, RequestId};

use crate::support::{BRAND, Fixture, MASTER, at, at_day, open};

fn id(number: u32) -> RequestId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    RequestId(bytes)
}

fn batch(number: u32) -> NewBatch {
    NewBatch {
        id: id(number),
        brand: BRAND,
        user: Username::new("api").unwrap(),
        version: 2,
        accepted_at: at(0),
        items: 1_000,
        payload: vec![7; 100],
    }
}

#[tokio::test]
async fn a_batch_waits_until_it_is_finished_and_then_has_results() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory.accept_batch(batch(1)).await.unwrap();

    let row = directory.batch(id(1), BRAND, at(1)).await.unwrap().unwrap();
    assert_eq!(row.state, BatchState::Enqueued);
    assert_eq!(
        (row.id, row.brand, row.version, row.items),
        (id(1), BRAND, 2, 1_000)
    );
    assert_eq!((row.user.as_str(), row.accepted_at), ("api", at(0)));
    let waiting = directory.next_batches(0, 10).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].batch.payload, [7; 100]);
    assert_eq!(waiting[0].batch.id, id(1));

    directory
        .finish_batch(id(1), at(5), b"results".to_vec())
        .await
        .unwrap();
    let finished = BatchState::Finished {
        finished_at: at(5),
        results: b"results".to_vec(),
    };
    let row = directory.batch(id(1), BRAND, at(6)).await.unwrap().unwrap();
    assert_eq!(row.state, finished);
    assert!(directory.next_batches(0, 10).await.unwrap().is_empty());

    // Finishing again changes nothing.
    directory
        .finish_batch(id(1), at(9), b"other".to_vec())
        .await
        .unwrap();
    let row = directory.batch(id(1), BRAND, at(9)).await.unwrap().unwrap();
    assert_eq!(row.state, finished);
}

#[tokio::test]
async fn batches_are_worked_off_in_the_order_they_were_accepted() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let mut sequence = Vec::new();
    for number in [5, 3, 9, 1] {
        sequence.push(directory.accept_batch(batch(number)).await.unwrap());
    }
    assert!(sequence.is_sorted());
    let ids = |after, limit| async move {
        let waiting = directory.next_batches(after, limit).await.unwrap();
        waiting.iter().map(|one| one.batch.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(0, 10).await, [id(5), id(3), id(9), id(1)]);
    assert_eq!(ids(0, 2).await, [id(5), id(3)]);
    assert_eq!(ids(sequence[1], 10).await, [id(9), id(1)]);
    directory
        .finish_batch(id(3), at(1), Vec::new())
        .await
        .unwrap();
    assert_eq!(ids(0, 10).await, [id(5), id(9), id(1)]);
}

#[tokio::test]
async fn an_id_is_accepted_once_and_a_brand_must_exist() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory.accept_batch(batch(1)).await.unwrap();
    let mut twin = batch(1);
    twin.payload = vec![8; 5];
    assert!(matches!(
        directory.accept_batch(twin).await,
        Err(Error::Exists(Entity::Batch))
    ));
    let mut stray = batch(2);
    stray.brand = BrandCode(1);
    assert!(matches!(
        directory.accept_batch(stray).await,
        Err(Error::NotFound(Entity::Brand))
    ));
    let waiting = directory.next_batches(0, 10).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].batch.payload, [7; 100]);
}

#[tokio::test]
async fn a_batch_is_seen_by_its_brand_only_and_for_sixty_days() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory.accept_batch(batch(1)).await.unwrap();
    let seen =
        |brand, now| async move { directory.batch(id(1), brand, now).await.unwrap().is_some() };
    assert!(!seen(MASTER, at(1)).await);
    assert!(seen(BRAND, at(60 * 86_400 - 1)).await);
    assert!(!seen(BRAND, at_day(60)).await);
    assert!(
        directory
            .batch(id(2), BRAND, at(1))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn purging_forgets_old_finished_batches_and_never_one_that_waits() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    let mut young = batch(3);
    young.accepted_at = at(1);
    for one in [batch(1), batch(2), young] {
        directory.accept_batch(one).await.unwrap();
    }
    for number in [1, 3] {
        directory
            .finish_batch(id(number), at(5), Vec::new())
            .await
            .unwrap();
    }
    assert_eq!(directory.purge_batches(at_day(60)).await.unwrap(), 1);
    assert_eq!(directory.purge_batches(at_day(60)).await.unwrap(), 0);
    let waiting = directory.next_batches(0, 10).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].batch.id, id(2));
    assert!(
        directory
            .batch(id(3), BRAND, at_day(60))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn attempts_are_counted_across_restarts() {
    let fixture = Fixture::filled().await;
    fixture.directory.accept_batch(batch(1)).await.unwrap();
    assert_eq!(
        fixture.directory.next_batches(0, 1).await.unwrap()[0].attempts,
        0
    );
    assert_eq!(fixture.directory.start_attempt(id(1)).await.unwrap(), 0);
    let reopened = fixture.reopened().await;
    assert_eq!(reopened.next_batches(0, 1).await.unwrap()[0].attempts, 1);
    assert_eq!(reopened.start_attempt(id(1)).await.unwrap(), 1);
    reopened
        .finish_batch(id(1), at(1), Vec::new())
        .await
        .unwrap();
    for number in [1, 2] {
        let outcome = reopened.start_attempt(id(number)).await;
        assert!(matches!(outcome, Err(Error::NotFound(Entity::Batch))));
    }
    let outcome = reopened.finish_batch(id(2), at(1), Vec::new()).await;
    assert!(matches!(outcome, Err(Error::NotFound(Entity::Batch))));
}

#[tokio::test]
async fn what_waits_is_counted_by_brand() {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    assert_eq!(directory.pending(BRAND).await.unwrap(), Pending::default());
    for number in 1..=3 {
        let mut one = batch(number);
        one.items = number;
        directory.accept_batch(one).await.unwrap();
    }
    let mut other = batch(9);
    other.brand = MASTER;
    directory.accept_batch(other).await.unwrap();
    directory
        .finish_batch(id(2), at(1), Vec::new())
        .await
        .unwrap();
    assert_eq!(
        directory.pending(BRAND).await.unwrap(),
        Pending {
            batches: 2,
            items: 4
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_accepted_at_once_all_land_once() {
    const COUNT: u32 = 500;
    let fixture = Fixture::filled().await;
    let tasks: Vec<_> = (0..COUNT)
        .map(|number| {
            let directory = fixture.directory.clone();
            tokio::spawn(async move {
                let mut one = batch(number);
                // Every tenth is refused, amid the commits of the others.
                if number % 10 == 0 {
                    one.brand = BrandCode(1);
                }
                one.payload = number.to_be_bytes().to_vec();
                (number, directory.accept_batch(one).await)
            })
        })
        .collect();
    let mut numbers = HashSet::new();
    let mut sequences = HashSet::new();
    for task in tasks {
        match task.await.unwrap() {
            (number, Ok(sequence)) => {
                assert!(sequences.insert(sequence));
                numbers.insert(number);
            }
            (number, Err(error)) => {
                assert!(matches!(error, Error::NotFound(Entity::Brand)), "{error:?}");
                assert_eq!(number % 10, 0);
            }
        }
    }
    assert_eq!(numbers.len(), 450);
    let waiting = fixture.directory.next_batches(0, COUNT).await.unwrap();
    assert_eq!(waiting.len(), 450);
    for one in waiting {
        let number = u32::from_be_bytes(one.batch.payload.clone().try_into().unwrap());
        assert_eq!(one.batch.id, id(number));
        assert!(numbers.remove(&number));
        assert!(sequences.remove(&one.sequence));
    }
}

#[tokio::test]
async fn an_accepted_batch_survives_a_crash() {
    let fixture = Fixture::filled().await;
    for number in 0..20 {
        fixture.directory.accept_batch(batch(number)).await.unwrap();
    }
    // What is in the files at this moment, without a close, is what a crash would leave.
    let crashed = tempfile::tempdir().unwrap();
    for suffix in ["", "-wal"] {
        let name = format!("directory.sqlite{suffix}");
        std::fs::copy(
            fixture.path().with_file_name(&name),
            crashed.path().join(&name),
        )
        .unwrap();
    }
    let recovered = open(&crashed.path().join("directory.sqlite")).await;
    let waiting = recovered.next_batches(0, 100).await.unwrap();
    let ids: Vec<_> = waiting.iter().map(|one| one.batch.id).collect();
    assert_eq!(ids, (0..20).map(id).collect::<Vec<_>>());
}
