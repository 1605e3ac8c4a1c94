//! How many codes one client may have sent, wherever to.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// How many codes a client may have sent within [`WINDOW_MILLIS`].
const CODES_MAX: u32 = 30;
/// One hour, in milliseconds.
const WINDOW_MILLIS: i64 = 3_600_000;
/// How many clients are remembered. When there are more, those whose hour is over are forgotten; if
/// none is, a new client is let pass uncounted: each address has limits of its own.
const CLIENTS_MAX: usize = 100_000;

/// The clients that have had codes sent in the last hour.
#[derive(Default)]
pub(crate) struct CodeClients {
    by_client: Mutex<HashMap<IpAddr, Window>>,
}

struct Window {
    began: Timestamp,
    codes: u32,
}

impl CodeClients {
    /// Counts one code of a client; from when on it may have another sent if this is one too many.
    pub(crate) fn count(&self, client: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let client = household(client);
        let over = |window: &Window| now.as_millis() - window.began.as_millis() >= WINDOW_MILLIS;
        let mut clients = self
            .by_client
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= CLIENTS_MAX && !clients.contains_key(&client) {
            clients.retain(|_, window| !over(window));
            if clients.len() >= CLIENTS_MAX {
                return Ok(());
            }
        }
        let fresh = || Window {
            began: now,
            codes: 0,
        };
        let window = clients.entry(client).or_insert_with(fresh);
        if over(window) {
            *window = fresh();
        }
        if window.codes >= CODES_MAX {
            let until = window.began.as_millis() + WINDOW_MILLIS;
            return Err(Timestamp::from_millis(until));
        }
        window.codes += 1;
        Ok(())
    }
}

/// What is counted as one client: of an IPv6 address the first half, because a household has all of
/// the second half to choose from.
fn household(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);

    fn used_up(clients: &CodeClients, client: IpAddr) {
        for _ in 0..CODES_MAX {
            assert_eq!(clients.count(client, NOW), Ok(()));
        }
    }

    #[test]
    fn a_client_is_let_ask_again_an_hour_after_it_began() {
        let (clients, client) = (CodeClients::default(), IpAddr::from([192, 0, 2, 7]));
        used_up(&clients, client);
        let later = Timestamp::from_seconds(NOW.as_seconds() + 3_600);
        assert_eq!(clients.count(client, NOW), Err(later));
        assert_eq!(clients.count(IpAddr::from([192, 0, 2, 8]), NOW), Ok(()));
        assert_eq!(clients.count(client, later), Ok(()));
    }

    #[test]
    fn a_household_is_one_client_whatever_addresses_it_takes() {
        let clients = CodeClients::default();
        used_up(&clients, "2001:db8:1:2::1".parse().expect("an address"));
        let sibling = "2001:db8:1:2:ffff::9".parse().expect("an address");
        assert!(clients.count(sibling, NOW).is_err());
        let neighbour = "2001:db8:1:3::1".parse().expect("an address");
        assert_eq!(clients.count(neighbour, NOW), Ok(()));
    }

    #[test]
    fn no_more_clients_are_remembered_than_there_is_room_for() {
        let clients = CodeClients::default();
        for number in 0..200_000_u32 {
            assert_eq!(
                clients.count(IpAddr::from(number.to_be_bytes()), NOW),
                Ok(())
            );
        }
        let remembered = clients.by_client.lock().expect("nobody panicked").len();
        assert_eq!(remembered, CLIENTS_MAX);
    }
}
