//! How pushes leave the registry: the transport is passed in, so that this crate knows no HTTP and
//! tests need no network.

use std::fmt;
use std::time::Duration;

use directory::push::AttemptEnding;
use domain::movement::Recorded;
use domain::{Address, ProviderCode};
use futures::future::BoxFuture;

use super::{PushReach, PushUrl, Signing};

/// How much of an answer is kept for the brand to see, in bytes.
pub const ANSWER_BYTES_KEPT: usize = 1_024;

/// How long an endpoint may take to answer (contract 6.8).
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// Calls endpoints.
pub trait PushTransport: Send + Sync {
    /// Where it goes.
    fn reach(&self) -> PushReach;

    /// Posts one message and tells what came back. It follows no redirect: that would let an endpoint lead it past
    /// [`PushReach`].
    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer>;
}

/// What is posted, and where to.
#[derive(Clone, Copy, Debug)]
pub struct PushPost<'a> {
    /// Where to.
    pub url: &'a PushUrl,
    /// Who to log in as; `None`: nobody.
    pub credentials: Option<&'a Credentials>,
    /// What it is signed with; `None`: it is not.
    pub signing: Option<&'a Signing>,
    /// What is said.
    pub message: &'a PushMessage,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

/// Name and password for Basic authentication. Its `Debug` leaves out both.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name; holds no colon.
    pub username: String,
    /// The password.
    pub password: String,
}

/// The longest user name and password, in bytes.
pub const CREDENTIAL_BYTES_MAX: usize = 1_024;

impl Credentials {
    /// Whether they can be some: Basic authentication parts the name from the password at the first colon (RFC 7617).
    pub fn can_be(&self) -> bool {
        let fits = |text: &str| (1..=CREDENTIAL_BYTES_MAX).contains(&text.len());
        fits(&self.username) && fits(&self.password) && !self.username.contains(':')
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// What is posted.
#[derive(Clone, Debug)]
pub enum PushMessage {
    /// The contract's fixed test data, sent on registration.
    Test,
    /// Movements, in their order; never empty.
    Movements(Vec<PushedMovement>),
}

/// A movement as an endpoint is told of it. Its `Debug` leaves out the address.
#[derive(Clone)]
pub struct PushedMovement {
    /// The provider of its brand.
    pub provider: ProviderCode,
    /// Whom it is about.
    pub address: Address,
    /// The movement; sets a status.
    pub recorded: Recorded,
}

impl fmt::Debug for PushedMovement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushedMovement({})", self.recorded.seq.0)
    }
}

/// What came of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// The endpoint answered with this HTTP status.
    Answered(u16),
    /// It did not answer in time.
    TimedOut,
    /// It could not be reached, or its certificate was not good.
    Unreachable,
}

/// What came back. Its `Debug` leaves out what the endpoint said.
#[derive(Clone, PartialEq, Eq)]
pub struct PushAnswer {
    /// How it ended.
    pub outcome: PushOutcome,
    /// How the answer's body began: at most [`ANSWER_BYTES_KEPT`].
    pub beginning: Vec<u8>,
}

impl From<PushOutcome> for PushAnswer {
    /// An answer without a body.
    fn from(outcome: PushOutcome) -> Self {
        Self {
            outcome,
            beginning: Vec::new(),
        }
    }
}

impl fmt::Debug for PushAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushAnswer({:?})", self.outcome)
    }
}

impl PushOutcome {
    /// How it is kept: the ending, and the answer's HTTP status.
    pub const fn ending(self) -> (AttemptEnding, Option<u16>) {
        match self {
            Self::Answered(status) => (AttemptEnding::Answered, Some(status)),
            Self::TimedOut => (AttemptEnding::TimedOut, None),
            Self::Unreachable => (AttemptEnding::Unreachable, None),
        }
    }

    /// Whether the endpoint took the message: a status of 200 to 299.
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }

    /// Whether the endpoint refused for want of right credentials.
    pub fn is_unauthorised(self) -> bool {
        matches!(self, Self::Answered(401 | 403))
    }
}
