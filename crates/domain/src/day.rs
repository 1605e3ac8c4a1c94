//! Calendar days in Türkiye, as daily reports name them (contract 10).

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};

use crate::time::has_form;
use crate::{ErrorCode, Timestamp};

/// A day from 00:00:00 to 23:59:59 on clocks in Türkiye.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day an instant lies in.
    pub fn of(instant: Timestamp) -> Self {
        Self(instant.to_civil().date())
    }

    /// Reads `YYYY-MM-DD`. `H501`: not of that form, or no such day.
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        // Dates have other forms, too.
        if !has_form(text, b"0000-00-00") {
            return Err(ErrorCode::H501);
        }
        text.parse().map(Self).map_err(|_| ErrorCode::H501)
    }

    /// The contract's form, `YYYY-MM-DD`.
    pub fn to_wire(self) -> String {
        self.to_string()
    }

    /// Its first instant.
    pub fn start(self) -> Timestamp {
        // Past the calendar's ends there is no instant that could be asked about.
        Timestamp::from_civil(self.0.to_datetime(Time::midnight()))
            .unwrap_or(Timestamp::from_millis(i64::MIN))
    }

    /// The first instant after it.
    pub fn end(self) -> Timestamp {
        self.plus(1).start()
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus(self, days: u16) -> Self {
        self.shifted(i64::from(days).days())
    }

    /// The same day so many calendar months later; where that month has no such day, its last.
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        self.shifted(i64::from(months).months())
    }

    /// The day so many days earlier.
    #[must_use]
    pub fn minus(self, days: u16) -> Self {
        self.shifted((-i64::from(days)).days())
    }

    /// How many days it is until another; negative: that one is before it.
    pub fn days_until(self, other: Self) -> i64 {
        other.0.duration_since(self.0).as_hours() / 24
    }

    /// As a date of the calendar.
    pub(crate) const fn date(self) -> Date {
        self.0
    }

    /// The calendar year it lies in.
    pub fn year(self) -> u16 {
        // Years before the first are those of no message.
        u16::try_from(self.0.year()).unwrap_or_default()
    }

    /// The first day of its month.
    #[must_use]
    pub fn month_begin(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The day of its month, from 1.
    pub fn of_month(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The day of its week, from 1 for Monday to 7.
    pub fn of_week(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    fn shifted(self, span: Span) -> Self {
        Self(self.0.saturating_add(span))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
