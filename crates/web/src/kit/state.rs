//! What every handler is handed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::RecipientId;
use registry::message::Inbox;
use registry::shares::Shares;
use registry::{PushTransport, Registry, Unconnected};

use super::identity::IdentityProvider;
use crate::Settings;

/// How long a browser may take to send a form, from its first byte to its last: time for an image over a
/// slow mobile network, and an end for whoever sends a byte a minute to keep a connection.
pub const FORM_TIMEOUT: Duration = Duration::from_mins(1);

/// How many images are read into memory at once.
const IMAGES_AT_ONCE: usize = 32;

/// How many long files are read into memory at once.
const FILES_AT_ONCE: usize = 4;

/// How many of one network.
const OWN_FILES_MAX: usize = 1;

/// How many of one person.
const OWN_IMAGES_MAX: usize = 2;

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
    /// Calls endpoints of brands; at first it reaches none.
    pub push: Arc<dyn PushTransport>,
    /// How long a form may take to arrive: [`FORM_TIMEOUT`].
    pub form_timeout: Duration,
    /// The images that are being read into memory, by whose they are.
    pub images: Arc<Shares<Option<RecipientId>>>,
    /// The places of long files that are in memory.
    pub files: Arc<Shares<IpAddr>>,
}

impl WebState {
    /// Puts the pages before a registry.
    pub fn new(registry: Registry, settings: Settings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
            inbox: None,
            identity: None,
            push: Arc::new(Unconnected),
            form_timeout: FORM_TIMEOUT,
            images: Arc::new(Shares::new(IMAGES_AT_ONCE, OWN_IMAGES_MAX)),
            files: Arc::new(Shares::new(FILES_AT_ONCE, OWN_FILES_MAX)),
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

    /// Calls endpoints of brands by this.
    #[must_use]
    pub fn with_push(mut self, push: Arc<dyn PushTransport>) -> Self {
        self.push = push;
        self
    }

    /// Lets forms take another time to arrive.
    #[must_use]
    pub fn with_form_timeout(mut self, timeout: Duration) -> Self {
        self.form_timeout = timeout;
        self
    }
}
