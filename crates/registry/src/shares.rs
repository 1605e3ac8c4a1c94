//! A few places for what is dear, shared fairly among those who want it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How many requests of one party may wait for a place.
pub const PARTY_WAITING_MAX: usize = 32;

/// How long a place is waited for.
pub const PLACE_WAIT: Duration = Duration::from_secs(30);

/// So many places in all, and so many of them for one party: a `K`. What is shared may also be bytes.
///
/// Whoever has a place already leaves the last ones, a quarter of all, to those who have none.
/// Who waits does so behind the others of its own party first, so that a party with many requests stands
/// in the common queue only as often as it may have places.
pub struct Shares<K: Copy + Eq + Hash> {
    shared: Arc<Shared<K>>,
}

struct Shared<K> {
    all: Arc<Semaphore>,
    by_party: usize,
    /// The last places, for those who have none.
    kept: usize,
    parties: Mutex<HashMap<K, Party>>,
}

/// A party that has places or waits for some.
struct Party {
    places: Arc<Semaphore>,
    /// How many it has or waits for.
    requests: usize,
}

/// A place; dropping it gives it back.
pub struct Place<K: Copy + Eq + Hash> {
    // In this order: who looks at the parties sees nobody that has a place and is none.
    _of_all: OwnedSemaphorePermit,
    _of_party: OwnedSemaphorePermit,
    _entry: Entry<K>,
}

struct Entry<K: Copy + Eq + Hash> {
    shared: Arc<Shared<K>>,
    party: K,
}

impl<K: Copy + Eq + Hash> Shares<K> {
    /// `places` in all, `by_party` for each.
    pub fn new(places: usize, by_party: usize) -> Self {
        Self {
            shared: Arc::new(Shared {
                all: Arc::new(Semaphore::new(places)),
                by_party: by_party.min(places),
                kept: places / 4,
                parties: Mutex::default(),
            }),
        }
    }

    /// A place that is free now; `None`: there is none for this party.
    pub fn try_take(&self, party: K) -> Option<Place<K>> {
        let (entry, places, _) = self.enter(party);
        let has_some = places.available_permits() < self.shared.by_party;
        let of_party = places.try_acquire_owned().ok()?;
        if has_some && self.shared.all.available_permits() <= self.shared.kept {
            return None;
        }
        let of_all = Arc::clone(&self.shared.all).try_acquire_owned().ok()?;
        Some(Place {
            _of_all: of_all,
            _of_party: of_party,
            _entry: entry,
        })
    }

    /// A place, waited for up to [`PLACE_WAIT`]; `None`: it takes longer, or [`PARTY_WAITING_MAX`] of
    /// the party wait already.
    pub async fn take(&self, party: K) -> Option<Place<K>> {
        self.take_many(party, 1).await
    }

    /// As many places at once, or all that one party may have. See [`Self::take`].
    pub async fn take_many(&self, party: K, places: usize) -> Option<Place<K>> {
        let many = u32::try_from(places.min(self.shared.by_party)).unwrap_or(u32::MAX);
        let (entry, places, requests) = self.enter(party);
        if requests > self.shared.by_party + PARTY_WAITING_MAX {
            return None;
        }
        let both = async {
            let of_party = places.acquire_many_owned(many).await.ok()?;
            let of_all = Arc::clone(&self.shared.all);
            let of_all = of_all.acquire_many_owned(many).await.ok()?;
            Some((of_all, of_party))
        };
        let (of_all, of_party) = timeout(PLACE_WAIT, both).await.ok()??;
        Some(Place {
            _of_all: of_all,
            _of_party: of_party,
            _entry: entry,
        })
    }

    fn enter(&self, party: K) -> (Entry<K>, Arc<Semaphore>, usize) {
        let mut parties = self.shared.parties();
        let known = parties.entry(party).or_insert_with(|| Party {
            places: Arc::new(Semaphore::new(self.shared.by_party)),
            requests: 0,
        });
        known.requests += 1;
        let entry = Entry {
            shared: Arc::clone(&self.shared),
            party,
        };
        (entry, Arc::clone(&known.places), known.requests)
    }
}

impl<K: Eq + Hash> Shared<K> {
    fn parties(&self) -> MutexGuard<'_, HashMap<K, Party>> {
        self.parties.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash> Drop for Entry<K> {
    fn drop(&mut self) {
        let mut parties = self.shared.parties();
        if let Some(known) = parties.get_mut(&self.party) {
            known.requests -= 1;
            if known.requests == 0 {
                parties.remove(&self.party);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::task::Poll;

    use super::*;

    #[test]
    fn a_party_has_no_more_than_its_share() {
        let shares = Shares::new(16, 4);
        let mut places: Vec<_> = (0..4).map(|_| shares.try_take(1).unwrap()).collect();
        assert!(shares.try_take(1).is_none());
        assert!(shares.try_take(2).is_some());
        places.pop();
        assert!(shares.try_take(1).is_some());
    }

    #[test]
    fn the_last_places_are_for_those_who_have_none() {
        let shares = Shares::new(16, 4);
        let taken = |party| std::iter::from_fn(|| shares.try_take(party)).collect::<Vec<_>>();
        let places: Vec<_> = (0..3).map(taken).collect();
        assert_eq!(places.iter().map(Vec::len).sum::<usize>(), 12);
        let newcomers: Vec<_> = (10..14).map(taken).collect();
        assert!(newcomers.iter().all(|places| places.len() == 1));
        assert!(shares.try_take(20).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_party_with_many_requests_lets_others_pass() {
        let shares = Shares::new(1, 1);
        let first = shares.take(1).await.unwrap();
        let mut waiting: Vec<_> = (0..10).map(|_| Box::pin(shares.take(1))).collect();
        for one in &mut waiting {
            assert!(futures::poll!(one.as_mut()).is_pending());
        }
        let mut other = Box::pin(shares.take(2));
        assert!(futures::poll!(other.as_mut()).is_pending());
        drop(first);
        // Ten of the first party's have waited longer; they stand behind one another, not before it.
        assert!(futures::poll!(other.as_mut()).is_ready());
        for one in waiting {
            assert!(one.await.is_some());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever_and_no_more_wait_than_may() {
        let shares = Shares::new(1, 1);
        let place = shares.take(1).await.unwrap();
        let mut waiting: Vec<_> = (0..PARTY_WAITING_MAX)
            .map(|_| Box::pin(shares.take(1)))
            .collect();
        for one in &mut waiting {
            assert!(futures::poll!(one.as_mut()).is_pending());
        }
        let mut one_more = Box::pin(shares.take(1));
        let told = futures::poll!(one_more.as_mut());
        assert!(matches!(told, Poll::Ready(None)), "it is told at once");
        for one in waiting {
            assert!(matches!(timeout(2 * PLACE_WAIT, one).await, Ok(None)));
        }
        drop(place);
        assert!(shares.take(1).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_a_share_is_a_share() {
        let shares = Shares::new(16, 4);
        let place = shares.take_many(1, 100).await.unwrap();
        assert!(shares.try_take(1).is_none());
        assert!(shares.take_many(2, 4).await.is_some());
        let mut waiting = Box::pin(shares.take_many(1, 1));
        assert!(futures::poll!(waiting.as_mut()).is_pending());
        drop(place);
        assert!(waiting.await.is_some());
    }

    #[test]
    fn nothing_is_kept_of_a_party_that_has_no_place() {
        let shares = Shares::new(2, 1);
        for party in 0..1_000 {
            drop(shares.try_take(party).unwrap());
        }
        assert!(shares.shared.parties().is_empty());
    }
}
