//! A window of time for each client, in memory of a fixed size.

use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Timestamp;

use super::network;

/// How many clients share a place. Who comes to one that is full takes the place of another.
const PLACE_CLIENTS: usize = 16;

/// What one client has used of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it began.
    pub began: Timestamp,
    /// How much is used.
    pub used: u32,
}

/// The clients of one place.
type Place = Mutex<Vec<(IpAddr, Window)>>;

/// The windows of all clients, an IPv6 network of 64 bits being one client.
///
/// A client has its place by a secret hash, so that nobody can choose whom to push out. Each call looks
/// at one place alone, under a lock of its own, however many clients there are. In a full place goes first whose
/// window is over, then who has used least: a flood of clients that ask once makes nobody forgotten who has
/// used up what it may, and whoever is new is counted like everybody.
pub struct ClientWindows {
    window: Duration,
    secret: RandomState,
    places: Box<[Place]>,
}

impl ClientWindows {
    /// Room for about so many clients, each with windows of a length.
    pub fn new(clients: usize, window: Duration) -> Self {
        let places = clients.div_ceil(PLACE_CLIENTS).next_power_of_two();
        Self {
            window,
            secret: RandomState::new(),
            places: (0..places).map(|_| Mutex::default()).collect(),
        }
    }

    /// Hands out a client's window, a fresh one when it has none that is not over.
    pub fn with<T>(
        &self,
        client: IpAddr,
        now: Timestamp,
        work: impl FnOnce(&mut Window) -> T,
    ) -> T {
        let client = network(client);
        let fresh = Window {
            began: now,
            used: 0,
        };
        let mut place = self
            .place(client)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = place.iter().position(|(known, _)| *known == client);
        let position = if let Some(position) = known {
            if self.is_over(&place[position].1, now) {
                place[position].1 = fresh;
            }
            position
        } else if place.len() < PLACE_CLIENTS {
            place.push((client, fresh));
            place.len() - 1
        } else {
            let rank = |(_, window): &(IpAddr, Window)| {
                (!self.is_over(window, now), window.used, window.began)
            };
            let goes = (0..PLACE_CLIENTS)
                .min_by_key(|position| rank(&place[*position]))
                .unwrap_or_default();
            place[goes] = (client, fresh);
            goes
        };
        work(&mut place[position].1)
    }

    /// Hands out the window of a client that has one, over or not.
    pub fn with_known(&self, client: IpAddr, work: impl FnOnce(&mut Window)) {
        let client = network(client);
        let mut place = self
            .place(client)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = place.iter_mut().find(|(known, _)| *known == client);
        if let Some((_, window)) = known {
            work(window);
        }
    }

    /// When a window is over.
    pub fn end(&self, window: &Window) -> Timestamp {
        window.began + self.window
    }

    /// A window of the future is over as well: the clock was put back.
    fn is_over(&self, window: &Window, now: Timestamp) -> bool {
        now.since(window.began) >= self.window || window.began.since(now) >= self.window
    }

    fn place(&self, client: IpAddr) -> &Mutex<Vec<(IpAddr, Window)>> {
        let hash = self.secret.hash_one(client);
        // There are a power of two of them.
        let last = self.places.len() - 1;
        let position = usize::try_from(hash & last as u64).unwrap_or_default();
        &self.places[position]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENTS: usize = 1_000;
    const WINDOW: Duration = Duration::from_secs(1);
    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);

    fn windows() -> ClientWindows {
        ClientWindows::new(CLIENTS, WINDOW)
    }

    fn client(number: u32) -> IpAddr {
        IpAddr::V4(number.into())
    }

    fn use_once(windows: &ClientWindows, client: IpAddr, now: Timestamp) -> u32 {
        windows.with(client, now, |window| {
            window.used += 1;
            window.used
        })
    }

    fn remembered(windows: &ClientWindows) -> usize {
        let places = windows.places.iter();
        places
            .map(|place| place.lock().unwrap_or_else(PoisonError::into_inner).len())
            .sum()
    }

    #[test]
    fn a_flood_of_clients_takes_no_more_memory_than_is_set_aside() {
        let windows = windows();
        for number in 0..100_000 {
            use_once(&windows, client(number), NOW);
        }
        let room = windows.places.len() * PLACE_CLIENTS;
        assert!(remembered(&windows) <= room);
        assert!(room < 2 * CLIENTS + PLACE_CLIENTS, "{room}");
    }

    #[test]
    fn who_has_used_most_is_remembered_longest() {
        let (windows, loud) = (windows(), client(u32::MAX));
        for _ in 0..3 {
            use_once(&windows, loud, NOW);
        }
        for number in 0..100_000 {
            assert_eq!(use_once(&windows, client(number), NOW), 1);
        }
        assert_eq!(use_once(&windows, loud, NOW), 4);
    }

    #[test]
    fn whose_window_is_over_goes_first() {
        let windows = windows();
        for number in 0..100_000 {
            for _ in 0..3 {
                use_once(&windows, client(number), NOW);
            }
        }
        let later = NOW + WINDOW;
        let newcomers: Vec<IpAddr> = (0..100).map(|number| client(200_000 + number)).collect();
        for (times, newcomer) in
            (1..=2).flat_map(|times| newcomers.iter().map(move |one| (times, one)))
        {
            assert_eq!(use_once(&windows, *newcomer, later), times);
        }
    }

    #[test]
    fn a_newcomer_among_clients_that_have_used_up_everything_is_counted_like_everybody() {
        let windows = windows();
        for number in 0..100_000 {
            windows.with(client(number), NOW, |window| window.used = u32::MAX);
        }
        for times in 1..=10 {
            assert_eq!(use_once(&windows, client(u32::MAX), NOW), times);
        }
    }

    #[test]
    fn a_window_that_began_in_a_future_the_clock_has_left_is_over() {
        let (windows, client) = (windows(), client(1));
        let ahead = NOW + 10 * WINDOW;
        assert_eq!(use_once(&windows, client, ahead), 1);
        assert_eq!(use_once(&windows, client, NOW), 1);
        // Two requests whose times were read in another order are of one window.
        let before = NOW - Duration::from_millis(1);
        assert_eq!(use_once(&windows, client, before), 2);
    }
}
