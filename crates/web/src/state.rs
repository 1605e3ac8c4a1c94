//! What every handler is handed.

use std::sync::Arc;

use registry::Registry;

use crate::Settings;

/// The registry and the pages' own settings; clones share them.
#[derive(Clone)]
pub struct WebState {
    /// The use cases.
    pub registry: Registry,
    /// How the pages are served.
    pub settings: Arc<Settings>,
}

impl WebState {
    /// Puts the pages before a registry.
    pub fn new(registry: Registry, settings: Settings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
        }
    }
}
