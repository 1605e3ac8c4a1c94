//! What the ledger's threads and handles share, and how a reader sees it.
//!
//! A reader looks in the active run, the frozen run (both under one lock, so that it never falls
//! between them) and then in the engine. The frozen run is dropped only when the engine's tables
//! hold all of it, so a movement is always in at least one place.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::task::Context;
use std::time::Duration;

use domain::{Address, BrandCode, ConsentKey, ConsentState, RecipientId, Seq, TransactionId};
use keys::Keys;
use tokio::sync::watch;

use crate::current::{self, Current};
use crate::engine::{Engine, Slot};
use crate::faults::{Faults, Moment};
use crate::hash::Map;
use crate::known::Known;
use crate::log::Log;
use crate::mode::Mode;
use crate::record::Stored;
use crate::run::Run;
use crate::{BrandCounts, LedgerError, Options, parking};

/// What the threads and handles of one ledger share.
pub(crate) struct Core {
    pub(crate) options: Options,
    pub(crate) keys: Keys,
    /// The data folder.
    pub(crate) folder: PathBuf,
    pub(crate) engine: Slot,
    pub(crate) mode: Mode,
    pub(crate) known: Known,
    pub(crate) current: Current,
    tail: RwLock<Tail>,
    counts: RwLock<Map<BrandCode, BrandCounts>>,
    end: AtomicU64,
    end_sender: watch::Sender<u64>,
    last_recorded_at: AtomicU64,
    erasures: AtomicU64,
    faults: Mutex<Faults>,
}

/// What recovery has found, to begin with.
pub(crate) struct Found {
    pub(crate) keys: Keys,
    pub(crate) engine: Engine,
    pub(crate) known: Known,
    pub(crate) active: Run,
    pub(crate) counts: Map<BrandCode, BrandCounts>,
    pub(crate) last_recorded_at: i64,
}

/// What the derived keyspaces do not hold yet.
pub(crate) struct Tail {
    pub(crate) active: Run,
    /// Being handed to the engine.
    pub(crate) frozen: Option<Arc<Run>>,
}

impl Tail {
    /// The oldest position that is in memory.
    pub(crate) fn first(&self) -> u64 {
        self.frozen
            .as_ref()
            .map_or(self.active.first(), |frozen| frozen.first())
    }

    /// The runs, newest first.
    pub(crate) fn runs(&self) -> impl DoubleEndedIterator<Item = &Run> {
        std::iter::once(&self.active).chain(self.frozen.as_deref())
    }

    /// A record's state, if the tail touched it.
    pub(crate) fn state(&self, key: &ConsentKey) -> Option<&ConsentState> {
        self.runs().find_map(|run| run.state(key))
    }
}

impl Core {
    pub(crate) fn new(folder: PathBuf, options: Options, found: Found, faults: Faults) -> Self {
        let Found {
            keys,
            engine,
            known,
            active,
            counts,
            last_recorded_at,
        } = found;
        let end = active.end();
        Self {
            options,
            keys,
            folder,
            engine: Slot::new(engine),
            mode: Mode::default(),
            known,
            current: Current::new(current::MEMORY_BYTES_MAX),
            tail: RwLock::new(Tail {
                active,
                frozen: None,
            }),
            counts: RwLock::new(counts),
            end: AtomicU64::new(end),
            end_sender: watch::Sender::new(end),
            last_recorded_at: AtomicU64::new(last_recorded_at.cast_unsigned()),
            erasures: AtomicU64::new(0),
            faults: Mutex::new(faults),
        }
    }

    /// The engine, for one call.
    pub(crate) fn engine(&self) -> Result<Arc<Engine>, LedgerError> {
        self.engine.get()
    }

    /// The log, for one call.
    pub(crate) fn log(&self) -> Result<Arc<impl Log + use<>>, LedgerError> {
        self.engine.get()
    }

    /// A record's state as far as it is indexed, which may be behind the tail's.
    pub(crate) fn indexed_state(
        &self,
        key: &ConsentKey,
    ) -> Result<Option<ConsentState>, LedgerError> {
        self.engine.get()?.state(key)
    }

    /// Lets a write fail where a test wants it to.
    pub(crate) fn fault(&self, moment: Moment) -> Result<(), LedgerError> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        faults(moment)
    }

    pub(crate) fn tail(&self) -> RwLockReadGuard<'_, Tail> {
        self.tail.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tail_mut(&self) -> RwLockWriteGuard<'_, Tail> {
        self.tail.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn counts(&self) -> RwLockReadGuard<'_, Map<BrandCode, BrandCounts>> {
        self.counts.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn counts_mut(&self) -> RwLockWriteGuard<'_, Map<BrandCode, BrandCounts>> {
        self.counts.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of movements that readers may see.
    pub(crate) fn end(&self) -> u64 {
        self.end.load(Ordering::Acquire)
    }

    /// Lets readers see movements up to `end`, the last of them recorded at this time.
    pub(crate) fn set_end(&self, end: u64, recorded_at: i64) {
        self.last_recorded_at
            .store(recorded_at.cast_unsigned(), Ordering::Release);
        self.end.store(end, Ordering::Release);
        self.end_sender.send_replace(end);
    }

    /// Tells of new ends.
    pub(crate) fn watch_end(&self) -> watch::Receiver<u64> {
        self.end_sender.subscribe()
    }

    /// Sleeps until the end is at `wanted`, the ledger has stopped, or the time is up; the end then.
    /// It may wake early.
    pub(crate) fn wait_for_end(&self, wanted: u64, at_most: Duration) -> u64 {
        let mut end = self.watch_end();
        let mut changed = std::pin::pin!(end.changed());
        let waker = parking::unparker();
        // Subscribed before the end is looked at, it hears of whatever comes after.
        if self.end() < wanted
            && self.mode.check_open().is_ok()
            && changed
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        {
            std::thread::park_timeout(at_most);
        }
        self.end()
    }

    /// When the last movement was recorded, in milliseconds since 1970; `i64::MIN` if there is none.
    pub(crate) fn last_recorded_at(&self) -> i64 {
        self.last_recorded_at.load(Ordering::Acquire).cast_signed()
    }

    /// How many erasures have been completed.
    pub(crate) fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Says that one more erasure has been completed. No state read after this shows any of it.
    pub(crate) fn note_erasure(&self) {
        self.erasures.fetch_add(1, Ordering::AcqRel);
    }

    /// Stops the ledger for good after a failure that only a restart mends; the first reason stays.
    pub(crate) fn stop(&self, why: impl Into<String>) {
        self.mode.stop(why, true);
        self.wake_followers();
    }

    /// Stops the ledger because it is closed.
    pub(crate) fn end_closed(&self) {
        self.mode.stop("it has been closed", false);
        self.wake_followers();
    }

    /// Takes nothing until the engine has been opened anew: a write has failed.
    pub(crate) fn suspend(&self, why: impl Into<String>) {
        self.mode.suspend(why);
        self.wake_followers();
    }

    /// Waiting followers look again, and find what has become of it.
    pub(crate) fn wake_followers(&self) {
        self.end_sender.send_modify(|_| {});
    }

    /// Why nothing can be taken now, if so.
    pub(crate) fn check_running(&self) -> Result<(), LedgerError> {
        self.mode.check_running()
    }

    /// Hands the result of a write on that is none of the committer's; after a failure the engine takes no more
    /// until it is opened anew.
    pub(crate) fn written<T>(&self, result: Result<T, LedgerError>) -> Result<T, LedgerError> {
        if let Err(error) = &result {
            self.suspend(error.to_string());
        }
        result
    }

    /// Drops the frozen run: the engine holds it.
    pub(crate) fn thaw(&self) {
        let frozen = self.tail_mut().frozen.take();
        // Freeing this much memory takes a while; not under the lock.
        drop(frozen);
        self.mode.signal();
    }

    /// Waits until no run is frozen, or nothing is taken any more.
    pub(crate) fn wait_for_thaw(&self) {
        self.mode
            .wait_until(|| self.tail().frozen.is_none() || self.check_running().is_err());
    }

    /// A record's current state.
    pub(crate) fn state(&self, key: &ConsentKey) -> Result<Option<ConsentState>, LedgerError> {
        if !self.known.may_have(key) {
            return Ok(None);
        }
        if let Some(state) = self.tail().state(key) {
            return Ok(Some(state.clone()));
        }
        self.engine()?.state(key)
    }

    /// All current states of a recipient, by key.
    pub(crate) fn records_of(
        &self,
        recipient: RecipientId,
    ) -> Result<Vec<(ConsentKey, ConsentState)>, LedgerError> {
        let mut found = Map::default();
        {
            let tail = self.tail();
            for slot in tail.runs().rev().flat_map(|run| run.records_of(&recipient)) {
                found.insert(slot.key, slot.state.clone());
            }
        }
        for row in self.engine()?.states_of(recipient) {
            let (key, state) = row?;
            // The engine may have been handed a run since the tail was looked at.
            let newest = found.entry(key).or_insert_with(|| state.clone());
            if newest.head < state.head {
                *newest = state;
            }
        }
        let mut records: Vec<_> = found.into_iter().collect();
        records.sort_unstable_by_key(|record| record.0);
        Ok(records)
    }

    /// A recipient's address, opened.
    pub(crate) fn address(&self, recipient: RecipientId) -> Result<Option<Address>, LedgerError> {
        let in_tail = self
            .tail()
            .runs()
            .find_map(|run| run.address_at(&recipient));
        let engine = self.engine()?;
        match in_tail.map_or_else(|| engine.address_at(recipient), |seq| Ok(Some(seq)))? {
            Some(seq) => engine.address(&self.keys, recipient, seq),
            None => Ok(None),
        }
    }

    /// Where a name stands.
    pub(crate) fn find(&self, transaction: &TransactionId) -> Result<Option<Seq>, LedgerError> {
        let candidates: Vec<u64> = self
            .tail()
            .runs()
            .flat_map(|run| run.candidates(transaction))
            .collect();
        let engine = self.engine()?;
        for candidate in candidates
            .into_iter()
            .map(Ok)
            .chain(engine.candidates(transaction))
        {
            let seq = Seq(candidate?);
            if let Stored::Kept(record) = engine.stored(seq)?
                && record.recorded.transaction == *transaction
            {
                return Ok(Some(seq));
            }
        }
        Ok(None)
    }
}
