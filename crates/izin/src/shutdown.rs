//! The end, asked for by a signal.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::failure::Failure;

/// Tells whether the program is to end; clones wait for the same end.
#[derive(Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Ends on Ctrl-C (SIGINT) and on SIGTERM.
    pub fn on_signals() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::internal(&error);
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            sender.send_replace(true);
            // The sender stays, so that who asks late still sees the answer.
            sender.closed().await;
        });
        Ok(Self(receiver))
    }

    /// Whether the end was asked for.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves when the end is asked for.
    pub async fn requested(mut self) {
        // An error means that the sender is gone, which ends the program as well.
        let _ended = self.0.wait_for(|ended| *ended).await;
    }
}
