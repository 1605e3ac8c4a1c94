//! What every handler is handed.

use std::sync::Arc;

use registry::Registry;

use crate::Settings;
use crate::edge::limits::Limits;

/// The registry and the edge's own settings; clones share them.
#[derive(Clone)]
pub struct ApiState {
    /// The use cases.
    pub registry: Registry,
    /// How the contract is spoken.
    pub settings: Arc<Settings>,
    /// Who has asked how often.
    pub limits: Arc<Limits>,
}

impl ApiState {
    /// Puts the edge before a registry.
    pub fn new(registry: Registry, settings: Settings) -> Self {
        let limits = Limits::new(settings.rate_limits);
        Self {
            registry,
            settings: Arc::new(settings),
            limits: Arc::new(limits),
        }
    }
}
