//! How often clients may do what is worth trying often: asking for codes, trying passwords.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::Timestamp;

/// How many clients one count remembers, so that a flood of them takes no more memory. Whoever holds
/// more addresses than that is stopped by the counts of each address and of each member alone.
const CLIENTS_MAX: usize = 10_000;

/// Counts by client, each over a window that begins with the client's first time.
pub(crate) struct ClientCounts {
    most: u32,
    window_millis: i64,
    by_client: Mutex<HashMap<IpAddr, Window>>,
}

struct Window {
    count: u32,
    until: Timestamp,
}

impl ClientCounts {
    /// At most `most` times within `window_millis`.
    pub(crate) fn new(most: u32, window_millis: i64) -> Self {
        Self {
            most,
            window_millis,
            by_client: Mutex::default(),
        }
    }

    /// Counts once, before it is done; from when on the client may again if this is one too many.
    pub(crate) fn count(&self, client: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let client = network(client);
        let fresh = || Window {
            count: 0,
            until: Timestamp::from_millis(now.as_millis().saturating_add(self.window_millis)),
        };
        let mut clients = self.clients();
        if clients.len() >= CLIENTS_MAX && !clients.contains_key(&client) {
            make_room(&mut clients, now);
        }
        let window = clients.entry(client).or_insert_with(fresh);
        if window.until <= now {
            *window = fresh();
        }
        if window.count >= self.most {
            return Err(window.until);
        }
        window.count += 1;
        Ok(())
    }

    /// Takes back what need not have been counted.
    pub(crate) fn take_back(&self, client: IpAddr) {
        if let Some(window) = self.clients().get_mut(&network(client)) {
            window.count = window.count.saturating_sub(1);
        }
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<IpAddr, Window>> {
        self.by_client
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops the clients whose window is over; if none is, the one whose window is over first.
fn make_room(clients: &mut HashMap<IpAddr, Window>, now: Timestamp) {
    clients.retain(|_, window| window.until > now);
    if clients.len() < CLIENTS_MAX {
        return;
    }
    let oldest = clients.iter().min_by_key(|(_, window)| window.until);
    if let Some(oldest) = oldest.map(|(client, _)| *client) {
        clients.remove(&oldest);
    }
}

/// What is counted as one client, wherever clients are counted: of an IPv6 address the first half, because
/// a household has all of the second half to choose from.
pub fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);
    const MOST: u32 = 30;
    const HOUR_MILLIS: i64 = 3_600_000;

    fn counts() -> ClientCounts {
        ClientCounts::new(MOST, HOUR_MILLIS)
    }

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_millis(NOW.as_millis() + millis)
    }

    fn used_up(counts: &ClientCounts, client: IpAddr) {
        used_up_at(counts, client, NOW);
    }

    fn used_up_at(counts: &ClientCounts, client: IpAddr, now: Timestamp) {
        for _ in 0..MOST {
            assert_eq!(counts.count(client, now), Ok(()));
        }
    }

    #[test]
    fn a_client_that_has_used_up_its_count_waits_until_its_window_is_over() {
        let (counts, client) = (counts(), IpAddr::from([192, 0, 2, 1]));
        used_up(&counts, client);
        let again_at = after(HOUR_MILLIS);
        assert_eq!(counts.count(client, NOW), Err(again_at));
        assert_eq!(counts.count(IpAddr::from([192, 0, 2, 2]), NOW), Ok(()));
        assert_eq!(counts.count(client, after(HOUR_MILLIS - 1)), Err(again_at));
        used_up_at(&counts, client, again_at);
        assert!(counts.count(client, again_at).is_err());
    }

    #[test]
    fn what_is_taken_back_is_not_counted() {
        let (counts, client) = (counts(), IpAddr::from([192, 0, 2, 1]));
        for _ in 0..3 * MOST {
            assert_eq!(counts.count(client, NOW), Ok(()));
            counts.take_back(client);
        }
    }

    #[test]
    fn a_household_is_one_client_whatever_addresses_it_takes() {
        let counts = counts();
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        used_up(&counts, address("2001:db8:1:2::1"));
        assert!(counts.count(address("2001:db8:1:2:ffff::9"), NOW).is_err());
        assert_eq!(counts.count(address("2001:db8:1:3::1"), NOW), Ok(()));
    }

    #[test]
    fn an_ipv4_address_is_one_client_in_either_spelling() {
        let counts = counts();
        used_up(&counts, IpAddr::from([192, 0, 2, 1]));
        let mapped = "::ffff:192.0.2.1".parse().expect("an address");
        assert!(counts.count(mapped, NOW).is_err());
        let other = "::ffff:192.0.2.2".parse().expect("an address");
        assert_eq!(counts.count(other, NOW), Ok(()));
    }

    #[test]
    fn a_flood_of_clients_takes_no_more_memory_than_is_set_aside() {
        let counts = counts();
        for number in 0..u32::try_from(CLIENTS_MAX).unwrap_or(u32::MAX) + 500 {
            assert_eq!(counts.count(IpAddr::V4(number.into()), NOW), Ok(()));
        }
        assert_eq!(counts.clients().len(), CLIENTS_MAX);
    }
}
