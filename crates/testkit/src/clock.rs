//! The time of a test.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::Timestamp;
use domain::outside::Clock;

/// When clocks start: Tuesday 2026-03-10 12:00:00 in Türkiye.
pub fn start() -> Timestamp {
    Timestamp::from_wire("2026-03-10 12:00:00").unwrap()
}

/// Whole seconds of a span.
pub fn seconds(span: Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap()
}

/// A clock that stands still until it is turned.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows this.
    pub const fn new(shown: Timestamp) -> Self {
        Self(AtomicI64::new(shown.as_millis()))
    }

    /// Turns the clock, by so many seconds.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// Sets the clock.
    pub fn set(&self, shown: Timestamp) {
        self.0.store(shown.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
