//! The thread that publishes: follows the ledger for as long as the program runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ledger::LedgerError;

use crate::error::LogError;
use crate::leaves::Leaves;
use crate::log::{PUBLISH_LEAVES_MAX, PublicLog};

/// How long movements gather before a checkpoint is signed, when there are few.
pub const GATHER: Duration = Duration::from_millis(250);
/// How long a call for more may sleep, so that the end is noticed.
const WAIT: Duration = Duration::from_millis(500);
/// How long to wait after a failure before the next try.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Publishes until `end` is set, and then what is left once more. Returns early only when going on
/// could publish a second history, or what is on disk is damaged; the reason is in the log.
pub fn publish_until(log: &PublicLog, source: &dyn Leaves, end: &AtomicBool) {
    loop {
        let ending = end.load(Ordering::Acquire);
        let pause = match log.publish(source) {
            Ok(PUBLISH_LEAVES_MAX) => continue,
            Ok(0) => Duration::ZERO,
            Ok(_) => GATHER,
            Err(LogError::File { path, reason }) => {
                tracing::error!(%path, %reason, "the public log could not be written");
                AFTER_FAILURE
            }
            // It goes on by itself, or it ends the program.
            Err(LogError::Ledger(LedgerError::Unavailable(_) | LedgerError::Engine(_))) => {
                AFTER_FAILURE
            }
            Err(LogError::Ledger(LedgerError::Stopped(_))) => return,
            Err(error) => {
                tracing::error!(%error, "nothing more is published");
                log.stop(error.to_string());
                return;
            }
        };
        if ending {
            return;
        }
        // Woken when the end comes.
        thread::park_timeout(pause);
        if pause.is_zero()
            && let Err(error) = source.wait_for(log.published().size(), WAIT)
        {
            tracing::debug!(%error, "the ledger has closed before the public log");
            return;
        }
    }
}
