//! Many states at once: a list is answered as each of its records is.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::Status;
use ledger::Outcome;

use crate::fixture::{Ask, Place};

#[test]
fn statuses_come_in_the_order_asked_for() {
    let place = Place::new();
    let ledger = place.open();
    for number in 0..30 {
        place.submit(&ledger, &Ask::approval(number));
        if number % 3 == 0 {
            place.submit(&ledger, &Ask::refusal(number).later(60));
        }
    }
    let keys: Vec<_> = (0..60)
        .rev()
        .chain(0..60)
        .map(|number| place.key(&ledger, &Ask::approval(number)))
        .collect();
    let expected: Vec<_> = keys
        .iter()
        .map(|key| ledger.state(key).unwrap().map(|state| state.status))
        .collect();
    assert_eq!(expected.iter().flatten().count(), 60);
    assert_eq!(ledger.statuses(&keys).unwrap(), expected);
    assert_eq!(ledger.statuses(&[]).unwrap(), vec![]);
}

#[test]
fn a_long_list_is_answered_as_each_record_is() {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = place.open();
    let commands =
        |numbers: std::ops::Range<u32>| numbers.map(|number| place.command(&Ask::approval(number)));
    ledger.submit_blocking(commands(0..3500).collect()).unwrap();
    let refusals = (0..3500)
        .step_by(7)
        .map(|number| place.command(&Ask::refusal(number).later(60)));
    ledger.submit_blocking(refusals.collect()).unwrap();
    for indexed in [false, true] {
        if indexed {
            ledger.close().unwrap();
        }
        // Many of the records, with strangers and repetitions; then a few of them.
        let many: Vec<_> = (0..5000).rev().chain(100..200).collect();
        for numbers in [many, vec![3499, 4000, 7, 7, 0, 1]] {
            let keys: Vec<_> = numbers
                .iter()
                .map(|number| place.key(&ledger, &Ask::approval(*number)))
                .collect();
            let expected: Vec<_> = numbers
                .iter()
                .map(|number| match number {
                    3500.. => None,
                    number if number % 7 == 0 => Some(Status::Refusal),
                    _ => Some(Status::Approval),
                })
                .collect();
            assert_eq!(ledger.statuses(&keys).unwrap(), expected);
        }
    }
}

/// Ends the other threads, also when the test fails.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_list_asked_again_is_as_new_as_its_records() {
    let mut place = Place::new();
    place.run_movements = 500;
    let ledger = place.open();
    let record = |asks: Vec<Ask>| {
        let commands = asks.iter().map(|ask| place.command(ask));
        for outcome in ledger.submit_blocking(commands.collect()).unwrap() {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
    };
    record((0..3000).map(Ask::approval).collect());
    let keys: Vec<_> = (0..3100)
        .map(|number| place.key(&ledger, &Ask::approval(number)))
        .collect();
    let mut expected = vec![Some(Status::Approval); 3000];
    expected.resize(3100, None);
    assert_eq!(ledger.statuses(&keys).unwrap(), expected);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let _until_the_end = SetOnDrop(&done);
        // Others ask at the same time, so that what they had read may come late.
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    ledger.statuses(&keys).unwrap();
                }
            });
        }
        for round in 0..12_u32 {
            let changed = (0..3000).filter(|number| number % 12 == round);
            record(
                changed
                    .clone()
                    .map(|number| Ask::refusal(number).later(60))
                    .collect(),
            );
            for number in changed {
                expected[usize::try_from(number).unwrap()] = Some(Status::Refusal);
            }
            let new = 3000 + round;
            record(vec![Ask::approval(new)]);
            expected[usize::try_from(new).unwrap()] = Some(Status::Approval);
            assert_eq!(ledger.statuses(&keys).unwrap(), expected, "round {round}");
        }
    });
    let states: Vec<_> = keys
        .iter()
        .map(|key| ledger.state(key).unwrap().map(|state| state.status))
        .collect();
    assert_eq!(states, expected);
}
