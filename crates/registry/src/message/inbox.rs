//! What a demonstration has sent: kept by `channels`, shown by `web`.

use domain::{Timestamp, Way};

/// Reads what a demonstration has sent.
pub trait Inbox: Send + Sync {
    /// The newest messages, newest first, at most `limit`. Reads files.
    fn newest(&self, limit: usize) -> Vec<InboxMessage>;
}

/// A message that a demonstration has sent.
#[derive(Clone, PartialEq, Eq)]
pub struct InboxMessage {
    /// When it was written.
    pub at: Timestamp,
    /// To whom.
    pub to: String,
    /// By which way.
    pub way: Way,
    /// A mail's subject.
    pub subject: Option<String>,
    /// The plain text.
    pub text: String,
}

impl std::fmt::Debug for InboxMessage {
    /// Leaves out to whom it went and what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InboxMessage")
            .field("at", &self.at)
            .field("way", &self.way)
            .finish_non_exhaustive()
    }
}
