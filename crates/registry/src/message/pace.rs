//! When a message is tried again, and when people are left in peace.

use std::time::Duration;

use domain::{Day, Timestamp};

use super::MessageSettings;
use crate::retry;

/// How many tries a message gets: with the waits above, about a day.
pub const ATTEMPTS_MAX: u32 = 40;

/// The longest wait that is granted to a server that asks for one: a day.
const ASKED_LONGEST: Duration = Duration::from_hours(24);

/// How long to wait after so many tries. A random quarter is taken off, so that
/// what failed together does not come back together.
pub(super) fn pause(attempts: u32, asked: Option<Duration>, random: u32) -> Duration {
    let longest = retry::wait(attempts);
    let off = (longest / 4).mul_f64(f64::from(random) / f64::from(u32::MAX));
    let asked = asked.unwrap_or_default().min(ASKED_LONGEST);
    longest.saturating_sub(off).max(asked)
}

impl MessageSettings {
    /// When the quiet hours that an instant lies in end. `None`: it lies in none.
    pub(crate) fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        let today = Day::of(now);
        let (from, until) = (
            hour(today, self.quiet_from_hour),
            hour(today, self.quiet_until_hour),
        );
        if from < until {
            (from <= now && now < until).then_some(until)
        } else if from == until {
            None
        } else if now < until {
            Some(until)
        } else {
            (from <= now).then(|| hour(today.plus(1), self.quiet_until_hour))
        }
    }
}

/// The instant at which clocks in Türkiye show an hour of a day.
pub(crate) fn hour(day: Day, hour: u8) -> Timestamp {
    day.start() + Duration::from_hours(u64::from(hour))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;
    use crate::retry::{RETRY_FIRST, RETRY_LONGEST};

    fn at(text: &str) -> Timestamp {
        Timestamp::from_wire(text).unwrap()
    }

    #[test]
    fn waits_double_up_to_an_hour_and_lose_at_most_a_quarter() {
        assert_eq!(pause(1, None, 0), RETRY_FIRST);
        assert_eq!(pause(2, None, 0), 2 * RETRY_FIRST);
        assert_eq!(pause(3, None, 0), Duration::from_secs(40));
        assert_eq!(pause(40, None, 0), RETRY_LONGEST);
        assert_eq!(pause(1, None, u32::MAX), Duration::from_millis(7_500));
        assert_eq!(pause(u32::MAX, None, u32::MAX), RETRY_LONGEST * 3 / 4);
    }

    #[test]
    fn a_server_that_asks_for_more_time_gets_it_within_reason() {
        assert_eq!(
            pause(1, Some(Duration::from_mins(1)), 0),
            Duration::from_mins(1)
        );
        assert_eq!(pause(1, Some(Duration::from_millis(1)), 0), RETRY_FIRST);
        assert_eq!(pause(1, Some(Duration::MAX), 0), ASKED_LONGEST);
    }

    #[test]
    fn nights_are_quiet() {
        let settings = MessageSettings::default();
        for (now, until) in [
            ("2026-03-02 21:59:59", None),
            ("2026-03-02 22:00:00", Some("2026-03-03 08:00:00")),
            ("2026-03-02 23:59:59", Some("2026-03-03 08:00:00")),
            ("2026-03-03 00:00:00", Some("2026-03-03 08:00:00")),
            ("2026-03-03 07:59:59", Some("2026-03-03 08:00:00")),
            ("2026-03-03 08:00:00", None),
        ] {
            assert_eq!(settings.quiet_until(at(now)), until.map(at), "{now}");
        }
    }

    #[test]
    fn quiet_hours_may_lie_within_a_day_or_be_none() {
        let noon = MessageSettings {
            quiet_from_hour: 12,
            quiet_until_hour: 14,
            ..MessageSettings::default()
        };
        let ends = Some(at("2026-03-02 14:00:00"));
        assert_eq!(noon.quiet_until(at("2026-03-02 11:59:59")), None);
        assert_eq!(noon.quiet_until(at("2026-03-02 13:00:00")), ends);
        assert_eq!(noon.quiet_until(at("2026-03-02 14:00:00")), None);
        let never = MessageSettings {
            quiet_from_hour: 0,
            quiet_until_hour: 0,
            ..MessageSettings::default()
        };
        assert_eq!(never.quiet_until(at("2026-03-02 00:00:00")), None);
    }
}
