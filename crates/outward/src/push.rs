//! The calls to brands' endpoints (contract 6.8).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{Change, Timestamp};
use futures::future::BoxFuture;
use hyper::Request;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use registry::contract::push::{
    ANSWER_BYTES_KEPT, Credentials, PushAnswer, PushMessage, PushOutcome, PushPost, PushReach,
    PushTransport, PushedMovement,
};
use serde::Serialize;

use crate::client::{CallError, Client};

/// The contract's test data, the same for everybody.
const TEST_DATA: &str = concat!(
    r#"{"list":[{"iysCode":121212,"brandCode":121212,"consentDate":"2015-05-01 15:00:00","#,
    r#""creationDate":"2015-05-01 15:00:00","source":"IYS_MOBIL","#,
    r#""recipient":"pushtest@iys.org.tr","recipientType":"BIREYSEL","status":"ONAY","#,
    r#""type":"EPOSTA","#,
    r#""transactionId":"e52ee30512adfcd2a41fb3b4682f5bd61eee5b1c92bda665fc0b7e56644d429d"}]}"#
);

/// The transport in use: it calls no address that its reach leaves out, whatever a name resolves to.
#[derive(Debug)]
pub struct PushClient {
    reach: PushReach,
    client: Client,
}

impl PushClient {
    /// Calls what is in reach.
    pub fn new(reach: PushReach) -> Self {
        let client = Client::within(reach);
        Self { reach, client }
    }
}

impl PushTransport for PushClient {
    fn reach(&self) -> PushReach {
        self.reach
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        Box::pin(async move {
            let Some(request) = request(&post) else {
                return PushOutcome::Unreachable.into();
            };
            let answer = self
                .client
                .beginning(request, post.timeout, ANSWER_BYTES_KEPT);
            match answer.await {
                Ok(answer) => PushAnswer {
                    outcome: PushOutcome::Answered(answer.status().as_u16()),
                    beginning: answer.into_body(),
                },
                Err(CallError::Timeout) => PushOutcome::TimedOut.into(),
                Err(_) => PushOutcome::Unreachable.into(),
            }
        })
    }
}

/// `None`: it cannot be written.
fn request(post: &PushPost<'_>) -> Option<Request<Vec<u8>>> {
    let body = body(post.message)?;
    let mut request = Request::post(post.url.as_str())
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header(USER_AGENT, "izin");
    if let Some(Credentials { username, password }) = post.credentials {
        let encoded = BASE64_STANDARD.encode(format!("{username}:{password}"));
        let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    if let Some(signing) = post.signing {
        for (name, value) in signing.headers(&body) {
            request = request.header(name, value);
        }
    }
    request.body(body).ok()
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

fn body(message: &PushMessage) -> Option<Vec<u8>> {
    match message {
        PushMessage::Test => Some(TEST_DATA.into()),
        PushMessage::Movements(movements) => {
            let list = movements.iter().filter_map(movement).collect();
            serde_json::to_vec(&Delivery { list }).ok()
        }
    }
}
