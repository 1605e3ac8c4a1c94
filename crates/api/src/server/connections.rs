//! How many connections there are, in all and by client, and who makes room when there are too many.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use registry::clients::network;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::guest::Guest;

/// How long to wait for room before somebody else is asked to make it.
const ROOM_WAIT: Duration = Duration::from_millis(50);

/// All connections. When there are too many, the one whose client has been waited for longest makes
/// room (for its next request's head, for more of a body, or to take an answer), so that those that only hold
/// connections shut nobody out. Who is being worked for is never shown out.
pub(super) struct Connections {
    room: Arc<Semaphore>,
    by_client_max: usize,
    present: Mutex<Present>,
}

#[derive(Default)]
struct Present {
    next: u64,
    guests: HashMap<u64, Entry>,
    /// Without those that have been shown out.
    by_client: HashMap<IpAddr, usize>,
}

struct Entry {
    client: Option<IpAddr>,
    guest: Arc<Guest>,
    /// Since when it had been waited for when it was shown out.
    shown_out: Option<Instant>,
}

impl Connections {
    pub(super) fn new(max: usize, by_client_max: usize) -> Arc<Self> {
        Arc::new(Self {
            room: Arc::new(Semaphore::new(max)),
            by_client_max,
            present: Mutex::default(),
        })
    }

    /// A place for a new connection, once there is room. `client` is `None` where many clients share
    /// one address. `None`: its client has too many already, and works with all of them.
    pub(super) async fn admit(self: &Arc<Self>, client: Option<IpAddr>) -> Option<Place> {
        let client = client.map(network);
        if let Some(client) = client
            && self.present().count(client) >= self.by_client_max
            && !self.present().show_out(Some(client))
        {
            tracing::debug!("a client has too many connections");
            return None;
        }
        let room = loop {
            let room = Arc::clone(&self.room);
            match room.try_acquire_owned() {
                Ok(room) => break room,
                Err(_) => self.present().show_out(None),
            };
            let room = Arc::clone(&self.room).acquire_owned();
            // Closed it is never.
            if let Ok(Ok(room)) = timeout(ROOM_WAIT, room).await {
                break room;
            }
        };
        let guest = Arc::new(Guest::new());
        let number = self.present().enter(client, &guest);
        Some(Place {
            connections: Arc::clone(self),
            number,
            guest,
            _room: room,
        })
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Present {
    fn count(&self, client: IpAddr) -> usize {
        self.by_client.get(&client).copied().unwrap_or_default()
    }

    fn enter(&mut self, client: Option<IpAddr>, guest: &Arc<Guest>) -> u64 {
        let number = self.next;
        self.next += 1;
        let entry = Entry {
            client,
            guest: Arc::clone(guest),
            shown_out: None,
        };
        self.guests.insert(number, entry);
        self.count_in(client);
        number
    }

    fn leave(&mut self, number: u64) {
        if let Some(entry) = self.guests.remove(&number)
            && entry.shown_out.is_none()
        {
            self.count_out(entry.client);
        }
    }

    fn count_in(&mut self, client: Option<IpAddr>) {
        if let Some(client) = client {
            *self.by_client.entry(client).or_default() += 1;
        }
    }

    fn count_out(&mut self, client: Option<IpAddr>) {
        if let Some(client) = client
            && let Some(count) = self.by_client.get_mut(&client)
        {
            *count -= 1;
            if *count == 0 {
                self.by_client.remove(&client);
            }
        }
    }

    /// Asks whom we have waited for longest to make room, of one client or of all; `false`: we wait for
    /// nobody. Looks at every connection, and only when there are too many.
    fn show_out(&mut self, of: Option<IpAddr>) -> bool {
        let candidates = self
            .guests
            .values_mut()
            .filter(|entry| entry.shown_out.is_none() && (of.is_none() || entry.client == of));
        let waited_for = candidates.filter_map(|entry| Some((entry.guest.waiting_since()?, entry)));
        let Some((since, entry)) = waited_for.min_by_key(|(since, _)| *since) else {
            return false;
        };
        entry.shown_out = Some(since);
        entry.guest.show_out();
        let client = entry.client;
        self.count_out(client);
        true
    }

    /// Whether who was shown out has to go: unless it has gone on in the meantime.
    fn goes(&mut self, number: u64) -> bool {
        let Some(entry) = self.guests.get_mut(&number) else {
            return true;
        };
        if entry.shown_out == entry.guest.waiting_since() {
            return true;
        }
        entry.shown_out = None;
        let client = entry.client;
        self.count_in(client);
        false
    }
}

/// A connection's place among all.
pub(super) struct Place {
    connections: Arc<Connections>,
    number: u64,
    guest: Arc<Guest>,
    _room: OwnedSemaphorePermit,
}

impl Place {
    pub(super) fn guest(&self) -> &Arc<Guest> {
        &self.guest
    }

    /// Waits until the connection has to make room for another.
    pub(super) async fn shown_out(&self) {
        loop {
            self.guest.shown_out().await;
            if self.connections.present().goes(self.number) {
                return;
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.present().leave(self.number);
    }
}
