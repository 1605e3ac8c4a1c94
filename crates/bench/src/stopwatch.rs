//! The one place that reads the machine's clock.

use std::time::{Duration, Instant};

/// Runs since it was made.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts.
    #[expect(
        clippy::disallowed_methods,
        reason = "measuring is what this crate is for"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// How many a second, for a count finished now.
    pub fn rate(self, count: u64) -> f64 {
        per_second(count, self.elapsed())
    }
}

/// How many a second.
#[expect(clippy::cast_precision_loss, reason = "a rate is read by people")]
pub fn per_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}
