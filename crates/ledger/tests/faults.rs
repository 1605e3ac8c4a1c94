//! A write that fails: the ledger stops, nothing half is ever seen, and the next start finds what
//! was acknowledged, or that and whole groups more.
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

#[path = "support/fixture.rs"]
mod fixture;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};

use domain::{Seq, Timestamp};
use fixture::{Ask, Place};
use ledger::committer::{Faults, Moment};
use ledger::{Clock, Command, Ledger, LedgerError, Options, Outcome};

/// Commands of one submission.
const BATCH: u32 = 7;
/// So many commands are written while the next ones are decided.
const MANY: u32 = 300;

/// A submission that is written on a thread of its own: recipient 1, and many others.
fn many(place: &Place) -> Vec<Command> {
    let others = 1000..1000 + MANY;
    let numbers = std::iter::once(1).chain(others);
    numbers
        .map(|number| place.command(&Ask::approval(number)))
        .collect()
}

/// Lets so many groups by, then fails at that moment.
fn failing_after(groups: usize, moment: Moment) -> Faults {
    let mut left = groups;
    Box::new(move |now| {
        if now == moment && left == 0 {
            return Err(LedgerError::Engine("no space left".to_owned()));
        }
        left -= usize::from(now == moment);
        Ok(())
    })
}

fn open(place: &Place, faults: Faults) -> Ledger {
    Ledger::open_with_faults(&place.path(), place.options(), faults).unwrap()
}

fn submit(place: &Place, ledger: &Ledger, first: u32) -> Result<Vec<Outcome>, LedgerError> {
    let numbers = first..first + BATCH;
    let commands = numbers.map(|number| place.command(&Ask::approval(number)));
    ledger.submit_blocking(commands.collect())
}

/// Holds every read against what the recipients from 0 up to `count` should have.
fn holds_exactly(place: &Place, ledger: &Ledger, count: u32) {
    assert_eq!(ledger.end(), Seq(u64::from(count)));
    assert_eq!(
        ledger.counts(fixture::BRAND).approvals,
        u64::from(count),
        "counts"
    );
    for number in 0..count + 2 * BATCH {
        let key = place.key(ledger, &Ask::approval(number));
        let expected = (number < count).then_some(Seq(u64::from(number)));
        let state = ledger.state(&key).unwrap();
        assert_eq!(state.map(|state| state.head), expected);
        let movement = ledger.movement(Seq(u64::from(number))).unwrap();
        assert_eq!(movement.map(|movement| movement.seq), expected);
        let address = ledger.address(key.recipient).unwrap();
        assert_eq!(address.is_some(), expected.is_some());
    }
}

#[test]
fn a_failed_write_stops_the_ledger_and_shows_nothing_of_it() {
    for (moment, groups) in [
        (Moment::BeforeWrite, 0),
        (Moment::BeforeWrite, 3),
        (Moment::AfterWrite, 0),
        (Moment::AfterWrite, 3),
    ] {
        let place = Place::new();
        let ledger = open(&place, failing_after(groups, moment));
        let acknowledged = u32::try_from(groups).unwrap() * BATCH;
        for first in (0..acknowledged).step_by(7) {
            submit(&place, &ledger, first).unwrap();
        }
        let failed = submit(&place, &ledger, acknowledged);
        assert!(
            matches!(&failed, Err(LedgerError::Stopped(why)) if why.contains("no space left")),
            "{failed:?}"
        );
        let later = submit(&place, &ledger, acknowledged + BATCH);
        assert!(matches!(later, Err(LedgerError::Stopped(_))));
        holds_exactly(&place, &ledger, acknowledged);
        assert!(matches!(ledger.close(), Err(LedgerError::Stopped(_))));
        drop(ledger);

        let found = match moment {
            // It had been written whole before anybody was told that it had not.
            Moment::AfterWrite => acknowledged + BATCH,
            _ => acknowledged,
        };
        let ledger = place.open();
        holds_exactly(&place, &ledger, found);
        submit(&place, &ledger, found).unwrap();
        holds_exactly(&place, &ledger, found + BATCH);
    }
}

/// Holds the first write back until it is told to go on, and then lets it fail. Says when a write
/// has begun, and counts them.
fn held_back(begun: mpsc::Sender<()>, go_on: Receiver<()>, writes: Arc<AtomicUsize>) -> Faults {
    Box::new(move |moment| {
        if moment == Moment::AfterWrite {
            return Ok(());
        }
        writes.fetch_add(1, Ordering::Relaxed);
        let _ = begun.send(());
        let _ = go_on.recv();
        Err(LedgerError::Engine("no space left".to_owned()))
    })
}

/// Stands still, and tells each time it is looked at: once for each job that is decided.
struct TellingClock(mpsc::Sender<()>);

impl Clock for TellingClock {
    fn now(&self) -> Timestamp {
        let _ = self.0.send(());
        fixture::START
    }
}

#[test]
fn what_was_decided_on_top_of_a_failed_write_fails_with_it() {
    let place = Place::new();
    let ((begun, has_begun), (go_on, may_go_on)) = (mpsc::channel(), mpsc::channel());
    let (looked, looks) = mpsc::channel();
    let writes = Arc::new(AtomicUsize::new(0));
    let options = Options {
        clock: Arc::new(TellingClock(looked)),
        ..place.options()
    };
    let faults = held_back(begun, may_go_on, Arc::clone(&writes));
    let ledger = Ledger::open_with_faults(&place.path(), options, faults).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let first = many(&place);
        // The same again is no movement but an answer, and it speaks of the one being written.
        let again = place.command(&Ask::approval(1).answering_first());
        let refused = place.command(&Ask::approval(1));
        let other = place.command(&Ask::approval(2));
        let last = place.command(&Ask::approval(3));
        let mut answers = BTreeMap::new();
        let mut pending = Vec::new();
        for (number, commands) in [first, vec![again], vec![refused], vec![other], vec![last]]
            .into_iter()
            .enumerate()
        {
            let mut answer = Box::pin(ledger.submit(commands));
            // Polled once, it is in the queue.
            let polled = std::future::poll_fn(|context| {
                std::task::Poll::Ready(answer.as_mut().poll(context).is_ready())
            });
            assert!(!polled.await);
            pending.push(answer);
            if number == 0 {
                has_begun.recv().unwrap();
            }
        }
        // When the last is looked at, those before it have been decided.
        for _ in 0..pending.len() {
            looks.recv().unwrap();
        }
        drop(go_on);
        for (number, answer) in pending.into_iter().enumerate() {
            answers.insert(number, answer.await);
        }
        for (number, answer) in &answers {
            assert!(
                matches!(answer, Err(LedgerError::Stopped(_))),
                "{number}: {answer:?}"
            );
        }
    });
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    holds_exactly(&place, &ledger, 0);
    drop(ledger);
    holds_exactly(&place, &place.open(), 0);
}

#[test]
fn what_was_decided_on_top_of_a_write_is_answered_after_it() {
    let place = Place::new();
    let ((begun, has_begun), (go_on, may_go_on)) = (mpsc::channel(), mpsc::channel::<()>());
    let faults: Faults = Box::new(move |moment| {
        if moment == Moment::BeforeWrite {
            let _ = begun.send(());
            let _ = may_go_on.recv();
        }
        Ok(())
    });
    let ledger = open(&place, faults);
    std::thread::scope(|scope| {
        let submit = |ask: Ask| {
            let (ledger, place) = (&ledger, &place);
            scope.spawn(move || place.submit(ledger, &ask))
        };
        let first = scope.spawn(|| ledger.submit_blocking(many(&place)).unwrap());
        has_begun.recv().unwrap();
        assert_eq!(ledger.end(), Seq(0));
        let again = submit(
            Ask::approval(1)
                .with_item(fixture::other_item(1))
                .answering_first(),
        );
        let refusal = submit(Ask::refusal(2).suppressing());
        go_on.send(()).unwrap();
        assert!(matches!(first.join().unwrap()[0], Outcome::Recorded(_)));
        // However many groups the others have become.
        drop(go_on);
        let again = again.join().unwrap();
        assert!(
            matches!(&again, Outcome::AlreadyRecorded { receipt, .. } if receipt.seq == Seq(0)),
            "{again:?}"
        );
        assert!(matches!(refusal.join().unwrap(), Outcome::Recorded(_)));
    });
    assert_eq!(ledger.end(), Seq(u64::from(MANY) + 2));
}
