//! Looking up many records at once.
//!
//! Most keys of a long list are answered in memory: by the fingerprints (no such record), by what
//! lists before have read ([`crate::current`]) or by the tail. The rest is sorted and read from the engine on several threads: one by one where they are
//! few among the records, by running through the rows between them where they are many. A running
//! read costs a tenth of a point read a row. Either way the whole key is compared: a fingerprint
//! alone never decides.

use std::cmp::Ordering;
use std::thread;

use domain::{ConsentKey, Status};

use crate::core::Core;
use crate::current::{self, Audience};
use crate::{LedgerError, bytes, hash, row};

/// How many keys are looked up in memory under one lock.
const KEYS_AT_ONCE: usize = 1024;
/// How many threads read the engine for one list.
const READERS: usize = 2;
/// How many keys are worth a thread.
const KEYS_OF_A_THREAD_MIN: usize = 1024;
/// From one wanted record in so many on, all rows between are run through.
const ROWS_PER_WANTED_MAX: usize = 8;

/// From so many keys on, what a list has read is kept for the next one.
const KEYS_WORTH_KEEPING: usize = 1000;
/// Of how many audiences one list is kept at most.
const AUDIENCES_MAX: usize = 64;

/// A key that is to be read from the engine, and its place in the list.
type Wanted = ([u8; bytes::KEY_LEN], usize);

/// The statuses of records, in the order asked for; `None`: there is no such record.
pub(crate) fn statuses(
    core: &Core,
    keys: &[ConsentKey],
) -> Result<Vec<Option<Status>>, LedgerError> {
    let mut statuses = vec![None; keys.len()];
    // Before anything is looked at: what is recorded from now on is put into these.
    let opened = open_tables(core, keys);
    let mut wanted = Vec::new();
    for (chunk, first) in keys.chunks(KEYS_AT_ONCE).zip((0..).step_by(KEYS_AT_ONCE)) {
        look_in_memory(core, chunk, first, &mut statuses, &mut wanted);
    }
    if wanted.is_empty() {
        return Ok(statuses);
    }
    wanted.sort_unstable();
    let dense = core.known.fingerprints().len() / wanted.len() < ROWS_PER_WANTED_MAX;
    let read = if dense { run_through } else { read_each };
    let part_len = wanted.len().div_ceil(READERS).max(KEYS_OF_A_THREAD_MIN);
    let found =
        thread::scope(|scope| {
            let mut parts = wanted.chunks(part_len);
            let own = parts.next().unwrap_or_default();
            let others: Vec<_> = parts
                .map(|part| scope.spawn(move || read(core, part)))
                .collect();
            let mut found = read(core, own)?;
            for other in others {
                let other = other.join();
                found.extend(other.map_err(|_| {
                    LedgerError::Engine("a reading thread has panicked".to_owned())
                })??);
            }
            Ok::<_, LedgerError>(found)
        })?;
    for (place, status) in &found {
        statuses[*place] = Some(*status);
    }
    fill_tables(core, keys, &opened, &found);
    Ok(statuses)
}

/// Sees to it that the audiences of a long list have tables; their numbers.
fn open_tables(core: &Core, keys: &[ConsentKey]) -> Vec<(Audience, u64)> {
    let mut audiences: Vec<Audience> = Vec::new();
    if keys.len() < KEYS_WORTH_KEEPING {
        return Vec::new();
    }
    for key in keys {
        let audience = current::audience(key);
        if audiences.last() != Some(&audience) && !audiences.contains(&audience) {
            if audiences.len() == AUDIENCES_MAX {
                break;
            }
            audiences.push(audience);
        }
    }
    let mut tables = core.current.tables_mut();
    let opened = audiences
        .into_iter()
        .map(|audience| Some((audience, tables.open(audience)?)));
    opened.flatten().collect()
}

/// Keeps what has been read for the next list.
fn fill_tables(
    core: &Core,
    keys: &[ConsentKey],
    opened: &[(Audience, u64)],
    found: &[(usize, Status)],
) {
    if opened.is_empty() {
        return;
    }
    for chunk in found.chunks(KEYS_AT_ONCE) {
        let mut tables = core.current.tables_mut();
        for (place, status) in chunk {
            let key = &keys[*place];
            let audience = current::audience(key);
            let table = opened.iter().find(|(opened, _)| *opened == audience);
            if let Some((_, number)) = table
                && !tables.fill(audience, *number, key.recipient, *status)
            {
                return;
            }
        }
    }
}

/// Answers from memory what can be answered there; notes what cannot.
fn look_in_memory(
    core: &Core,
    keys: &[ConsentKey],
    first: usize,
    statuses: &mut [Option<Status>],
    wanted: &mut Vec<Wanted>,
) {
    let from = wanted.len();
    {
        let fingerprints = core.known.fingerprints();
        for (key, place) in keys.iter().zip(first..) {
            if fingerprints.contains(hash::fingerprint(key)) {
                wanted.push((bytes::key_bytes(key), place));
            }
        }
    }
    if wanted.len() == from {
        return;
    }
    let mut kept = from;
    {
        let tables = core.current.tables();
        let mut last = None;
        for at in from..wanted.len() {
            let place = wanted[at].1;
            let key = &keys[place - first];
            let audience = current::audience(key);
            let table = match last {
                Some((same, table)) if same == audience => table,
                _ => tables.get(audience),
            };
            last = Some((audience, table));
            if let Some(status) = table.and_then(|table| table.status(&key.recipient)) {
                statuses[place] = Some(status);
            } else {
                wanted.swap(kept, at);
                kept += 1;
            }
        }
    }
    wanted.truncate(kept);
    if wanted.len() == from {
        return;
    }
    let tail = core.tail();
    let mut kept = from;
    for at in from..wanted.len() {
        let place = wanted[at].1;
        if let Some(state) = tail.state(&keys[place - first]) {
            statuses[place] = Some(state.status);
        } else {
            wanted.swap(kept, at);
            kept += 1;
        }
    }
    wanted.truncate(kept);
}

/// Point reads.
fn read_each(core: &Core, wanted: &[Wanted]) -> Result<Vec<(usize, Status)>, LedgerError> {
    let mut found = Vec::new();
    let engine = core.engine()?;
    for (key, place) in wanted {
        if let Some(stored) = engine.state.get(key)? {
            found.push((*place, status(&stored)?));
        }
    }
    Ok(found)
}

/// One read through all rows from the first wanted key to the last.
fn run_through(core: &Core, wanted: &[Wanted]) -> Result<Vec<(usize, Status)>, LedgerError> {
    let mut found = Vec::with_capacity(wanted.len());
    let ([(first, _), ..], [.., (last, _)]) = (wanted, wanted) else {
        return Ok(found);
    };
    let mut left = wanted.iter().peekable();
    let engine = core.engine()?;
    for row in engine.state.range(*first..=*last) {
        let (key, stored) = row.into_inner()?;
        // The same key may be wanted more than once.
        while let Some((wanted_key, place)) = left.peek() {
            match wanted_key.as_slice().cmp(&key) {
                Ordering::Greater => break,
                Ordering::Equal => found.push((*place, status(&stored)?)),
                Ordering::Less => {}
            }
            left.next();
        }
    }
    Ok(found)
}

fn status(stored: &[u8]) -> Result<Status, LedgerError> {
    row::decode_status(stored).ok_or_else(|| LedgerError::Damaged("a record's state".to_owned()))
}
