//! The public log: what it costs the ledger, how fast it goes alone, and what proofs cost.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow, ensure};
use keys::OsRandom;
use ledger::{Ledger, Options};
use transparency::{PublicLog, fsck, key, publish_until};

use crate::ingest;
use crate::stopwatch::{Stopwatch, per_second};
use crate::storage::{as_figure, size_of};
use crate::table::Table;

/// How many movements a batch holds.
const BATCH: u64 = 1_000;
/// How many proofs are made.
const PROOFS: u64 = 200_000;
/// The log's name.
const ORIGIN: &str = "bench.example/izin";
/// How often each half of a pair is run, in turn; the middle one counts.
const ROUNDS: usize = 3;

/// Measures `movements` with and without a public log that follows, and what the log gives.
pub fn measure(table: &mut Table, movements: u64) -> Result<()> {
    let millions = movements / 1_000_000;
    let mut with = Vec::new();
    let mut without = Vec::new();
    let mut behind = Vec::new();
    let folder = tempfile::tempdir()?;
    // Nothing is removed before the end: ext4 makes files slowly for seconds after many were removed.
    let mut data = folder.path().to_owned();
    for round in 0..ROUNDS {
        let alone = folder.path().join(format!("alone-{round}"));
        without.push(ingest::batches(&alone, movements, BATCH)?);
        data = folder.path().join(format!("followed-{round}"));
        let (rate, lag) = followed(&data, movements)?;
        with.push(rate);
        behind.push(lag);
    }
    table.beside(
        format!("durable ingest, {BATCH} a batch, the public log following, {millions} M stored"),
        middle(with),
        "movements/s",
        "without the public log",
        middle(without),
    );
    let what = format!("the public log behind the last acknowledged, {millions} M stored");
    table.alone(what, middle(behind), "s");

    let ledger = Ledger::open(&data, Options::system())?;
    let log = open(&data, &ledger)?;
    let disk = as_figure(size_of(&data.join("log"))?) / as_figure(movements);
    let what = format!("disk of the public log, {millions} M stored");
    table.alone(what, disk, "bytes/movement");
    proofs(table, &log, movements, millions)?;
    let watch = Stopwatch::start();
    let checked = fsck(&data, log.verifier(), &ledger, &mut |damage| {
        eprintln!("{damage}");
    })?;
    ensure!(checked.differences == 0 && checked.size == Some(movements));
    let what = format!("the whole log recomputed and compared, {millions} M stored");
    table.alone(what, watch.rate(movements), "movements/s");

    let anew = folder.path().join("anew");
    let rebuilt = open(&anew, &ledger)?;
    let watch = Stopwatch::start();
    while rebuilt.publish(&ledger)? > 0 {}
    ensure!(rebuilt.published().size() == movements);
    let what = format!("the public log made anew from the ledger, {millions} M stored");
    table.alone(what, watch.rate(movements), "movements/s");
    ledger.close()?;
    Ok(())
}

fn open(data: &Path, ledger: &Ledger) -> Result<PublicLog> {
    std::fs::create_dir_all(data)?;
    let key = key::open(data, &ORIGIN.parse()?, &OsRandom)?;
    Ok(PublicLog::open(data, key, ledger)?)
}

/// The rate of ingest while the log follows, and by how many seconds the last checkpoint came after the
/// last acknowledgement.
fn followed(data: &Path, movements: u64) -> Result<(f64, f64)> {
    let ledger = Ledger::open(data, Options::system())?;
    let log = open(data, &ledger)?;
    let end = Arc::new(AtomicBool::new(false));
    let publisher = {
        let (log, ledger, end) = (log.clone(), ledger.clone(), Arc::clone(&end));
        std::thread::spawn(move || publish_until(&log, &ledger, &end))
    };
    let rate = ingest::into(&ledger, movements, BATCH)?;
    let watch = Stopwatch::start();
    while log.published().size() < movements {
        std::thread::park_timeout(Duration::from_millis(1));
    }
    let behind = watch.elapsed().as_secs_f64();
    end.store(true, Ordering::Release);
    publisher.thread().unpark();
    publisher
        .join()
        .map_err(|_| anyhow!("the publisher panicked"))?;
    ledger.close()?;
    Ok((rate, behind))
}

/// Inclusion proofs of scattered movements, on two threads.
fn proofs(table: &mut Table, log: &PublicLog, movements: u64, millions: u64) -> Result<()> {
    let next = AtomicU64::new(0);
    let prove = || -> Result<()> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= PROOFS {
                return Ok(());
            }
            // Knuth's multiplicative step scatters the numbers over the log.
            let index = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % movements;
            let proof = log.inclusion(index, movements)?;
            ensure!(!proof.is_empty());
        }
    };
    let watch = Stopwatch::start();
    std::thread::scope(|scope| {
        let other = scope.spawn(prove);
        prove()?;
        other.join().map_err(|_| anyhow!("a prover panicked"))?
    })?;
    let rate = per_second(PROOFS, watch.elapsed());
    let what = format!("inclusion proofs, checked up to the root, {millions} M stored");
    table.alone(what, rate, "proofs/s");
    Ok(())
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
