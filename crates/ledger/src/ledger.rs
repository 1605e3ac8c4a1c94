//! The ledger as its users see it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use domain::movement::Recorded;
use domain::{
    Address, BrandCode, ConsentKey, ConsentState, Origin, RecipientId, Seq, Status, Timestamp,
    TransactionId,
};

use crate::chain::{self, Chain};
use crate::committer::{self, Committer};
use crate::core::Core;
use crate::engine::Engine;
use crate::error::guarded;
use crate::faults::Faults;
use crate::feed::{self, Window};
use crate::follower::Follower;
use crate::log::Log as _;
use crate::queue::{Message, Queue};
use crate::recovery::{self, FolderLock};
use crate::sequencer::Sequencer;
use crate::{
    BrandCounts, Command, Erasure, LedgerError, OpenError, Options, Outcome, erasure, indexer,
    list, parking, restorer,
};

/// A handle on an open ledger; clones share it. Reads answer from memory or the engine in
/// microseconds and see everything that was acknowledged before they began.
///
/// The folder is given free when the last handle (and [`Follower`]) is dropped.
#[derive(Clone)]
pub struct Ledger {
    shared: Arc<Shared>,
}

/// What handles share; dropped with the last of them.
struct Shared {
    queue: Queue,
    threads: Mutex<Vec<JoinHandle<()>>>,
    core: Arc<Core>,
    _lock: FolderLock,
}

/// A piece of a brand's feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Movements that set a status, oldest first.
    pub movements: Vec<Recorded>,
    /// Whether more follow within the bounds that were asked for.
    pub more: bool,
}

impl Ledger {
    /// Whether a folder holds a ledger, whole or damaged. Takes no lock and changes nothing.
    pub fn exists(folder: &Path) -> Result<bool, OpenError> {
        Engine::exists(folder)
    }

    /// Opens the ledger in a folder, making it (and the key file, mode 0600) if there is none.
    pub fn open(folder: &Path, options: Options) -> Result<Self, OpenError> {
        Self::open_with_faults(folder, options, Box::new(|_| Ok(())))
    }

    /// [`Ledger::open`], with writes that fail as they are told to: for tests.
    #[doc(hidden)]
    pub fn open_with_faults(
        folder: &Path,
        options: Options,
        faults: Faults,
    ) -> Result<Self, OpenError> {
        let lock = recovery::lock_folder(folder)?;
        let core = Arc::new(guarded(|| recovery::open(folder, options, faults))?);
        let (message_sender, messages) = mpsc::channel();
        let (frozen_sender, frozen) = mpsc::channel();
        let (group_sender, groups) = mpsc::channel();
        let queue = Queue::new(message_sender.clone(), core.options.queue_commands);
        let committer = Arc::new(Mutex::new(Committer {
            core: Arc::clone(&core),
            frozen: frozen_sender,
            doubt: None,
        }));
        let sequencer = Sequencer::new(
            Arc::clone(&core),
            messages,
            Arc::clone(&committer),
            group_sender,
        );
        let (watched, restored) = (Arc::clone(&core), Arc::clone(&committer));
        let start = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let started = thread::Builder::new().name(name.to_owned()).spawn(work);
            started.map_err(|source| OpenError::Folder {
                path: folder.to_path_buf(),
                source,
            })
        };
        // Dropped on failure, so that a thread already started ends.
        let shared = Shared {
            queue,
            threads: Mutex::default(),
            core,
            _lock: lock,
        };
        let indexer = start(
            "ledger-indexer",
            Box::new(move || indexer::run(&watched, &frozen)),
        )?;
        shared.threads().push(indexer);
        shared.threads().push(start(
            "ledger-restorer",
            Box::new(move || restorer::run(&restored)),
        )?);
        shared.threads().push(start(
            "ledger-committer",
            Box::new(move || committer::run(&committer, &groups, message_sender)),
        )?);
        shared.threads().push(start(
            "ledger-sequencer",
            Box::new(move || sequencer.run()),
        )?);
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Decides the commands in order and appends what is accepted. When it returns, every
    /// outcome is durable and every later read sees it. One answer per command, in order.
    ///
    /// More than [`crate::GROUP_COMMANDS_MAX`] commands are decided in several goes, other callers' between
    /// them. If the future is dropped, what is queued already is still carried out; what had to
    /// wait for room in the queue is not.
    pub async fn submit(&self, commands: Vec<Command>) -> Result<Vec<Outcome>, LedgerError> {
        self.shared.queue.submit(self.core(), commands).await
    }

    /// [`Ledger::submit`] for threads outside a runtime.
    pub fn submit_blocking(&self, commands: Vec<Command>) -> Result<Vec<Outcome>, LedgerError> {
        parking::block_on(self.submit(commands))
    }

    /// Erases those of the records that have ended (their status is refusal) and whose last
    /// movement was recorded before an instant; the others are left alone, as are those that do not
    /// exist. Durable when it returns, and no later read sees any of them; [`Ledger::scrub`] says
    /// when their bytes are gone from the disk.
    pub async fn erase(
        &self,
        keys: &[ConsentKey],
        before: Timestamp,
    ) -> Result<Erasure, LedgerError> {
        self.shared.queue.erase(self.core(), keys, before).await
    }

    /// [`Ledger::erase`] for threads outside a runtime.
    pub fn erase_blocking(
        &self,
        keys: &[ConsentKey],
        before: Timestamp,
    ) -> Result<Erasure, LedgerError> {
        parking::block_on(self.erase(keys, before))
    }

    /// The records that have ended and whose last movement was recorded before an instant, by key,
    /// those after `after`, at most `limit`. Runs through the states; a few million a second.
    pub fn ended(
        &self,
        before: Timestamp,
        after: Option<&ConsentKey>,
        limit: usize,
    ) -> Result<Vec<ConsentKey>, LedgerError> {
        erasure::all_ended(self.core(), before, after, limit)
    }

    /// Takes what has been erased from the disk: until this is done, or the engine has merged its
    /// files by itself, the bytes are still in older files. Writes all there is once, while the
    /// ledger goes on working; meant to be done once after many erasures, and not beside one. Does
    /// nothing if nothing was erased since, whoever erased it and whenever.
    pub fn scrub(&self) -> Result<(), LedgerError> {
        self.core().check_running()?;
        let engine = self.core().engine()?;
        self.core().written(engine.scrub())
    }

    /// The pseudonym of an address.
    pub fn recipient_id(&self, address: &Address) -> RecipientId {
        self.core().keys.recipient_id(address)
    }

    /// The current state of one record.
    pub fn state(&self, key: &ConsentKey) -> Result<Option<ConsentState>, LedgerError> {
        self.core().state(key)
    }

    /// The current statuses of many records, in the order asked for; `None`: no such record.
    /// Made for long lists: sorts them, and asks the engine for those alone that may exist.
    pub fn statuses(&self, keys: &[ConsentKey]) -> Result<Vec<Option<Status>>, LedgerError> {
        list::statuses(self.core(), keys)
    }

    /// The state of one record as it was at an instant (movements recorded at or before it).
    pub fn state_at(
        &self,
        key: &ConsentKey,
        instant: Timestamp,
    ) -> Result<Option<ConsentState>, LedgerError> {
        match self.core().state(key)? {
            Some(state) if state.recorded_at <= instant && state.head == state.decided_by => {
                Ok(Some(state))
            }
            Some(state) => {
                let log = self.core().log()?;
                let chain = Chain::new(&*log, *key, Some(state.head));
                unless_erased(chain::state_at(chain, instant))
            }
            None => Ok(None),
        }
    }

    /// All records of one recipient, by key.
    pub fn records_of(
        &self,
        recipient: RecipientId,
    ) -> Result<Vec<(ConsentKey, ConsentState)>, LedgerError> {
        self.core().records_of(recipient)
    }

    /// One movement. `None`: the end has not come so far, or it has been erased.
    pub fn movement(&self, seq: Seq) -> Result<Option<Recorded>, LedgerError> {
        if seq.0 >= self.core().end() {
            return Ok(None);
        }
        unless_erased(
            self.core()
                .log()?
                .record(seq)
                .map(|record| Some(record.recorded)),
        )
    }

    /// The movements of one record, newest first, of every kind.
    pub fn history(&self, key: &ConsentKey) -> Result<Vec<Recorded>, LedgerError> {
        match self.core().state(key)? {
            Some(state) => {
                let log = self.core().log()?;
                unless_erased(Chain::new(&*log, *key, Some(state.head)).collect())
            }
            None => Ok(Vec::new()),
        }
    }

    /// A brand's movements of one origin that set a status, after `after`, recorded within
    /// `[from, until]`, oldest first, at most `limit` (and [`feed::PAGE_MOVEMENTS_MAX`]).
    pub fn feed(
        &self,
        brand: BrandCode,
        origin: Origin,
        after: Option<Seq>,
        from: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<FeedPage, LedgerError> {
        feed::page(
            self.core(),
            &Window {
                brand,
                origin,
                after,
                from,
                until,
                limit,
            },
        )
    }

    /// Where the movement of this name stands.
    pub fn find(&self, transaction: TransactionId) -> Result<Option<Seq>, LedgerError> {
        self.core().find(&transaction)
    }

    /// The address behind a pseudonym, opened. `None`: none, or erased. Callers see to it that
    /// only those entitled get it.
    pub fn address(&self, recipient: RecipientId) -> Result<Option<Address>, LedgerError> {
        self.core().address(recipient)
    }

    /// How many records a brand has now.
    pub fn counts(&self, brand: BrandCode) -> BrandCounts {
        self.core()
            .counts()
            .get(&brand)
            .copied()
            .unwrap_or_default()
    }

    /// The brands that have records, by number, with how many they have now.
    pub fn brands(&self) -> BTreeMap<BrandCode, BrandCounts> {
        let counts = self.core().counts();
        let brands = counts.iter().map(|(brand, counts)| (*brand, *counts));
        brands.filter(|(_, counts)| counts.records() > 0).collect()
    }

    /// The position the next movement will get: the number of movements.
    pub fn end(&self) -> Seq {
        Seq(self.core().end())
    }

    /// When the newest movement was recorded. `None`: there is none.
    pub fn newest_recorded_at(&self) -> Option<Timestamp> {
        let millis = self.core().last_recorded_at();
        (self.core().end() > 0).then(|| Timestamp::from_millis(millis))
    }

    /// A reader of the whole log that goes on where the one of this name left off (at first: at
    /// the beginning). The name is 1 to 64 of a–z, 0–9 and `-`.
    pub fn follow(&self, name: &str) -> Result<Follower, LedgerError> {
        Follower::open(Arc::clone(self.core()), name)
    }

    /// Seals bytes under the ledger's key for keeping elsewhere (`context` is authenticated).
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let core = self.core();
        core.keys
            .seal_data(core.options.random.as_ref(), context, plain)
    }

    /// Opens what [`Ledger::seal`] made for the same context.
    pub fn unseal(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.core().keys.open_data(context, sealed)
    }

    /// A MAC of bytes under the ledger's key (HMAC-SHA-256), for what is to be recognised and not kept,
    /// or handed out and recognised when it comes back. `context` says what it is of: the MACs of two
    /// contexts have nothing to do with each other.
    pub fn mac(&self, context: &[u8], data: &[u8]) -> [u8; 32] {
        self.core().keys.mac(context, data)
    }

    /// Bytes on disk: the log, what is derived from it, and the engine's journals.
    pub fn disk_bytes(&self) -> Result<u64, LedgerError> {
        self.core().engine()?.disk_bytes()
    }

    /// Finishes what was submitted, hands the tail to the engine and closes. Idempotent. Reads go
    /// on; what is submitted from now on is [`LedgerError::Stopped`].
    pub fn close(&self) -> Result<(), LedgerError> {
        let mut threads = self.shared.threads();
        if threads.is_empty() {
            return Ok(());
        }
        self.shared.end(&mut threads, Message::Close);
        let core = self.core();
        let result = core.check_running().and_then(|()| {
            let engine = core.engine()?;
            engine.sync()?;
            engine.flush()
        });
        if result.is_ok() {
            recovery::note_closed(&core.folder);
        }
        core.end_closed();
        result
    }

    /// Whether movements are taken now. While they are not, no refusal can be recorded, so that nobody may rely on
    /// the states there are to send anything.
    pub fn check_running(&self) -> Result<(), LedgerError> {
        self.core().check_running()
    }

    /// Resolves once everything before it in the queue has been decided and written: that it does tells that the
    /// ledger works. It writes nothing.
    pub async fn answers(&self) -> Result<(), LedgerError> {
        let engine = self.core().engine()?;
        // Its own threads may have failed to write since, which the next group would find out.
        self.core().written(engine.check_writable())?;
        drop(engine);
        self.shared.queue.turn(self.core()).await
    }

    /// Resolves when the ledger has stopped after a failure that only a restart mends; says which.
    pub async fn failed(&self) -> String {
        let mut end = self.core().watch_end();
        loop {
            end.mark_unchanged();
            if let Some(why) = self.core().mode.failure() {
                return why;
            }
            // Its sender lives as long as this handle.
            let _changed = end.changed().await;
        }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.shared.core
    }
}

/// A record that has been erased since its state was read is no record.
fn unless_erased<T: Default>(read: Result<T, LedgerError>) -> Result<T, LedgerError> {
    match read {
        Err(LedgerError::Erased(_)) => Ok(T::default()),
        read => read,
    }
}

impl Shared {
    fn threads(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, threads: &mut Vec<JoinHandle<()>>, message: Message) {
        self.queue.send_last(message);
        self.core.mode.close();
        for thread in threads.drain(..) {
            if thread.join().is_err() {
                self.core.stop("one of its threads has panicked");
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let mut threads = std::mem::take(&mut *self.threads());
        self.end(&mut threads, Message::Leave);
        self.core.end_closed();
    }
}
