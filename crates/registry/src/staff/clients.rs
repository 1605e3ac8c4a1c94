//! Wrong passwords by client, so that one cannot try names and passwords in turn.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::Timestamp;

/// How many wrong passwords are looked at from one client within [`CLIENT_WINDOW_MILLIS`].
pub const CLIENT_TRIES_MAX: u32 = 30;
/// For how long they are counted together, in milliseconds: 15 minutes.
pub const CLIENT_WINDOW_MILLIS: i64 = 15 * 60 * 1_000;

/// How many clients are remembered; whoever holds more addresses than that is stopped by the count
/// of each member's wrong passwords alone.
const CLIENTS_MAX: usize = 10_000;
/// The part of an IPv6 address that one client cannot change at will.
const IPV6_PREFIX: u128 = u128::MAX << 64;

/// The clients with wrong passwords of late.
#[derive(Default)]
pub(crate) struct WrongTries {
    clients: Mutex<HashMap<IpAddr, Tries>>,
}

struct Tries {
    count: u32,
    until: Timestamp,
}

impl WrongTries {
    /// Counts a try before it is looked at; from when on there may be one if there may be none now.
    pub(crate) fn count(&self, client: IpAddr, now: Timestamp) -> Option<Timestamp> {
        let client = network(client);
        let mut clients = self.clients();
        if !clients.contains_key(&client) && clients.len() >= CLIENTS_MAX {
            make_room(&mut clients, now);
        }
        let tries = clients.entry(client).or_insert_with(|| Tries::new(now));
        if tries.until <= now {
            *tries = Tries::new(now);
        }
        if tries.count >= CLIENT_TRIES_MAX {
            return Some(tries.until);
        }
        tries.count += 1;
        None
    }

    /// Takes back a try that was right.
    pub(crate) fn take_back(&self, client: IpAddr) {
        if let Some(tries) = self.clients().get_mut(&network(client)) {
            tries.count = tries.count.saturating_sub(1);
        }
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<IpAddr, Tries>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    fn new(now: Timestamp) -> Self {
        Self {
            count: 0,
            until: Timestamp::from_millis(now.as_millis().saturating_add(CLIENT_WINDOW_MILLIS)),
        }
    }
}

/// Drops the clients whose time is over; if none is, the one whose time is over first.
fn make_room(clients: &mut HashMap<IpAddr, Tries>, now: Timestamp) {
    clients.retain(|_, tries| tries.until > now);
    if clients.len() < CLIENTS_MAX {
        return;
    }
    let oldest = clients.iter().min_by_key(|(_, tries)| tries.until);
    if let Some(oldest) = oldest.map(|(client, _)| *client) {
        clients.remove(&oldest);
    }
}

fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(_) => client,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.into(),
            None => Ipv6Addr::from(u128::from(address) & IPV6_PREFIX).into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_millis(NOW.as_millis() + millis)
    }

    #[test]
    fn a_client_with_too_many_wrong_tries_waits_until_its_time_is_over() {
        let tries = WrongTries::default();
        let client = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..CLIENT_TRIES_MAX {
            assert_eq!(tries.count(client, NOW), None);
        }
        let again_at = after(CLIENT_WINDOW_MILLIS);
        assert_eq!(tries.count(client, NOW), Some(again_at));
        assert_eq!(tries.count(IpAddr::from([192, 0, 2, 2]), NOW), None);
        assert_eq!(
            tries.count(client, after(CLIENT_WINDOW_MILLIS - 1)),
            Some(again_at)
        );
        assert_eq!(tries.count(client, again_at), None);
    }

    #[test]
    fn right_passwords_are_not_counted() {
        let tries = WrongTries::default();
        let client = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..3 * CLIENT_TRIES_MAX {
            assert_eq!(tries.count(client, NOW), None);
            tries.take_back(client);
        }
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_client() {
        let tries = WrongTries::default();
        for host in 0..u16::try_from(CLIENT_TRIES_MAX).unwrap_or(u16::MAX) {
            let client = Ipv6Addr::new(0x2001, 0xdb8, 0, 1, host, 0, 0, 1);
            assert_eq!(tries.count(client.into(), NOW), None);
        }
        let same = Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 9, 9, 9, 9);
        assert!(tries.count(same.into(), NOW).is_some());
        let other = Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1);
        assert_eq!(tries.count(other.into(), NOW), None);
    }

    #[test]
    fn a_flood_of_clients_takes_no_more_memory_than_is_set_aside() {
        let tries = WrongTries::default();
        for number in 0..u32::try_from(CLIENTS_MAX).unwrap_or(u32::MAX) + 500 {
            tries.count(IpAddr::V4(number.into()), NOW);
        }
        assert!(tries.clients().len() <= CLIENTS_MAX);
    }
}
