//! The indexer: the thread that turns frozen runs into the engine's tables.
//!
//! Rows are sorted and ingested: no journal, no memtable. Only when the tables of all three
//! keyspaces are on disk is the cursor moved. A crash in between leaves rows that the next start
//! writes again from the log, the same rows at the same keys, so it does no harm.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use domain::BrandCode;

use crate::core::Core;
use crate::engine::Engine;
use crate::faults::Moment;
use crate::hash::{Map, Set};
use crate::run::{Run, Slot};
use crate::{BrandCounts, LedgerError, bytes, row};

/// A run to be indexed.
pub(crate) struct Frozen {
    run: Arc<Run>,
    /// Of the brands it touched, at its end.
    counts: Vec<(BrandCode, BrandCounts)>,
}

impl Frozen {
    pub(crate) fn new(run: Arc<Run>, counts: &Map<BrandCode, BrandCounts>) -> Self {
        let brands: Set<BrandCode> = run.slots().iter().map(|slot| slot.key.brand).collect();
        let counts = brands
            .into_iter()
            .map(|brand| (brand, counts.get(&brand).copied().unwrap_or_default()))
            .collect();
        Self { run, counts }
    }
}

/// Indexes runs until no more can come.
pub(crate) fn run(core: &Core, frozen: &Receiver<Frozen>) {
    while let Ok(frozen) = frozen.recv() {
        while let Err(error) = index(core, &frozen) {
            // It may be done twice: the same rows at the same keys.
            core.suspend(format!("indexing failed: {error}"));
            if !core.mode.wait_for_resumption() {
                return;
            }
        }
        drop(frozen);
        core.thaw();
    }
}

fn index(core: &Core, frozen: &Frozen) -> Result<(), LedgerError> {
    let (run, engine) = (&frozen.run, core.engine()?);
    core.fault(Moment::BeforeIndexing)?;
    ingest_states(&engine, run)?;
    ingest_feeds(&engine, run)?;
    ingest_transactions(&engine, run)?;
    core.fault(Moment::AfterIndexing)?;
    engine.set_indexed(run.end(), &frozen.counts)
}

fn ingest_states(engine: &Engine, run: &Run) -> Result<(), LedgerError> {
    let mut slots: Vec<&Slot> = run.slots().iter().collect();
    slots.sort_unstable_by_key(|slot| slot.key);
    let mut ingestion = engine.state.start_ingestion()?;
    let mut value = Vec::new();
    for of_recipient in slots.chunk_by(|one, next| one.key.recipient == next.key.recipient) {
        if let [first, ..] = of_recipient
            && let Some(seq) = of_recipient.iter().find_map(|slot| run.brought_by(slot))
        {
            row::encode_address_position(&mut value, seq);
            ingestion.write(first.key.recipient.0, value.as_slice())?;
        }
        for slot in of_recipient {
            row::encode_state(&mut value, &slot.state);
            ingestion.write(bytes::key_bytes(&slot.key), value.as_slice())?;
        }
    }
    Ok(ingestion.finish()?)
}

fn ingest_feeds(engine: &Engine, run: &Run) -> Result<(), LedgerError> {
    let mut feeds: Vec<_> = run.feeds().collect();
    if feeds.is_empty() {
        return Ok(());
    }
    feeds.sort_unstable_by_key(|((brand, origin), _)| (*brand, origin.to_byte()));
    let mut ingestion = engine.feed.start_ingestion()?;
    for ((brand, origin), seqs) in feeds {
        for seq in seqs {
            ingestion.write(row::feed_key(*brand, *origin, *seq), [])?;
        }
    }
    Ok(ingestion.finish()?)
}

fn ingest_transactions(engine: &Engine, run: &Run) -> Result<(), LedgerError> {
    let mut transactions: Vec<(u64, u64)> = run.transactions().collect();
    transactions.sort_unstable_by(|one, other| row::transaction_order(*one, *other));
    let mut ingestion = engine.transactions.start_ingestion()?;
    let mut key = Vec::new();
    for (prefix, seq) in transactions {
        row::encode_transaction(&mut key, prefix, seq);
        ingestion.write(key.as_slice(), [])?;
    }
    Ok(ingestion.finish()?)
}
