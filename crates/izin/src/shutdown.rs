//! The end, asked for by a signal.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::failure::Failure;

/// Tells whether the program is to end; clones wait for the same end.
#[derive(Clone)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

impl Shutdown {
    /// Ends on Ctrl-C (SIGINT) and on SIGTERM.
    pub fn on_signals() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::internal(&error);
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let shutdown = Self(Arc::new(watch::Sender::new(false)));
        let asked = shutdown.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            asked.request();
        });
        Ok(shutdown)
    }

    /// Asks for the end.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether the end was asked for.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when the end is asked for.
    pub async fn requested(self) {
        // The sender lives as long as this does.
        let mut asked = self.0.subscribe();
        let _ended = asked.wait_for(|ended| *ended).await;
    }
}
