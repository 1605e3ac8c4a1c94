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
            assert_eq!(wait_millis(failures), seconds * 1_000, "{failures}");
        }
    }
}
