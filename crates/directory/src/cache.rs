//! A bounded memory of answers, which never outlives a change.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What share of a full cache is dropped to make room: one in this many.
const DROPPED_SHARE: usize = 8;

/// A bounded cache in front of the store. Whoever changes the store calls [`Cache::forget`] after
/// the commit and before answering. An answer read before that and brought in after it is turned
/// away, which is what the generation is for.
pub(crate) struct Cache<K, V> {
    entries: RwLock<Entries<K, V>>,
    capacity: usize,
}

struct Entries<K, V> {
    map: HashMap<K, V>,
    generation: u64,
}

/// The generation an answer was read in.
#[derive(Clone, Copy)]
pub(crate) struct Generation(u64);

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// A cache of at most `capacity` entries.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: RwLock::new(Entries {
                map: HashMap::new(),
                generation: 0,
            }),
            capacity,
        }
    }

    /// What is remembered for `key`.
    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.read().map.get(key).cloned()
    }

    /// To be taken before the store is read.
    pub(crate) fn generation(&self) -> Generation {
        Generation(self.read().generation)
    }

    /// Remembers an answer read in `generation`, unless something was forgotten since. When full,
    /// an arbitrary share is dropped.
    pub(crate) fn remember(&self, generation: Generation, key: K, value: V) {
        let mut entries = self.write();
        if entries.generation != generation.0 {
            return;
        }
        if entries.map.len() >= self.capacity && !entries.map.contains_key(&key) {
            let share = (self.capacity / DROPPED_SHARE).max(1);
            let dropped: Vec<K> = entries.map.keys().take(share).cloned().collect();
            for key in dropped {
                entries.map.remove(&key);
            }
        }
        entries.map.insert(key, value);
    }

    /// What is remembered for `key`, or else what is read, which is remembered from then on.
    pub(crate) async fn or_read<E>(
        &self,
        key: K,
        read: impl Future<Output = Result<V, E>>,
    ) -> Result<V, E> {
        if let Some(known) = self.get(&key) {
            return Ok(known);
        }
        // A future does nothing before it is awaited.
        let generation = self.generation();
        let value = read.await?;
        self.remember(generation, key, value.clone());
        Ok(value)
    }

    /// Forgets the entries that `changed` picks.
    pub(crate) fn forget(&self, changed: impl Fn(&K, &V) -> bool) {
        let mut entries = self.write();
        entries.generation += 1;
        entries.map.retain(|key, value| !changed(key, value));
    }

    /// Forgets one entry.
    pub(crate) fn forget_key(&self, key: &K) {
        let mut entries = self.write();
        entries.generation += 1;
        entries.map.remove(key);
    }

    // A panic while the lock is held leaves a map that is whole, only possibly short of an entry.
    fn read(&self) -> RwLockReadGuard<'_, Entries<K, V>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Entries<K, V>> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn an_answer_read_before_a_change_is_not_remembered_after_it() {
        let cache = Cache::new(4);
        let before = cache.generation();
        cache.forget_key(&1);
        cache.remember(before, 1, "old");
        assert_eq!(cache.get(&1), None);
        cache.remember(cache.generation(), 1, "new");
        assert_eq!(cache.get(&1), Some("new"));
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let cache = Cache::new(16);
        for key in 0..1_000 {
            cache.remember(cache.generation(), key, key);
            assert!(cache.read().map.len() <= 16);
            assert_eq!(cache.get(&key), Some(key));
        }
    }
}
