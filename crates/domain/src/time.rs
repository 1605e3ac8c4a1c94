//! Instants, and the contract's way of writing them.

use std::ops::{Add, Sub};
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::ErrorCode;

/// An instant: milliseconds since 1970-01-01 00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since 1970-01-01 00:00:00 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// From seconds since 1970-01-01 00:00:00 UTC.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 00:00:00 UTC, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The contract's form, `YYYY-MM-DD HH:mm:ss` in Türkiye's time; fractions are cut off.
    pub fn to_wire(self) -> String {
        let local = self.to_civil();
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )
    }

    /// Reads the contract's form. `H158`: not of that form, down to a trailing blank; `H157`: no
    /// such date or time.
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        if !has_form(text, b"0000-00-00 00:00:00") {
            return Err(ErrorCode::H158);
        }
        let number = |from: usize, to: usize| text[from..to].parse::<i16>().unwrap_or(i16::MAX);
        let small = |from: usize, to: usize| i8::try_from(number(from, to)).unwrap_or(i8::MAX);
        DateTime::new(
            number(0, 4),
            small(5, 7),
            small(8, 10),
            small(11, 13),
            small(14, 16),
            small(17, 19),
            0,
        )
        .ok()
        .and_then(Self::from_civil)
        .ok_or(ErrorCode::H157)
    }

    /// The date and time on a clock in Türkiye.
    pub fn to_civil(self) -> DateTime {
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        });
        offset().to_datetime(instant)
    }

    /// The instant at which clocks in Türkiye show `local`; `None` past the calendar's ends.
    pub fn from_civil(local: DateTime) -> Option<Self> {
        let instant = offset().to_timestamp(local).ok()?;
        Some(Self(instant.as_millisecond()))
    }
}

impl Timestamp {
    /// How long after `earlier` this is; nothing if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    /// How many whole seconds it is until this instant, at least one, as somebody is told who has to wait.
    pub fn wait_seconds(self, now: Self) -> u64 {
        let wait = self.since(now);
        (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
    }

    /// Whether this is not later than `now` and less than `span` before it.
    pub fn is_within(self, span: Duration, now: Self) -> bool {
        self <= now && now.since(self) < span
    }
}

/// Later by so long, to the millisecond; at most the last instant there is.
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }
}

/// Earlier by so long, to the millisecond; at least the first instant there is.
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis(span)))
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Whether a text is ASCII of this form, in which a `0` stands for any digit.
pub(crate) fn has_form(text: &str, form: &[u8]) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == form.len()
        && bytes.iter().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
}

/// Türkiye's offset from UTC: three hours all year since 2016. Fixed here rather than taken from a
/// time zone database, so that the same file reads the same everywhere and in every year.
fn offset() -> Offset {
    Offset::constant(3)
}
