//! Durable ingest: through the ledger, and the same decided work on others.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use domain::Policy;
use ledger::{Ledger, Options, Outcome};

use crate::stopwatch::{Stopwatch, per_second};
use crate::table::Table;
use crate::{http, postgres, sqlite, storage, work};

/// The batch sizes measured, in movements.
const BATCHES: [u64; 2] = [1_000, 10_000];

/// How many single writes are outstanding at once, measured in turn.
const OUTSTANDING: [u64; 2] = [64, 512];

/// How many single writes are measured.
const SINGLES: u64 = 100_000;

/// Measures ingest of `movements` and what they leave behind.
pub fn measure(table: &mut Table, movements: u64, peer_movements: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cluster = postgres::Cluster::start(folder.path())?;
    let millions = movements / 1_000_000;
    for batch in BATCHES {
        let data = folder.path().join(format!("ledger-{batch}"));
        let ours = batches(&data, movements, batch)?;
        let what = format!("durable ingest, {batch} a batch, {millions} M stored");
        let peer = peer_movements.min(movements);
        let stored = format!("{} M stored", peer / 1_000_000);
        let theirs = cluster.measure(peer, batch)?;
        table.beside(
            what.clone(),
            ours,
            "movements/s",
            format!("PostgreSQL 15, {stored}"),
            theirs,
        );
        let theirs = sqlite::measure(folder.path(), peer, batch)?;
        table.beside(
            what,
            ours,
            "movements/s",
            format!("SQLite, {stored}"),
            theirs,
        );
    }
    drop(cluster);
    let data = folder.path().join(format!("ledger-{}", BATCHES[0]));
    storage::measure(table, &data, movements)?;
    let ledger = Ledger::open(&data, Options::system())?;
    let mut from = movements;
    for outstanding in OUTSTANDING {
        let rate = singles(&ledger, from, outstanding)?;
        from += SINGLES;
        let what = format!("single durable writes, {outstanding} outstanding, {millions} M stored");
        table.alone(what, rate, "movements/s");
    }
    ledger.close()?;
    drop(ledger);
    http::measure(table, &data, movements)
}

/// Movements a second acknowledged, batches sent one after the other, two under way.
pub fn batches(folder: &Path, movements: u64, batch: u64) -> Result<f64> {
    let ledger = Ledger::open(folder, Options::system())?;
    let rate = into(&ledger, movements, batch)?;
    ledger.close()?;
    Ok(rate)
}

/// The same into an open ledger that is empty.
pub fn into(ledger: &Ledger, movements: u64, batch: u64) -> Result<f64> {
    let policy = Arc::new(Policy::CONTRACT);
    let next = AtomicU64::new(0);
    let watch = Stopwatch::start();
    let submit_all = || -> Result<()> {
        loop {
            let from = next.fetch_add(batch, Ordering::Relaxed);
            if from >= movements {
                return Ok(());
            }
            let outcomes = ledger.submit_blocking(work::commands(&policy, from, batch))?;
            ensure_recorded(&outcomes)?;
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(submit_all);
        submit_all()?;
        other
            .join()
            .map_err(|_| anyhow::anyhow!("a submitter panicked"))?
    })?;
    Ok(per_second(movements, watch.elapsed()))
}

/// Single writes a second, `outstanding` callers each waiting for its answer.
fn singles(ledger: &Ledger, from: u64, outstanding: u64) -> Result<f64> {
    let runtime = tokio::runtime::Runtime::new()?;
    let policy = Arc::new(Policy::CONTRACT);
    let next = Arc::new(AtomicU64::new(from));
    let end = from + SINGLES;
    let watch = Stopwatch::start();
    runtime.block_on(async {
        let callers = (0..outstanding).map(|_| {
            let (ledger, policy, next) = (ledger.clone(), Arc::clone(&policy), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let position = next.fetch_add(1, Ordering::Relaxed);
                    if position >= end {
                        return anyhow::Ok(());
                    }
                    let outcomes = ledger.submit(work::commands(&policy, position, 1)).await?;
                    ensure_recorded(&outcomes)?;
                }
            })
        });
        for caller in callers.collect::<Vec<_>>() {
            caller.await??;
        }
        anyhow::Ok(())
    })?;
    Ok(watch.rate(SINGLES))
}

/// Two submitters may overtake one another, so a refusal can come before its approval; anything
/// else not recorded would make the figure a lie.
fn ensure_recorded(outcomes: &[Outcome]) -> Result<()> {
    let recorded = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Recorded(_)))
        .count();
    ensure!(
        recorded == outcomes.len(),
        "only {recorded} of {} were recorded",
        outcomes.len()
    );
    Ok(())
}
