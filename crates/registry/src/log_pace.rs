//! Telling the operator of what a flood does, without a line for each drop of it.

use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

/// How long lies between two lines of one kind, in milliseconds: a second.
const EVERY_MILLIS: i64 = 1_000;

/// Lets one line through a second (or another time), with the number of those that were not written
/// before it.
#[derive(Debug)]
pub struct LogPace {
    every_millis: i64,
    state: Mutex<(Option<Timestamp>, u64)>,
}

impl Default for LogPace {
    fn default() -> Self {
        Self::every(EVERY_MILLIS)
    }
}

impl LogPace {
    /// One line in so many milliseconds.
    pub fn every(every_millis: i64) -> Self {
        Self {
            every_millis,
            state: Mutex::default(),
        }
    }

    /// How many lines were left out since the last one, if one may be written now; else this is left
    /// out, too.
    pub fn pass(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, left_out) = &mut *state;
        // A clock that was set back does not silence it.
        let waits = last.is_some_and(|last| {
            (0..self.every_millis).contains(&(now.as_millis() - last.as_millis()))
        });
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
