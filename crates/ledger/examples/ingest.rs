//! Measures the ledger on this machine: durable ingest, opening, long lists, what proofs take, size.
//!
//! `cargo run --profile dist -p ledger --example ingest -- [movements] [batch] [callers] [records of
//! each recipient] [folder]`

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
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::draft::ConsentRequest;
use domain::outside::Clock as _;
use domain::{
    Address, BrandCode, Channel, ConsentKey, ItemId, Phone, Policy, RecipientType, RequestId, Seq,
    Source, Status, Timestamp,
};
use keys::SystemClock;
use ledger::{Action, Command, Ledger, Options, Outcome};

/// Records of a recipient differ by the brand, so there are no more than brands.
const BRANDS: u64 = 16;
/// How many leaves are asked for at once.
const LEAVES_AT_ONCE: usize = 4096;
/// How many movements, anywhere in the log, are opened.
const OPENINGS: u64 = 50_000;

fn main() {
    let number = |place: usize, default: u64| {
        std::env::args()
            .nth(place)
            .map_or(default, |text| text.parse().unwrap())
    };
    let (movements, batch, callers) = (number(1, 1_000_000), number(2, 1000), number(3, 4));
    let records = number(4, 1);
    let kept = std::env::args().nth(5);
    let temporary = tempfile::tempdir_in(".").unwrap();
    let folder = kept
        .as_ref()
        .map_or(temporary.path(), Path::new)
        .join("data");

    let ledger = Ledger::open(&folder, Options::system()).unwrap();
    let started = Instant::now();
    let mut waits = ingest(&ledger, movements, batch, callers, records);
    let answered = started.elapsed();
    ledger.close().unwrap();
    let drained = started.elapsed();
    waits.sort_unstable();
    let rate = |time: Duration| movements as f64 / time.as_secs_f64() / 1000.0;
    println!("{movements} movements in batches of {batch} by {callers} callers");
    println!(
        "acknowledged  {:8.1} k/s   with drain {:.1} k/s",
        rate(answered),
        rate(drained)
    );
    println!(
        "batch waits   p50 {:?}  p99 {:?}  worst {:?}",
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100],
        waits[waits.len() - 1]
    );
    println!(
        "processor     {:.2} µs a movement",
        processor().as_secs_f64() * 1e6 / movements as f64
    );
    println!(
        "on disk       {:.1} bytes a movement",
        ledger.disk_bytes().unwrap() as f64 / movements as f64
    );
    println!("resident      {} MB", resident());
    drop(ledger);

    let started = Instant::now();
    let ledger = Ledger::open(&folder, Options::system()).unwrap();
    println!(
        "open          {:?}, resident {} MB",
        started.elapsed(),
        resident()
    );
    println!(
        "on disk       {:.1} bytes a movement after reopening",
        ledger.disk_bytes().unwrap() as f64 / movements as f64
    );
    lists(&ledger, movements, records);
    proof(ledger, &folder, movements);
}

/// What the public log and its receipts read, and a check of everything.
fn proof(ledger: Ledger, folder: &Path, movements: u64) {
    let rate = |count: u64, time: Duration| count as f64 / time.as_secs_f64() / 1000.0;
    let started = Instant::now();
    let mut next = 0;
    while next < movements {
        next += ledger.leaves(Seq(next), LEAVES_AT_ONCE).unwrap().len() as u64;
    }
    println!("leaves        {:.0} k/s", rate(next, started.elapsed()));

    let started = Instant::now();
    for number in 0..OPENINGS {
        let seq = Seq(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % movements);
        ledger.opening(seq).unwrap().unwrap();
    }
    println!("openings      {:.0} k/s", rate(OPENINGS, started.elapsed()));
    drop(ledger);

    let started = Instant::now();
    let options = ledger::fsck::Options::default();
    let summary = ledger::fsck(folder, &options, &mut |finding| {
        println!("found: {finding}");
    });
    println!(
        "fsck          {:.0} k movements/s, {} findings",
        rate(movements, started.elapsed()),
        summary.unwrap().findings
    );
}

fn ingest(
    ledger: &Ledger,
    movements: u64,
    batch: u64,
    callers: u64,
    records: u64,
) -> Vec<Duration> {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let work = || {
            let mut waits = Vec::new();
            let policy = Arc::new(Policy {
                historic_loading_until: Some(Timestamp::from_seconds(4_000_000_000)),
                ..Policy::CONTRACT
            });
            loop {
                let first = next.fetch_add(batch, Ordering::Relaxed);
                if first >= movements {
                    return waits;
                }
                let now = SystemClock.now();
                let commands = (first..movements.min(first + batch))
                    .map(|number| command(number, records, now, &policy))
                    .collect();
                let started = Instant::now();
                let outcomes = ledger.submit_blocking(commands).unwrap();
                waits.push(started.elapsed());
                assert!(
                    outcomes
                        .iter()
                        .all(|one| matches!(one, Outcome::Recorded(_))),
                    "{:?}",
                    outcomes[0]
                );
            }
        };
        let threads: Vec<_> = (0..callers).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn address(number: u64) -> Address {
    Address::Phone(Phone::from_stored(905_300_000_000 + number).unwrap())
}

fn brand(number: u64) -> BrandCode {
    BrandCode(600_000 + u32::try_from(number % BRANDS).unwrap())
}

fn command(number: u64, records: u64, now: Timestamp, policy: &Arc<Policy>) -> Command {
    Command {
        brand: brand(number),
        action: Action::Consent(ConsentRequest {
            address: address(number / records),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Some(Source::SignedForm),
            consent_date: Some(Timestamp::from_seconds(
                1_700_000_000 + number.cast_signed() % 10_000_000,
            )),
            retailer: None,
            retailer_access: Vec::new(),
        }),
        received_at: now,
        item: ItemId {
            request: RequestId(u128::from(number / 1000).to_be_bytes()),
            index: u32::try_from(number % 1000).unwrap(),
        },
        policy: Arc::clone(policy),
        retried: false,
    }
}

fn lists(ledger: &Ledger, movements: u64, records: u64) {
    let count = movements.min(1_000_000);
    let key = |number: u64, brand: BrandCode| ConsentKey {
        recipient: ledger.recipient_id(&address(number / records)),
        brand,
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let started = Instant::now();
    let known: Vec<_> = (0..count)
        .map(|number| key(number, brand(number)))
        .collect();
    let hashed = started.elapsed();
    let absent: Vec<_> = (0..count).map(|number| key(number, BrandCode(1))).collect();
    println!(
        "pseudonyms    {:.1} M/s on one thread",
        count as f64 / hashed.as_secs_f64() / 1e6
    );
    for (name, keys) in [
        ("absent", &absent),
        ("known, first", &known),
        ("known, again", &known),
    ] {
        let started = Instant::now();
        let found = ledger.statuses(keys).unwrap();
        let rate = count as f64 / started.elapsed().as_secs_f64() / 1e6;
        println!(
            "list of {count} {name}: {rate:.2} M/s, {} found",
            found.iter().flatten().count()
        );
    }
    println!("resident      {} MB", resident());
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}

/// Processor time used so far, in clock ticks of 10 ms.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
