//! How far the clocks of registry, authority, witness and reader may be apart.

use domain::Timestamp;

/// By how much a clock may be ahead of another one before what they say contradicts itself, in
/// milliseconds: 5 minutes.
pub const CLOCK_SKEW_MAX_MILLIS: i64 = 5 * 60 * 1000;

/// Whether an instant lies after another one by more than clocks may differ.
pub fn is_ahead(instant: Timestamp, of: Timestamp) -> bool {
    instant.as_millis().saturating_sub(of.as_millis()) > CLOCK_SKEW_MAX_MILLIS
}

/// A witness's time, in seconds since 1970.
pub fn seen(at: u64) -> Timestamp {
    let seconds = i64::try_from(at).unwrap_or(i64::MAX);
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
