//! The engine in use. After a failed write it is closed and opened anew, while the ledger goes on.

use std::sync::{Arc, PoisonError, RwLock, mpsc};
use std::time::Duration;

use super::Engine;
use crate::LedgerError;

/// How long those that read are waited for before the engine is closed.
const READERS_WAIT: Duration = Duration::from_secs(5);
/// How often it is looked whether they have ended.
const READERS_LOOK: Duration = Duration::from_millis(1);

/// Holds the engine; empty while it is being opened anew.
pub(crate) struct Slot(RwLock<Option<Arc<Engine>>>);

impl Slot {
    pub(crate) fn new(engine: Engine) -> Self {
        Self(RwLock::new(Some(Arc::new(engine))))
    }

    /// The engine, for one call: whoever keeps it keeps it from being closed.
    pub(crate) fn get(&self) -> Result<Arc<Engine>, LedgerError> {
        let engine = self.0.read().unwrap_or_else(PoisonError::into_inner);
        engine
            .clone()
            .ok_or_else(|| LedgerError::Unavailable("its files are being opened anew".to_owned()))
    }

    /// Closes the engine once nobody reads. An error: somebody still did; then it stays as it is.
    pub(crate) fn close(&self) -> Result<(), LedgerError> {
        let mut slot = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(mut engine) = slot.take() else {
            return Ok(());
        };
        drop(slot);
        // A reader's end is not told: nobody sends anything here.
        let (_nobody, never) = mpsc::channel::<()>();
        let looks = READERS_WAIT.as_millis() / READERS_LOOK.as_millis();
        for _ in 0..looks {
            match Arc::try_unwrap(engine) {
                Ok(engine) => {
                    drop(engine);
                    return Ok(());
                }
                Err(still_read) => engine = still_read,
            }
            let _over = never.recv_timeout(READERS_LOOK);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(engine);
        Err(LedgerError::Unavailable("it is being read".to_owned()))
    }

    /// Puts an engine into the empty slot.
    pub(crate) fn put(&self, engine: Engine) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(engine));
    }
}
