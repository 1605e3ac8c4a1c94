//! What every handler is handed.

use std::sync::Arc;

use registry::Registry;

use crate::Settings;
use crate::demo_inbox::Inbox;
use crate::oidc::IdentityProvider;

/// The registry and the pages' own settings; clones share them.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub registry: Registry,
    /// How the pages are served.
    pub settings: Arc<Settings>,
    /// What a demonstration has sent; `None`: this is none.
    pub inbox: Option<Arc<dyn Inbox>>,
    /// Who vouches for people beside one-time codes; `None`: nobody.
    pub identity: Option<Arc<dyn IdentityProvider>>,
}

impl WebState {
    /// Puts the pages before a registry.
    pub fn new(registry: Registry, settings: Settings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
            inbox: None,
            identity: None,
        }
    }

    /// Shows what is sent in place of sending it, at `/demo/inbox`.
    #[must_use]
    pub fn with_inbox(mut self, inbox: Arc<dyn Inbox>) -> Self {
        self.inbox = Some(inbox);
        self
    }

    /// Lets people sign in by the word of an identity provider, too.
    #[must_use]
    pub fn with_identity(mut self, identity: Arc<dyn IdentityProvider>) -> Self {
        self.identity = Some(identity);
        self
    }
}
