//! Telling the operator of what a flood does, without a line for each drop of it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Timestamp;

/// How long lies between two lines of one kind.
const EVERY: Duration = Duration::from_secs(1);

/// Lets one line through a second (or another time), with the number of those that were not written
/// before it.
#[derive(Debug)]
pub struct LogPace {
    every: Duration,
    state: Mutex<(Option<Timestamp>, u64)>,
}

impl Default for LogPace {
    fn default() -> Self {
        Self::every(EVERY)
    }
}

impl LogPace {
    /// One line in so much time.
    pub fn every(every: Duration) -> Self {
        Self {
            every,
            state: Mutex::default(),
        }
    }

    /// How many lines were left out since the last one, if one may be written now; else this is left
    /// out, too.
    pub fn pass(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, left_out) = &mut *state;
        // A clock that was set back does not silence it.
        let waits = last.is_some_and(|last| last.is_within(self.every, now));
        if waits {
            *left_out += 1;
            return None;
        }
        *last = Some(now);
        Some(std::mem::take(left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_second_says_how_many_were_left_out() {
        let pace = LogPace::default();
        let at = Timestamp::from_millis;
        assert_eq!(pace.pass(at(5_000)), Some(0));
        for millis in 5_000..5_999 {
            assert_eq!(pace.pass(at(millis)), None);
        }
        assert_eq!(pace.pass(at(6_000)), Some(999));
        assert_eq!(pace.pass(at(7_000)), Some(0));
        assert_eq!(pace.pass(at(1_000)), Some(0));
    }
}
