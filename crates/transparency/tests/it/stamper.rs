//! When stamps are asked for, of whom, and what becomes of a refusal.

use std::collections::BTreeMap;
use std::sync::Arc;

use transparency::{Round, Stamps};
use tsp::{Expect, Trust};

use crate::support::{Disk, Stamping, development, log_key};

const YEAR: i64 = 365 * 86_400;

#[tokio::test]
async fn nothing_is_stamped_before_there_is_something() {
    let stamping = Stamping::new(YEAR);
    stamping.clock.advance(10_000);
    assert_eq!(stamping.round().await, Round::Nothing);
    assert_eq!(stamping.transport.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn a_movement_waits_for_the_interval_and_no_longer() {
    let stamping = Stamping::new(YEAR);
    stamping.record(3);
    stamping.clock.advance(59);
    assert_eq!(stamping.round().await, Round::Nothing);
    stamping.clock.advance(1);
    assert_eq!(stamping.round().await, Round::Stamped(3));
    stamping.clock.advance(600);
    assert_eq!(stamping.round().await, Round::Nothing);
}

#[tokio::test]
async fn what_is_stamped_is_the_checkpoint_and_verifies() {
    let stamping = Stamping::new(YEAR);
    stamping.record(300);
    stamping.clock.advance(60);
    stamping.stamp().await;
    let stamp = stamping.stamps.covering(299).unwrap().unwrap();
    assert_eq!(
        stamp.checkpoint.checkpoint(),
        stamping.log.published().checkpoint()
    );
    let stranger = development(2, &stamping.clock, YEAR);
    let trust =
        Trust::from_pem(&development(1, &crate::support::TestClock::new(), YEAR).root_pem());
    let verified = tsp::verify(
        &stamp.token,
        &trust.unwrap(),
        &Expect::imprint(stamp.imprint()),
    );
    assert!(verified.unwrap().development);
    let other = Trust::from_pem(&stranger.root_pem()).unwrap();
    assert!(tsp::verify(&stamp.token, &other, &Expect::imprint(stamp.imprint())).is_err());
    assert!(stamping.stamps.covering(300).unwrap().is_none());
}

#[tokio::test]
async fn the_day_s_last_movements_are_stamped_as_soon_as_it_is_over() {
    let stamping = Stamping::new(YEAR);
    stamping.clock.advance(12 * 3_600 - 5);
    stamping.record(1);
    stamping.clock.advance(4);
    assert_eq!(stamping.round().await, Round::Nothing);
    stamping.clock.advance(1);
    assert_eq!(stamping.round().await, Round::Stamped(1));
}

#[tokio::test]
async fn the_next_authority_is_asked_when_one_is_down_and_the_first_again_later() {
    let stamping = Stamping::with(
        &[("first", YEAR), ("second", YEAR)],
        Vec::new(),
        BTreeMap::new(),
    );
    stamping.transport.set_down(&["first"]);
    stamping.record(1);
    stamping.clock.advance(60);
    assert_eq!(stamping.round().await, Round::Stamped(1));
    assert_eq!(stamping.transport.asked(), ["first", "second"]);
    assert_eq!(stamping.stamps.get(1).unwrap().unwrap().authority, "second");
    let status = stamping.stamper.status().unwrap();
    assert_eq!(status.authorities[0].failures, 1);
    assert_eq!(
        status.authorities[0].last_error.as_deref(),
        Some("connection refused")
    );
    stamping.transport.set_down(&[]);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    assert_eq!(stamping.transport.asked(), ["first"]);
    assert_eq!(
        stamping.stamper.status().unwrap().authorities[0].failures,
        0
    );
}

#[tokio::test]
async fn an_authority_that_is_down_is_left_alone_for_longer_each_time() {
    let stamping = Stamping::new(YEAR);
    stamping.transport.set_down(&["first"]);
    stamping.record(1);
    stamping.clock.advance(60);
    let mut asked_at = Vec::new();
    for second in 0..1_000 {
        assert_eq!(stamping.round().await, Round::Failed);
        if !stamping.transport.asked().is_empty() {
            asked_at.push(second);
        }
        stamping.clock.advance(1);
    }
    assert_eq!(asked_at, [0, 5, 15, 35, 75, 155, 315, 615, 915]);
}

#[tokio::test]
async fn a_gap_is_visible_while_it_is_open_and_afterwards() {
    let stamping = Stamping::new(YEAR);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.transport.set_down(&["first"]);
    stamping.record(5);
    let since = stamping.clock.seconds();
    stamping.clock.advance(300);
    assert_eq!(stamping.round().await, Round::Failed);
    assert!(!stamping.stamper.status().unwrap().overdue);
    stamping.clock.advance(1);
    let status = stamping.stamper.status().unwrap();
    assert!(status.overdue);
    assert_eq!(status.waiting_since, Some(since));
    assert_eq!(stamping.stamps.gaps(10).unwrap(), []);
    stamping.transport.set_down(&[]);
    stamping.clock.advance(400);
    stamping.stamp().await;
    assert!(!stamping.stamper.status().unwrap().overdue);
    let storage: Arc<Disk> = stamping.disk.clone();
    let reopened = Stamps::open(storage, log_key().verifier().clone()).unwrap();
    for stamps in [&stamping.stamps, &reopened] {
        let gaps = stamps.gaps(10).unwrap();
        assert_eq!(gaps.len(), 1);
        assert_eq!((gaps[0].from, gaps[0].until, gaps[0].since), (1, 6, since));
        assert_eq!(gaps[0].stamped_at, since + 701);
    }
}

#[tokio::test]
async fn a_wrong_answer_is_no_stamp() {
    let stamping = Stamping::new(YEAR);
    stamping.record(1);
    stamping.clock.advance(60);
    let wrong: [fn(Vec<u8>) -> Vec<u8>; 4] = [
        |_| Vec::new(),
        |_| vec![0x30; 70_000],
        |answer| answer[..answer.len() / 2].to_vec(),
        |mut answer| {
            let last = answer.len() - 1;
            answer[last] ^= 1;
            answer
        },
    ];
    for change in wrong {
        stamping.transport.alter(change);
        stamping.clock.advance(400);
        assert_eq!(stamping.round().await, Round::Failed);
        assert_eq!(stamping.stamps.newest(), None);
        assert_eq!(stamping.disk.below("stamps/").len(), 0);
    }
}

#[tokio::test]
async fn an_answer_given_before_is_no_stamp_not_even_for_the_same_checkpoint() {
    let stamping = Stamping::new(YEAR);
    let first = Arc::new(std::sync::Mutex::new(None));
    let kept = first.clone();
    stamping.transport.alter(move |answer| {
        let mut kept = kept.lock().unwrap();
        kept.get_or_insert(answer).clone()
    });
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.disk.fail(1, crate::support::Fail::Before);
    assert!(stamping.stamper.round().await.is_err());
    assert_eq!(stamping.round().await, Round::Failed);
    assert_eq!(stamping.stamps.newest(), None);
    *first.lock().unwrap() = None;
    stamping.clock.advance(10);
    stamping.stamp().await;
}

#[tokio::test]
async fn an_authority_whose_clock_is_behind_the_newest_stamp_is_not_believed() {
    let stamping = Stamping::with(
        &[("first", YEAR), ("second", YEAR)],
        Vec::new(),
        BTreeMap::new(),
    );
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.transport.set_down(&["first"]);
    stamping.record(1);
    // Our clock and the second's step back together.
    stamping.clock.advance(-20);
    stamping.movements.truncate(1);
    stamping
        .movements
        .record_at(1, (stamping.clock.seconds() - 60) * 1_000);
    assert_eq!(stamping.round().await, Round::Failed);
    let status = stamping.stamper.status().unwrap();
    assert_eq!(
        status.authorities[1].last_error.as_deref(),
        Some("its clock is behind the newest time stamp")
    );
    assert_eq!(stamping.stamps.newest(), Some(1));
}

#[tokio::test]
async fn a_stamp_that_cannot_be_written_is_asked_for_again() {
    let stamping = Stamping::new(YEAR);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.disk.fail(1, crate::support::Fail::Before);
    assert!(stamping.stamper.round().await.is_err());
    assert_eq!(stamping.stamps.newest(), None);
    stamping.stamp().await;
}

#[tokio::test]
async fn what_is_dated_in_the_future_waits_for_its_time_and_is_overdue_meanwhile() {
    let stamping = Stamping::new(YEAR);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    let ahead = stamping.clock.seconds() + 86_400;
    stamping.movements.record_at(1, ahead * 1_000);
    while stamping.log.publish(stamping.movements.as_ref()).unwrap() > 0 {}
    let asked = stamping.transport.asked().len();
    assert_eq!(asked, 1);
    for seconds in [0, 60, 86_400 - 60 - 181] {
        stamping.clock.advance(seconds);
        assert_eq!(stamping.round().await, Round::Nothing);
        assert!(stamping.stamper.status().unwrap().overdue);
    }
    assert_eq!(stamping.transport.asked(), Vec::<String>::new());
    stamping.clock.advance(181 + 60);
    stamping.stamp().await;
    assert!(!stamping.stamper.status().unwrap().overdue);
    let stamp = stamping.stamps.covering(1).unwrap().unwrap();
    assert!(stamp.stamped_at() >= ahead);
}

#[tokio::test]
async fn a_stamp_that_turns_out_earlier_than_what_it_covers_is_not_kept() {
    let stamping = Stamping::new(YEAR);
    // The authority's clock is right, and this machine's a day ahead of it.
    let behind = crate::support::TestClock::new();
    stamping.transport.set_clock(&behind);
    stamping.clock.advance(86_400);
    stamping.record(1);
    stamping.clock.advance(60);
    assert_eq!(stamping.round().await, Round::Nothing);
    assert_eq!(stamping.transport.asked(), ["first"]);
    assert_eq!(stamping.stamps.newest(), None);
    assert!(stamping.stamper.status().unwrap().overdue);
}
