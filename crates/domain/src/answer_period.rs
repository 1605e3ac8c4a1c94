//! How long a provider may take to answer a complaint (rule 67).

use crate::calendar::{Calendar, DayKind, OutOfRange};
use crate::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// What days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayUnit {
    /// All of them.
    Calendar,
    /// Business days.
    Business,
}

/// A number of days, counted from the day after that of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerPeriod {
    /// How many.
    pub days: u16,
    /// Of which.
    pub unit: DayUnit,
}

impl AnswerPeriod {
    /// Fifteen days. That is what practitioners say; neither the Regulation, as far as it could be read, nor anything the
    /// authority has published confirms the number, or that all days count (rule 67).
    pub const DEFAULT: Self = Self {
        days: 15,
        unit: DayUnit::Calendar,
    };

    /// The last day, in Türkiye, on which an answer is in time. Only business days can be [`OutOfRange`].
    pub fn last_day(self, asked_at: Timestamp, calendar: &Calendar) -> Result<Day, OutOfRange> {
        let asked = Day::of(asked_at);
        if self.unit == DayUnit::Calendar {
            return Ok(asked.plus(self.days));
        }
        let (mut day, mut left) = (asked, self.days);
        while left > 0 {
            day = day.plus(1);
            if calendar.kind(day.date())? == DayKind::Business {
                left -= 1;
            }
        }
        Ok(day)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn last(unit: DayUnit, days: u16, asked: &str) -> String {
        let period = AnswerPeriod { days, unit };
        let asked = Timestamp::from_wire(asked).unwrap();
        let last = period.last_day(asked, &Calendar::official());
        last.unwrap().to_wire()
    }

    #[test]
    fn days_are_those_of_the_calendar_in_turkiye_without_the_first() {
        let calendar = |asked| last(DayUnit::Calendar, 15, asked);
        assert_eq!(calendar("2026-03-10 00:00:00"), "2026-03-25");
        assert_eq!(calendar("2026-03-10 23:59:59"), "2026-03-25");
        assert_eq!(calendar("2026-12-20 12:00:00"), "2027-01-04");
    }

    #[test]
    fn business_days_leave_out_weekends_and_holidays() {
        let business = |days, asked| last(DayUnit::Business, days, asked);
        // A Tuesday; the weekend is left out.
        assert_eq!(business(5, "2026-03-10 12:00:00"), "2026-03-17");
        // 23 April 2026 is a Thursday and a holiday.
        assert_eq!(business(2, "2026-04-22 12:00:00"), "2026-04-27");
        assert_eq!(business(0, "2026-04-22 12:00:00"), "2026-04-22");
    }

    #[test]
    fn a_day_the_calendar_does_not_know_is_told() {
        let far = Timestamp::from_wire("2090-01-01 12:00:00").unwrap();
        let period = AnswerPeriod {
            days: 1,
            unit: DayUnit::Business,
        };
        assert_eq!(period.last_day(far, &Calendar::official()), Err(OutOfRange));
    }
}
