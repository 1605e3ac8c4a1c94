//! What a ledger is opened with. Time and randomness come from outside.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::Timestamp;
use domain::calendar::Calendar;

use crate::ClockStanding;

/// [`Options::run_movements`] unless said otherwise: long enough that a run's tables are worth
/// their files, short enough that handing one over holds nobody up for long.
pub const DEFAULT_RUN_MOVEMENTS: usize = 250_000;
/// [`Options::queue_commands`] unless said otherwise.
pub const DEFAULT_QUEUE_COMMANDS: usize = 65_536;
/// [`Options::cache_bytes`] unless said otherwise.
pub const DEFAULT_CACHE_BYTES: u64 = 256 * 1024 * 1024;

/// [`Options::retry_pause`] unless said otherwise.
pub const DEFAULT_RETRY_PAUSE: Duration = Duration::from_secs(1);

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant. It may step back; the ledger's `recorded_at` never does.
    fn now(&self) -> Timestamp;

    /// What the machine's clock shows, right or wrong: the latest that it can be.
    fn shown(&self) -> Timestamp {
        self.now()
    }

    /// The time since some moment, by a clock that nobody sets.
    fn steady(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now().as_millis()).unwrap_or_default())
    }

    /// How the clock stands, where the newest movement was recorded at `newest`.
    fn standing(&self, newest: Option<Timestamp>) -> ClockStanding {
        let _ = newest;
        ClockStanding::Unchecked
    }

    /// Takes what a real authority has just said the time is.
    fn heard(&self, authority: Timestamp) {
        let _ = authority;
    }
}

/// Fills buffers with unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills all of `buffer`.
    fn fill(&self, buffer: &mut [u8]);
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed on"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed on"
    )]
    fn steady(&self) -> Duration {
        static FIRST: OnceLock<Instant> = OnceLock::new();
        FIRST.get_or_init(Instant::now).elapsed()
    }
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness nothing may be committed to or sealed, and no answer would be right.
        getrandom::fill(buffer).expect("the operating system gives random numbers");
    }
}

/// How a ledger is opened.
#[derive(Clone)]
pub struct Options {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes commitment keys, nonces and the key file.
    pub random: Arc<dyn Random>,
    /// The business days decisions go by.
    pub calendar: Calendar,
    /// How many movements gather before the tail is sorted and handed to the engine as tables.
    pub run_movements: usize,
    /// How many commands may wait for the sequencer; more wait at the caller.
    pub queue_commands: usize,
    /// The engine's block cache, in bytes.
    pub cache_bytes: u64,
    /// How long it is waited between two tries to go on after a failed write.
    pub retry_pause: Duration,
}

impl Options {
    /// The default sizes and the official calendar, with the time and randomness given.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            clock,
            random,
            calendar: Calendar::official(),
            run_movements: DEFAULT_RUN_MOVEMENTS,
            queue_commands: DEFAULT_QUEUE_COMMANDS,
            cache_bytes: DEFAULT_CACHE_BYTES,
            retry_pause: DEFAULT_RETRY_PAUSE,
        }
    }

    /// [`Options::new`] with the machine's clock and the operating system's randomness.
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(OsRandom))
    }
}
