//! How often clients may do what is worth trying often: asking for codes, trying passwords.

mod windows;

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use domain::Timestamp;

pub use windows::{ClientWindows, Window};

/// How many clients one count remembers, so that a flood of them takes no more memory. Whoever holds
/// more addresses than that is stopped by the counts of each address and of each member alone.
const CLIENTS_MAX: usize = 10_000;

/// Counts by client, each over a window that begins with the client's first time.
pub(crate) struct ClientCounts {
    most: u32,
    windows: ClientWindows,
}

impl ClientCounts {
    /// At most `most` times within a window.
    pub(crate) fn new(most: u32, window: Duration) -> Self {
        Self {
            most,
            windows: ClientWindows::new(CLIENTS_MAX, window),
        }
    }

    /// Counts once, before it is done; from when on the client may again if this is one too many.
    pub(crate) fn count(&self, client: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        self.windows.with(client, now, |window| {
            if window.used >= self.most {
                return Err(self.windows.end(window));
            }
            window.used += 1;
            Ok(())
        })
    }

    /// Takes back what need not have been counted.
    pub(crate) fn take_back(&self, client: IpAddr) {
        self.windows.with_known(client, |window| {
            window.used = window.used.saturating_sub(1);
        });
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
    const HOUR: Duration = Duration::from_hours(1);

    fn counts() -> ClientCounts {
        ClientCounts::new(MOST, HOUR)
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
        let again_at = NOW + HOUR;
        assert_eq!(counts.count(client, NOW), Err(again_at));
        assert_eq!(counts.count(IpAddr::from([192, 0, 2, 2]), NOW), Ok(()));
        assert_eq!(
            counts.count(client, NOW + HOUR - Duration::from_millis(1)),
            Err(again_at)
        );
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
    fn a_flood_of_clients_is_counted_and_makes_nobody_forgotten_who_has_used_up_its_count() {
        let (counts, client) = (counts(), IpAddr::from([192, 0, 2, 1]));
        used_up(&counts, client);
        for number in 0..u32::try_from(10 * CLIENTS_MAX).unwrap_or(u32::MAX) {
            let stranger = IpAddr::V4((0x0a00_0000 + number).into());
            assert_eq!(counts.count(stranger, NOW), Ok(()));
        }
        assert!(counts.count(client, NOW).is_err());
        let newcomer = IpAddr::from([192, 0, 2, 2]);
        used_up(&counts, newcomer);
        assert!(counts.count(newcomer, NOW).is_err());
    }
}
