//! The public log's calls to time-stamp authorities (RFC 3161, section 3.4) and witnesses (C2SP
//! tlog-witness).
//!
//! Whom it calls is the operator's choice, so that any address may be; what comes back is not, so
//! that it is bounded in time and length.

use std::time::Duration;

use domain::causes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Request, Response, StatusCode};
use registry::proof::public_log::{
    ANSWER_BYTES_MAX, ANSWER_TIMEOUT, Answer, STAMP_IDENTITY_HEADER, STAMP_REQUEST_MEDIA_TYPE,
    StampCall, StampTransport, WITNESS_ANSWER_BYTES_MAX, WITNESS_REQUEST_BYTES_MAX,
    WITNESS_TIMEOUT, WitnessAnswer, WitnessTransport, parse_size,
};

use crate::client::{CallError, Client};

/// The transport in use.
#[derive(Debug, Default)]
pub struct LogClient {
    client: Client,
}

impl LogClient {
    async fn call(
        &self,
        request: Builder,
        body: Vec<u8>,
        longest: usize,
        timeout: Duration,
    ) -> Result<Response<Vec<u8>>, String> {
        let request = request
            .header(USER_AGENT, "izin")
            .body(body)
            .map_err(|_| "its address is not well formed".to_owned())?;
        let answer = self.client.call(request, timeout, longest).await;
        answer.map_err(|error| match error {
            CallError::Timeout => format!("no answer within {} seconds", timeout.as_secs()),
            CallError::Unreachable(cause) => causes::told(&cause),
            // A body that breaks off is told from one that is too long by its cause.
            CallError::Body(cause) => causes::told(cause.as_ref()),
            CallError::Authorities(_) => error.to_string(),
        })
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
            if reply.body().is_empty() || reply.status().is_redirection() {
                return Err(answered(reply.status()));
            }
            Ok(reply.into_body())
        })
    }
}

impl WitnessTransport for LogClient {
    fn add_checkpoint<'a>(&'a self, url: &'a str, body: String) -> Answer<'a, WitnessAnswer> {
        Box::pin(async move {
            let request = Request::post(format!("{}/add-checkpoint", base(url)));
            let longest = WITNESS_ANSWER_BYTES_MAX;
            let reply = self.call(request, body.into_bytes(), longest, WITNESS_TIMEOUT);
            let reply = reply.await?;
            let (status, body) = (reply.status(), reply.into_body());
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
            let reply = reply.await?;
            match reply.status() {
                StatusCode::OK => text(reply.into_body()),
                status => Err(answered(status)),
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

fn text(body: Vec<u8>) -> Result<String, String> {
    String::from_utf8(body).map_err(|_| "its answer is no text".to_owned())
}
