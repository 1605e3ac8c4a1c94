//! The time: what the machine's clock shows, held against what others have said of it.
//!
//! Movements carry the time at which they were recorded inside their commitment, for ever, and a time
//! stamp of an authority bounds it from above. A clock that was ahead for a while would leave
//! receipts that can never be verified. So where a real authority stamps, the clock is believed only
//! within a tolerance of what the authority said last, carried on by a clock that nobody sets; and
//! before it has said anything, only as long as it is not implausibly far ahead of the newest
//! movement, the newest stamp and the operator's word. See decision 25.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use domain::outside::{Clock, ClockStanding};

/// How far a clock is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockPolicy {
    /// By how much it may differ from the authority's time. Less than what a verification of a
    /// receipt allows for (`receipt::CLOCK_SKEW_MAX`).
    pub tolerance: Duration,
    /// How far it may be ahead of the newest movement, the newest stamp and the operator's word
    /// at a start at which no authority answers.
    pub idle_max: Duration,
}

impl Default for ClockPolicy {
    /// Two minutes, and two days.
    fn default() -> Self {
        Self {
            tolerance: Duration::from_mins(2),
            idle_max: Duration::from_hours(2 * 24),
        }
    }
}

/// The operator's word that the clock is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedTime {
    /// What the clock showed.
    pub at: Timestamp,
    /// When the newest movement of that time was recorded; the word is about it, too, where it is later.
    pub newest: Option<Timestamp>,
}

/// What is known of the time without asking anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// When the newest movement was recorded.
    pub movement: Option<Timestamp>,
    /// When a real authority made the newest stamp.
    pub stamp: Option<Timestamp>,
    /// What the operator has said.
    pub trusted: Option<TrustedTime>,
}

impl Anchors {
    fn latest(&self) -> Option<Timestamp> {
        let trusted = self.trusted.map(|trusted| trusted.at);
        self.movement
            .into_iter()
            .chain(self.stamp)
            .chain(trusted)
            .max()
    }
}

/// A clock that is held against what others have said. Before [`ClockGuard::begin`] it is the clock it
/// guards.
pub struct ClockGuard {
    clock: Arc<dyn Clock>,
    policy: ClockPolicy,
    state: Mutex<State>,
}

/// What the clock is held against.
#[derive(Clone, Copy)]
enum State {
    /// Nothing.
    Unchecked,
    /// A time that was right at a moment of the steady clock.
    Known {
        time: Timestamp,
        steady: Duration,
        excused: Option<Timestamp>,
    },
    /// A time that had passed at a moment of the steady clock, and is implausibly long ago.
    Passed {
        time: Timestamp,
        steady: Duration,
        excused: Option<Timestamp>,
    },
}

impl ClockGuard {
    /// Guards a clock.
    pub fn new(clock: Arc<dyn Clock>, policy: ClockPolicy) -> Self {
        Self {
            clock,
            policy,
            state: Mutex::new(State::Unchecked),
        }
    }

    /// From now on the clock is held against these and whatever an authority says. Only for registries
    /// that a real authority stamps: without one nobody could put an end to a doubt, and there are no stamps
    /// to contradict.
    pub fn begin(&self, anchors: &Anchors) {
        let (shown, steady) = (self.clock.now(), self.clock.steady());
        let excused = anchors.trusted.and_then(|trusted| trusted.newest);
        let latest = anchors.latest();
        let implausible = latest.filter(|latest| shown.since(*latest) > self.policy.idle_max);
        *self.state() = match implausible {
            Some(time) => State::Passed {
                time,
                steady,
                excused,
            },
            None => State::Known {
                time: shown,
                steady,
                excused,
            },
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time as it must be by what is known, if that is not what the clock shows.
    fn corrected(&self, shown: Timestamp) -> Option<Timestamp> {
        let now = self.clock.steady();
        let expected = |time: Timestamp, steady| time + now.saturating_sub(steady);
        let mut state = self.state();
        match *state {
            State::Unchecked => None,
            State::Known { time, steady, .. } => {
                let expected = expected(time, steady);
                let differs =
                    shown.since(expected).max(expected.since(shown)) > self.policy.tolerance;
                differs.then_some(expected)
            }
            State::Passed {
                time,
                steady,
                excused,
            } => {
                let expected = expected(time, steady);
                if shown.since(expected) > self.policy.idle_max {
                    return Some(expected);
                }
                // Somebody has set it right.
                *state = State::Known {
                    time: shown,
                    steady: now,
                    excused,
                };
                None
            }
        }
    }
}

impl Clock for ClockGuard {
    /// The clock's time while it is believed; otherwise the best that is known, which is never later
    /// than the true time by more than the tolerance.
    fn now(&self) -> Timestamp {
        let shown = self.clock.now();
        self.corrected(shown).unwrap_or(shown)
    }

    fn shown(&self) -> Timestamp {
        self.clock.now()
    }

    fn steady(&self) -> Duration {
        self.clock.steady()
    }

    fn standing(&self, newest: Option<Timestamp>) -> ClockStanding {
        let shown = self.clock.now();
        let corrected = self.corrected(shown);
        let state = *self.state();
        let (excused, passed) = match state {
            State::Unchecked => return ClockStanding::Unchecked,
            State::Known { excused, .. } => (excused, false),
            State::Passed { excused, .. } => (excused, true),
        };
        match corrected.map(|right| shown.since(right)) {
            Some(ahead) if passed => return ClockStanding::Doubtful(ahead),
            Some(ahead) if !ahead.is_zero() => return ClockStanding::Ahead(ahead),
            _ => {}
        }
        let now = corrected.unwrap_or(shown);
        let ledger_ahead = newest
            .filter(|newest| excused.is_none_or(|excused| *newest > excused))
            .map_or(Duration::ZERO, |newest| newest.since(now));
        if ledger_ahead > self.policy.tolerance {
            return ClockStanding::LedgerAhead(ledger_ahead);
        }
        corrected.map_or(ClockStanding::Right, |right| {
            ClockStanding::Behind(right.since(shown))
        })
    }

    fn heard(&self, authority: Timestamp) {
        let mut state = self.state();
        let excused = match *state {
            State::Unchecked => return,
            State::Known { excused, .. } | State::Passed { excused, .. } => excused,
        };
        *state = State::Known {
            time: authority,
            steady: self.clock.steady(),
            excused,
        };
    }
}
