//! Opening: from what is on disk to a ledger that can go on.
//!
//! The log is the truth. The tail behind the index cursor is read again, each record checked, each
//! chain pointer compared with the state it continues, and folded into the active run just as the
//! sequencer does. What an interrupted indexing has left beyond the cursor is overwritten later.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

use domain::movement::Recorded;
use domain::{BrandCode, ConsentState, Seq, rules};
use keys::Keys;

use crate::chain::{self, Chain};
use crate::core::{Core, Found};
use crate::engine::{self, Engine};
use crate::faults::Faults;
use crate::hash::Map;
use crate::known::Known;
use crate::log::Log as _;
use crate::record::{Record, Stored};
use crate::run::Run;
use crate::{BrandCounts, LedgerError, OpenError, Options, bytes, erasure, row};

/// The file that keeps a second process out.
const LOCK_FILE: &str = "lock";
/// Is there from a clean end until the next start.
const CLOSED_FILE: &str = "closed";
/// How many keys are noted at once while the index is read.
const KEYS_AT_ONCE: usize = 4096;

/// Keeps a data folder from every other process; dropping it gives it back.
pub struct FolderLock(#[expect(dead_code, reason = "held, not used")] File);

/// Takes a data folder, making it if need be. `InUse`: another process has it.
pub fn lock_folder(folder: &Path) -> Result<FolderLock, OpenError> {
    let unusable = |path: &Path| {
        let path = path.to_path_buf();
        move |source| OpenError::Folder { path, source }
    };
    fs::create_dir_all(folder).map_err(unusable(folder))?;
    let path = folder.join(LOCK_FILE);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(unusable(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock(file)),
        Err(fs::TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_path_buf())),
        Err(fs::TryLockError::Error(source)) => Err(unusable(&path)(source)),
    }
}

/// Reads what is there and makes the ledger ready.
pub(crate) fn open(folder: &Path, options: Options, faults: Faults) -> Result<Core, OpenError> {
    let exists = Engine::exists(folder)?;
    let keys = match Keys::read(folder)? {
        Some(keys) => keys,
        None if exists => return Err(OpenError::KeyFile(Keys::path(folder))),
        None => Keys::create(folder, options.random.as_ref())?,
    };
    if exists {
        engine::examine(folder)?;
    } else {
        Engine::make(folder, options.cache_bytes, &keys)?;
    }
    trust_journals(folder, !exists)?;
    let engine = Engine::open(folder, options.cache_bytes, &keys)?;
    erasure::complete(&engine)?;
    let (known, states) = read_known(&engine)?;
    let mut counts = engine.counts().collect::<Result<Map<_, _>, _>>()?;
    // More may be there, from an indexing that was cut off; fewer may not.
    let counted = counts.values().map(BrandCounts::records);
    let counted = counted.fold(0, u64::saturating_add);
    if states < counted {
        let what = format!("{states} states are left of {counted}");
        return Err(OpenError::Damaged(what));
    }
    let (indexed, end) = (engine.indexed()?, engine.end()?);
    if end < indexed {
        return Err(OpenError::Damaged(format!("movement {end} is missing")));
    }
    let mut last_recorded_at = match indexed.checked_sub(1) {
        Some(last) => engine.stored(Seq(last))?.recorded_at().as_millis(),
        None => i64::MIN,
    };
    let mut run = Run::new(indexed, options.run_movements);
    for stored in engine.records(indexed, end) {
        let stored = stored?;
        last_recorded_at = last_recorded_at.max(stored.recorded_at().as_millis());
        match stored {
            Stored::Kept(record) => replay(&engine, &mut run, &mut counts, &record)?,
            Stored::Erased(_) => run.push_erased(),
        }
    }
    if run.end() != end {
        return Err(OpenError::Damaged(format!(
            "movement {} is missing",
            run.end()
        )));
    }
    let introduced = run.slots().iter();
    let introduced = introduced.filter(|slot| run.brought_by(slot).is_some());
    known.add_recipients(introduced.map(|slot| slot.key.recipient));
    known.add_keys(run.slots().iter().map(|slot| &slot.key));
    tracing::info!(movements = end, tail = run.len(), "the ledger is open");
    let found = Found {
        keys,
        engine,
        known,
        active: run,
        counts,
        last_recorded_at,
    };
    Ok(Core::new(folder.to_path_buf(), options, found, faults))
}

/// Unless the ledger was closed, nobody knows whether a sync had failed before it ended: what its journals show is
/// made sure to be on disk. What was made just now was synced just now.
fn trust_journals(folder: &Path, is_new: bool) -> Result<(), OpenError> {
    let closed = folder.join(CLOSED_FILE);
    match fs::remove_file(&closed) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound && is_new => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => {
            return Err(OpenError::Folder {
                path: closed,
                source,
            });
        }
    }
    engine::rewrite_journals(folder).map_err(|source| OpenError::Folder {
        path: folder.join(engine::FOLDER),
        source,
    })
}

/// Notes that everything was written and synced before the end.
pub(crate) fn note_closed(folder: &Path) {
    // Without it the next start only does more than it needs to.
    let _missing = File::create(folder.join(CLOSED_FILE));
}

/// What is in the index, and how many states there are.
fn read_known(engine: &Engine) -> Result<(Known, u64), LedgerError> {
    let known = Known::new();
    let mut states = 0;
    let mut keys = Vec::with_capacity(KEYS_AT_ONCE);
    let mut recipients = Vec::with_capacity(KEYS_AT_ONCE);
    for row in engine.state.iter() {
        let stored = row.key()?;
        if let Some(recipient) = row::address_recipient(&stored) {
            recipients.push(recipient);
        } else {
            let key = bytes::read_key(&stored);
            keys.push(key.ok_or_else(|| LedgerError::Damaged("a state's key".to_owned()))?);
            states += 1;
        }
        if keys.len().max(recipients.len()) == KEYS_AT_ONCE {
            known.add_keys(keys.iter());
            known.add_recipients(recipients.drain(..));
            keys.clear();
        }
    }
    known.add_keys(keys.iter());
    known.add_recipients(recipients.into_iter());
    Ok((known, states))
}

fn replay(
    engine: &Engine,
    run: &mut Run,
    counts: &mut Map<BrandCode, BrandCounts>,
    record: &Record,
) -> Result<(), LedgerError> {
    let recorded = &record.recorded;
    let before = before(engine, run, recorded)?;
    let status = before.as_ref().map(|state| state.status);
    let after = rules::apply(before, recorded).ok_or_else(|| broken_chain(recorded))?;
    counts
        .entry(recorded.brand())
        .or_default()
        .change(status, after.status);
    run.push(recorded, after, record.brings_address);
    Ok(())
}

/// The state that a movement of the tail continues.
fn before(
    engine: &Engine,
    run: &Run,
    recorded: &Recorded,
) -> Result<Option<ConsentState>, LedgerError> {
    let movement = &recorded.movement;
    let state = match (run.state(&movement.key), movement.prev) {
        (Some(state), _) => Some(state.clone()),
        (None, None) => None,
        (None, Some(prev)) => match engine.state(&movement.key)? {
            Some(state) if state.head == prev => Some(state),
            // An indexing that was interrupted before its cursor moved was here already.
            _ => {
                let chain = Chain::new(engine, movement.key, Some(prev));
                chain::fold(&chain.collect::<Result<Vec<_>, _>>()?)
            }
        },
    };
    if state.as_ref().map(|state| state.head) != movement.prev {
        return Err(broken_chain(recorded));
    }
    Ok(state)
}

fn broken_chain(recorded: &Recorded) -> LedgerError {
    LedgerError::Damaged(format!("the history at movement {}", recorded.seq.0))
}
