//! Erasing records that have ended (rule 60), so that the log stays whole and nothing else remains.
//!
//! A record has ended when its status is refusal; it is erased when its last movement, of any kind,
//! was recorded before a given instant. Of each of its movements the log keeps the time and the
//! leaf ([`crate::record`]); state, feed rows and names go; the recipient's sealed address goes
//! with the recipient's last record, and else moves to a movement of one that stays.
//!
//! ```text
//! 1  batch    which records, and copies of the addresses that move
//! 2  tables   state, feed and names without them
//! 3  batch    the log's rows without them, addresses, counts; "which records" is dropped
//! ```
//!
//! Until the last step everything can be read from the log again, and all steps may be done twice:
//! what a crash interrupts, the next start completes before anything else. It runs between groups,
//! on the thread that commits, and no movement of its records is in the tail.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Change, ConsentKey, ConsentState, RecipientId, Seq, Status, Timestamp};

use crate::core::Core;
use crate::engine::{Engine, Rewrite};
use crate::faults::Moment;
use crate::hash::{Map, Set};
use crate::log::Log as _;
use crate::record::{Record, Stored};
use crate::run::Run;
use crate::{BrandCounts, LedgerError, bytes, row};

/// How many records are erased at once at most; meanwhile nothing else is committed.
pub(crate) const RECORDS_MAX: usize = 512;

/// What an erasure has removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// Records of which nothing remains.
    pub records: u64,
    /// Their movements.
    pub movements: u64,
    /// Recipients whose sealed address is gone, because no record of theirs remains.
    pub addresses: u64,
}

impl std::ops::AddAssign for Erasure {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.movements += other.movements;
        self.addresses += other.addresses;
    }
}

/// A record that is to be erased, and its newest movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) key: ConsentKey,
    pub(crate) head: u64,
}

/// The record, if it has ended and nothing was recorded of it since.
pub(crate) fn ended(
    core: &Core,
    key: &ConsentKey,
    before: Timestamp,
) -> Result<Option<Ended>, LedgerError> {
    let Some(state) = core.state(key)? else {
        return Ok(None);
    };
    if state.status != Status::Refusal || state.recorded_at >= before {
        return Ok(None);
    }
    // A change of retailers' access may have come after.
    let last = if state.head == state.decided_by {
        state.recorded_at
    } else {
        core.log()?.stored(state.head)?.recorded_at()
    };
    Ok((last < before).then_some(Ended {
        key: *key,
        head: state.head.0,
    }))
}

/// The records that have ended, by key, from the one after `after` on, at most `limit`.
pub(crate) fn all_ended(
    core: &Core,
    before: Timestamp,
    after: Option<&ConsentKey>,
    limit: usize,
) -> Result<Vec<ConsentKey>, LedgerError> {
    let may_have_ended =
        |state: &ConsentState| state.status == Status::Refusal && state.recorded_at < before;
    // Those in memory first: should they be handed to the engine meanwhile, none is missed.
    let mut keys: BTreeSet<ConsentKey> = BTreeSet::new();
    for slot in core.tail().runs().flat_map(Run::slots) {
        if after.is_none_or(|after| slot.key > *after) && may_have_ended(&slot.state) {
            keys.insert(slot.key);
        }
    }
    let mut found = Vec::new();
    let mut keys = keys.into_iter().peekable();
    let engine = core.engine()?;
    let mut rows = engine.states_after(after);
    loop {
        let indexed = rows.find(|row| !row.as_ref().is_ok_and(|(_, state)| !may_have_ended(state)));
        let indexed = indexed.transpose()?.map(|(key, _)| key);
        while let Some(key) = keys.next_if(|key| indexed.is_none_or(|indexed| *key <= indexed)) {
            if indexed != Some(key) && found.len() < limit && ended(core, &key, before)?.is_some() {
                found.push(key);
            }
        }
        let Some(key) = indexed.filter(|_| found.len() < limit) else {
            return Ok(found);
        };
        if ended(core, &key, before)?.is_some() {
            found.push(key);
        }
    }
}

/// What an erasure removes, as far as memory has to forget it.
pub(crate) struct Erased {
    pub(crate) erasure: Erasure,
    keys: Vec<ConsentKey>,
    recipients: Vec<RecipientId>,
    counts: Map<domain::BrandCode, BrandCounts>,
    /// One of the movements; all are erased together.
    at: Seq,
}

impl Erased {
    /// Whether it has been carried out.
    pub(crate) fn is_done(&self, engine: &Engine) -> Result<bool, LedgerError> {
        Ok(matches!(engine.stored(self.at)?, Stored::Erased(_)))
    }

    /// Shows readers that it is gone. It must be gone from the disk.
    pub(crate) fn show(&self, core: &Core) {
        core.known.remove_recipients(self.recipients.iter());
        {
            let mut counts = core.counts_mut();
            for (brand, gone) in &self.counts {
                counts.entry(*brand).or_default().take(*gone);
            }
        }
        core.current.forget(self.keys.iter());
        core.note_erasure();
    }
}

/// Erases records none of whose recipients is in the tail; at least one. The outer error: nothing was tried. The
/// inner one: nobody knows how far it came, and whether readers must be shown what is gone.
pub(crate) fn erase(
    core: &Core,
    ended: &[Ended],
) -> Result<(Erased, Result<(), LedgerError>), LedgerError> {
    let engine = core.engine()?;
    let plan = Plan::read(&engine, ended)?;
    let erased = Erased {
        erasure: Erasure {
            records: ended.len() as u64,
            movements: plan.records.len() as u64,
            addresses: plan.removed.len() as u64,
        },
        keys: ended.iter().map(|ended| ended.key).collect(),
        recipients: plan
            .removed
            .iter()
            .map(|(recipient, _)| *recipient)
            .collect(),
        at: Seq(ended.first().map_or(0, |ended| ended.head)),
        counts: plan.counts.clone(),
    };
    let carried_out = plan.carry_out(&engine, ended, &mut |moment| core.fault(moment));
    Ok((erased, carried_out))
}

/// Completes what was interrupted, if anything was.
pub(crate) fn complete(engine: &Engine) -> Result<(), LedgerError> {
    let ended = engine.erasing()?;
    if ended.is_empty() {
        return Ok(());
    }
    tracing::info!(
        records = ended.len(),
        "an erasure that was interrupted is completed"
    );
    Plan::read(engine, &ended)?.carry_out(engine, &ended, &mut |_| Ok(()))
}

/// What has to change.
struct Plan {
    /// The movements that are to be erased, by position.
    records: BTreeMap<u64, Record>,
    /// Addresses that go, and where they stand.
    removed: Vec<(RecipientId, u64)>,
    /// Addresses that move, from where, to where.
    moved: Vec<(RecipientId, u64, u64)>,
    /// What brands' counts lose.
    counts: Map<domain::BrandCode, BrandCounts>,
}

impl Plan {
    fn read(engine: &Engine, ended: &[Ended]) -> Result<Self, LedgerError> {
        let mut plan = Self {
            records: BTreeMap::new(),
            removed: Vec::new(),
            moved: Vec::new(),
            counts: Map::default(),
        };
        for ended in ended {
            plan.read_record(engine, ended)?;
        }
        let gone: Set<ConsentKey> = ended.iter().map(|ended| ended.key).collect();
        for (at, record) in &plan.records {
            if !record.brings_address {
                continue;
            }
            let recipient = record.recorded.movement.key.recipient;
            let remaining = engine.states_of(recipient);
            let remaining = remaining.filter(|row| {
                let gone = row.as_ref().is_ok_and(|(key, _)| gone.contains(key));
                !gone
            });
            match { remaining }.next().transpose()? {
                Some((_, state)) => plan.moved.push((recipient, *at, state.head.0)),
                None => plan.removed.push((recipient, *at)),
            }
        }
        Ok(plan)
    }

    /// Reads the movements of one record.
    fn read_record(&mut self, engine: &Engine, ended: &Ended) -> Result<(), LedgerError> {
        let mut next = Some(ended.head);
        let mut status = None;
        while let Some(seq) = next {
            let record = engine.record(Seq(seq))?;
            let movement = &record.recorded.movement;
            next = movement.prev.map(|prev| prev.0);
            if movement.key != ended.key || next.is_some_and(|prev| prev >= seq) {
                return Err(LedgerError::Damaged(format!(
                    "the history at movement {seq}"
                )));
            }
            if let Change::Consent(consent) = &movement.change {
                status.get_or_insert(consent.status);
            }
            self.records.insert(seq, record);
        }
        if let Some(status) = status {
            let counts = self.counts.entry(ended.key.brand).or_default();
            counts.change(None, status);
        }
        Ok(())
    }

    fn carry_out(
        &self,
        engine: &Engine,
        ended: &[Ended],
        faults: &mut dyn FnMut(Moment) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        faults(Moment::BeforeErasure)?;
        let mut rewrite = Rewrite::new(engine);
        for (_, from, to) in &self.moved {
            rewrite.copy_address(*from, *to)?;
        }
        let mut batch = rewrite.into_batch();
        Engine::put_erasing(&mut batch, ended);
        engine.commit(&batch)?;
        faults(Moment::ErasureNoted)?;

        self.change_tables(engine, ended)?;
        faults(Moment::ErasureIndexed)?;

        let mut rewrite = Rewrite::new(engine);
        for (seq, record) in &self.records {
            rewrite.erase(Seq(*seq), record)?;
        }
        let mut batch = rewrite.into_batch();
        engine.take_counts(&mut batch, &self.counts)?;
        Engine::remove_erasing(&mut batch);
        engine.commit(&batch)?;
        faults(Moment::AfterErasure)
    }

    /// Takes the records out of the derived keyspaces.
    fn change_tables(&self, engine: &Engine, ended: &[Ended]) -> Result<(), LedgerError> {
        let mut states: BTreeMap<Vec<u8>, Option<u64>> = BTreeMap::new();
        states.extend(
            ended
                .iter()
                .map(|one| (bytes::key_bytes(&one.key).to_vec(), None)),
        );
        states.extend(self.removed.iter().map(|(one, _)| (one.0.to_vec(), None)));
        states.extend(
            self.moved
                .iter()
                .map(|(one, _, to)| (one.0.to_vec(), Some(*to))),
        );
        let mut ingestion = engine.state.start_ingestion()?;
        let mut value = Vec::new();
        for (key, position) in states {
            match position {
                Some(position) => {
                    row::encode_address_position(&mut value, position);
                    ingestion.write(key, value.as_slice())?;
                }
                None => ingestion.write_tombstone(key)?,
            }
        }
        ingestion.finish()?;

        let recorded = || self.records.values().map(|record| &record.recorded);
        let feeds: BTreeSet<_> = recorded()
            .filter_map(|recorded| {
                let (brand, origin) = row::feed_of(recorded)?;
                Some(row::feed_key(brand, origin, recorded.seq.0))
            })
            .collect();
        let mut ingestion = engine.feed.start_ingestion()?;
        for key in feeds {
            ingestion.write_tombstone(key)?;
        }
        ingestion.finish()?;

        let names: BTreeSet<_> = recorded()
            .map(|recorded| {
                let mut key = Vec::new();
                let prefix = row::transaction_prefix(&recorded.transaction);
                row::encode_transaction(&mut key, prefix, recorded.seq.0);
                key
            })
            .collect();
        let mut ingestion = engine.transactions.start_ingestion()?;
        for key in names {
            ingestion.write_tombstone(key)?;
        }
        Ok(ingestion.finish()?)
    }
}
