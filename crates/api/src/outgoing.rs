//! What calls to others have in common: HTTP/1.1 and TLS, no redirects followed, no connections kept.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A client that looks names up with an `R`.
pub(crate) type OutgoingClient<R> = Client<HttpsConnector<HttpConnector<R>>, Full<Bytes>>;

/// A client that believes the machine's own certificate authorities; fails where there are none.
pub(crate) fn client<R>(mut tcp: HttpConnector<R>) -> std::io::Result<OutgoingClient<R>>
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
