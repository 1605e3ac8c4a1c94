//! What a ledger is opened with. Time and randomness come from outside.

use std::sync::Arc;
use std::time::Duration;

use domain::calendar::Calendar;
use domain::outside::{Clock, Random};
use keys::{OsRandom, SystemClock};

/// [`Options::run_movements`] unless said otherwise: long enough that a run's tables are worth
/// their files, short enough that handing one over holds nobody up for long.
pub const DEFAULT_RUN_MOVEMENTS: usize = 250_000;
/// [`Options::queue_commands`] unless said otherwise.
pub const DEFAULT_QUEUE_COMMANDS: usize = 65_536;
/// [`Options::cache_bytes`] unless said otherwise.
pub const DEFAULT_CACHE_BYTES: u64 = 256 * 1024 * 1024;

/// [`Options::retry_pause`] unless said otherwise.
pub const DEFAULT_RETRY_PAUSE: Duration = Duration::from_secs(1);

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
