//! What every handler is handed.

use std::sync::Arc;

use intake::texts::Texts;
use intake::voice::Voice;
use registry::Registry;
use registry::contract::push::PushTransport;
use registry::job::Stop;

use crate::Settings;
use crate::edge::limits::Limits;
use crate::edge::parsing::Parsing;
use crate::own::health::{HealthBook, Machine};

/// The registry and the edge's own settings; clones share them.
#[derive(Clone)]
pub struct ApiState {
    /// The use cases.
    pub registry: Registry,
    /// How the contract is spoken.
    pub settings: Arc<Settings>,
    /// Who has asked how often.
    pub limits: Arc<Limits>,
    /// How much is being read and understood at once.
    pub parsing: Arc<Parsing>,
    /// Calls the endpoints that brands register.
    pub push: Arc<dyn PushTransport>,
    /// Deals with text messages that come in.
    pub texts: Texts,
    /// Speaks with callers.
    pub voice: Voice,
    /// Tells how everything stands.
    pub health: Arc<HealthBook>,
    /// Ends what would go on for as long as its client likes.
    pub stop: Stop,
}

impl ApiState {
    /// Puts the edge before a registry.
    pub fn new(registry: Registry, settings: Settings, push: Arc<dyn PushTransport>) -> Self {
        let limits = Limits::new(settings.rate_limits);
        let texts = Texts::new(registry.clone(), settings.texts.clone());
        let voice = Voice::new(registry.clone(), settings.voice.clone());
        Self {
            registry,
            settings: Arc::new(settings),
            limits: Arc::new(limits),
            parsing: Arc::default(),
            push,
            texts,
            voice,
            health: Arc::new(HealthBook::new(Arc::new(Vec::new))),
            stop: Stop::new(),
        }
    }

    /// Tells how the machine stands as well.
    #[must_use]
    pub fn with_machine(mut self, machine: Machine) -> Self {
        self.health = Arc::new(HealthBook::new(machine));
        self
    }

    /// Ends streams once the end is asked for.
    #[must_use]
    pub fn with_stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }
}
