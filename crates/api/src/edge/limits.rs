//! The contract's rate limits (contract 15), per client address.
//!
//! Counted in fixed windows rather than by a token bucket, because the contract speaks of a counter
//! and, for tokens, of starting it anew. A refusal (`RET`) is never held back by any of them
//! (rule 28): the two recording endpoints ask only after they have read the body.

use std::net::IpAddr;
use std::time::Duration;

use domain::{ErrorCode, Timestamp};
use registry::clients::ClientWindows;

/// How many clients are remembered per limit, about. When there are more, those are forgotten whose window is
/// over, then those that have asked least; who is new is counted like everybody.
const CLIENTS_MAX: usize = 100_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Requests of any kind: 10 a second, `H124`.
    Requests,
    /// Token requests: 100 an hour, `H084`; asking on starts the hour anew.
    Tokens,
    /// Single status queries: 1,000 an hour, `H086`.
    Status,
    /// History queries: 100 an hour, `H089`.
    History,
}

struct Rule {
    most: u32,
    window: Duration,
    code: ErrorCode,
    restarts: bool,
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_hours(1);

impl Limit {
    const ALL: [Self; 4] = [Self::Requests, Self::Tokens, Self::Status, Self::History];

    const fn rule(self) -> Rule {
        let (most, window, code, restarts) = match self {
            Self::Requests => (10, SECOND, ErrorCode::H124, false),
            Self::Tokens => (100, HOUR, ErrorCode::H084, true),
            Self::Status => (1_000, HOUR, ErrorCode::H086, false),
            Self::History => (100, HOUR, ErrorCode::H089, false),
        };
        Rule {
            most,
            window,
            code,
            restarts,
        }
    }
}

/// A limit is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// The limit's code.
    pub code: ErrorCode,
    /// How long to wait before asking again, in whole seconds, at least one.
    pub wait_seconds: u64,
}

/// Who has asked how often.
pub struct Limits {
    on: bool,
    windows: [ClientWindows; Limit::ALL.len()],
}

impl Limits {
    /// Nobody has asked yet. When not `on`, nobody is counted.
    pub fn new(on: bool) -> Self {
        let clients = if on { CLIENTS_MAX } else { 0 };
        Self {
            on,
            windows: Limit::ALL.map(|limit| ClientWindows::new(clients, limit.rule().window)),
        }
    }

    /// Counts one request of a client; how long to wait when it was one too many.
    pub fn count(&self, limit: Limit, client: IpAddr, now: Timestamp) -> Result<(), Exceeded> {
        if !self.on {
            return Ok(());
        }
        let rule = limit.rule();
        self.windows[limit as usize].with(client, now, |window| {
            if window.used < rule.most {
                window.used += 1;
                return Ok(());
            }
            if rule.restarts {
                window.began = now;
            }
            Err(Exceeded {
                code: rule.code,
                wait_seconds: (window.began + rule.window).wait_seconds(now),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn spend(limits: &Limits, limit: Limit, times: u32, now: Timestamp) {
        for _ in 0..times {
            limits.count(limit, CLIENT, now).expect("within the limit");
        }
    }

    #[test]
    fn the_eleventh_request_of_a_second_is_h124_and_the_next_second_is_free() {
        let limits = Limits::new(true);
        let now = Timestamp::from_seconds(100);
        spend(&limits, Limit::Requests, 10, now);
        let refused = limits
            .count(Limit::Requests, CLIENT, now)
            .expect_err("one too many");
        assert_eq!(
            refused,
            Exceeded {
                code: ErrorCode::H124,
                wait_seconds: 1
            }
        );
        spend(&limits, Limit::Requests, 1, Timestamp::from_seconds(101));
    }

    #[test]
    fn asking_on_for_tokens_starts_the_hour_anew() {
        let limits = Limits::new(true);
        spend(&limits, Limit::Tokens, 100, Timestamp::from_seconds(0));
        let later = Timestamp::from_seconds(3_000);
        let refused = limits
            .count(Limit::Tokens, CLIENT, later)
            .expect_err("one too many");
        assert_eq!(refused.wait_seconds, 3_600);
        let past_the_first_hour = Timestamp::from_seconds(4_000);
        assert!(
            limits
                .count(Limit::Tokens, CLIENT, past_the_first_hour)
                .is_err()
        );
        spend(&limits, Limit::Tokens, 1, Timestamp::from_seconds(7_600));
    }

    #[test]
    fn the_wait_is_what_is_left_of_the_hour() {
        let limits = Limits::new(true);
        spend(&limits, Limit::History, 100, Timestamp::from_seconds(0));
        let refused = limits
            .count(Limit::History, CLIENT, Timestamp::from_millis(3_000_500))
            .expect_err("one too many");
        assert_eq!(refused.wait_seconds, 600);
    }

    #[test]
    fn a_household_is_one_client_whatever_addresses_it_takes() {
        let limits = Limits::new(true);
        let now = Timestamp::from_seconds(100);
        let count = |address: &str| {
            let client = address.parse().expect("an address");
            limits.count(Limit::Requests, client, now)
        };
        for last in 1..=10 {
            count(&format!("2001:db8:1:2::{last}")).expect("within the limit");
        }
        assert!(count("2001:db8:1:2:ffff::9").is_err());
        count("2001:db8:1:3::1").expect("another household");
    }

    #[test]
    fn more_clients_than_are_remembered_are_counted_and_forget_nobody_who_has_asked_too_often() {
        let limits = Limits::new(true);
        let now = Timestamp::from_seconds(100);
        spend(&limits, Limit::Requests, 10, now);
        let others = 3 * u32::try_from(CLIENTS_MAX).expect("a small number");
        for number in 0..others {
            let stranger = IpAddr::V4((0x0a00_0000 + number).into());
            let counted = limits.count(Limit::Requests, stranger, now);
            counted.expect("its first request");
        }
        assert!(limits.count(Limit::Requests, CLIENT, now).is_err());
        let newcomer = IpAddr::from([203, 0, 113, 1]);
        for _ in 1..=10 {
            let counted = limits.count(Limit::Requests, newcomer, now);
            counted.expect("within the limit");
        }
        assert!(limits.count(Limit::Requests, newcomer, now).is_err());
    }

    #[test]
    fn switched_off_nobody_is_counted() {
        spend(
            &Limits::new(false),
            Limit::Requests,
            50,
            Timestamp::from_seconds(0),
        );
    }
}
