//! How far the clocks of registry, authority, witness and reader may be apart.

use std::time::Duration;

use domain::Timestamp;

/// By how much a clock may be ahead of another one before what they say contradicts itself.
pub const CLOCK_SKEW_MAX: Duration = Duration::from_mins(5);

/// Whether an instant lies after another one by more than clocks may differ.
pub fn is_ahead(instant: Timestamp, of: Timestamp) -> bool {
    instant.since(of) > CLOCK_SKEW_MAX
}

/// A witness's time, in seconds since 1970.
pub fn seen(at: u64) -> Timestamp {
    let seconds = i64::try_from(at).unwrap_or(i64::MAX);
    Timestamp::from_millis(seconds.saturating_mul(1000))
}
