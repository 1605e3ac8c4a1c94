//! The calls to brands' endpoints (contract 6.8), over HTTP/1.1 and TLS.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use axum::http::{HeaderValue, Request};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use domain::{Change, Timestamp};
use edge::outgoing::{self, OutgoingClient};
use futures::future::BoxFuture;
use http_body_util::Full;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use registry::contract::push::{
    Credentials, PushMessage, PushOutcome, PushReach, PushTransport, PushUrl, PushedMovement,
};
use serde::Serialize;
use tower::Service;

/// The contract's test data, the same for everybody.
const TEST_DATA: &str = concat!(
    r#"{"list":[{"iysCode":121212,"brandCode":121212,"consentDate":"2015-05-01 15:00:00","#,
    r#""creationDate":"2015-05-01 15:00:00","source":"IYS_MOBIL","#,
    r#""recipient":"pushtest@iys.org.tr","recipientType":"BIREYSEL","status":"ONAY","#,
    r#""type":"EPOSTA","#,
    r#""transactionId":"e52ee30512adfcd2a41fb3b4682f5bd61eee5b1c92bda665fc0b7e56644d429d"}]}"#
);

/// The transport in use: no redirects, no connections kept, and no address that its reach leaves
/// out, whatever a name resolves to.
pub struct PushClient {
    reach: PushReach,
    client: OnceLock<Option<OutgoingClient<Resolver>>>,
}

impl PushClient {
    /// With the machine's own certificate authorities, read at the first call.
    pub fn new(reach: PushReach) -> Self {
        Self {
            reach,
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> Option<&OutgoingClient<Resolver>> {
        let made = self.client.get_or_init(|| {
            outgoing::client(HttpConnector::new_with_resolver(Resolver(self.reach)))
                .inspect_err(|error| {
                    tracing::error!(%error, "no certificate authorities; no push can be made");
                })
                .ok()
        });
        made.as_ref()
    }

    async fn call(
        &self,
        url: &PushUrl,
        credentials: Option<&Credentials>,
        message: &PushMessage,
    ) -> Option<PushOutcome> {
        let mut request = Request::post(url.as_str())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header(USER_AGENT, "izin");
        if let Some(Credentials { username, password }) = credentials {
            let encoded = BASE64_STANDARD.encode(format!("{username}:{password}"));
            let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Full::new(body(message)?)).ok()?;
        // What the endpoint says beyond its status is not read.
        let answer = self.client()?.request(request).await.ok()?;
        Some(PushOutcome::Answered(answer.status().as_u16()))
    }
}

impl fmt::Debug for PushClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushClient")
            .field("reach", &self.reach)
            .finish_non_exhaustive()
    }
}

impl PushTransport for PushClient {
    fn reach(&self) -> PushReach {
        self.reach
    }

    fn post<'a>(
        &'a self,
        url: &'a PushUrl,
        credentials: Option<&'a Credentials>,
        message: &'a PushMessage,
        timeout: Duration,
    ) -> BoxFuture<'a, PushOutcome> {
        let call = self.call(url, credentials, message);
        Box::pin(async move {
            match tokio::time::timeout(timeout, call).await {
                Ok(outcome) => outcome.unwrap_or(PushOutcome::Unreachable),
                Err(_) => PushOutcome::TimedOut,
            }
        })
    }
}

/// Looks names up and leaves out the addresses that may not be called.
#[derive(Clone)]
struct Resolver(PushReach);

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
            let allowed: Vec<_> = found.filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(std::io::Error::other(
                    "the name has no address that may be called",
                ));
            }
            Ok(allowed.into_iter())
        })
    }
}

/// The body of a delivery.
#[derive(Serialize)]
struct Delivery<'a> {
    list: Vec<MovementBody<'a>>,
}

/// A movement as the contract writes it here.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MovementBody<'a> {
    iys_code: u32,
    brand_code: u32,
    /// Empty where the record has none.
    consent_date: String,
    creation_date: String,
    source: &'a str,
    recipient: String,
    recipient_type: &'a str,
    status: &'a str,
    #[serde(rename = "type")]
    channel: &'a str,
    transaction_id: String,
}

/// `None`: a movement that sets no status, which is never pushed.
fn movement(pushed: &PushedMovement) -> Option<MovementBody<'static>> {
    let movement = &pushed.recorded.movement;
    let Change::Consent(consent) = &movement.change else {
        return None;
    };
    Some(MovementBody {
        iys_code: pushed.provider.0,
        brand_code: movement.key.brand.0,
        consent_date: consent
            .consent_date
            .map_or_else(String::new, Timestamp::to_wire),
        creation_date: movement.recorded_at.to_wire(),
        source: consent.source.map_or("", |source| source.as_wire()),
        recipient: pushed.address.to_string(),
        recipient_type: movement.key.recipient_type.as_wire(),
        status: consent.status.as_wire(),
        channel: movement.key.channel.as_wire(),
        transaction_id: pushed.recorded.transaction.to_wire(),
    })
}

fn body(message: &PushMessage) -> Option<Bytes> {
    match message {
        PushMessage::Test => Some(Bytes::from_static(TEST_DATA.as_bytes())),
        PushMessage::Movements(movements) => {
            let list = movements.iter().filter_map(movement).collect();
            serde_json::to_vec(&Delivery { list }).ok().map(Bytes::from)
        }
    }
}

/// The transport of a registry that faces the internet.
pub fn public() -> Arc<dyn PushTransport> {
    Arc::new(PushClient::new(PushReach::Public))
}
