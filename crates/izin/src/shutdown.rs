//! The end, asked for by a signal.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;

/// Tells whether the program is to end; clones wait for the same end.
#[derive(Clone)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// Ends on Ctrl-C (SIGINT) and on SIGTERM.
    pub fn on_signals() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::internal(&error);
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let shutdown = Self(CancellationToken::new());
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
        self.0.cancel();
    }

    /// Whether the end was asked for.
    pub fn is_requested(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Resolves when the end is asked for.
    pub async fn requested(self) {
        self.0.cancelled().await;
    }

    /// The same as those see it who only wait for it.
    pub fn token(&self) -> CancellationToken {
        self.0.child_token()
    }
}
