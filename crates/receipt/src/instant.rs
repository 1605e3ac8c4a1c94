//! Instants as state proofs write them: the contract's form with milliseconds, on clocks in Türkiye.

use domain::Timestamp;

/// Milliseconds in a second.
const SECOND_MILLIS: i64 = 1000;
/// Digits after the point.
const FRACTION_DIGITS: usize = 3;

/// `YYYY-MM-DD HH:mm:ss.mmm`.
pub fn to_text(instant: Timestamp) -> String {
    let millis = instant.as_millis().rem_euclid(SECOND_MILLIS);
    format!("{}.{millis:03}", instant.to_wire())
}

/// Reads what [`to_text`] writes, and nothing else.
pub fn from_text(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.')?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.len() != FRACTION_DIGITS || !digits {
        return None;
    }
    let seconds = Timestamp::from_wire(seconds).ok()?;
    let instant = Timestamp::from_millis(seconds.as_millis() + fraction.parse::<i64>().ok()?);
    (to_text(instant) == text).then_some(instant)
}
