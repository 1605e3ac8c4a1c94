//! `src/clock.rs`: how far a clock is believed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::Timestamp;
use domain::outside::{Clock, ClockStanding};
use ledger::{Anchors, ClockGuard, ClockPolicy, TrustedTime};

const START: i64 = 1_788_253_200_000;
const HOUR: i64 = 60 * 60 * 1000;
const POLICY: ClockPolicy = ClockPolicy {
    tolerance: Duration::from_secs(1),
    idle_max: Duration::from_hours(1),
};

/// What it shows, and how long it has run.
struct Machine {
    shown: AtomicI64,
    steady: AtomicI64,
}

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        at(self.shown.load(Ordering::SeqCst))
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(self.steady.load(Ordering::SeqCst).cast_unsigned())
    }
}

impl Machine {
    fn pass(&self, millis: i64) {
        self.step(millis);
        self.steady.fetch_add(millis, Ordering::SeqCst);
    }

    fn step(&self, millis: i64) {
        self.shown.fetch_add(millis, Ordering::SeqCst);
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn span(millis: i64) -> Duration {
    Duration::from_millis(millis.cast_unsigned())
}

fn guarded() -> (Arc<Machine>, ClockGuard) {
    let machine = Arc::new(Machine {
        shown: AtomicI64::new(START),
        steady: AtomicI64::new(77),
    });
    let guard = ClockGuard::new(machine.clone(), POLICY);
    (machine, guard)
}

#[test]
fn a_clock_that_nothing_is_held_against_is_believed() {
    let (machine, guard) = guarded();
    guard.heard(at(0));
    machine.step(1000 * HOUR);
    assert_eq!(guard.now(), machine.now());
    let standing = guard.standing(Some(at(i64::MAX)));
    assert_eq!(standing, ClockStanding::Unchecked);
    assert!(!standing.holds_approvals());
}

#[test]
fn a_clock_that_runs_is_right_and_one_that_jumps_is_corrected_until_it_is_mended() {
    let (machine, guard) = guarded();
    guard.begin(&Anchors::default());
    machine.pass(1000 * HOUR);
    assert_eq!(guard.standing(None), ClockStanding::Right);
    machine.step(1_000);
    assert_eq!(guard.standing(None), ClockStanding::Right, "the tolerance");
    assert_eq!(guard.now(), machine.now());
    machine.step(HOUR);
    assert_eq!(
        guard.standing(None),
        ClockStanding::Ahead(span(HOUR + 1_000))
    );
    assert_eq!(guard.now(), at(START + 1000 * HOUR));
    assert_eq!(guard.shown(), machine.now());
    machine.pass(5_000);
    assert_eq!(guard.now(), at(START + 1000 * HOUR + 5_000));
    machine.step(-3 * HOUR);
    let behind = 2 * HOUR - 1_000;
    assert_eq!(guard.standing(None), ClockStanding::Behind(span(behind)));
    assert!(!guard.standing(None).holds_approvals());
    assert_eq!(guard.now(), at(START + 1000 * HOUR + 5_000));
    machine.step(behind);
    assert_eq!(guard.standing(None), ClockStanding::Right);
}

#[test]
fn the_authoritys_word_is_worth_more_than_what_was_known() {
    let (machine, guard) = guarded();
    guard.begin(&Anchors::default());
    guard.heard(at(START - 24 * HOUR));
    assert_eq!(guard.standing(None), ClockStanding::Ahead(span(24 * HOUR)));
    machine.pass(10);
    assert_eq!(guard.now(), at(START - 24 * HOUR + 10));
    // The machine slept: its clock went on, the steady one did not.
    guard.heard(machine.now());
    machine.step(8 * HOUR);
    assert!(guard.standing(None).holds_approvals());
    guard.heard(machine.now());
    assert_eq!(guard.standing(None), ClockStanding::Right);
}

#[test]
fn a_start_long_after_all_that_is_known_is_doubtful() {
    for anchors in [
        Anchors {
            movement: Some(at(START - 2 * HOUR)),
            ..Anchors::default()
        },
        Anchors {
            movement: Some(at(START - 9 * HOUR)),
            stamp: Some(at(START - 2 * HOUR)),
            ..Anchors::default()
        },
    ] {
        let (machine, guard) = guarded();
        guard.begin(&anchors);
        machine.pass(500);
        assert_eq!(
            guard.standing(None),
            ClockStanding::Doubtful(span(2 * HOUR))
        );
        assert_eq!(guard.now(), at(START - 2 * HOUR + 500));
        // Whoever sets it back ends the doubt, as does the authority's word or the operator's.
        machine.step(-HOUR);
        assert_eq!(guard.standing(None), ClockStanding::Right);
        assert_eq!(guard.now(), machine.now());
        machine.step(HOUR);
        guard.begin(&anchors);
        guard.heard(machine.now());
        assert_eq!(guard.standing(None), ClockStanding::Right);
        let trusted = TrustedTime {
            at: machine.now(),
            newest: None,
        };
        guard.begin(&Anchors {
            trusted: Some(trusted),
            ..anchors
        });
        assert_eq!(guard.standing(None), ClockStanding::Right);
        assert_eq!(guard.now(), machine.now());
    }
}

#[test]
fn a_start_within_the_bound_is_believed() {
    let (machine, guard) = guarded();
    guard.begin(&Anchors {
        movement: Some(at(START - HOUR)),
        ..Anchors::default()
    });
    assert_eq!(guard.standing(None), ClockStanding::Right);
    assert_eq!(guard.now(), machine.now());
}

#[test]
fn a_ledger_dated_ahead_holds_approvals_until_its_time_or_the_operators_word() {
    let newest = at(START + 3 * HOUR);
    let (machine, guard) = guarded();
    let anchors = Anchors {
        movement: Some(newest),
        ..Anchors::default()
    };
    guard.begin(&anchors);
    let standing = guard.standing(Some(newest));
    assert_eq!(standing, ClockStanding::LedgerAhead(span(3 * HOUR)));
    assert!(standing.holds_approvals() && !standing.wants_authority());
    assert_eq!(guard.now(), machine.now());
    machine.pass(3 * HOUR - 1_000);
    assert_eq!(guard.standing(Some(newest)), ClockStanding::Right);
    let (_, guard) = guarded();
    guard.begin(&Anchors {
        trusted: Some(TrustedTime {
            at: at(START),
            newest: Some(newest),
        }),
        ..anchors
    });
    assert_eq!(guard.standing(Some(newest)), ClockStanding::Right);
    // It was about that movement and about no later one.
    let later = at(newest.as_millis() + 1);
    assert!(guard.standing(Some(later)).holds_approvals());
}
