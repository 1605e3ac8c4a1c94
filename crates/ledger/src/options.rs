//! What a ledger is opened with. Time and randomness come from outside.

use std::sync::Arc;

use domain::Timestamp;
use domain::calendar::Calendar;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant. It may step back; the ledger's `recorded_at` never does.
    fn now(&self) -> Timestamp;
}

/// Fills buffers with unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills all of `buffer`.
    fn fill(&self, buffer: &mut [u8]);
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
}
