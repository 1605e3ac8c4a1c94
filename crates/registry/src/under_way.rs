//! Work that is under way: each piece a task of its own.
//!
//! Pieces wait for connections and locks, and hold them. A piece that is a mere future goes on only
//! while somebody polls it; whoever keeps a set of such futures and then awaits a connection itself
//! may wait for one that a future in that very set holds, or has been handed, for ever. A task goes on
//! whatever its owner waits for.

use std::collections::HashSet;
use std::future::pending;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinSet;

/// At most so many pieces of work at the same time. Dropping it ends them all.
pub(crate) struct UnderWay<T> {
    tasks: JoinSet<T>,
    most: usize,
}

impl<T: Send + 'static> UnderWay<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            tasks: JoinSet::new(),
            most,
        }
    }

    /// How many more may begin.
    pub(crate) fn room(&self) -> usize {
        self.most.saturating_sub(self.tasks.len())
    }

    /// Begins a piece; whoever begins one has seen that there is room.
    pub(crate) fn begin(&mut self, piece: impl Future<Output = T> + Send + 'static) {
        self.tasks.spawn(piece);
    }

    /// What the next piece to end has come to; `None`: it has failed, which is logged. Waits for ever
    /// while there is no piece. May be dropped and asked again.
    pub(crate) async fn ended(&mut self) -> Option<T> {
        match self.tasks.join_next().await {
            Some(Ok(done)) => Some(done),
            Some(Err(error)) => {
                tracing::error!(%error, "a piece of background work has failed");
                None
            }
            None => pending().await,
        }
    }

    /// Waits for the end of all.
    pub(crate) async fn finish(&mut self) {
        while self.room() < self.most {
            self.ended().await;
        }
    }
}

/// What is in hand, so that nothing is taken in hand twice.
pub(crate) struct InHand<K>(Arc<Mutex<HashSet<K>>>);

/// Something in hand until this is dropped, also by a failure.
pub(crate) struct Held<K: Eq + Hash> {
    all: Arc<Mutex<HashSet<K>>>,
    key: K,
}

impl<K> Default for InHand<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash + Copy> InHand<K> {
    /// Takes something in hand; `None`: it is already.
    pub(crate) fn take(&self, key: K) -> Option<Held<K>> {
        let taken = lock(&self.0).insert(key);
        taken.then(|| Held {
            all: Arc::clone(&self.0),
            key,
        })
    }
}

impl<K: Eq + Hash> Drop for Held<K> {
    fn drop(&mut self) {
        lock(&self.all).remove(&self.key);
    }
}

fn lock<K>(keys: &Mutex<HashSet<K>>) -> MutexGuard<'_, HashSet<K>> {
    // A panic while it is held leaves a set that is whole.
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::sync::Arc;
    use std::time::Duration;

    use tokio::sync::Semaphore;
    use tokio::time::{sleep, timeout};

    use super::*;

    /// More than the pool has.
    const PIECES: usize = 16;
    const CONNECTIONS: usize = 4;
    /// Time is the test's own: this passes at once where nothing else can happen.
    const FOR_EVER: Duration = Duration::from_hours(24);

    /// Looks something up, sends, records: what a message does.
    async fn piece(pool: Arc<Semaphore>) {
        for _ in 0..2 {
            let connection = pool.acquire().await.unwrap();
            sleep(Duration::from_millis(1)).await;
            drop(connection);
            sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn pieces_give_back_what_their_owner_waits_for() {
        let pool = Arc::new(Semaphore::new(CONNECTIONS));
        let mut under_way = UnderWay::new(PIECES);
        let mut begun = 0;
        while begun < 10 * PIECES {
            // As a lane does: it asks the store what to begin while its pieces are under way.
            let looking = timeout(FOR_EVER, pool.acquire()).await;
            drop(looking.expect("the pieces hold all connections, and nobody polls them"));
            while under_way.room() > 0 {
                under_way.begin(piece(Arc::clone(&pool)));
                begun += 1;
            }
            timeout(FOR_EVER, under_way.ended()).await.unwrap();
        }
        timeout(FOR_EVER, under_way.finish()).await.unwrap();
        assert_eq!(pool.available_permits(), CONNECTIONS);
    }

    #[tokio::test(start_paused = true)]
    async fn a_piece_that_fails_makes_room() {
        let mut under_way = UnderWay::new(1);
        under_way.begin(async { panic!("as it is asked to") });
        assert_eq!(under_way.room(), 0);
        assert_eq!(under_way.ended().await, None::<()>);
        assert_eq!(under_way.room(), 1);
        assert!(timeout(FOR_EVER, under_way.ended()).await.is_err());
    }
}
