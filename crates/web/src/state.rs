//! What every handler is handed.

use std::sync::Arc;

use registry::Registry;

use crate::Settings;
use crate::demo_inbox::Inbox;

/// The registry and the pages' own settings; clones share them.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub registry: Registry,
    /// How the pages are served.
    pub settings: Arc<Settings>,
    /// What a demonstration has sent; `None`: this is none.
    pub inbox: Option<Arc<dyn Inbox>>,
}

impl WebState {
    /// Puts the pages before a registry.
    pub fn new(registry: Registry, settings: Settings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
            inbox: None,
        }
    }

    /// Shows what is sent in place of sending it, at `/demo/inbox`.
    #[must_use]
    pub fn with_inbox(mut self, inbox: Arc<dyn Inbox>) -> Self {
        self.inbox = Some(inbox);
        self
    }
}
