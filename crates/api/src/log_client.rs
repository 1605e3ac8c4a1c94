//! The public log's calls to time-stamp authorities (RFC 3161, section 3.4) and witnesses (C2SP
//! tlog-witness), over HTTP/1.1 and TLS.
//!
//! Whom it calls is the operator's choice, so that any address may be; what comes back is not, so
//! that it is bounded in time and length.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use axum::http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use axum::http::request::Builder;
use axum::http::{HeaderValue, Request, StatusCode};
use bytes::Bytes;
use edge::outgoing::{self, OutgoingClient};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use registry::proof::public_log::{
    ANSWER_BYTES_MAX, ANSWER_TIMEOUT, Answer, STAMP_IDENTITY_HEADER, STAMP_REQUEST_MEDIA_TYPE,
    StampCall, StampTransport, WITNESS_ANSWER_BYTES_MAX, WITNESS_REQUEST_BYTES_MAX,
    WITNESS_TIMEOUT, WitnessAnswer, WitnessTransport, parse_size,
};

use crate::edge::problem::chain;

/// The transport in use: no redirects followed, no connections kept.
#[derive(Default)]
pub struct LogClient {
    client: OnceLock<Result<OutgoingClient<GaiResolver>, String>>,
}

/// What came back.
struct Reply {
    status: StatusCode,
    body: Bytes,
}

impl LogClient {
    /// With the machine's own certificate authorities, read at the first call.
    pub fn new() -> Self {
        Self::default()
    }

    fn client(&self) -> Result<&OutgoingClient<GaiResolver>, String> {
        let made = self.client.get_or_init(|| {
            outgoing::client(HttpConnector::new())
                .map_err(|error| format!("this machine has no certificate authorities: {error}"))
        });
        made.as_ref().map_err(Clone::clone)
    }

    async fn call(
        &self,
        request: Builder,
        body: Vec<u8>,
        longest: usize,
        timeout: Duration,
    ) -> Result<Reply, String> {
        let request = request
            .header(USER_AGENT, "izin")
            .body(Full::new(body.into()))
            .map_err(|_| "its address is not well formed".to_owned())?;
        let client = self.client()?;
        let exchange = async {
            let answer = client.request(request).await;
            let (head, body) = answer.map_err(|error| chain(&error))?.into_parts();
            let body = Limited::new(body, longest).collect().await;
            // A body that breaks off is told from one that is too long by its cause.
            let body = body.map_err(|error| chain(error.as_ref()))?;
            Ok(Reply {
                status: head.status,
                body: body.to_bytes(),
            })
        };
        tokio::time::timeout(timeout, exchange)
            .await
            .unwrap_or_else(|_| Err(format!("no answer within {} seconds", timeout.as_secs())))
    }
}

impl fmt::Debug for LogClient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LogClient").finish_non_exhaustive()
    }
}

impl StampTransport for LogClient {
    fn stamp<'a>(&'a self, call: StampCall<'a>) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            let mut request =
                Request::post(call.url).header(CONTENT_TYPE, STAMP_REQUEST_MEDIA_TYPE);
            if let Some(identity) = call.identity {
                let mut value = HeaderValue::try_from(identity)
                    .map_err(|_| "its account does not fit a header".to_owned())?;
                value.set_sensitive(true);
                request = request.header(STAMP_IDENTITY_HEADER, value);
            }
            let reply = self.call(request, call.body, ANSWER_BYTES_MAX, ANSWER_TIMEOUT);
            let reply = reply.await?;
            if reply.body.is_empty() || reply.status.is_redirection() {
                return Err(answered(reply.status));
            }
            Ok(reply.body.into())
        })
    }
}

impl WitnessTransport for LogClient {
    fn add_checkpoint<'a>(&'a self, url: &'a str, body: String) -> Answer<'a, WitnessAnswer> {
        Box::pin(async move {
            let request = Request::post(format!("{}/add-checkpoint", base(url)));
            let longest = WITNESS_ANSWER_BYTES_MAX;
            let reply = self.call(request, body.into_bytes(), longest, WITNESS_TIMEOUT);
            let Reply { status, body } = reply.await?;
            match status {
                StatusCode::OK => text(body).map(WitnessAnswer::Signatures),
                StatusCode::CONFLICT => {
                    let size = parse_size(&text(body)?);
                    Ok(size.map_or_else(|_| refused(status), WitnessAnswer::Size))
                }
                other => Ok(refused(other)),
            }
        })
    }

    fn newest<'a>(&'a self, url: &'a str, origin_hash: &'a str) -> Answer<'a, String> {
        Box::pin(async move {
            let url = format!("{}/{origin_hash}/checkpoint", base(url));
            let request = Request::get(url).header(ACCEPT, "text/plain");
            // A note with the signatures of many witnesses.
            let longest = WITNESS_REQUEST_BYTES_MAX;
            let reply = self.call(request, Vec::new(), longest, WITNESS_TIMEOUT);
            match reply.await? {
                Reply {
                    status: StatusCode::OK,
                    body,
                } => text(body),
                Reply { status, .. } => Err(answered(status)),
            }
        })
    }
}

fn refused(status: StatusCode) -> WitnessAnswer {
    WitnessAnswer::Refused(answered(status))
}

fn answered(status: StatusCode) -> String {
    format!("answered {}", status.as_u16())
}

fn base(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn text(body: Bytes) -> Result<String, String> {
    String::from_utf8(body.into()).map_err(|_| "its answer is no text".to_owned())
}
