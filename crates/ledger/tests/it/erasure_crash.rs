//! Kill −9 in the middle of erasing: each record is there as a whole or gone as a whole, what was
//! said to be erased is gone, every leaf is where it was, and nothing contradicts the log.
//!
//! As in `crash.rs`, the test starts itself again as the process that is to be killed.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use domain::outside::Random as _;
use domain::{BrandCode, ConsentKey, Seq, Timestamp};
use ledger::{Ledger, LedgerError, Options, Outcome};

use crate::fixture::{Ask, Place};
use crate::killable;

/// How often it is killed.
const ROUNDS: u32 = 5;
/// After how many lines of its at most.
const LINES_MAX: usize = 12;
/// Recipients of one go: each approves and refuses, and every second one approves for another brand.
const GO: u32 = 20;
const OTHER_BRAND: BrandCode = BrandCode(600_101);

fn options() -> Options {
    Options {
        run_movements: 60,
        ..Options::system()
    }
}

fn keys(place: &Place, ledger: &Ledger, first: u32) -> Vec<ConsentKey> {
    (first..first + GO)
        .map(|number| place.key(ledger, &Ask::approval(number)))
        .collect()
}

/// The process that is killed: records and erases for ever, and says what it has done.
fn erase_for_ever(folder: &Path, first: u32) {
    let place = Place::new();
    let ledger = Ledger::open(folder, options()).unwrap();
    for first in (first..).step_by(GO as usize) {
        let numbers = first..first + GO;
        let mut commands: Vec<_> = numbers
            .clone()
            .map(|number| place.command(&Ask::approval(number)))
            .collect();
        let refusals = numbers.clone().map(|number| Ask::refusal(number).later(60));
        commands.extend(refusals.map(|ask| place.command(&ask)));
        let others = numbers.step_by(2);
        let others = others.map(|number| Ask::approval(number).for_brand(OTHER_BRAND));
        commands.extend(others.map(|ask| place.command(&ask)));
        for outcome in ledger.submit_blocking(commands).unwrap() {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
        say(&format!("RECORDED {first}\n"));
        let for_ever = Timestamp::from_millis(i64::MAX);
        let ended = keys(&place, &ledger, first);
        let erasure = ledger.erase_blocking(&ended, for_ever).unwrap();
        assert_eq!(erasure.records, u64::from(GO));
        say(&format!("ERASED {first}\n"));
    }
}

fn say(line: &str) {
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

#[test]
fn an_erasure_survives_kill_9() {
    if let Some((folder, first)) = killable::told() {
        return erase_for_ever(&folder, first);
    }
    let place = Place::new();
    let mut goes = BTreeMap::new();
    let mut leaves = Vec::new();
    for round in 0..ROUNDS {
        let mut byte = [0];
        keys::OsRandom.fill(&mut byte);
        let lines = 1 + usize::from(byte[0]) % LINES_MAX;
        run_and_kill(&place.path(), round * 1_000_000, lines, &mut goes);
        leaves = check(&place, &goes, &leaves);
    }
}

/// Lets the process say so many lines, kills it, and notes which goes were recorded and which of
/// them erased.
fn run_and_kill(folder: &Path, first: u32, lines: usize, goes: &mut BTreeMap<u32, bool>) {
    let mut child =
        killable::start_again("erasure_crash::an_erasure_survives_kill_9", folder, &first);
    let mut said = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let Some((word, go)) = line.split_once(' ') else {
            continue;
        };
        match word {
            "RECORDED" => goes.insert(go.parse().unwrap(), false),
            "ERASED" => goes.insert(go.parse().unwrap(), true),
            _ => continue,
        };
        said += 1;
        if said == lines {
            // `Child::kill` is SIGKILL; what is still in the pipe was said before.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(said >= lines, "it ended by itself after {said} lines");
}

fn check(
    place: &Place,
    goes: &BTreeMap<u32, bool>,
    before: &[domain::canonical::Leaf],
) -> Vec<domain::canonical::Leaf> {
    let mut findings = Vec::new();
    let checked = ledger::fsck::Options::default();
    let summary = ledger::fsck(&place.path(), &checked, &mut |finding| {
        findings.push(finding);
    });
    assert_eq!(findings, []);
    let ledger = Ledger::open(&place.path(), options()).unwrap();
    let leaves = ledger.leaves(Seq(0), usize::MAX).unwrap();
    assert_eq!(summary.unwrap().movements, leaves.len() as u64);
    assert_eq!(leaves[..before.len()], *before);
    for (first, erased) in goes {
        for (number, key) in (*first..).zip(keys(place, &ledger, *first)) {
            let history = ledger.history(&key).unwrap().len();
            let state = ledger.state(&key).unwrap();
            assert!(history == 0 || history == 2, "{history} of {number}");
            assert_eq!(state.is_some(), history == 2);
            assert!(history == 0 || !erased, "{number} is still there");
            let has_other = (number - first).is_multiple_of(2);
            let address = ledger.address(key.recipient).unwrap();
            assert_eq!(address.is_some(), has_other || history == 2);
        }
    }
    for (seq, leaf) in (0..).zip(&leaves) {
        match ledger.opening(Seq(seq)) {
            Ok(opening) => {
                let opening = opening.unwrap();
                assert!(leaf.is_opened_by(&opening.key, &opening.canonical));
            }
            Err(error) => assert!(matches!(error, LedgerError::Erased(_)), "{error}"),
        }
    }
    leaves
}
