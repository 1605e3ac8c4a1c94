//! How many notices of loads may be written: so many a minute.

use domain::Timestamp;

const MINUTE_MILLIS: i64 = 60_000;

/// What may yet be written, filling up with time to a minute's worth. Counted in notices times
/// [`MINUTE_MILLIS`], so that nothing is lost to rounding. It begins empty: starting anew gives nothing.
#[derive(Default)]
pub(super) struct Allowance {
    left: i64,
    filled_at: Option<Timestamp>,
}

impl Allowance {
    /// How many may be written at an instant.
    pub(super) fn at(&mut self, per_minute: u32, now: Timestamp) -> u32 {
        let per_minute = i64::from(per_minute);
        let passed = self
            .filled_at
            .map_or(0, |at| now.as_millis() - at.as_millis());
        // A clock that steps back takes nothing away, and one that leaps gives a minute's worth.
        let passed = passed.clamp(0, MINUTE_MILLIS);
        self.left = (self.left + passed * per_minute).min(per_minute * MINUTE_MILLIS);
        self.filled_at = Some(now);
        u32::try_from(self.left / MINUTE_MILLIS).unwrap_or_default()
    }

    /// So many have been written.
    pub(super) fn take(&mut self, count: u32) {
        self.left -= i64::from(count) * MINUTE_MILLIS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn so_many_a_minute_and_no_more_however_it_is_asked() {
        let mut allowance = Allowance::default();
        let mut written = 0;
        // Every second for ten minutes, and one second more to begin with.
        for second in 0..=600 {
            let may = allowance.at(90, seconds(second));
            allowance.take(may);
            written += may;
        }
        assert_eq!(written, 900);
    }

    #[test]
    fn a_long_rest_gives_no_more_than_a_minutes_worth() {
        let mut allowance = Allowance::default();
        assert_eq!(allowance.at(90, seconds(0)), 0);
        assert_eq!(allowance.at(90, seconds(86_400)), 90);
        allowance.take(90);
        assert_eq!(allowance.at(90, seconds(86_400)), 0);
        assert_eq!(allowance.at(90, seconds(10)), 0, "the clock steps back");
        assert_eq!(allowance.at(90, seconds(70)), 90);
    }

    #[test]
    fn none_a_minute_is_none() {
        let mut allowance = Allowance::default();
        allowance.at(0, seconds(0));
        assert_eq!(allowance.at(0, seconds(3_600)), 0);
    }
}
