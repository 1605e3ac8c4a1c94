//! How long to wait after failures in a row, for all that is sent out: to brands' endpoints and to people.

/// How long after the first failure it is tried again, in milliseconds; doubled with each further
/// failure.
pub const RETRY_FIRST_MILLIS: i64 = 10_000;

/// The longest wait between two tries, in milliseconds: an hour.
pub const RETRY_LONGEST_MILLIS: i64 = 3_600_000;

/// More doublings than lead to the longest wait, and none that overflow.
const DOUBLINGS_MAX: u32 = 16;

/// How long to wait after so many failures in a row, in milliseconds.
pub(crate) fn wait_millis(failures: u32) -> i64 {
    let doublings = failures.saturating_sub(1).min(DOUBLINGS_MAX);
    (RETRY_FIRST_MILLIS << doublings).min(RETRY_LONGEST_MILLIS)
}
