//! How many are heard at once, and how many requests are carried out.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::FRAME_BYTES_MAX;

/// How many connections there are at once, of whoever says what they want, waits, or is given an answer.
const CONNECTIONS_MAX: usize = 64;
/// How many requests are carried out at once. Whoever has not said what they want is none of them.
const REQUESTS_MAX: usize = 8;
/// How much is kept of long requests that come, wait or are carried out, in bytes: one of the longest, and a few others.
const LONG_BYTES_MAX: u32 = 2 * FRAME_BYTES_MAX;
/// How long a request is that is not counted among the long ones, in bytes. Whoever names one and sends nothing holds up
/// nobody.
const SHORT_BYTES_MAX: u32 = 64 * 1024;
/// How long a long request waits for room; shorter than a client has to say what it wants.
const ROOM_WAIT_MAX: Duration = Duration::from_secs(20);
/// How long a request waits until it is carried out.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// The places there are.
pub struct Places {
    connections: Arc<Semaphore>,
    requests: Semaphore,
    /// For each kibibyte of long requests.
    long: Semaphore,
}

impl Places {
    /// All of them free.
    pub fn new() -> Self {
        Self {
            connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            requests: Semaphore::new(REQUESTS_MAX),
            long: Semaphore::new(kibibytes(LONG_BYTES_MAX) as usize),
        }
    }

    /// A place for a connection. `None`: there are too many.
    pub fn connection(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.connections).try_acquire_owned().ok()
    }

    /// Room for a request of so many bytes, before they are read; short ones need none. `None`: there was none within
    /// [`ROOM_WAIT_MAX`].
    pub async fn room(&self, length: u32) -> Option<SemaphorePermit<'_>> {
        let counted = if length > SHORT_BYTES_MAX { length } else { 0 };
        let room = self.long.acquire_many(kibibytes(counted));
        timeout(ROOM_WAIT_MAX, room).await.ok()?.ok()
    }

    /// A place for a request, in the order in which they come. `None`: none became free within [`WAIT_MAX`].
    pub async fn request(&self) -> Option<SemaphorePermit<'_>> {
        let place = timeout(WAIT_MAX, self.requests.acquire()).await;
        place.ok()?.ok()
    }
}

const fn kibibytes(length: u32) -> u32 {
    length.div_ceil(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn long_requests_wait_for_room_and_short_ones_do_not() {
        let places = Places::new();
        let mut long = Vec::new();
        for _ in 0..2 {
            long.extend(places.room(FRAME_BYTES_MAX).await);
        }
        assert_eq!(long.len(), 2);
        assert!(places.room(SHORT_BYTES_MAX + 1).await.is_none());
        assert!(places.room(SHORT_BYTES_MAX).await.is_some());
        long.pop();
        assert!(places.room(FRAME_BYTES_MAX).await.is_some());
    }

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
