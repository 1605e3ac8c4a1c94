//! What proofs are made of: leaves, openings, times, and waiting for more of them.

use std::sync::mpsc;
use std::time::Duration;

use domain::canonical;
use domain::{AccessChange, Seq};
use ledger::{Ledger, LedgerError};

use crate::fixture::{Ask, Place};

/// Longer than any test may take: who waits so long has not been woken.
const FOR_EVER: Duration = Duration::from_hours(1);

/// Rows of one movement and of many, addresses of several kinds, consents and changes of access.
fn filled(place: &Place) -> Ledger {
    let ledger = place.open();
    for number in 0..5 {
        place.submit(&ledger, &Ask::approval(number));
        place.clock.step(1000);
    }
    let many = (10..110).map(|number| {
        let channel = domain::Channel::ALL[number as usize % 3];
        place.command(&Ask::approval(number).on(channel))
    });
    ledger.submit_blocking(many.collect()).unwrap();
    let list = AccessChange::Grant(vec![10_000_001.into(), 10_000_002.into()]);
    let access = place.access(&Ask::approval(3), list);
    ledger.submit_blocking(vec![access]).unwrap();
    place.submit(&ledger, &Ask::refusal(3).later(3600));
    ledger
}

#[test]
fn leaves_are_those_of_the_transactions_in_order() {
    let mut place = Place::new();
    place.run_movements = 50;
    let ledger = filled(&place);
    let end = ledger.end();
    let leaves = ledger.leaves(Seq(0), usize::MAX).unwrap();
    assert_eq!(leaves.len() as u64, end.0);
    for (seq, leaf) in (0..).zip(&leaves) {
        let movement = ledger.movement(Seq(seq)).unwrap().unwrap();
        assert_eq!(leaf.transaction_id(), movement.transaction);
    }
    for from in [
        0,
        1,
        4,
        5,
        31,
        32,
        33,
        70,
        end.0 - 1,
        end.0,
        end.0 + 1,
        u64::MAX,
    ] {
        for limit in [0, 1, 2, 31, 32, 33, 1000] {
            let first = usize::try_from(from).unwrap().min(leaves.len());
            let last = first.saturating_add(limit).min(leaves.len());
            let part = ledger.leaves(Seq(from), limit).unwrap();
            assert_eq!(part, leaves[first..last], "{limit} from {from}");
        }
    }
}

#[test]
fn an_opening_opens_its_leaf_and_says_what_the_movement_says() {
    let place = Place::new();
    let ledger = filled(&place);
    for (seq, leaf) in (0..).zip(ledger.leaves(Seq(0), usize::MAX).unwrap()) {
        let opening = ledger.opening(Seq(seq)).unwrap().unwrap();
        assert!(leaf.is_opened_by(&opening.key, &opening.canonical));
        let opened = canonical::decode(&opening.canonical).unwrap();
        let recipient = ledger.recipient_id(&opened.address);
        let recorded = ledger.movement(Seq(seq)).unwrap().unwrap();
        assert_eq!(opened.into_movement(recipient).0, recorded.movement);
        let at = ledger.recorded_at(Seq(seq)).unwrap();
        assert_eq!(at, Some(recorded.movement.recorded_at));
    }
    assert!(ledger.opening(ledger.end()).unwrap().is_none());
    assert_eq!(ledger.recorded_at(ledger.end()).unwrap(), None);
}

#[test]
fn a_waiting_thread_is_woken_by_the_movement_it_waits_for() {
    let place = Place::new();
    let ledger = place.open();
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        let waiting = ledger.clone();
        scope.spawn(move || {
            let mut end = Seq(0);
            while end < Seq(2) {
                end = waiting.wait_for(Seq(1), FOR_EVER).unwrap();
                tell.send(end).unwrap();
            }
        });
        place.submit(&ledger, &Ask::approval(1));
        place.submit(&ledger, &Ask::approval(2));
        assert!(told.iter().any(|end| end == Seq(2)));
    });
    assert_eq!(ledger.wait_for(Seq(0), FOR_EVER).unwrap(), Seq(2));
    assert_eq!(ledger.wait_for(Seq(2), Duration::ZERO).unwrap(), Seq(2));
}

#[test]
fn a_waiting_thread_is_told_that_no_more_will_come() {
    let place = Place::new();
    let ledger = place.open();
    place.submit(&ledger, &Ask::approval(1));
    std::thread::scope(|scope| {
        let waiting = ledger.clone();
        let waited = scope.spawn(move || {
            loop {
                if let Err(error) = waiting.wait_for(Seq(1), FOR_EVER) {
                    return error;
                }
            }
        });
        ledger.close().unwrap();
        assert!(matches!(waited.join().unwrap(), LedgerError::Stopped(_)));
    });
    assert_eq!(ledger.wait_for(Seq(0), FOR_EVER).unwrap(), Seq(1));
}
