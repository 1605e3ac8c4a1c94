//! An endpoint on this machine, and a registry that may call it.

use std::sync::{Arc, Mutex};

use api::{ApiState, Settings};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::routing::post;
use domain::draft::ConsentRequest;
use domain::{Address, Channel, RecipientType, Source, Status};
use outward::PushClient;
use registry::contract::push::{PushReach, PushRound, PushTransport};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::REGISTER;
use crate::app::{App, OPEN_BRAND, PROVIDER, brand_path, start};
use crate::iys::retailers::submit;

/// `u:p`, as Basic authentication writes it.
const BASIC: &str = "Basic dTpw";

/// How the endpoint behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Right,
    LetsAnybodyIn,
    TurnsAllAway,
    Redirects,
}

/// An endpoint on a free port of this machine.
#[derive(Clone)]
pub(crate) struct Endpoint {
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<Value>>>,
    /// The headers and the body of what was taken last.
    last: Arc<Mutex<(HeaderMap, String)>>,
    pub(crate) url: String,
}

impl Endpoint {
    pub(crate) async fn start(mood: Mood) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Self {
            mood: Arc::new(Mutex::new(mood)),
            taken: Arc::default(),
            last: Arc::default(),
            url: format!("http://{}/push", listener.local_addr().unwrap()),
        };
        let router = Router::new()
            .route("/push", post(take))
            .with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        endpoint
    }

    pub(crate) fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap().clone()
    }
}

impl Endpoint {
    /// The headers and the body of what was taken last.
    pub(crate) fn last(&self) -> (HeaderMap, String) {
        self.last.lock().unwrap().clone()
    }
}

async fn take(State(endpoint): State<Endpoint>, headers: HeaderMap, body: String) -> Reply {
    let right = headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value == BASIC);
    let mood = *endpoint.mood.lock().unwrap();
    match mood {
        Mood::TurnsAllAway => return (StatusCode::UNAUTHORIZED, [("x-left", "")], "kapalı"),
        Mood::Redirects => return (StatusCode::TEMPORARY_REDIRECT, [("location", "/push")], ""),
        Mood::Right if !right => return (StatusCode::UNAUTHORIZED, [("x-left", "")], ""),
        Mood::Right | Mood::LetsAnybodyIn => {}
    }
    endpoint
        .taken
        .lock()
        .unwrap()
        .push(serde_json::from_str(&body).unwrap());
    *endpoint.last.lock().unwrap() = (headers, body);
    (StatusCode::OK, [("x-left", "")], "tamam")
}

type Reply = (StatusCode, [(&'static str, &'static str); 1], &'static str);

/// A registry that may call this machine.
pub(crate) struct Pushing {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) transport: Arc<dyn PushTransport>,
}

impl Pushing {
    pub(crate) async fn new() -> Self {
        let app = App::new().await;
        let transport: Arc<dyn PushTransport> = Arc::new(PushClient::new(PushReach::Loopback));
        let settings = Settings {
            rate_limits: false,
            ..Settings::default()
        };
        let state = ApiState::new(app.registry.clone(), settings, transport.clone());
        Self {
            router: api::router(state),
            app,
            transport,
        }
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        rest: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        self.call_as(PROVIDER, method, rest, body).await
    }

    /// As a user of this party.
    pub(crate) async fn call_as(
        &self,
        party: u32,
        method: Method,
        rest: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let token = self.app.token(party).await;
        let request = Request::builder()
            .method(method)
            .uri(if rest.starts_with("/izin") {
                rest.to_owned()
            } else {
                brand_path(OPEN_BRAND, rest)
            })
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    pub(crate) async fn register(&self, connections: &[Value]) -> (StatusCode, Value) {
        self.call(Method::POST, REGISTER, json!({"connection": connections}))
            .await
    }

    pub(crate) async fn listed(&self) -> Vec<Value> {
        let (status, body) = self.call(Method::GET, REGISTER, Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        body.as_array().unwrap().clone()
    }

    pub(crate) async fn deliver(&self) -> PushRound {
        self.app
            .registry
            .contract()
            .deliver_pushes_once(self.transport.as_ref())
            .await
            .unwrap()
    }

    /// A recipient approves on the registry's own web site.
    pub(crate) async fn recipient_says(&self, address: &str, channel: Channel) {
        let request = ConsentRequest {
            address: Address::from_wire(address, channel).unwrap(),
            channel,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Some(Source::RegistryWeb),
            consent_date: Some(start()),
            retailer: None,
            retailer_access: Vec::new(),
        };
        submit(&self.app, OPEN_BRAND, request).await;
    }
}
