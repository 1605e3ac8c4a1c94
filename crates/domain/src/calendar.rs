//! Business days in Türkiye.

use crate::Timestamp;

/// The official holidays, with an operator's additions.
#[derive(Clone, Debug)]
pub struct Calendar {}

/// A date the calendar does not know: an error, never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holiday table does not cover this date")]
pub struct OutOfRange;

impl Calendar {
    /// The built-in table, with no additions.
    pub fn official() -> Self {
        Self {}
    }

    /// The first instant from which a consent expressed still counts as within three business
    /// days at `now` (rule 23).
    pub fn in_time_since(&self, now: Timestamp) -> Result<Timestamp, OutOfRange> {
        let _ = now;
        Err(OutOfRange)
    }
}
