//! How long to wait after failures in a row, for all that is sent out: to brands' endpoints and to people.

use std::time::Duration;

/// How long after the first failure it is tried again; doubled with each further
/// failure.
pub const RETRY_FIRST: Duration = Duration::from_secs(10);

/// The longest wait between two tries.
pub const RETRY_LONGEST: Duration = Duration::from_hours(1);

/// More doublings than lead to the longest wait, and none that overflow.
const DOUBLINGS_MAX: u32 = 16;

/// How long to wait after so many failures in a row.
pub(crate) fn wait(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(DOUBLINGS_MAX);
    (RETRY_FIRST * (1 << doublings)).min(RETRY_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_ten_seconds_to_an_hour_however_many_failures_there_were() {
        for (failures, seconds) in [
            (0, 10),
            (1, 10),
            (2, 20),
            (3, 40),
            (9, 2_560),
            (10, 3_600),
            (80, 3_600),
            (u32::MAX, 3_600),
        ] {
            assert_eq!(wait(failures), Duration::from_secs(seconds), "{failures}");
        }
    }
}
