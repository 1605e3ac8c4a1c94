//! How often passwords may be tried. Counted before a password is looked at, so that many at once are no
//! more tries.
//!
//! What is wrong is counted by client, and by name and client. A count of the name alone would let
//! any stranger close it for its owner; so the wide one of all clients together only makes strangers
//! wait for each other, and not a client that has signed in under the name before.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use directory::password::Asker;
use domain::Timestamp;

use crate::clients::network;
use crate::counts::Counts;

/// How many wrong passwords are looked at from one client within [`CLIENT_WINDOW`], so that none
/// can try names and passwords in turn.
pub const CLIENT_TRIES_MAX: u32 = 30;
/// How many wrong passwords of one name are looked at from one client within
/// [`CLIENT_WINDOW`] and since the last right one.
pub const NAME_TRIES_MAX: u32 = 10;
/// For how long they are counted together.
pub const CLIENT_WINDOW: Duration = Duration::from_mins(15);
/// How many wrong passwords of one name are looked at within [`NAME_WINDOW`] from all clients that
/// have never signed in under it; then [`SLOW`] lie between one and the next.
pub const STRANGERS_TRIES_MAX: u32 = 100;
/// For how long they are counted together.
pub const NAME_WINDOW: Duration = Duration::from_hours(1);
/// How long strangers wait between one try and the next of a name that many have tried, in
/// milliseconds: a minute.
pub const SLOW: Duration = Duration::from_mins(1);

/// How many clients or names each count remembers.
const KEYS_MAX: usize = 50_000;
/// How many names are remembered that somebody has signed in under.
const KNOWN_NAMES_MAX: usize = 50_000;
/// How many of the clients that have signed in under a name are remembered.
const KNOWN_CLIENTS_MAX: usize = 16;

/// A name as it is counted: a keyed hash, so that long ones take no more memory.
type NameKey = u64;

/// The tries of one way in.
pub(crate) struct Attempts {
    clients: Counts<IpAddr>,
    names: Counts<(NameKey, IpAddr)>,
    strangers: Counts<NameKey>,
    slow: Counts<NameKey>,
    known: Mutex<HashMap<NameKey, VecDeque<IpAddr>>>,
    hasher: RandomState,
}

/// A try that has been counted as a wrong one, which it is until somebody says otherwise.
pub(crate) struct Attempt {
    attempts: Arc<Attempts>,
    name: NameKey,
    asker: Asker,
    slow: bool,
}

impl Attempts {
    pub(crate) fn new() -> Self {
        Self {
            clients: Counts::new(CLIENT_TRIES_MAX, CLIENT_WINDOW, KEYS_MAX),
            names: Counts::new(NAME_TRIES_MAX, CLIENT_WINDOW, KEYS_MAX),
            strangers: Counts::new(STRANGERS_TRIES_MAX, NAME_WINDOW, KEYS_MAX),
            slow: Counts::new(1, SLOW, KEYS_MAX),
            known: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// Counts a try; from when on it may be made if it may not now. Whether there is such a name makes
    /// no difference.
    pub(crate) fn begin(
        self: &Arc<Self>,
        name: &str,
        client: IpAddr,
        now: Timestamp,
    ) -> Result<Attempt, Timestamp> {
        let client = network(client);
        let name = self.hasher.hash_one(name.to_ascii_lowercase());
        let known = self
            .known()
            .get(&name)
            .is_some_and(|clients| clients.contains(&client));
        let mut attempt = Attempt {
            attempts: Arc::clone(self),
            name,
            asker: Asker { client, known },
            slow: false,
        };
        self.names.count(&(name, client), now)?;
        if known {
            return Ok(attempt);
        }
        if let Err(again_at) = self.clients.count(&client, now) {
            self.names.take_back(&(name, client));
            return Err(again_at);
        }
        if self.strangers.count(&name, now).is_err() {
            if let Err(again_at) = self.slow.count(&name, now) {
                self.clients.take_back(&client);
                self.names.take_back(&(name, client));
                return Err(again_at);
            }
            attempt.slow = true;
        }
        Ok(attempt)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<NameKey, VecDeque<IpAddr>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, name: NameKey, client: IpAddr) {
        let mut known = self.known();
        if known.len() >= KNOWN_NAMES_MAX && !known.contains_key(&name) {
            return;
        }
        let clients = known.entry(name).or_default();
        clients.retain(|other| *other != client);
        if clients.len() >= KNOWN_CLIENTS_MAX {
            clients.pop_front();
        }
        clients.push_back(client);
    }
}

impl Attempt {
    /// Who makes it.
    pub(crate) fn asker(&self) -> Asker {
        self.asker
    }

    /// The password was right: nothing was tried, and the client is known from now on.
    pub(crate) fn right(self) {
        let (attempts, client) = (Arc::clone(&self.attempts), self.asker.client);
        let name = self.name;
        self.not_judged();
        attempts.names.forget(&(name, client));
        attempts.remember(name, client);
    }

    /// The password was not looked at.
    pub(crate) fn not_judged(self) {
        let Self {
            attempts,
            name,
            asker,
            slow,
        } = self;
        attempts.names.take_back(&(name, asker.client));
        if asker.known {
            return;
        }
        attempts.clients.take_back(&asker.client);
        if slow {
            attempts.slow.take_back(&name);
        } else {
            attempts.strangers.take_back(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);
    const OWNER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn stranger(number: u16) -> IpAddr {
        let [high, low] = number.to_be_bytes();
        IpAddr::from([198, 51, high, low])
    }

    fn attempts() -> Arc<Attempts> {
        Arc::new(Attempts::new())
    }

    /// Tries wrong passwords until one is not looked at; how many were.
    fn wrong(attempts: &Arc<Attempts>, name: &str, client: IpAddr, now: Timestamp) -> u32 {
        let mut tries = 0;
        while attempts.begin(name, client, now).is_ok() {
            tries += 1;
        }
        tries
    }

    fn may(attempts: &Arc<Attempts>, client: IpAddr, now: Timestamp) -> bool {
        let begun = attempts.begin("ayse", client, now);
        begun.map(Attempt::not_judged).is_ok()
    }

    #[test]
    fn a_stranger_locks_nobody_elses_client_out() {
        let attempts = attempts();
        assert_eq!(wrong(&attempts, "ayse", stranger(1), NOW), NAME_TRIES_MAX);
        assert!(!may(&attempts, stranger(1), NOW));
        assert!(may(&attempts, OWNER, NOW));
        assert!(may(&attempts, stranger(1), NOW + CLIENT_WINDOW));
    }

    #[test]
    fn many_strangers_make_each_other_wait_and_not_a_client_that_is_known() {
        let attempts = attempts();
        let begun = attempts.begin("Ayse", OWNER, NOW);
        begun.map(Attempt::right).expect("a first try");
        let mut tries = 0;
        for number in 0..50 {
            tries += wrong(&attempts, "ayse", stranger(number), NOW);
        }
        // One more than the wide bound, because the slow one begins beside it.
        assert_eq!(tries, STRANGERS_TRIES_MAX + 1);
        assert!(may(&attempts, OWNER, NOW));
        // A stranger waits for its turn; nobody closes it for an hour.
        let new = IpAddr::from([203, 0, 113, 1]);
        assert!(!may(&attempts, new, NOW + SLOW - Duration::from_millis(1)));
        assert!(may(&attempts, new, NOW + SLOW));
    }

    #[test]
    fn one_client_cannot_try_names_in_turn_and_a_known_name_stays_open_on_it() {
        let attempts = attempts();
        let begun = attempts.begin("ayse", OWNER, NOW);
        begun.map(Attempt::right).expect("a first try");
        let mut tries = 0;
        for number in 0..100 {
            tries += wrong(&attempts, &format!("name-{number}"), OWNER, NOW);
        }
        assert_eq!(tries, CLIENT_TRIES_MAX);
        assert!(may(&attempts, OWNER, NOW));
        assert!(attempts.begin("mehmet", OWNER, NOW).is_err());
    }

    #[test]
    fn what_was_not_judged_and_what_was_right_is_no_wrong_try() {
        let attempts = attempts();
        for _ in 0..3 * CLIENT_TRIES_MAX {
            assert!(may(&attempts, OWNER, NOW));
        }
        for _ in 0..NAME_TRIES_MAX - 1 {
            assert!(attempts.begin("ayse", OWNER, NOW).is_ok());
        }
        let begun = attempts.begin("ayse", OWNER, NOW);
        begun.map(Attempt::right).expect("the tenth try");
        assert_eq!(wrong(&attempts, "ayse", OWNER, NOW), NAME_TRIES_MAX);
    }

    #[test]
    fn of_the_clients_under_a_name_the_latest_are_remembered() {
        let attempts = attempts();
        for number in 0..100 {
            let begun = attempts.begin("ayse", stranger(number), NOW);
            begun.map(Attempt::right).expect("a right one");
        }
        let known = attempts.known();
        let clients = known.values().next().expect("one name");
        assert_eq!(clients.len(), KNOWN_CLIENTS_MAX);
        assert!(clients.contains(&stranger(99)) && !clients.contains(&stranger(0)));
    }
}
