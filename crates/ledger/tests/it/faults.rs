//! Writes that fail: what has passed is made up for, what lasts is waited for, nothing half is ever seen, nothing that
//! was acknowledged is lost, and what cannot be mended stops the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};

use domain::outside::Clock;
use domain::{Seq, Timestamp};
use ledger::faults::{Faults, Moment};
use ledger::{Command, Ledger, LedgerError, Options, Outcome};

use crate::fixture::{self, Ask, Place};

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

/// Lets so many groups by, then fails once at that moment.
fn failing_once_after(groups: usize, moment: Moment) -> Faults {
    let mut left = groups;
    let mut failed = false;
    Box::new(move |now| {
        if now == moment && left == 0 && !failed {
            failed = true;
            return Err(no_space());
        }
        left -= usize::from(now == moment && left > 0);
        Ok(())
    })
}

/// Fails at those moments as long as it is told to.
fn failing_while(broken: &Arc<AtomicBool>, moments: &'static [Moment]) -> Faults {
    let broken = Arc::clone(broken);
    Box::new(move |now| {
        if broken.load(Ordering::SeqCst) && moments.contains(&now) {
            return Err(no_space());
        }
        Ok(())
    })
}

fn no_space() -> LedgerError {
    LedgerError::Engine("no space left".to_owned())
}

/// Waits until the ledger has gone on by itself.
fn wait_until_running(ledger: &Ledger) {
    while ledger.check_running().is_err() {
        std::thread::yield_now();
    }
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
fn a_write_that_fails_once_is_made_up_for_before_it_is_answered() {
    for (moment, groups) in [
        (Moment::BeforeWrite, 0),
        (Moment::BeforeWrite, 3),
        // It was on disk although it failed, and counts once.
        (Moment::AfterWrite, 0),
        (Moment::AfterWrite, 3),
    ] {
        let place = Place::new();
        let ledger = open(&place, failing_once_after(groups, moment));
        for first in (0..5 * BATCH).step_by(7) {
            submit(&place, &ledger, first).unwrap();
            holds_exactly(&place, &ledger, first + BATCH);
        }
        ledger.close().unwrap();
        drop(ledger);
        holds_exactly(&place, &place.open(), 5 * BATCH);
    }
}

#[test]
fn while_nothing_can_be_written_nothing_is_taken_and_then_it_goes_on_by_itself() {
    for (moments, was_on_disk) in [
        (&[Moment::BeforeWrite, Moment::BeforeTrial][..], false),
        (&[Moment::AfterWrite, Moment::BeforeTrial], true),
        // There is room, but the files cannot be opened.
        (&[Moment::BeforeWrite, Moment::BeforeReopening], false),
    ] {
        let place = Place::new();
        let broken = Arc::new(AtomicBool::new(false));
        let ledger = open(&place, failing_while(&broken, moments));
        submit(&place, &ledger, 0).unwrap();
        broken.store(true, Ordering::SeqCst);
        let failed = submit(&place, &ledger, BATCH);
        assert!(matches!(&failed, Err(LedgerError::Unavailable(why)) if why.contains("no space")));
        for first in [BATCH, 3 * BATCH] {
            let later = submit(&place, &ledger, first);
            assert!(matches!(later, Err(LedgerError::Unavailable(_))));
        }
        assert!(matches!(
            ledger.check_running(),
            Err(LedgerError::Unavailable(_))
        ));
        assert_eq!(ledger.end(), Seq(u64::from(BATCH)));
        broken.store(false, Ordering::SeqCst);
        wait_until_running(&ledger);
        let found = if was_on_disk { 2 * BATCH } else { BATCH };
        holds_exactly(&place, &ledger, found);
        submit(&place, &ledger, found).unwrap();
        holds_exactly(&place, &ledger, found + BATCH);
        ledger.close().unwrap();
        drop(ledger);
        holds_exactly(&place, &place.open(), found + BATCH);
    }
}

#[test]
fn a_ledger_that_ends_while_it_cannot_write_leaves_what_was_acknowledged() {
    let place = Place::new();
    let broken = Arc::new(AtomicBool::new(false));
    let moments = &[
        Moment::BeforeWrite,
        Moment::BeforeIndexing,
        Moment::BeforeTrial,
    ];
    let ledger = open(&place, failing_while(&broken, moments));
    submit(&place, &ledger, 0).unwrap();
    broken.store(true, Ordering::SeqCst);
    assert!(submit(&place, &ledger, BATCH).is_err());
    assert!(ledger.close().is_err());
    drop(ledger);
    holds_exactly(&place, &place.open(), BATCH);
}

#[test]
fn indexing_that_fails_is_done_again_and_holds_nobody_up_for_good() {
    for moment in [Moment::BeforeIndexing, Moment::AfterIndexing] {
        let place = Place::new();
        let broken = Arc::new(AtomicBool::new(true));
        let moments: &[Moment] = match moment {
            Moment::BeforeIndexing => &[Moment::BeforeIndexing, Moment::BeforeTrial],
            _ => &[Moment::AfterIndexing, Moment::BeforeTrial],
        };
        let ledger = open(&place, failing_while(&broken, moments));
        // Longer than a run, so that it is to be indexed.
        submit(&place, &ledger, 0).unwrap();
        while ledger.check_running().is_ok() {
            std::thread::yield_now();
        }
        assert!(submit(&place, &ledger, BATCH).is_err());
        broken.store(false, Ordering::SeqCst);
        wait_until_running(&ledger);
        for first in (BATCH..5 * BATCH).step_by(7) {
            submit(&place, &ledger, first).unwrap();
        }
        holds_exactly(&place, &ledger, 5 * BATCH);
        ledger.close().unwrap();
        drop(ledger);
        let mut findings = Vec::new();
        let checked = ledger::fsck::Options::default();
        let summary = ledger::fsck(&place.path(), &checked, &mut |one| findings.push(one));
        assert_eq!(findings, []);
        assert_eq!(summary.unwrap().movements, u64::from(5 * BATCH));
        holds_exactly(&place, &place.open(), 5 * BATCH);
    }
}

#[test]
fn what_was_acknowledged_and_is_not_found_again_stops_the_ledger_for_good() {
    let place = Place::new();
    let folder = place.path().join("ledger");
    let mut writes = 0;
    let faults: Faults = Box::new(move |now| {
        writes += usize::from(now == Moment::BeforeWrite);
        match now {
            Moment::BeforeWrite if writes == 2 => Err(no_space()),
            // The disk has come back empty.
            Moment::BeforeReopening => {
                std::fs::remove_dir_all(&folder).unwrap();
                Ok(())
            }
            _ => Ok(()),
        }
    });
    let ledger = open(&place, faults);
    submit(&place, &ledger, 0).unwrap();
    assert!(submit(&place, &ledger, BATCH).is_err());
    let later = submit(&place, &ledger, BATCH);
    assert!(matches!(later, Err(LedgerError::Stopped(_))), "{later:?}");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let why = runtime.block_on(ledger.failed());
    assert!(why.contains("is missing"), "{why}");
}

/// Holds the first write back until it is told to go on, and then lets it fail, and so long every trial. Says when a
/// write has begun, and counts them.
fn held_back(
    begun: mpsc::Sender<()>,
    go_on: Receiver<()>,
    writes: Arc<AtomicUsize>,
    broken: Arc<AtomicBool>,
) -> Faults {
    Box::new(move |moment| {
        if !broken.load(Ordering::SeqCst) {
            return Ok(());
        }
        match moment {
            Moment::BeforeWrite => {
                writes.fetch_add(1, Ordering::Relaxed);
                let _ = begun.send(());
                let _ = go_on.recv();
                Err(no_space())
            }
            Moment::BeforeTrial => Err(no_space()),
            _ => Ok(()),
        }
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
    let broken = Arc::new(AtomicBool::new(true));
    let faults = held_back(begun, may_go_on, Arc::clone(&writes), Arc::clone(&broken));
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
                matches!(answer, Err(LedgerError::Unavailable(_))),
                "{number}: {answer:?}"
            );
        }
    });
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    holds_exactly(&place, &ledger, 0);
    broken.store(false, Ordering::SeqCst);
    wait_until_running(&ledger);
    // Nothing is left of what was decided then: the same is decided anew.
    assert!(matches!(
        place.submit(&ledger, &Ask::approval(0)),
        Outcome::Recorded(_)
    ));
    drop(ledger);
    holds_exactly(&place, &place.open(), 1);
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
