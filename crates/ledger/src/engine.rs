//! The embedded engine: one fjall database and its keyspaces.
//!
//! | keyspace | rows | written |
//! |---|---|---|
//! | `log` | seq → records ([`crate::log_row`], [`crate::record`]) | synced, before the answer |
//! | `addresses` | seq → sealed addresses ([`crate::log_row`]) | in the same batch as the movements they came with |
//! | `state`, `feed`, `transactions` | [`crate::row`] | as whole tables, a run at a time |
//! | `meta` | [`meta`] | with each run; followers' cursors |
//!
//! A keyspace is written either by batches or by ingestion, never by both: an ingested table and a
//! journal entry of one keyspace would have to be ordered against each other after a crash.

mod batch;
mod folder;
mod journal;
mod log;
mod meta;
mod rewrite;
mod scrub;
mod slot;

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::ops::Bound;
use std::path::Path;
use std::thread;
use std::time::Duration;

use domain::movement::Recorded;
use domain::{Address, ConsentKey, ConsentState, RecipientId, Seq, TransactionId};
use fjall::config::{BlockSizePolicy, CompressionPolicy, FilterPolicy};
use fjall::{CompressionType, Database, Iter, Keyspace, KeyspaceCreateOptions, PersistMode, Slice};
use keys::Keys;

use crate::error::guarded;
use crate::record::Stored;
use crate::records::{Read, Records, record_in};
use crate::{LedgerError, OpenError, bytes, log_row, row};

pub(crate) use batch::{Batch, Table};
pub(crate) use folder::examine;
pub(crate) use journal::rewrite as rewrite_journals;
pub(crate) use rewrite::Rewrite;
pub(crate) use slot::Slot;

/// The database's folder in the data folder.
pub(crate) const FOLDER: &str = "ledger";
/// Where it is made.
const DRAFT: &str = "ledger.new";
/// The keyspaces' names, in the order in which they are made.
const NAMES: [&str; 6] = ["log", "addresses", "state", "feed", "transactions", "meta"];
/// Journals are kept up to this size, in bytes; it bounds what is read again after a crash.
const JOURNAL_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// A block of the log's tables before it is compressed, in bytes: two or three log rows.
const LOG_BLOCK_BYTES: u32 = 8 * 1024;
/// How long closing waits for the engine to write its memtables out.
const FLUSH_WAIT: Duration = Duration::from_secs(10);
/// How often it looks.
const FLUSH_LOOK: Duration = Duration::from_millis(2);
/// How many of its tables it keeps open.
const CACHED_FILES: usize = 384;
/// How many threads flush and compact.
const WORKERS: usize = 2;

/// The open database.
pub(crate) struct Engine {
    db: Database,
    pub(crate) log: Keyspace,
    pub(crate) addresses: Keyspace,
    pub(crate) state: Keyspace,
    pub(crate) feed: Keyspace,
    pub(crate) transactions: Keyspace,
    meta: Keyspace,
}

impl Engine {
    /// Makes the database. It gets its name once it is whole, so that a making which was cut off is begun again, and a
    /// keyspace that is missing under that name is known to be lost.
    pub(crate) fn make(folder: &Path, cache_bytes: u64, keys: &Keys) -> Result<(), OpenError> {
        let draft = folder.join(DRAFT);
        let unusable = |source| OpenError::Folder {
            path: draft.clone(),
            source,
        };
        match fs::remove_dir_all(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unusable(error)),
            _ => {}
        }
        let engine = Self::open_at(&draft, cache_bytes, true)?;
        engine.note_format(keys)?;
        drop(engine);
        let put = || -> io::Result<()> {
            // The engine syncs what is in these, not that they are there.
            File::open(draft.join(folder::KEYSPACES_FOLDER))?.sync_all()?;
            File::open(&draft)?.sync_all()?;
            fs::rename(&draft, folder.join(FOLDER))?;
            File::open(folder)?.sync_all()
        };
        put().map_err(unusable)
    }

    /// Opens the database that is there, and sees that it is whole and the keys are its keys.
    pub(crate) fn open(folder: &Path, cache_bytes: u64, keys: &Keys) -> Result<Self, OpenError> {
        examine(folder)?;
        let engine = Self::open_at(&folder.join(FOLDER), cache_bytes, false)?;
        engine.check_format(folder, keys)?;
        Ok(engine)
    }

    fn open_at(path: &Path, cache_bytes: u64, is_new: bool) -> Result<Self, OpenError> {
        let failed = |error| OpenError::of_engine(path.to_path_buf(), error);
        let builder = Database::builder(path)
            .cache_size(cache_bytes)
            .journal_compression(CompressionType::None)
            .manual_journal_persist(true)
            .max_journaling_size(JOURNAL_BYTES_MAX)
            .max_cached_files(Some(CACHED_FILES))
            .worker_threads(WORKERS);
        let db = guarded(|| builder.open().map_err(failed))?;
        let lost = NAMES.iter().find(|name| !db.keyspace_exists(name));
        if let Some(name) = lost.filter(|_| !is_new) {
            return Err(OpenError::Damaged(format!("the rows of {name} are gone")));
        }
        // Everywhere the engine would compress only what it has moved down twice; the log's tables
        // are moved down as they are, and never would be.
        let compressed = || {
            KeyspaceCreateOptions::default()
                .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        };
        // Positions always exist and feeds are read as ranges: filters would only cost there.
        let scanned = || compressed().filter_policy(FilterPolicy::disabled());
        let log = || scanned().data_block_size_policy(BlockSizePolicy::all(LOG_BLOCK_BYTES));
        // What is not there is known without asking, so the largest level needs no filter.
        let pointed = || compressed().expect_point_read_hits(true);
        let [
            in_log,
            in_addresses,
            in_state,
            in_feed,
            in_transactions,
            in_meta,
        ] = NAMES;
        Ok(Self {
            log: db.keyspace(in_log, log).map_err(failed)?,
            addresses: db.keyspace(in_addresses, scanned).map_err(failed)?,
            state: db.keyspace(in_state, pointed).map_err(failed)?,
            feed: db.keyspace(in_feed, scanned).map_err(failed)?,
            transactions: db.keyspace(in_transactions, scanned).map_err(failed)?,
            meta: db.keyspace(in_meta, pointed).map_err(failed)?,
            db,
        })
    }

    /// Syncs everything written so far.
    pub(crate) fn sync(&self) -> Result<(), LedgerError> {
        Ok(self.db.persist(PersistMode::SyncAll)?)
    }

    /// Whether it takes writes: not after one has failed, be it one of its own threads'.
    pub(crate) fn check_writable(&self) -> Result<(), LedgerError> {
        Ok(self.db.persist(PersistMode::Buffer)?)
    }

    /// Writes the memtables out as tables, so that the journals are done with: less to keep on
    /// disk, and nothing to be read again by the next start. Everything is durable before; what is
    /// not written out in time stays in a journal.
    #[expect(
        clippy::disallowed_methods,
        reason = "the engine tells nobody when it has written a memtable out"
    )]
    pub(crate) fn flush(&self) -> Result<(), LedgerError> {
        let written = [&self.log, &self.addresses, &self.meta];
        for keyspace in written {
            keyspace.rotate_memtable()?;
        }
        let looks = FLUSH_WAIT.as_millis() / FLUSH_LOOK.as_millis();
        for _ in 0..looks {
            if written.iter().all(|one| one.sealed_memtable_count() == 0) {
                break;
            }
            thread::sleep(FLUSH_LOOK);
        }
        Ok(())
    }

    /// The log row that holds a position, if any does, and its first position.
    pub(crate) fn log_row(&self, seq: u64) -> Result<(u64, Slice), LedgerError> {
        let first = log_row::first_beside(seq);
        // Where groups are large it is this one, and a point read is the cheapest.
        if let Some(log_row) = self.log.get(first.to_be_bytes())?
            && log_row::count(&log_row).is_none_or(|count| seq < first + count)
        {
            return Ok((first, log_row));
        }
        let beside = first.to_be_bytes()..=seq.to_be_bytes();
        let row = self.log.range(beside).next_back();
        let (key, log_row) = row.ok_or_else(|| LedgerError::missing(seq))?.into_inner()?;
        Ok((row::seq_at_end(&key).unwrap_or(u64::MAX), log_row))
    }

    /// [`Log::records`](crate::log::Log::records), each read in this way.
    pub(crate) fn read_records<T>(
        &self,
        from: u64,
        end: u64,
        read: Read<T>,
    ) -> impl Iterator<Item = Result<T, LedgerError>> {
        // Where it cannot be found, what the rows then begin with tells why.
        let begin = if from < end {
            self.log_row(from).map_or(from, |(first, _)| first)
        } else {
            end
        };
        let rows = self.log.range(begin.to_be_bytes()..end.to_be_bytes());
        let wanted = usize::try_from(end.saturating_sub(from)).unwrap_or(usize::MAX);
        Records::new(rows, read, begin, from).take(wanted)
    }

    /// The indexed position of the movement that brought a recipient's address.
    pub(crate) fn address_at(&self, recipient: RecipientId) -> Result<Option<u64>, LedgerError> {
        let Some(stored) = self.state.get(recipient.0)? else {
            return Ok(None);
        };
        row::decode_address_position(&stored)
            .map(Some)
            .ok_or_else(|| LedgerError::Damaged(format!("the address of {recipient:?}")))
    }

    /// The address that a movement has brought along, opened; `None`: it has been erased.
    pub(crate) fn address(
        &self,
        keys: &Keys,
        recipient: RecipientId,
        seq: u64,
    ) -> Result<Option<Address>, LedgerError> {
        let beside = log_row::first_beside(seq).to_be_bytes()..=seq.to_be_bytes();
        let Some(row) = self.addresses.range(beside).next_back() else {
            return Ok(None);
        };
        let (key, addresses) = row.into_inner()?;
        let first = row::seq_at_end(&key).unwrap_or(u64::MAX);
        let Some(sealed) = log_row::address(&addresses, first, seq) else {
            return Ok(None);
        };
        keys.open_address(recipient, sealed)
            .map(Some)
            .ok_or_else(|| LedgerError::Damaged(format!("the address of {recipient:?}")))
    }

    /// An indexed state.
    pub(crate) fn state(&self, key: &ConsentKey) -> Result<Option<ConsentState>, LedgerError> {
        let Some(stored) = self.state.get(bytes::key_bytes(key))? else {
            return Ok(None);
        };
        row::decode_state(&stored)
            .map(Some)
            .ok_or_else(|| bad_state(key))
    }

    /// The indexed states of a recipient, by key.
    pub(crate) fn states_of(
        &self,
        recipient: RecipientId,
    ) -> impl Iterator<Item = Result<(ConsentKey, ConsentState), LedgerError>> {
        states(self.state.prefix(recipient.0))
    }

    /// The indexed states of the keys after this one, or of all, by key.
    pub(crate) fn states_after(
        &self,
        after: Option<&ConsentKey>,
    ) -> impl Iterator<Item = Result<(ConsentKey, ConsentState), LedgerError>> {
        let after = after.map(bytes::key_bytes);
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        states(self.state.range((after, Bound::Unbounded)))
    }

    /// Indexed positions of a name whose whole has to be compared.
    pub(crate) fn candidates(
        &self,
        transaction: &TransactionId,
    ) -> impl Iterator<Item = Result<u64, LedgerError>> {
        let prefix = row::transaction_row(row::transaction_prefix(transaction));
        self.transactions.prefix(prefix).map(|row| {
            row::transaction_seq(&row.key()?)
                .ok_or_else(|| LedgerError::Damaged("a transaction's row".to_owned()))
        })
    }

    /// Bytes on disk, journals included.
    pub(crate) fn disk_bytes(&self) -> Result<u64, LedgerError> {
        Ok(self.db.disk_space()?)
    }

    /// Whether there is anything where the database of a data folder lies; an empty folder is nothing.
    pub(crate) fn exists(folder: &Path) -> Result<bool, OpenError> {
        let path = folder.join(FOLDER);
        match fs::read_dir(&path) {
            Ok(mut entries) => Ok(entries.next().is_some()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) if error.kind() == ErrorKind::NotADirectory => Ok(true),
            Err(source) => Err(OpenError::Folder { path, source }),
        }
    }

    /// The movements at these positions, ascending, without those erased; all others must exist.
    pub(crate) fn movements(&self, seqs: &[u64]) -> Result<Vec<Recorded>, LedgerError> {
        let mut movements = Vec::with_capacity(seqs.len());
        let mut last: Option<(u64, Slice)> = None;
        for seq in seqs {
            // Neighbours lie in one log row.
            let beside = match &last {
                Some((first, log_row))
                    if log_row::first_beside(*first) == log_row::first_beside(*seq) =>
                {
                    record_in(*first, log_row, Seq(*seq))?
                }
                _ => None,
            };
            let stored = if let Some(stored) = beside {
                stored
            } else {
                let (first, log_row) = self.log_row(*seq)?;
                let stored = record_in(first, &log_row, Seq(*seq))?;
                last = Some((first, log_row));
                stored.ok_or_else(|| LedgerError::missing(*seq))?
            };
            if let Stored::Kept(record) = stored {
                movements.push(record.recorded);
            }
        }
        Ok(movements)
    }
}

/// The states among rows of `state`.
fn states(rows: Iter) -> impl Iterator<Item = Result<(ConsentKey, ConsentState), LedgerError>> {
    rows.filter_map(|row| {
        let read = || {
            let (key, stored) = row.into_inner()?;
            if row::address_recipient(&key).is_some() {
                return Ok(None);
            }
            let key = bytes::read_key(&key)
                .ok_or_else(|| LedgerError::Damaged("a state's key".to_owned()))?;
            let state = row::decode_state(&stored).ok_or_else(|| bad_state(&key))?;
            Ok(Some((key, state)))
        };
        read().transpose()
    })
}

fn bad_state(key: &ConsentKey) -> LedgerError {
    LedgerError::Damaged(format!("the state of {key:?}"))
}
