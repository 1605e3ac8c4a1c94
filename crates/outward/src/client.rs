//! What all calls have in common: HTTP/1.1 and TLS, no redirects followed, no connections kept, and a bound on
//! their time and on what is read.

use std::fmt;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Connections;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use registry::contract::push::PushReach;
use tower::Service;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

type Made = Connections<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>;

/// Calls others. It believes the machine's own certificate authorities, and reads them at the first call.
#[derive(Default)]
pub struct Client {
    resolver: Resolver,
    made: OnceLock<Result<Made, String>>,
}

/// Why a call gave no answer. Says nothing of what was sent.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The machine has no certificate authorities.
    #[error("this machine has no certificate authorities: {0}")]
    Authorities(String),
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// The answer is longer than it may be, or was cut off.
    #[error("the answer is too long, or was cut off")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nobody could be reached.
    #[error("nobody could be reached")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
}

impl Client {
    /// Calls only what is in reach, whatever a name resolves to.
    pub fn within(reach: PushReach) -> Self {
        Self {
            resolver: Resolver(Some(reach)),
            made: OnceLock::new(),
        }
    }

    /// Sends a request and reads the whole answer, within bounds of time and length (in bytes).
    pub async fn call(
        &self,
        request: Request<Vec<u8>>,
        timeout: Duration,
        bytes_max: usize,
    ) -> Result<Response<Vec<u8>>, CallError> {
        let exchange = async {
            let (head, body) = self.send(request).await?.into_parts();
            let body = Limited::new(body, bytes_max).collect().await;
            let body = body.map_err(CallError::Body)?.to_bytes();
            Ok(Response::from_parts(head, body.into()))
        };
        in_time(timeout, exchange).await
    }

    /// Sends a request and reads how the answer begins: its body's first bytes, at most so many, and as many as come in
    /// time once the status has. What follows is not read.
    pub async fn beginning(
        &self,
        request: Request<Vec<u8>>,
        timeout: Duration,
        bytes_max: usize,
    ) -> Result<Response<Vec<u8>>, CallError> {
        let (mut head, mut beginning) = (None, Vec::new());
        let exchange = async {
            let (parts, mut body) = self.send(request).await?.into_parts();
            head = Some(parts);
            while beginning.len() < bytes_max {
                let Some(Ok(frame)) = body.frame().await else {
                    break;
                };
                let data = frame.into_data().unwrap_or_default();
                let room = bytes_max - beginning.len();
                beginning.extend_from_slice(&data[..data.len().min(room)]);
            }
            Ok(())
        };
        match (in_time(timeout, exchange).await, head) {
            (_, Some(head)) => Ok(Response::from_parts(head, beginning)),
            (Err(error), None) => Err(error),
            (Ok(()), None) => Err(CallError::Timeout),
        }
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Incoming>, CallError> {
        let made = self.made.get_or_init(|| self.make());
        let made = made.as_ref().map_err(Clone::clone);
        let answer = made.map_err(CallError::Authorities)?;
        let answer = answer.request(request.map(|body| Full::new(body.into())));
        answer.await.map_err(CallError::Unreachable)
    }

    fn make(&self) -> Result<Made, String> {
        let builder = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider());
        let builder = builder.map_err(|error| {
            tracing::error!(%error, "no certificate authorities; nobody can be called");
            error.to_string()
        })?;
        let mut tcp = HttpConnector::new_with_resolver(self.resolver);
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let connector = builder.https_or_http().enable_http1().wrap_connector(tcp);
        Ok(Connections::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("reach", &self.resolver.0)
            .finish_non_exhaustive()
    }
}

async fn in_time<T>(
    timeout: Duration,
    exchange: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    tokio::time::timeout(timeout, exchange)
        .await
        .unwrap_or(Err(CallError::Timeout))
}

/// Looks names up and leaves out the addresses that are out of reach.
#[derive(Clone, Copy, Default)]
struct Resolver(Option<PushReach>);

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = std::io::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let is_allowed =
                |found: &SocketAddr| reach.is_none_or(|reach| reach.allows(found.ip()));
            let allowed: Vec<_> = found.filter(is_allowed).collect();
            if allowed.is_empty() {
                return Err(std::io::Error::other(
                    "the name has no address that may be called",
                ));
            }
            Ok(allowed.into_iter())
        })
    }
}
