//! Objects on a server that speaks S3, called over the same HTTP as everybody else: hyper, with rustls on ring.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use hyper_util::rt::TokioExecutor;
use object_store::aws::AmazonS3Builder;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpResponseBody, HttpService,
};
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use zeroize::Zeroizing;

use crate::error::ArchiveError;

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How many connections wait for the next request.
const IDLE_CONNECTIONS_MAX: usize = 4;

/// Where the server is, and who we are there.
pub struct Settings {
    /// Its address, with `http` or `https`.
    pub endpoint: String,
    /// Its region; many servers take any.
    pub region: String,
    /// The bucket, which has to be there.
    pub bucket: String,
    /// Who we are.
    pub access_key_id: String,
    /// How we show it.
    pub secret_access_key: Zeroizing<String>,
}

/// Objects in a bucket. Nothing is sent yet.
///
/// # Errors
/// Where the settings cannot be used, or the machine has no certificate authorities.
pub fn bucket(settings: &Settings) -> Result<Arc<dyn ObjectStore>, ArchiveError> {
    let https = settings.endpoint.starts_with("https://");
    let retry = RetryConfig {
        // Requests are made again by the archive, which gives each its time.
        max_retries: 0,
        ..RetryConfig::default()
    };
    let store = AmazonS3Builder::new()
        .with_endpoint(&settings.endpoint)
        .with_region(&settings.region)
        .with_bucket_name(&settings.bucket)
        .with_access_key_id(&settings.access_key_id)
        .with_secret_access_key(settings.secret_access_key.as_str())
        .with_virtual_hosted_style_request(false)
        .with_allow_http(!https)
        // Several servers do not speak that part of S3.
        .with_disable_bulk_delete(true)
        .with_disable_tagging(true)
        .with_retry(retry)
        .with_http_connector(Connector { https })
        .build()?;
    Ok(Arc::new(store))
}

/// Makes clients for `object_store`.
#[derive(Debug)]
struct Connector {
    https: bool,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let failed = |error: std::io::Error| object_store::Error::Generic {
            store: "S3",
            source: Box::new(error),
        };
        let provider = rustls::crypto::ring::default_provider();
        let mut tcp = Tcp::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let tls = HttpsConnectorBuilder::new();
        // A server that is called without TLS needs no authorities.
        let connector = if self.https {
            let roots = tls
                .with_provider_and_native_roots(provider)
                .map_err(failed)?;
            roots.https_only().enable_http1().wrap_connector(tcp)
        } else {
            let none = rustls::ClientConfig::builder_with_provider(provider.into())
                .with_safe_default_protocol_versions()
                .map_err(|error| failed(std::io::Error::other(error)))?
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            tls.with_tls_config(none)
                .https_or_http()
                .enable_http1()
                .wrap_connector(tcp)
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
            .build(connector);
        Ok(HttpClient::new(Caller(client)))
    }
}

struct Caller(Client<HttpsConnector<Tcp>, HttpRequestBody>);

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

#[async_trait::async_trait]
impl HttpService for Caller {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.request(request).await.map_err(|error| {
            let kind = if error.is_connect() {
                HttpErrorKind::Connect
            } else {
                HttpErrorKind::Request
            };
            HttpError::new(kind, error)
        })?;
        let cut = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(cut))))
    }
}
