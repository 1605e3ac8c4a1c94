//! The time stamps that have been obtained: one file each, found by the size they cover.

mod document;
pub(crate) mod name;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use tlog::VerifierKey;

use crate::error::{Damage, LogError, OpenError};
use crate::files;
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
    /// Ascending by the size each covers.
    names: RwLock<Vec<Name>>,
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
        let mut strange = None;
        let names = name::all(storage.as_ref(), &mut |path| {
            strange.get_or_insert(Damage::new(path, "is not named as a stamp is"));
        })?;
        let twins = names
            .array_windows()
            .find(|[one, next]| one.size == next.size);
        let twin = twins
            .map(|[_, twin]| Damage::new(twin.path(), "covers a size that another stamp covers"));
        if let Some(damage) = strange.or(twin) {
            return Err(OpenError::Damaged(damage));
        }
        let stamps = Self {
            inner: Arc::new(Inner {
                storage,
                log,
                names: RwLock::new(names),
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
        self.names().last().map(|name| name.size)
    }

    /// The sizes that are stamped, ascending, from `from` on, at most `limit`.
    pub fn sizes(&self, from: u64, limit: usize) -> Vec<u64> {
        let names = self.names();
        let names = names[place(&names, from)..].iter().take(limit);
        names.map(|name| name.size).collect()
    }

    /// A stamp's place among the stamps, from 0.
    pub(crate) fn place(&self, size: u64) -> u64 {
        place(&self.names(), size) as u64
    }

    /// The size just beyond the first `count` stamps: where those begin that are not among them.
    pub(crate) fn size_at(&self, count: u64) -> u64 {
        let last = count.checked_sub(1).map(usize::try_from);
        let names = self.names();
        let last = last.and_then(|place| names.get(place.unwrap_or(usize::MAX)));
        last.map_or(0, |name| name.size.saturating_add(1))
    }

    /// The earliest stamp that covers the movement at `index`; none: it waits for one.
    pub fn covering(&self, index: u64) -> Result<Option<Stamp>, LogError> {
        self.load(self.name(index.saturating_add(1)))
    }

    /// The stamp of a size. Its checkpoint's signature and the token's imprint are checked.
    pub fn get(&self, size: u64) -> Result<Option<Stamp>, LogError> {
        self.load(self.name(size).filter(|name| name.size == size))
    }

    /// The name of the first stamp of this size or a larger one.
    fn name(&self, size: u64) -> Option<Name> {
        let names = self.names();
        names.get(place(&names, size)).cloned()
    }

    fn load(&self, name: Option<Name>) -> Result<Option<Stamp>, LogError> {
        name.map(|name| Stamp::load(self.storage(), &name, &self.inner.log))
            .transpose()
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
        files::write(self.storage(), &[(path, bytes)])?;
        self.inner
            .names
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(name);
        Ok(())
    }

    /// The newest gaps, newest first, at most `limit`.
    pub fn gaps(&self, limit: usize) -> Result<Vec<Gap>, LogError> {
        let late: Vec<(u64, Name)> = {
            let names = self.names();
            let late = names.iter().enumerate().rev();
            late.filter(|(_, name)| name.late)
                .take(limit)
                .map(|(place, name)| {
                    let before = place.checked_sub(1).map_or(0, |before| names[before].size);
                    (before, name.clone())
                })
                .collect()
        };
        let gap = |(from, name): (u64, Name)| {
            let stamp = Stamp::load(self.storage(), &name, &self.inner.log)?;
            Ok(Gap {
                from,
                until: name.size,
                since: stamp.waited_since,
                stamped_at: stamp.stamped_at(),
            })
        };
        late.into_iter().map(gap).collect()
    }

    pub(crate) fn storage(&self) -> &dyn Storage {
        self.inner.storage.as_ref()
    }

    fn names(&self) -> RwLockReadGuard<'_, Vec<Name>> {
        self.inner
            .names
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many stamps are of smaller sizes.
fn place(names: &[Name], size: u64) -> usize {
    names.partition_point(|name| name.size < size)
}
