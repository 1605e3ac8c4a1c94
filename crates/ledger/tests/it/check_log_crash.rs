//! Kill −9 while checks are logged: every check that was answered is found.
//!
//! As in `crash.rs`, the test starts itself again as the process that is to be killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};
use ledger::check_log::{Asker, CheckLog, ListBlock, Question};

use crate::killable;

/// How often it is killed.
const ROUNDS: u64 = 4;
/// After how many answers.
const ANSWERS: usize = 2_000;
/// How many ask at the same time.
const CALLERS: u64 = 4;
/// How many recipients they ask about.
const RECIPIENTS: u64 = 8;
/// How many numbers a round has to itself.
const STRIDE: u64 = 1 << 32;

fn recipient(number: u64) -> RecipientId {
    let mut id = [0; RecipientId::LEN];
    id[..8].copy_from_slice(&(number % RECIPIENTS).to_le_bytes());
    RecipientId(id)
}

/// A check is told from the others by its time.
fn question(number: u64) -> Question {
    Question {
        at: Timestamp::from_millis(i64::try_from(number).unwrap()),
        asker: Asker {
            kind: 1,
            party: 600_001,
            user: 1,
        },
        brand: BrandCode(600_001),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
    }
}

/// The process that is killed: answers checks for ever, and says which.
fn answer_for_ever(folder: &Path, first: u64) {
    let log = CheckLog::open_sized(folder, 200_000).unwrap();
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let log = &log;
            scope.spawn(move || {
                for number in (first + caller..).step_by(usize::try_from(CALLERS).unwrap()) {
                    if caller == 0 {
                        let block = ListBlock {
                            question: question(number),
                            list: [7; 16],
                            recipients: &[recipient(number)],
                            allowed: &[true],
                        };
                        log.list(&block).unwrap();
                    } else {
                        log.single(&question(number), recipient(number), Reason::Approved)
                            .unwrap();
                    }
                    let line = format!("ANSWERED {number}\n");
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

#[test]
fn every_check_that_was_answered_survives_kill_9() {
    if let Some((folder, first)) = killable::told() {
        return answer_for_ever(&folder, first);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut answered = BTreeSet::new();
    for round in 0..ROUNDS {
        answered.extend(run_and_kill(folder.path(), round * STRIDE));
        let log = CheckLog::open(folder.path()).unwrap();
        let (from, until) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        let mut logged = BTreeSet::new();
        for number in 0..RECIPIENTS {
            let found = log.of_recipient(recipient(number), from, until).unwrap();
            let times = found.iter().map(|check| check.question.at.as_millis());
            logged.extend(times.map(|at| u64::try_from(at).unwrap()));
        }
        let missing: Vec<_> = answered.difference(&logged).collect();
        assert_eq!(missing, Vec::<&u64>::new(), "of {}", answered.len());
    }
}

/// Lets the process answer so many, kills it, and collects what it had answered.
fn run_and_kill(folder: &Path, first: u64) -> Vec<u64> {
    let mut child = killable::start_again(
        "check_log_crash::every_check_that_was_answered_survives_kill_9",
        folder,
        &first,
    );
    let mut answered = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        // The harness' own words may stand before the first.
        let Some((_, number)) = line.split_once("ANSWERED ") else {
            continue;
        };
        // The last one may be cut.
        answered.extend(number.parse::<u64>());
        if answered.len() == ANSWERS {
            // `Child::kill` is SIGKILL; what is still in the pipe was answered before.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(answered.len() >= ANSWERS, "it ended by itself");
    // A number that was cut would be another one.
    answered.pop();
    answered
}
