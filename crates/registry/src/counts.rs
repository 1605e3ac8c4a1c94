//! Counts over windows of time, of as many as there is memory set aside for.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;

/// Counts by key, each over a window that begins with the key's first time.
pub(crate) struct Counts<K> {
    most: u32,
    window: Duration,
    keys_max: usize,
    state: Mutex<State<K>>,
}

struct State<K> {
    windows: HashMap<K, Window>,
    /// The keys in the order their windows end, so that room is made without a look at all of them.
    ending: VecDeque<(Timestamp, K)>,
}

struct Window {
    count: u32,
    until: Timestamp,
}

impl<K: Eq + Hash + Clone> Counts<K> {
    /// At most `most` times within a window; of more keys than `keys_max` those whose windows end
    /// first are forgotten.
    pub(crate) fn new(most: u32, window: Duration, keys_max: usize) -> Self {
        Self {
            most,
            window,
            keys_max,
            state: Mutex::new(State {
                windows: HashMap::new(),
                ending: VecDeque::new(),
            }),
        }
    }

    /// Counts once, before it is done; from when on it may be done again if this is one too many.
    pub(crate) fn count(&self, key: &K, now: Timestamp) -> Result<(), Timestamp> {
        let mut state = self.state();
        if let Some(window) = state.windows.get_mut(key)
            && window.until > now
        {
            if window.count >= self.most {
                return Err(window.until);
            }
            window.count += 1;
            return Ok(());
        }
        let until = now + self.window;
        state.make_room(self.keys_max, now);
        state
            .windows
            .insert(key.clone(), Window { count: 1, until });
        state.ending.push_back((until, key.clone()));
        Ok(())
    }

    /// From when on it may be done again, if it may not now. Counts nothing.
    pub(crate) fn look(&self, key: &K, now: Timestamp) -> Result<(), Timestamp> {
        match self.state().windows.get(key) {
            Some(window) if window.until > now && window.count >= self.most => Err(window.until),
            _ => Ok(()),
        }
    }

    /// Takes back what need not have been counted.
    pub(crate) fn take_back(&self, key: &K) {
        if let Some(window) = self.state().windows.get_mut(key) {
            window.count = window.count.saturating_sub(1);
        }
    }

    /// Begins a key's count anew.
    pub(crate) fn forget(&self, key: &K) {
        if let Some(window) = self.state().windows.get_mut(key) {
            window.count = 0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash + Clone> State<K> {
    /// Forgets the windows that are over, and the one that ends first if there is still no room. Each is
    /// looked at once, so that a call costs no more than the windows that were begun.
    fn make_room(&mut self, keys_max: usize, now: Timestamp) {
        while let Some((until, key)) = self.ending.front() {
            if *until > now && self.ending.len() < keys_max {
                return;
            }
            // A window may have begun anew since; that one stands further back.
            if self.windows.get(key).is_some_and(|own| own.until == *until) {
                self.windows.remove(key);
            }
            self.ending.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);
    const WINDOW: Duration = Duration::from_secs(1);

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_millis(NOW.as_millis() + millis)
    }

    #[test]
    fn a_key_that_has_used_up_its_count_waits_until_its_window_is_over() {
        let counts = Counts::new(2, WINDOW, 10);
        let again_at = NOW + WINDOW;
        for _ in 0..2 {
            assert_eq!(counts.look(&1, NOW), Ok(()));
            assert_eq!(counts.count(&1, NOW), Ok(()));
        }
        assert_eq!(counts.look(&1, after(5)), Err(again_at));
        assert_eq!(counts.count(&1, after(5)), Err(again_at));
        assert_eq!(counts.count(&2, after(5)), Ok(()));
        assert_eq!(counts.count(&1, again_at), Ok(()));
    }

    #[test]
    fn what_is_taken_back_or_forgotten_is_not_counted() {
        let counts = Counts::new(1, WINDOW, 10);
        for _ in 0..5 {
            assert_eq!(counts.count(&1, NOW), Ok(()));
            counts.take_back(&1);
            assert_eq!(counts.count(&1, NOW), Ok(()));
            counts.forget(&1);
        }
    }

    #[test]
    fn a_flood_of_keys_takes_no_more_memory_than_is_set_aside_and_all_are_counted() {
        let counts = Counts::new(1, WINDOW, 100);
        for key in 0..1_000 {
            let now = after(key / 10);
            assert_eq!(counts.count(&key, now), Ok(()));
            assert!(counts.count(&key, now).is_err());
            let state = counts.state();
            assert!(state.windows.len() <= 100 && state.ending.len() <= 100);
        }
    }

    #[test]
    fn windows_that_are_over_make_room_and_those_begun_anew_stay() {
        let counts = Counts::new(1, WINDOW, 100);
        for round in 0..50 {
            let now = NOW + round * WINDOW;
            for key in 0..10 {
                assert_eq!(counts.count(&key, now), Ok(()));
                assert!(counts.count(&key, now).is_err());
            }
            let state = counts.state();
            assert_eq!((state.windows.len(), state.ending.len()), (10, 10));
        }
    }
}
