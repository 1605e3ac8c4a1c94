//! The time in a token.

use std::fmt;
use std::time::Duration;

use der::{
    DateTime, DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Tag, Writer,
    asn1::OctetStringRef,
};

/// The most digits after the point: nanoseconds.
const MAX_DIGITS: usize = 9;
/// Nanoseconds in a second.
const NANOS: u32 = 1_000_000_000;
/// `YYYYMMDDHHMMSS`.
const WHOLE_DIGITS: usize = 14;

/// An instant as RFC 3161 writes it: a GeneralizedTime in UTC, with or without a fraction of a second, from 1970 to
/// 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GenTime {
    date: DateTime,
    nanos: u32,
}

impl GenTime {
    /// Seconds since 1970-01-01T00:00:00Z and nanoseconds of the second; `None` outside 1970 to 9999 or from a whole
    /// second of nanoseconds on.
    pub fn new(unix_seconds: i64, nanos: u32) -> Option<Self> {
        let seconds = u64::try_from(unix_seconds).ok()?;
        let date = DateTime::from_unix_duration(Duration::from_secs(seconds)).ok()?;
        (nanos < NANOS).then_some(Self { date, nanos })
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        let nanos = u32::try_from(millis.rem_euclid(1000)).ok()? * 1_000_000;
        Self::new(millis.div_euclid(1000), nanos)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> i64 {
        i64::try_from(self.date.unix_duration().as_secs())
            .expect("the year 9999 is far below 2^63 seconds")
    }

    /// Milliseconds since 1970-01-01T00:00:00Z; what is finer is cut off.
    pub fn unix_millis(self) -> i64 {
        self.unix_seconds() * 1000 + i64::from(self.nanos / 1_000_000)
    }

    /// Nanoseconds of the second.
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// The digits of the fraction without the zeros at its end (DER), with the point; nothing for whole seconds.
    fn fraction(self) -> String {
        if self.nanos == 0 {
            return String::new();
        }
        let digits = format!(".{:09}", self.nanos);
        digits.trim_end_matches('0').to_owned()
    }

    fn generalized(self) -> String {
        let DateTimeParts {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.parts();
        format!(
            "{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{}Z",
            self.fraction()
        )
    }

    fn parts(self) -> DateTimeParts {
        DateTimeParts {
            year: self.date.year(),
            month: self.date.month(),
            day: self.date.day(),
            hour: self.date.hour(),
            minute: self.date.minutes(),
            second: self.date.seconds(),
        }
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let text = text.strip_suffix(b"Z")?;
        let (whole, fraction) = text.split_at_checked(WHOLE_DIGITS)?;
        let field =
            |from: usize, to: usize| -> Option<u16> { digits(&whole[from..to])?.try_into().ok() };
        let small = |from: usize, to: usize| -> Option<u8> { field(from, to)?.try_into().ok() };
        let date = DateTime::new(
            field(0, 4)?,
            small(4, 6)?,
            small(6, 8)?,
            small(8, 10)?,
            small(10, 12)?,
            small(12, 14)?,
        )
        .ok()?;
        let nanos = match fraction.strip_prefix(b".") {
            // DER forbids zeros at the end; authorities write them, and they say nothing else.
            Some(fraction) if fraction.len() <= MAX_DIGITS => {
                let missing = u32::try_from(MAX_DIGITS - fraction.len()).ok()?;
                digits(fraction)? * 10_u32.pow(missing)
            }
            None if fraction.is_empty() => 0,
            _ => return None,
        };
        Some(Self { date, nanos })
    }
}

struct DateTimeParts {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

/// At most nine decimal digits, at least one.
fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > MAX_DIGITS {
        return None;
    }
    text.iter().try_fold(0_u32, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

/// RFC 3339, such as `2026-01-02T03:04:05.678Z`.
impl fmt::Display for GenTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DateTimeParts {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self.parts();
        write!(
            out,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{}Z",
            self.fraction()
        )
    }
}

impl fmt::Debug for GenTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "GenTime({self})")
    }
}

impl FixedTag for GenTime {
    const TAG: Tag = Tag::GeneralizedTime;
}

impl<'a> DecodeValue<'a> for GenTime {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let text = <&OctetStringRef>::decode_value(reader, header)?;
        Self::parse(text.as_bytes()).ok_or_else(|| reader.error(Self::TAG.value_error()))
    }
}

impl EncodeValue for GenTime {
    fn value_len(&self) -> der::Result<Length> {
        self.generalized().len().try_into()
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(self.generalized().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        GenTime::parse(text.as_bytes()).map(|time| time.to_string())
    }

    #[test]
    fn a_fraction_may_have_up_to_nine_digits() {
        assert_eq!(
            parsed("20260102030405Z").as_deref(),
            Some("2026-01-02T03:04:05Z")
        );
        assert_eq!(
            parsed("20260102030405.6Z").as_deref(),
            Some("2026-01-02T03:04:05.6Z")
        );
        assert_eq!(
            parsed("20260102030405.678Z").as_deref(),
            Some("2026-01-02T03:04:05.678Z")
        );
        assert_eq!(
            parsed("20260102030405.000000001Z").as_deref(),
            Some("2026-01-02T03:04:05.000000001Z")
        );
        assert_eq!(parsed("20260102030405.0000000001Z"), None);
    }

    #[test]
    fn zeros_at_the_end_of_a_fraction_are_read_but_never_written() {
        let time = GenTime::parse(b"20260102030405.600Z").unwrap();
        assert_eq!(time.generalized(), "20260102030405.6Z");
        assert_eq!(
            GenTime::parse(b"20260102030405.0Z").unwrap().generalized(),
            "20260102030405Z"
        );
    }

    #[test]
    fn what_is_no_time_in_utc_is_refused() {
        for text in [
            "",
            "Z",
            "20260102030405",
            "20260102030405+0300",
            "202601020304Z",
            "20260102030405.Z",
            "20260102030405,5Z",
            "20261302030405Z",
            "20260230030405Z",
            "20260102240405Z",
            "20260102036005Z",
            "19690102030405Z",
            "2026010203040 Z",
            "+0260102030405Z",
            "20260102030405.+1Z",
            "20260102030405.1ZZ",
        ] {
            assert_eq!(parsed(text), None, "{text:?}");
        }
    }

    #[test]
    fn seconds_and_milliseconds_come_back() {
        let time = GenTime::from_unix_millis(1_767_323_045_678).unwrap();
        assert_eq!(time.to_string(), "2026-01-02T03:04:05.678Z");
        assert_eq!(
            (time.unix_seconds(), time.nanos()),
            (1_767_323_045, 678_000_000)
        );
        assert_eq!(time.unix_millis(), 1_767_323_045_678);
        assert_eq!(GenTime::from_unix_millis(-1), None);
        assert_eq!(GenTime::new(0, NANOS), None);
        assert_eq!(GenTime::new(i64::MAX, 0), None);
    }

    #[test]
    fn times_are_ordered_by_second_then_fraction() {
        assert!(GenTime::new(5, 0) < GenTime::new(5, 1));
        assert!(GenTime::new(5, 1) < GenTime::new(6, 0));
    }
}
