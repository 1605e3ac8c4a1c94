//! Records that have ended are erased; the log keeps their leaves, and nothing else remains.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use domain::canonical::Leaf;
use domain::{AccessChange, BrandCode, Channel, ConsentKey, Origin, Seq, Status, Timestamp};
use ledger::faults::Moment;
use ledger::{BrandCounts, Erasure, Ledger, LedgerError, Outcome};

use crate::fixture::{self, Ask, BRAND, Place};

const OTHER_BRAND: BrandCode = BrandCode(600_101);
/// All moments at which an erasure may be interrupted.
const MOMENTS: [Moment; 4] = [
    Moment::BeforeErasure,
    Moment::ErasureNoted,
    Moment::ErasureIndexed,
    Moment::AfterErasure,
];

fn now(place: &Place) -> Timestamp {
    domain::outside::Clock::now(&*place.clock)
}

/// Recipients 0 to 9 have approved and refused; the even ones have approved for another brand, too,
/// afterwards. Recipient 10 has approved and not refused. All of it a second ago.
fn filled(place: &Place) -> Ledger {
    let ledger = place.open();
    let submit = |ask: Ask| {
        assert!(matches!(place.submit(&ledger, &ask), Outcome::Recorded(_)));
    };
    (0..11).for_each(|number| submit(Ask::approval(number)));
    (0..10).for_each(|number| submit(Ask::refusal(number).later(60)));
    (0..10)
        .step_by(2)
        .for_each(|number| submit(Ask::approval(number).for_brand(OTHER_BRAND)));
    place.clock.step(1000);
    ledger
}

fn key(place: &Place, ledger: &Ledger, number: u32) -> ConsentKey {
    place.key(ledger, &Ask::approval(number))
}

fn keys(place: &Place, ledger: &Ledger) -> Vec<ConsentKey> {
    (0..11).map(|number| key(place, ledger, number)).collect()
}

fn leaves(ledger: &Ledger) -> Vec<Leaf> {
    ledger.leaves(Seq(0), usize::MAX).unwrap()
}

fn feed_len(ledger: &Ledger, brand: BrandCode) -> usize {
    let (from, until) = (i64::MIN, i64::MAX);
    let (from, until) = (Timestamp::from_millis(from), Timestamp::from_millis(until));
    let page = ledger.feed(brand, Origin::Provider, None, from, until, 1000);
    page.unwrap().movements.len()
}

/// Holds every read against what is left when the ten records are gone.
fn are_gone(place: &Place, ledger: &Ledger) {
    for number in 0..10 {
        let key = key(place, ledger, number);
        assert_eq!(ledger.state(&key).unwrap(), None);
        assert_eq!(ledger.history(&key).unwrap(), []);
        assert_eq!(ledger.statuses(&[key]).unwrap(), [None]);
        let remaining = ledger.records_of(key.recipient).unwrap();
        let address = ledger.address(key.recipient).unwrap();
        if number % 2 == 0 {
            assert_eq!(remaining.len(), 1);
            assert_eq!(address, Some(Ask::approval(number).address()));
        } else {
            assert_eq!((remaining, address), (Vec::new(), None));
        }
    }
    let kept = key(place, ledger, 10);
    assert_eq!(ledger.history(&kept).unwrap().len(), 1);
    let (brand, other) = (ledger.counts(BRAND), ledger.counts(OTHER_BRAND));
    assert_eq!((brand.approvals, brand.refusals), (1, 0));
    assert_eq!((other.approvals, other.refusals), (5, 0));
    assert_eq!(
        (feed_len(ledger, BRAND), feed_len(ledger, OTHER_BRAND)),
        (1, 5)
    );
    for seq in 0..26 {
        let erased = seq != 10 && seq < 21;
        let opening = ledger.opening(Seq(seq));
        assert_eq!(matches!(opening, Err(LedgerError::Erased(_))), erased);
        assert_eq!(ledger.movement(Seq(seq)).unwrap().is_none(), erased);
    }
}

#[test]
fn ended_records_go_and_their_leaves_stay() {
    for run_movements in [2, 1000] {
        let mut place = Place::new();
        place.run_movements = run_movements;
        let ledger = filled(&place);
        let before = leaves(&ledger);
        let names: Vec<_> = before.iter().map(Leaf::transaction_id).collect();
        let keys = keys(&place, &ledger);
        let erasure = ledger.erase_blocking(&keys, now(&place)).unwrap();
        let expected = Erasure {
            records: 10,
            movements: 20,
            addresses: 5,
        };
        assert_eq!(erasure, expected);
        are_gone(&place, &ledger);
        assert_eq!(leaves(&ledger), before);
        for (seq, name) in (0..).zip(names) {
            let erased = seq != 10 && seq < 21;
            let found = ledger.find(name).unwrap();
            assert_eq!(found, (!erased).then_some(Seq(seq)));
        }
        let again = ledger.erase_blocking(&keys, now(&place)).unwrap();
        assert_eq!(again, Erasure::default(), "nothing is erased twice");
        drop(ledger);
        let ledger = place.open();
        are_gone(&place, &ledger);
        assert_eq!(leaves(&ledger), before);
    }
}

#[test]
fn what_has_not_ended_or_not_long_enough_ago_is_left_alone() {
    let place = Place::new();
    let ledger = filled(&place);
    let history = ledger.history(&key(&place, &ledger, 3)).unwrap();
    let refused_at = history[0].movement.recorded_at;
    let keys = keys(&place, &ledger);
    let nothing = ledger.erase_blocking(&keys, refused_at).unwrap();
    assert_eq!(nothing, Erasure::default());
    assert_eq!(ledger.counts(BRAND).refusals, 10);
    // A change of retailers' access is a movement, too.
    let list = AccessChange::Replace(vec![10_000_001.into()]);
    let access = place.access(&Ask::approval(3), list);
    ledger.submit_blocking(vec![access]).unwrap();
    let erasure = ledger.erase_blocking(&keys, now(&place)).unwrap();
    assert_eq!(erasure.records, 9);
    let state = ledger.state(&key(&place, &ledger, 3)).unwrap().unwrap();
    assert_eq!(state.status, Status::Refusal);
    place.clock.step(1);
    let erasure = ledger.erase_blocking(&keys, now(&place)).unwrap();
    assert_eq!((erasure.records, erasure.movements), (1, 3));
}

#[test]
fn an_erased_recipient_may_come_back() {
    let place = Place::new();
    let ledger = filled(&place);
    let key = key(&place, &ledger, 1);
    ledger.erase_blocking(&[key], now(&place)).unwrap();
    let ask = Ask::approval(1).with_item(fixture::other_item(1));
    assert!(matches!(place.submit(&ledger, &ask), Outcome::Recorded(_)));
    let holds = |ledger: &Ledger| {
        let history = ledger.history(&key).unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].movement.prev, None);
        assert_eq!(ledger.address(key.recipient).unwrap(), Some(ask.address()));
        assert!(ledger.opening(history[0].seq).unwrap().is_some());
    };
    holds(&ledger);
    drop(ledger);
    holds(&place.open());
}

#[test]
fn what_was_prepared_before_an_erasure_is_decided_after_it() {
    let mut place = Place::new();
    filled(&place).close().unwrap();
    // What was read ahead holds as long as nothing has left the tail since.
    place.run_movements = 1000;
    let ((begun, has_begun), (go_on, may_go_on)) = (mpsc::channel(), mpsc::channel::<()>());
    let faults = Box::new(move |moment| {
        if moment == Moment::BeforeWrite {
            let _ = begun.send(());
            let _ = may_go_on.recv();
        }
        Ok(())
    });
    let ledger = Ledger::open_with_faults(&place.path(), place.options(), faults).unwrap();
    let key = key(&place, &ledger, 1);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        // So many that they are written on a thread of their own.
        let many = (1000..1300).map(|number| place.command(&Ask::approval(number)));
        let mut many = Box::pin(ledger.submit(many.collect()));
        assert!(!is_ready(&mut many).await);
        has_begun.recv().unwrap();
        // Meanwhile the one waits, and the other is prepared for a record that is still there.
        let keys = [key];
        let mut erased = Box::pin(ledger.erase(&keys, now(&place)));
        assert!(!is_ready(&mut erased).await);
        let ask = Ask::approval(1).with_item(fixture::other_item(1));
        let mut back = Box::pin(ledger.submit(vec![place.command(&ask)]));
        assert!(!is_ready(&mut back).await);
        drop(go_on);
        many.await.unwrap();
        assert_eq!(erased.await.unwrap().records, 1);
        assert!(matches!(back.await.unwrap()[..], [Outcome::Recorded(_)]));
    });
    let history = ledger.history(&key).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].movement.prev, None);
    let address = ledger.address(key.recipient).unwrap();
    assert_eq!(address, Some(Ask::approval(1).address()));
}

/// Whether a future is ready when it is polled once.
async fn is_ready<F: Future + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())
    })
    .await
}

#[test]
fn ended_records_are_found_page_by_page() {
    // All in memory; some in memory; all in the engine.
    for (run_movements, close) in [(1000, false), (6, false), (1000, true)] {
        let mut place = Place::new();
        place.run_movements = run_movements;
        let mut ledger = filled(&place);
        if close {
            ledger.close().unwrap();
            drop(ledger);
            ledger = place.open();
        }
        let before = now(&place);
        let back = place.command(
            &Ask::approval(5)
                .later(120)
                .with_item(fixture::other_item(1)),
        );
        ledger.submit_blocking(vec![back]).unwrap();
        let mut expected: Vec<_> = [0, 1, 2, 3, 4, 6, 7, 8, 9]
            .map(|number| key(&place, &ledger, number))
            .to_vec();
        expected.sort_unstable();
        for limit in [1, 2, 9, 100] {
            let mut found: Vec<ConsentKey> = Vec::new();
            loop {
                let page = ledger.ended(before, found.last(), limit).unwrap();
                assert!(page.len() <= limit);
                if page.is_empty() {
                    break;
                }
                found.extend(page);
            }
            assert_eq!(found, expected, "{limit} of {run_movements}");
        }
        let long_ago = Timestamp::from_millis(before.as_millis() - 1000);
        assert_eq!(ledger.ended(long_ago, None, 100).unwrap(), []);
    }
}

#[test]
fn a_record_that_has_changed_since_hides_no_other_that_has_ended() {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = filled(&place);
    let before = now(&place);
    let mut keys: Vec<_> = (0..10)
        .map(|number| (key(&place, &ledger, number), number))
        .collect();
    keys.sort_unstable();
    let list = AccessChange::Replace(vec![10_000_001.into()]);
    let access = place.access(&Ask::approval(keys[0].1), list);
    ledger.submit_blocking(vec![access]).unwrap();
    assert_eq!(ledger.ended(before, None, 1).unwrap(), [keys[1].0]);
}

/// All files below a folder that hold these bytes. The engine removes files while this goes on.
fn files_with(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|path| match std::fs::read(path) {
        Ok(bytes) => holds(&bytes, needle),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::NotFound);
            false
        }
    });
    found
}

/// All files, by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether these bytes are in there. Journals are long and empty, so it looks for the first byte.
fn holds(mut bytes: &[u8], needle: &[u8]) -> bool {
    while let Some(at) = bytes.iter().position(|byte| *byte == needle[0]) {
        if bytes[at..].starts_with(needle) {
            return true;
        }
        bytes = &bytes[at + 1..];
    }
    false
}

#[test]
fn after_a_scrub_no_file_holds_what_was_erased() {
    for close_first in [false, true] {
        let place = Place::new();
        let mut ledger = filled(&place);
        if close_first {
            ledger.close().unwrap();
            drop(ledger);
            ledger = place.open();
        }
        let key_of = |seq| ledger.opening(Seq(seq)).unwrap().unwrap().key.0;
        let (erased, kept) = (key_of(3), key_of(10));
        assert!(!files_with(&place.path(), &erased).is_empty());
        let keys = keys(&place, &ledger);
        ledger.erase_blocking(&keys, now(&place)).unwrap();
        ledger.scrub().unwrap();
        assert_eq!(files_with(&place.path(), &erased), Vec::<PathBuf>::new());
        // A pseudonym of which nothing remains.
        let gone = keys[3].recipient.0;
        assert_eq!(files_with(&place.path(), &gone), Vec::<PathBuf>::new());
        assert!(!files_with(&place.path(), &kept).is_empty());
        are_gone(&place, &ledger);
        drop(ledger);
        are_gone(&place, &place.open());
        let options = ledger::fsck::Options::default();
        let summary = ledger::fsck(&place.path(), &options, &mut |_| {});
        assert_eq!(summary.unwrap().findings, 0);
    }
}

#[test]
fn a_scrub_writes_nothing_where_nothing_was_erased_since_the_last() {
    let place = Place::new();
    let ledger = filled(&place);
    let keys = keys(&place, &ledger);
    ledger.erase_blocking(&keys, now(&place)).unwrap();
    drop(ledger);
    let ledger = place.open();
    let unscrubbed = files(&place.path());
    ledger.scrub().unwrap();
    let scrubbed = files(&place.path());
    assert_ne!(scrubbed, unscrubbed);
    ledger.scrub().unwrap();
    assert_eq!(files(&place.path()), scrubbed);
}

#[test]
fn an_interrupted_erasure_is_completed_by_the_next_start_or_was_none() {
    for moment in MOMENTS {
        let place = Place::new();
        drop(filled(&place));
        let faults = Box::new(move |now| {
            if now == moment || now == Moment::BeforeTrial {
                return Err(LedgerError::Engine("no space left".to_owned()));
            }
            Ok(())
        });
        let ledger = Ledger::open_with_faults(&place.path(), place.options(), faults).unwrap();
        let before = leaves(&ledger);
        let keys = keys(&place, &ledger);
        let failed = ledger.erase_blocking(&keys, now(&place));
        assert!(failed.is_err(), "{moment:?}");
        let later = ledger.submit_blocking(vec![place.command(&Ask::approval(90))]);
        assert!(
            matches!(later, Err(LedgerError::Unavailable(_))),
            "{moment:?}"
        );
        drop(ledger);
        let ledger = place.open();
        assert_eq!(leaves(&ledger), before);
        if moment == Moment::BeforeErasure {
            let counts = BrandCounts {
                approvals: 1,
                refusals: 10,
            };
            assert_eq!(ledger.counts(BRAND), counts);
            ledger.erase_blocking(&keys, now(&place)).unwrap();
        }
        are_gone(&place, &ledger);
        assert_eq!(leaves(&ledger), before);
    }
}

#[test]
fn an_erasure_that_fails_once_is_completed_or_undone_while_the_ledger_goes_on() {
    for moment in MOMENTS {
        let place = Place::new();
        drop(filled(&place));
        let mut failed = false;
        let faults = Box::new(move |now| {
            if now == moment && !failed {
                failed = true;
                return Err(LedgerError::Engine("no space left".to_owned()));
            }
            Ok(())
        });
        let ledger = Ledger::open_with_faults(&place.path(), place.options(), faults).unwrap();
        let before = leaves(&ledger);
        let keys = keys(&place, &ledger);
        let erased = ledger.erase_blocking(&keys, now(&place));
        if moment == Moment::BeforeErasure {
            assert!(
                matches!(erased, Err(LedgerError::Unavailable(_))),
                "{erased:?}"
            );
            ledger.erase_blocking(&keys, now(&place)).unwrap();
        } else {
            assert!(erased.unwrap().records > 0, "{moment:?}");
        }
        assert_eq!(leaves(&ledger), before);
        are_gone(&place, &ledger);
        drop(ledger);
        are_gone(&place, &place.open());
        let options = ledger::fsck::Options::default();
        let summary = ledger::fsck(&place.path(), &options, &mut |_| {});
        assert_eq!(summary.unwrap().findings, 0);
    }
}

#[test]
fn a_follower_passes_over_what_was_erased() {
    let place = Place::new();
    let ledger = filled(&place);
    let mut follower = ledger.follow("notices").unwrap();
    let keys = keys(&place, &ledger);
    ledger.erase_blocking(&keys, now(&place)).unwrap();
    let seqs = |follower: &ledger::Follower, limit| -> Vec<u64> {
        let movements = follower.next(limit).unwrap();
        movements.iter().map(|one| one.seq.0).collect()
    };
    assert_eq!(seqs(&follower, 3), [10, 21, 22]);
    assert_eq!(seqs(&follower, 3), [10, 21, 22]);
    follower.commit(Seq(10)).unwrap();
    assert_eq!(seqs(&follower, 100), [21, 22, 23, 24, 25]);
    assert_eq!(seqs(&ledger.follow("notices").unwrap(), 1), [21]);
}

#[tokio::test]
async fn a_follower_that_has_nothing_but_erased_movements_before_it_waits() {
    let place = Place::new();
    let ledger = place.open();
    for ask in [Ask::approval(1), Ask::refusal(1).later(60)] {
        ledger.submit(vec![place.command(&ask)]).await.unwrap();
    }
    place.clock.step(1);
    let key = key(&place, &ledger, 1);
    ledger.erase(&[key], now(&place)).await.unwrap();
    let follower = ledger.follow("notices").unwrap();
    assert_eq!(follower.next(10).unwrap(), []);
    let mut wait = Box::pin(follower.wait());
    assert!(!is_ready(&mut wait).await, "there is nothing for it yet");
    let command = place.command(&Ask::approval(2).on(Channel::Email));
    ledger.submit(vec![command]).await.unwrap();
    wait.await.unwrap();
    assert_eq!(follower.next(10).unwrap()[0].seq, Seq(2));
}
