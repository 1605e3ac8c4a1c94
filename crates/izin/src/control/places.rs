//! How many are heard at once, and how many requests are carried out.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// How many connections there are at once, of whoever says what they want, waits, or is given an answer.
const CONNECTIONS_MAX: usize = 64;
/// How many requests are carried out at once. Whoever has not said what they want is none of them.
const REQUESTS_MAX: usize = 8;
/// How long a request waits until it is carried out.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// The places there are.
pub struct Places {
    connections: Arc<Semaphore>,
    requests: Semaphore,
}

impl Places {
    /// All of them free.
    pub fn new() -> Self {
        Self {
            connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            requests: Semaphore::new(REQUESTS_MAX),
        }
    }

    /// A place for a connection. `None`: there are too many.
    pub fn connection(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.connections).try_acquire_owned().ok()
    }

    /// A place for a request, in the order in which they come. `None`: none became free within [`WAIT_MAX`].
    pub async fn request(&self) -> Option<SemaphorePermit<'_>> {
        let place = timeout(WAIT_MAX, self.requests.acquire()).await;
        place.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_waits_for_a_place_and_not_for_ever() {
        let places = Places::new();
        let mut taken = Vec::new();
        for _ in 0..REQUESTS_MAX {
            taken.extend(places.request().await);
        }
        assert_eq!(taken.len(), REQUESTS_MAX);
        assert!(places.request().await.is_none());
        let (next, ()) = tokio::join!(places.request(), async { drop(taken.pop()) });
        assert!(next.is_some());
    }

    #[test]
    fn connections_are_bounded_and_one_that_ends_makes_room() {
        let places = Places::new();
        let mut taken: Vec<_> = (0..CONNECTIONS_MAX).map(|_| places.connection()).collect();
        assert!(taken.iter().all(Option::is_some));
        assert!(places.connection().is_none());
        taken.pop();
        assert!(places.connection().is_some());
    }
}
