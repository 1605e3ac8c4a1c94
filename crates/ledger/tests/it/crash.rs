//! Kill −9 at any moment: what was acknowledged is there, once, and everything fits together.
//!
//! The test starts itself again as another process, which submits and prints what it was
//! answered; then it kills that process at a random count, and looks.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use domain::outside::Random as _;
use domain::{Channel, Origin, Seq, Status, Timestamp, TransactionId};
use ledger::{Ledger, Options, Outcome};

use crate::fixture::{Ask, BRAND, Place};
use crate::killable;

/// How often it is killed.
const ROUNDS: usize = 6;
/// How many acknowledged batches it is left at most.
const BATCHES_MAX: u64 = 24;
/// Commands of one submission: by the caller, so that some are written where they are decided and
/// some while the next are.
const BATCHES: [u32; CALLERS as usize] = [260, 25, 40];
/// How many recipients a submission has to itself.
const STRIDE: u32 = 300;
/// How many submit at the same time.
const CALLERS: u32 = 3;

fn options() -> Options {
    Options {
        run_movements: 400,
        ..Options::system()
    }
}

/// The process that is killed: submits for ever, and says what was acknowledged.
fn submit_for_ever(folder: &Path, first: u32) {
    let place = Place::new();
    let ledger = Ledger::open(folder, options()).unwrap();
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (ledger, place) = (&ledger, &place);
            scope.spawn(move || {
                for batch in 0.. {
                    let begin = first + (batch * CALLERS + caller) * STRIDE;
                    submit_batch(ledger, place, begin, BATCHES[caller as usize]);
                }
            });
        }
    });
}

fn submit_batch(ledger: &Ledger, place: &Place, begin: u32, len: u32) {
    let numbers = begin..begin + len;
    let commands = numbers
        .clone()
        .map(|number| place.command(&Ask::approval(number)));
    let outcomes = ledger.submit_blocking(commands.collect()).unwrap();
    let mut lines = String::new();
    for (number, outcome) in numbers.zip(outcomes) {
        let Outcome::Recorded(receipt) = outcome else {
            panic!("{outcome:?}")
        };
        let (seq, name) = (receipt.seq.0, receipt.transaction.to_wire());
        writeln!(lines, "ACK {number} {seq} {name}").unwrap();
    }
    lines += "BATCH\n";
    std::io::stdout()
        .lock()
        .write_all(lines.as_bytes())
        .unwrap();
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    if let Some((folder, first)) = killable::told() {
        return submit_for_ever(&folder, first);
    }
    let place = Place::new();
    let folder = place.path();
    let mut acknowledged = HashMap::new();
    for round in 0..ROUNDS {
        let first = u32::try_from(round).unwrap() * 1_000_000;
        let mut byte = [0];
        keys::OsRandom.fill(&mut byte);
        // The first round is killed at once: in the middle of making the ledger.
        let batches = if round == 0 {
            0
        } else {
            1 + u64::from(byte[0]) % BATCHES_MAX
        };
        run_and_kill(&folder, first, batches, &mut acknowledged);
        check(&place, &acknowledged);
    }
    assert!(acknowledged.len() >= ROUNDS - 1);
}

/// Lets the process acknowledge so many batches, kills it, and collects what it had said.
fn run_and_kill(
    folder: &Path,
    first: u32,
    batches: u64,
    acknowledged: &mut HashMap<u32, (Seq, TransactionId)>,
) {
    let mut child = killable::start_again(
        "crash::what_was_acknowledged_survives_kill_9",
        folder,
        &first,
    );
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let mut done = 0;
    let mut killed = false;
    // After the kill what is still in the pipe has been acknowledged as well.
    loop {
        if done >= batches && !killed {
            // `Child::kill` is SIGKILL.
            child.kill().unwrap();
            killed = true;
        }
        let Some(line) = lines.next() else { break };
        if line == "BATCH" {
            done += 1;
        }
        let words: Vec<_> = line.split(' ').collect();
        if let ["ACK", number, seq, name] = words[..]
            && let Some(name) = TransactionId::from_wire(name)
        {
            let seq = Seq(seq.parse().unwrap());
            acknowledged.insert(number.parse().unwrap(), (seq, name));
        }
    }
    child.wait().unwrap();
    assert!(done >= batches, "it ended by itself after {done} batches");
}

fn check(place: &Place, acknowledged: &HashMap<u32, (Seq, TransactionId)>) {
    let ledger = Ledger::open(&place.path(), options()).unwrap();
    let end = ledger.end().0;
    let follower = ledger.follow("check").unwrap();
    let movements = follower.next(usize::MAX).unwrap();
    assert_eq!(movements.len() as u64, end);
    // Dense, and each record of its own: nothing twice.
    let mut keys = std::collections::HashSet::new();
    for (seq, recorded) in movements.iter().enumerate() {
        assert_eq!(recorded.seq.0, seq as u64);
        assert!(
            keys.insert(recorded.movement.key),
            "movement {seq} is there twice"
        );
    }
    for (number, (seq, name)) in acknowledged {
        let ask = Ask::approval(*number);
        let key = place.key(&ledger, &ask);
        let state = ledger.state(&key).unwrap().unwrap();
        assert_eq!((state.head, state.status), (*seq, Status::Approval));
        let history = ledger.history(&key).unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(
            (history[0].transaction, history[0].movement.item),
            (*name, ask.item)
        );
        assert_eq!(ledger.find(*name).unwrap(), Some(*seq));
        assert_eq!(ledger.address(key.recipient).unwrap(), Some(ask.address()));
        assert_eq!(key.channel, Channel::Text);
    }
    let ever = (
        Timestamp::from_millis(i64::MIN),
        Timestamp::from_millis(i64::MAX),
    );
    let limit = ledger::feed::PAGE_MOVEMENTS_MAX;
    let feed = ledger
        .feed(BRAND, Origin::Provider, None, ever.0, ever.1, limit)
        .unwrap();
    assert_eq!(feed.movements, movements);
    let counts = ledger.counts(BRAND);
    assert_eq!((counts.approvals, counts.refusals), (end, 0));
}

#[test]
fn a_tail_that_was_never_indexed_is_read_again() {
    let mut place = Place::new();
    let commands: Vec<_> = (0..100)
        .map(|number| place.command(&Ask::approval(number)))
        .collect();
    // A ledger with huge runs writes no index; the next one has small runs and does.
    place.run_movements = 1000;
    let ledger = place.open();
    ledger.submit_blocking(commands).unwrap();
    drop(ledger);
    place.run_movements = 30;
    for _ in 0..2 {
        let ledger = place.open();
        assert_eq!(ledger.end(), Seq(100));
        assert_eq!(ledger.counts(BRAND).approvals, 100);
        for number in 0..100 {
            let state = ledger
                .state(&place.key(&ledger, &Ask::approval(number)))
                .unwrap();
            assert_eq!(state.unwrap().head, Seq(u64::from(number)));
        }
        ledger.close().unwrap();
    }
}
