//! Stamping anew before a certificate ends.

use tlog::{leaf_hash, verify_inclusion};
use transparency::Round;
use tsp::{Expect, Imprint, Trust};

use crate::support::{Stamping, TestClock, development, first, grow};

const DAY: i64 = 86_400;

#[tokio::test]
async fn nothing_is_renewed_long_before_the_end() {
    let stamping = Stamping::new(30 * DAY);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.clock.advance(19 * DAY);
    assert_eq!(stamping.round().await, Round::Nothing);
}

#[tokio::test]
async fn every_stamp_is_proved_to_be_in_the_renewal() {
    let stamping = Stamping::new(30 * DAY);
    for count in [1, 2, 3] {
        grow(&stamping.log, &stamping.movements, count);
        stamping.clock.advance(60);
        stamping.stamp().await;
    }
    stamping.renew().await;
    let renewals = transparency::Renewals::open(stamping.stamps.clone()).unwrap();
    let renewal = renewals.all().pop().unwrap();
    assert_eq!((renewal.text.number, renewal.text.stamps), (1, 3));
    assert_eq!(renewal.authority, "lasting");
    let imprint = Imprint::Sha512(renewal.text.imprint());
    assert_eq!(*renewal.token.imprint(), imprint);
    for (place, size) in [(0, 1), (1, 3), (2, 6)] {
        let renewed = renewals.of(size).unwrap();
        assert_eq!(renewed.len(), 1);
        assert_eq!(renewed[0].index, place);
        let stamp = stamping.stamps.get(size).unwrap().unwrap();
        let leaf = leaf_hash(&stamp.digest());
        verify_inclusion(place, 3, &leaf, &renewal.text.root, &renewed[0].proof).unwrap();
    }
}

#[tokio::test]
async fn a_stamp_holds_after_its_certificate_ended_if_it_was_renewed_before() {
    let stamping = Stamping::new(30 * DAY);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.renew().await;
    stamping.clock.advance(30 * DAY);
    let renewals = transparency::Renewals::open(stamping.stamps.clone()).unwrap();
    let renewal = renewals.all().pop().unwrap();
    let stamp = stamping.stamps.get(1).unwrap().unwrap();
    let root = development(1, &TestClock::new(), 30 * DAY).root_pem();
    let trust = Trust::from_pem(&root).unwrap();
    let at = |at| Expect {
        at: Some(at),
        ..Expect::imprint(stamp.imprint())
    };
    let when_renewed = at(renewal.stamped_at());
    assert!(tsp::verify(&stamp.token, &trust, &when_renewed).is_ok());
    assert!(tsp::verify(&stamp.token, &trust, &at(stamping.clock.seconds())).is_err());
}

#[tokio::test]
async fn no_renewal_is_made_that_lasts_no_longer() {
    let stamping = Stamping::new(30 * DAY);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.clock.advance(21 * DAY);
    assert_eq!(stamping.round().await, Round::Failed);
    assert!(stamping.renewals.all().is_empty());
    // It is not said again at once, and the work goes on.
    assert_eq!(stamping.round().await, Round::Nothing);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    assert_eq!(stamping.round().await, Round::Nothing);
    // The authority gets another certificate.
    let lasting = development(1, &stamping.clock, 1_000 * DAY);
    stamping.transport.add("first", lasting);
    stamping.record(1);
    stamping.clock.advance(3_600);
    stamping.stamp().await;
    assert_eq!(stamping.round().await, Round::Renewed(1));
}

#[tokio::test]
async fn a_damaged_stamp_holds_up_no_new_one() {
    let stamping = Stamping::new(30 * DAY);
    for _ in 0..2 {
        stamping.record(1);
        stamping.clock.advance(60);
        stamping.stamp().await;
    }
    let oldest = stamping.disk.below("stamps/2").into_keys().next().unwrap();
    stamping.disk.put(&oldest, b"{}".to_vec());
    let restarted = stamping.restarted(vec![first()]);
    restarted.record(1);
    restarted.clock.advance(60);
    restarted.stamp().await;
    // Nor does the renewal that cannot be made without it.
    restarted.clock.advance(21 * DAY);
    assert!(restarted.stamper.round().await.is_err());
    assert_eq!(restarted.round().await, Round::Nothing);
    restarted.record(1);
    restarted.clock.advance(3_600);
    restarted.stamp().await;
    assert!(restarted.stamper.round().await.is_err());
}

#[tokio::test]
async fn a_renewal_whose_authority_is_down_is_tried_again() {
    let stamping = Stamping::new(30 * DAY);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.transport.set_down(&["first"]);
    stamping.clock.advance(21 * DAY);
    assert_eq!(stamping.round().await, Round::Failed);
    stamping.transport.set_down(&[]);
    stamping.renew_now().await;
    assert_eq!(
        transparency::Renewals::open(stamping.stamps.clone())
            .unwrap()
            .all()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_second_renewal_takes_the_first_with_it() {
    let stamping = Stamping::new(30 * DAY);
    stamping.record(1);
    stamping.clock.advance(60);
    stamping.stamp().await;
    stamping.renew().await;
    let renewals = transparency::Renewals::open(stamping.stamps.clone()).unwrap();
    let draft = renewals.draft().unwrap();
    assert_eq!(draft.text.number, 2);
    assert_eq!(draft.text.previous, Some(renewals.all()[0].digest()));
}
