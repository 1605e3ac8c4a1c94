//! What the registry shows itself with to an endpoint, and how an endpoint proves that it asks for it.

use directory::push::PushConnection;

use super::signing::Signing;
use super::transport::{
    ANSWER_TIMEOUT, Credentials, PushMessage, PushOutcome, PushPost, PushTransport,
};
use super::url::PushUrl;
use crate::Contract;

/// What the registry shows itself with: credentials, a signature, or both. One of them is there.
pub(crate) struct Pass {
    pub credentials: Option<Credentials>,
    /// What the test data is signed with.
    pub signing: Option<Signing>,
}

impl Pass {
    /// Credentials alone.
    pub const fn of(credentials: Credentials) -> Self {
        Self {
            credentials: Some(credentials),
            signing: None,
        }
    }
}

/// Whether an endpoint asks who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It turned a stranger away, and took the test data from the registry.
    Given,
    /// It did not answer in time.
    TimedOut,
    /// It took the test data from a stranger.
    LetsAnybodyIn,
    /// It cannot be reached, or did not take the test data.
    NotTaken(PushOutcome),
}

/// Has an endpoint prove that it turns a stranger away and takes the test data from the registry.
pub(crate) async fn prove(url: &PushUrl, pass: &Pass, transport: &dyn PushTransport) -> Proof {
    let stranger = PushPost {
        url,
        credentials: None,
        signing: None,
        message: &PushMessage::Test,
        timeout: ANSWER_TIMEOUT,
    };
    let own = PushPost {
        credentials: pass.credentials.as_ref(),
        signing: pass.signing.as_ref(),
        ..stranger
    };
    let outcome = match transport.post(stranger).await.outcome {
        outcome if outcome.is_unauthorised() => transport.post(own).await.outcome,
        outcome if outcome.is_taken() => return Proof::LetsAnybodyIn,
        PushOutcome::TimedOut => return Proof::TimedOut,
        outcome => return Proof::NotTaken(outcome),
    };
    match outcome {
        outcome if outcome.is_taken() => Proof::Given,
        PushOutcome::TimedOut => Proof::TimedOut,
        outcome => Proof::NotTaken(outcome),
    }
}

impl Contract<'_> {
    /// What is shown to a connection's endpoint with the test data. `None`: it cannot be opened any more.
    pub(crate) fn push_pass(self, known: &PushConnection) -> Option<Pass> {
        let credentials = match known.connection.sealed_password.as_slice() {
            [] => None,
            _ => Some(self.push_credentials(&known.connection)?),
        };
        let id = known.connection.id;
        let secret = match &known.sealed_secret {
            Some(sealed) => Some(self.push_secret(id, sealed)?),
            None => None,
        };
        if credentials.is_none() && secret.is_none() {
            return None;
        }
        Some(Pass {
            credentials,
            signing: secret.map(|secret| Signing::of_test(id, self.now(), secret)),
        })
    }
}
