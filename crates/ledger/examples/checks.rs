//! Measures what "in the log" costs a check: answered once the system has its bytes, as it is, and answered once they
//! are on disk, synced in groups.
//!
//! `cargo run --profile dist -p ledger --example checks -- [checks] [folder]`

#![allow(
    clippy::unwrap_used,
    reason = "a measurement may stop at what it does not expect"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]
#![allow(clippy::disallowed_methods, reason = "measures time")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use domain::check::Reason;
use domain::{BrandCode, Channel, RecipientId, RecipientType, Timestamp};
use ledger::check_log::{Asker, CheckLog, Question};

/// How many ask at the same time.
const CALLERS: [u64; 3] = [1, 16, 256];
/// Of so many checks with a sync each, one is made: they take long.
const SYNCED_SHARE: u64 = 20;

fn main() {
    let checks = std::env::args()
        .nth(1)
        .map_or(400_000, |text| text.parse().unwrap());
    let temporary = tempfile::tempdir_in(".").unwrap();
    let folder = std::env::args().nth(2);
    let folder = folder.as_ref().map_or(temporary.path(), Path::new);
    println!("callers  answered when written           answered when synced in groups");
    for callers in CALLERS {
        let written = measure(folder, checks, callers, false);
        let synced = measure(folder, checks / SYNCED_SHARE, callers, true);
        println!("{callers:7}  {written}  {synced}");
    }
}

/// The rate, and how long an answer takes.
fn measure(folder: &Path, checks: u64, callers: u64, synced: bool) -> String {
    let folder = folder.join(format!("{callers}-{synced}"));
    let log = CheckLog::open(&folder).unwrap();
    let started = Instant::now();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..callers)
            .map(|caller| {
                let log = &log;
                scope.spawn(move || {
                    ask(
                        log,
                        (caller..checks).step_by(usize::try_from(callers).unwrap()),
                        synced,
                    )
                })
            })
            .collect();
        let waits = asking.into_iter().flat_map(|one| one.join().unwrap());
        waits.collect()
    });
    let rate = waits.len() as f64 / started.elapsed().as_secs_f64();
    waits.sort_unstable();
    let (half, most) = (waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    format!("{rate:9.0}/s  p50 {half:9.1?}  p99 {most:9.1?}")
}

fn ask(log: &CheckLog, numbers: impl Iterator<Item = u64>, synced: bool) -> Vec<Duration> {
    let mut waits = Vec::new();
    for number in numbers {
        let mut id = [0; RecipientId::LEN];
        id[..8].copy_from_slice(&number.to_le_bytes());
        let question = Question {
            at: Timestamp::from_millis(1),
            asker: Asker {
                kind: 1,
                party: 600_001,
                user: 1,
            },
            brand: BrandCode(600_001),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        };
        let began = Instant::now();
        log.single(&question, RecipientId(id), Reason::Approved)
            .unwrap();
        if synced {
            log.flush().unwrap();
        }
        waits.push(began.elapsed());
    }
    waits
}
