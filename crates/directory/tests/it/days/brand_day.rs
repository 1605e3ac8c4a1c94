//! Brands' files of days.

use directory::brand_day::{DayCount, DayMovements, DayProgress, STAMP_BYTES_MAX};
use directory::{Directory, Entity, Error};
use domain::{Channel, Day, Origin, RecipientType, Seq};

use crate::support::{BRAND, Fixture, MASTER, OTHER_BRAND, at};

pub fn count(movements: u64) -> DayCount {
    DayCount {
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
        origin: Origin::Provider,
        approvals: movements,
        rejections: 0,
        movements,
    }
}

fn day() -> Day {
    Day::from_wire("2026-03-02").unwrap()
}

/// A directory with a day that two brands have movements on.
async fn queued() -> Fixture {
    let fixture = Fixture::filled().await;
    let directory = &fixture.directory;
    directory.begin_day(day(), Seq(0), Seq(9)).await.unwrap();
    let brands = vec![BRAND, MASTER];
    directory.queue_brand_days(day(), brands).await.unwrap();
    fixture
}

async fn progress(directory: &Directory) -> DayProgress {
    let known = directory.brand_day(BRAND, day()).await.unwrap();
    known.unwrap().progress
}

#[tokio::test]
async fn a_file_is_queued_then_made_then_agreed_to() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    assert_eq!(progress(directory).await, DayProgress::Queued);
    directory.start_brand_day(BRAND, day()).await.unwrap();
    assert_eq!(progress(directory).await, DayProgress::InProgress);
    let counts = vec![
        count(2),
        DayCount {
            channel: Channel::Email,
            origin: Origin::Recipient,
            recipient_type: RecipientType::Merchant,
            rejections: 1,
            approvals: 0,
            movements: 3,
        },
    ];
    directory
        .complete_brand_day(BRAND, day(), [7; 48], counts.clone())
        .await
        .unwrap();
    let made = |agreed_at| DayProgress::Completed {
        digest: [7; 48],
        movements: 5,
        agreed_at,
    };
    assert_eq!(progress(directory).await, made(None));
    assert_eq!(directory.day_counts(BRAND, day()).await.unwrap(), counts);
    directory.agree_to_day(BRAND, day(), at(5)).await.unwrap();
    directory.agree_to_day(BRAND, day(), at(9)).await.unwrap();
    assert_eq!(progress(directory).await, made(Some(at(5))));
}

#[tokio::test]
async fn a_file_that_is_made_is_not_made_again() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    let complete = |digest| directory.complete_brand_day(BRAND, day(), digest, vec![count(1)]);
    complete([7; 48]).await.unwrap();
    let before = directory.brand_day(BRAND, day()).await.unwrap();
    for refused in [
        complete([8; 48]).await,
        directory.start_brand_day(BRAND, day()).await,
        directory.fail_brand_day(BRAND, day(), at(0)).await,
    ] {
        assert!(matches!(refused, Err(Error::NotFound(Entity::Day))));
    }
    assert_eq!(directory.brand_day(BRAND, day()).await.unwrap(), before);
    let waiting = directory.waiting_brand_days(at(0), 10).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].brand, MASTER);
}

#[tokio::test]
async fn what_is_not_made_is_neither_stamped_nor_agreed_to() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    for brand in [BRAND, OTHER_BRAND] {
        for refused in [
            directory.agree_to_day(brand, day(), at(0)).await,
            directory.keep_day_stamp(brand, day(), vec![1]).await,
            directory.fail_day_stamp(brand, day(), at(0)).await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound(Entity::Day))));
        }
    }
    assert_eq!(progress(directory).await, DayProgress::Queued);
    assert_eq!(directory.day_stamp(BRAND, day()).await.unwrap(), None);
    let unstamped = directory.unstamped_brand_days(at(0), 10).await.unwrap();
    assert!(unstamped.is_empty());
}

#[tokio::test]
async fn a_failure_is_tried_again_when_its_time_comes() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    let waiting = async |seconds| {
        let waiting = directory.waiting_brand_days(at(seconds), 10).await.unwrap();
        waiting
            .into_iter()
            .find(|waiting| waiting.brand == BRAND)
            .map(|waiting| (waiting.progress, waiting.failures))
    };
    directory
        .fail_brand_day(BRAND, day(), at(60))
        .await
        .unwrap();
    assert_eq!(waiting(59).await, None);
    assert_eq!(waiting(60).await, Some((DayProgress::Failed, 1)));

    let counts = vec![count(1)];
    directory
        .complete_brand_day(BRAND, day(), [7; 48], counts)
        .await
        .unwrap();
    let unstamped = async |seconds| {
        let list = directory.unstamped_brand_days(at(seconds), 10).await;
        list.unwrap().first().map(|waiting| waiting.failures)
    };
    assert_eq!(unstamped(0).await, Some(0));
    directory
        .fail_day_stamp(BRAND, day(), at(90))
        .await
        .unwrap();
    assert_eq!(unstamped(89).await, None);
    assert_eq!(unstamped(90).await, Some(1));
    directory
        .keep_day_stamp(BRAND, day(), vec![1, 2])
        .await
        .unwrap();
    directory
        .keep_day_stamp(BRAND, day(), vec![3])
        .await
        .unwrap();
    assert_eq!(unstamped(1_000).await, None);
    let stamp = directory.day_stamp(BRAND, day()).await.unwrap();
    assert_eq!(stamp, Some(vec![1, 2]));
}

#[tokio::test]
async fn an_over_long_stamp_is_refused() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    let counts = vec![count(1)];
    directory
        .complete_brand_day(BRAND, day(), [7; 48], counts)
        .await
        .unwrap();
    let stamp = vec![0; STAMP_BYTES_MAX + 1];
    let refused = directory.keep_day_stamp(BRAND, day(), stamp).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    assert_eq!(directory.day_stamp(BRAND, day()).await.unwrap(), None);
}

#[tokio::test]
async fn what_days_come_to_on_a_channel_outlives_them() {
    let fixture = queued().await;
    let directory = &fixture.directory;
    let next = day().plus(1);
    directory.begin_day(next, Seq(9), Seq(12)).await.unwrap();
    directory.queue_brand_days(next, vec![BRAND]).await.unwrap();
    let refusals = DayCount {
        approvals: 1,
        rejections: 3,
        origin: Origin::Recipient,
        ..count(5)
    };
    let days = [(day(), vec![count(7)]), (next, vec![count(2), refusals])];
    for (day, counts) in days {
        directory
            .complete_brand_day(BRAND, day, [7; 48], counts)
            .await
            .unwrap();
    }
    let found = directory.day_movements(BRAND, next, next.plus(1)).await;
    let of_both_sides = DayMovements {
        day: next,
        channel: Channel::Text,
        approvals: 3,
        rejections: 3,
        movements: 7,
    };
    assert_eq!(found.unwrap(), [of_both_sides]);
    directory.purge_days(next.plus(1)).await.unwrap();
    let approvals = directory.channel_approvals(BRAND).await.unwrap();
    assert_eq!(approvals, [(Channel::Text, 7)]);
    let none = directory.channel_approvals(MASTER).await.unwrap();
    assert_eq!(none, []);
}
