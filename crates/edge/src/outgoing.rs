//! What calls to others have in common: HTTP/1.1 and TLS, no redirects followed, no connections kept.

use std::time::Duration;

use axum::http::{Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A client that looks names up with an `R`.
pub type OutgoingClient<R = GaiResolver> = Client<HttpsConnector<HttpConnector<R>>, Full<Bytes>>;

/// A client that believes the machine's own certificate authorities; fails where there are none.
pub fn client<R>(mut tcp: HttpConnector<R>) -> std::io::Result<OutgoingClient<R>>
where
    HttpsConnector<HttpConnector<R>>: Connect + Clone,
{
    let builder = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?;
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    let connector = builder.https_or_http().enable_http1().wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(connector))
}

/// The same, looking names up as the machine does.
pub fn system_client() -> std::io::Result<OutgoingClient> {
    client(HttpConnector::new())
}

/// Why a call gave no answer. Says nothing of what was sent.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// The answer is longer than it may be, or was cut off.
    #[error("the answer is too long, or was cut off")]
    Body,
    /// Nobody could be reached.
    #[error("nobody could be reached")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
}

/// Sends a request and reads the whole answer, within bounds of time and length (in bytes).
pub async fn call(
    client: &OutgoingClient,
    request: Request<Vec<u8>>,
    timeout: Duration,
    bytes_max: usize,
) -> Result<Response<Vec<u8>>, CallError> {
    let exchange = async {
        let answer = client.request(request.map(|body| Full::new(body.into())));
        let (parts, body) = answer.await.map_err(CallError::Unreachable)?.into_parts();
        let body = Limited::new(body, bytes_max).collect().await;
        let body = body.map_err(|_| CallError::Body)?.to_bytes();
        Ok(Response::from_parts(parts, body.to_vec()))
    };
    tokio::time::timeout(timeout, exchange)
        .await
        .unwrap_or(Err(CallError::Timeout))
}
