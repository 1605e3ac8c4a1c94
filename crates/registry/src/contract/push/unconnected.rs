//! The transport of a program that calls nobody.

use futures::future::BoxFuture;

use super::transport::{PushAnswer, PushOutcome, PushPost, PushTransport};
use super::url::PushReach;

/// Reaches nobody.
#[derive(Clone, Copy, Debug)]
pub struct Unconnected;

impl PushTransport for Unconnected {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, _post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        Box::pin(async { PushOutcome::Unreachable.into() })
    }
}
