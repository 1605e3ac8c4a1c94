//! The time stamps that have been obtained: one file each, found by the size they cover.

mod document;
pub(crate) mod name;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use tlog::VerifierKey;

use crate::error::{Damage, LogError, OpenError};
use crate::layout::STAMPS_FOLDER;
use crate::storage::Storage;

pub use document::Stamp;
pub(crate) use name::Name;

/// All stamps of a log; clones share them.
#[derive(Clone)]
pub struct Stamps {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Arc<dyn Storage>,
    log: VerifierKey,
    /// By the size each covers.
    index: RwLock<BTreeMap<u64, Name>>,
}

/// A stretch of movements that was stamped later than the period allows (rule 58).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first movement that waited too long.
    pub from: u64,
    /// The size of the checkpoint whose stamp ended it.
    pub until: u64,
    /// When the first was recorded, in seconds since 1970.
    pub since: i64,
    /// When the stamp was made, in seconds since 1970.
    pub stamped_at: i64,
}

impl Stamps {
    /// Finds the stamps of a data folder. `log` is what their checkpoints are signed with.
    pub fn open(storage: Arc<dyn Storage>, log: VerifierKey) -> Result<Self, OpenError> {
        let mut index = BTreeMap::new();
        for day in list(storage.as_ref(), STAMPS_FOLDER)? {
            if !name::is_day(&day) {
                continue;
            }
            let folder = format!("{STAMPS_FOLDER}/{day}");
            for file in list(storage.as_ref(), &folder)? {
                let path = format!("{folder}/{file}");
                let name = Name::parse(&day, &file).ok_or_else(|| {
                    OpenError::Damaged(Damage::new(&path, "is not named as a stamp is"))
                })?;
                if index.insert(name.size, name).is_some() {
                    let what = "covers a size that another stamp covers";
                    return Err(OpenError::Damaged(Damage::new(&path, what)));
                }
            }
        }
        let stamps = Self {
            inner: Arc::new(Inner {
                storage,
                log,
                index: RwLock::new(index),
            }),
        };
        // The newest is the one most asked for; if it cannot be read, better to know now.
        if let Some(size) = stamps.newest() {
            stamps.get(size)?;
        }
        Ok(stamps)
    }

    /// The largest size that is stamped.
    pub fn newest(&self) -> Option<u64> {
        self.index().last_key_value().map(|(size, _)| *size)
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.index().len() as u64
    }

    /// The sizes that are stamped, ascending, from `from` on, at most `limit`.
    pub fn sizes(&self, from: u64, limit: usize) -> Vec<u64> {
        self.index()
            .range(from..)
            .take(limit)
            .map(|(size, _)| *size)
            .collect()
    }

    /// A stamp's place among the stamps, from 0.
    pub fn place(&self, size: u64) -> u64 {
        self.index().range(..size).count() as u64
    }

    /// The size just beyond the first `count` stamps: where those begin that are not among them.
    pub fn size_at(&self, count: u64) -> u64 {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let index = self.index();
        let last = count
            .checked_sub(1)
            .and_then(|place| index.keys().nth(place));
        last.map_or(0, |size| size.saturating_add(1))
    }

    /// The earliest stamp that covers the movement at `index`; none: it waits for one.
    pub fn covering(&self, index: u64) -> Result<Option<Stamp>, LogError> {
        let size = self
            .index()
            .range(index.saturating_add(1)..)
            .next()
            .map(|(size, _)| *size);
        size.map_or(Ok(None), |size| self.get(size))
    }

    /// The stamp of a size. Its checkpoint's signature and the token's imprint are checked.
    pub fn get(&self, size: u64) -> Result<Option<Stamp>, LogError> {
        let Some(name) = self.index().get(&size).cloned() else {
            return Ok(None);
        };
        let path = name.path();
        let damaged = |what: String| LogError::Damaged(Damage::new(&path, what));
        let bytes = self
            .inner
            .storage
            .read(&path)
            .map_err(|error| LogError::file(&path, &error))?
            .ok_or_else(|| damaged("is missing".to_owned()))?;
        if name::digest(&bytes) != name.digest {
            return Err(damaged("is not what was written".to_owned()));
        }
        let stamp = Stamp::read(&bytes, &self.inner.log).map_err(damaged)?;
        if stamp.size() != size {
            return Err(damaged(format!(
                "covers {} movements, not the number in its name",
                stamp.size()
            )));
        }
        Ok(Some(stamp))
    }

    /// Keeps a stamp; durable when it returns. Its size must be larger than every one before.
    pub fn put(&self, stamp: &Stamp) -> Result<(), LogError> {
        let bytes = stamp.to_bytes();
        let name = Name {
            day: name::day_of(stamp.stamped_at()),
            size: stamp.size(),
            late: stamp.is_late(),
            digest: name::digest(&bytes),
        };
        let path = name.path();
        if self.newest().is_some_and(|newest| newest >= name.size) {
            let what = "covers no more than the stamp before it";
            return Err(LogError::Damaged(Damage::new(&path, what)));
        }
        self.inner
            .storage
            .write(&[(path.clone(), bytes)])
            .map_err(|error| LogError::file(&path, &error))?;
        self.inner
            .index
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.size, name);
        Ok(())
    }

    /// The newest gaps, newest first, at most `limit`.
    pub fn gaps(&self, limit: usize) -> Result<Vec<Gap>, LogError> {
        let late: Vec<(u64, u64)> = {
            let index = self.index();
            let sizes = index.iter().rev();
            sizes
                .filter(|(_, name)| name.late)
                .take(limit)
                .map(|(size, _)| {
                    let before = index.range(..size).next_back();
                    (before.map_or(0, |(before, _)| *before), *size)
                })
                .collect()
        };
        let mut gaps = Vec::with_capacity(late.len());
        for (from, until) in late {
            if let Some(stamp) = self.get(until)? {
                gaps.push(Gap {
                    from,
                    until,
                    since: stamp.waited_since,
                    stamped_at: stamp.stamped_at(),
                });
            }
        }
        Ok(gaps)
    }

    pub(crate) fn storage(&self) -> &dyn Storage {
        self.inner.storage.as_ref()
    }

    fn index(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<u64, Name>> {
        self.inner
            .index
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn list(storage: &dyn Storage, folder: &str) -> Result<Vec<String>, OpenError> {
    Ok(storage
        .list(folder)
        .map_err(|error| LogError::file(folder, &error))?)
}
