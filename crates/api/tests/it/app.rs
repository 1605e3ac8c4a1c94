//! A registry behind the router: what every test of this crate is about.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use api::{ApiState, Settings};
use axum::body::Body;
use axum::http::{Method, Request, header};
use directory::brand::BrandSettings;
use domain::{Address, Timestamp};
use http_body_util::BodyExt as _;
use ledger::check_log::LoggedCheck;
use outward::PushClient;
use registry::contract::push::{PushReach, PushTransport};
use serde_json::Value;
use testkit::{Making, Site, request};

use crate::{documented, proofs};

pub use testkit::{Answer, PASSWORD, seconds, start, user_name};

/// The first provider, which is also its master brand. Its loading of historic consents is over.
pub const PROVIDER: u32 = 600_001;
/// A second brand of [`PROVIDER`], whose loading of historic consents is open.
pub const OPEN_BRAND: u32 = 600_002;
/// Another provider.
pub const STRANGER: u32 = 700_001;

/// So few that tests see sorted movements, too.
const RUN_MOVEMENTS: usize = 64;

/// Calls endpoints as the program does.
pub fn push() -> Arc<dyn PushTransport> {
    Arc::new(PushClient::new(PushReach::Public))
}

/// A registry and its HTTP interface.
pub struct App {
    site: Site,
    settings: Settings,
}

impl Deref for App {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl App {
    /// With the contract's behaviour, rate limits off.
    pub async fn new() -> Self {
        Self::with(unlimited(), registry::Settings::default()).await
    }

    /// Every check about an address, as its owner may see them.
    pub async fn checks_of(&self, address: &Address) -> Vec<LoggedCheck> {
        let subject = self.subject_of(address).await;
        let (since, until) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        let logged = self.registry.asking();
        let logged = logged.checks_of(&subject.addresses[0], since, until);
        logged.unwrap().checks
    }

    /// With given switches.
    pub async fn with(api: Settings, registry: registry::Settings) -> Self {
        let making = Making {
            settings: registry,
            ..Making::default()
        };
        let app = Self::open(stamped(making), api).await;
        app.with_parties().await
    }

    async fn with_parties(self) -> Self {
        self.add_provider(PROVIDER).await;
        self.add_provider(STRANGER).await;
        let settings = BrandSettings {
            historic_loading_until: Some(Timestamp::from_wire("2026-12-31 00:00:00").unwrap()),
            ..BrandSettings::default()
        };
        self.add_brand(PROVIDER, OPEN_BRAND, settings).await;
        self
    }

    /// What another process finds in the folder when this one is gone.
    pub async fn reopen(self) -> Self {
        let Site { place, router } = self.site;
        drop(router);
        Self::open(stamped(Making::again(place).await), self.settings).await
    }

    /// One that is no witness of other logs, and has no parties.
    pub async fn without_witness() -> Self {
        let making = Making {
            proofs: proofs::options(None),
            ..Making::default()
        };
        Self::open(making, Settings::default()).await
    }

    /// One whose clock is held against others, and whose log is stamped as `making` says.
    pub async fn guarded(making: Making) -> Self {
        Self::open(making, unlimited()).await.with_parties().await
    }

    async fn open(making: Making, settings: Settings) -> Self {
        let run_movements = RUN_MOVEMENTS;
        let place = Making {
            run_movements,
            ..making
        }
        .open()
        .await;
        let router = api::router(ApiState::new(
            place.registry.clone(),
            settings.clone(),
            push(),
        ));
        let site = Site { place, router };
        Self { site, settings }
    }

    /// Sets the clock to a time in Türkiye.
    pub fn set_clock(&self, wire: &str) {
        self.clock.set(Timestamp::from_wire(wire).unwrap());
    }

    /// The data folder, to look at or to damage what is in it.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Sends JSON (or nothing) with a token (or none).
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        self.send_request(request(method, path, token, body)).await
    }

    /// `POST` of JSON by a provider's user.
    pub async fn post(&self, provider: u32, path: &str, body: Value) -> Answer {
        let token = self.token(provider).await;
        self.send(Method::POST, path, Some(&token), Some(body))
            .await
    }

    /// `GET` by a provider's user.
    pub async fn get(&self, provider: u32, path: &str) -> Answer {
        let token = self.token(provider).await;
        self.send(Method::GET, path, Some(&token), None).await
    }

    /// Sends any request; what it is refused with must be in the OpenAPI document. Of events, which do not end, the
    /// beginning is read.
    pub async fn send_request(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let (head, mut body) = self.respond(request).await.into_parts();
        let kind = head.headers.get(header::CONTENT_TYPE);
        let bytes = if kind.is_some_and(|kind| kind == "text/event-stream") {
            let first = body.frame().await.unwrap().unwrap();
            first.into_data().unwrap().to_vec()
        } else {
            let whole = axum::body::to_bytes(body, usize::MAX).await;
            whole.unwrap().to_vec()
        };
        let answer = Answer {
            status: head.status,
            headers: head.headers,
            bytes,
        };
        documented::check(&method, &path, &answer);
        answer
    }
}

fn unlimited() -> Settings {
    Settings {
        rate_limits: false,
        ..Settings::default()
    }
}

/// With a development authority, and a witness of another log.
fn stamped(making: Making) -> Making {
    let witness = proofs::witness(making.folder.path());
    let proofs = proofs::options(Some(witness));
    Making { proofs, ..making }
}

/// The path of a brand of [`PROVIDER`], with a rest.
pub fn brand_path(brand: u32, rest: &str) -> String {
    format!("/sps/{PROVIDER}/brands/{brand}{rest}")
}
