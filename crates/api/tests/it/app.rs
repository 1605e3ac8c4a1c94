//! A whole registry in a temporary folder, behind the router, with a clock that tests turn.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use api::{ApiState, Settings};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use directory::Directory;
use directory::brand::{BrandSettings, NewBrand};
use directory::password::PasswordCost;
use directory::provider::NewProvider;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use directory::user::UserKind;
use domain::calendar::Calendar;
use domain::outside::{Clock, Random};
use domain::{Address, BrandCode, ProviderCode, Timestamp};
use ledger::Ledger;
use ledger::check_log::LoggedCheck;
use outward::PushClient;
use registry::contract::push::{PushReach, PushTransport};
use registry::{Parts, Registry};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use transparency::Round;

use crate::{documented, proofs};

/// The first provider, which is also its master brand. Its loading of historic consents is over.
pub const PROVIDER: u32 = 600_001;
/// A second brand of [`PROVIDER`], whose loading of historic consents is open.
pub const OPEN_BRAND: u32 = 600_002;
/// Another provider.
pub const STRANGER: u32 = 700_001;
/// The password of every user.
pub const PASSWORD: &str = "parola-parola";

/// When the clock starts: Tuesday 2026-03-10 12:00:00 in Türkiye.
pub fn start() -> Timestamp {
    Timestamp::from_wire("2026-03-10 12:00:00").unwrap()
}

/// A clock that stands still until it is turned.
pub struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Calls endpoints as the program does.
pub fn push() -> Arc<dyn PushTransport> {
    Arc::new(PushClient::new(PushReach::Public))
}

/// A registry and its HTTP interface.
pub struct App {
    /// The use cases.
    pub registry: Registry,
    /// The log, to look behind the interface.
    pub ledger: Ledger,
    /// The log of checks, to look behind or to break.
    pub checks: registry::Checks,
    /// The public log, to publish and stamp by hand.
    pub proofs: registry::Proofs,
    /// The parties, to add more.
    pub directory: Directory,
    clock: Arc<ManualClock>,
    router: Router,
    settings: (Settings, registry::Settings),
    folder: TempDir,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// The codes of the error envelope, in order.
    pub fn codes(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().expect("an error envelope");
        errors
            .iter()
            .map(|error| error["code"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl App {
    /// With the contract's behaviour, rate limits off.
    pub async fn new() -> Self {
        let settings = Settings {
            rate_limits: false,
            ..Settings::default()
        };
        Self::with(settings, registry::Settings::default()).await
    }

    /// Every check about an address, as its owner may see them.
    pub async fn checks_of(&self, address: &Address) -> Vec<LoggedCheck> {
        let subject = self.registry.people().subject_of(address).await.unwrap();
        let (since, until) = (Timestamp::from_millis(0), Timestamp::from_millis(i64::MAX));
        let logged = self.registry.asking();
        let logged = logged.checks_of(&subject.addresses[0], since, until);
        logged.unwrap().checks
    }

    /// With given switches.
    pub async fn with(api: Settings, registry: registry::Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock(AtomicI64::new(start().as_millis())));
        Self::open(folder, clock, api, registry, true)
            .await
            .with_parties()
            .await
    }

    async fn with_parties(self) -> Self {
        let app = self;
        app.add_provider(PROVIDER).await;
        app.add_provider(STRANGER).await;
        let settings = BrandSettings {
            historic_loading_until: Some(Timestamp::from_wire("2026-12-31 00:00:00").unwrap()),
            ..BrandSettings::default()
        };
        app.add_brand(PROVIDER, OPEN_BRAND, settings).await;
        app
    }

    /// What another process finds in the folder when this one is gone.
    pub async fn reopen(self) -> Self {
        let Self {
            registry,
            ledger,
            checks,
            proofs,
            directory,
            clock,
            router,
            settings: (api, settings),
            folder,
        } = self;
        directory.close().await;
        drop((registry, ledger, checks, proofs, directory, router));
        Self::open(folder, clock, api, settings, true).await
    }

    /// One that is no witness of other logs, and has no parties.
    pub async fn without_witness() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock(AtomicI64::new(start().as_millis())));
        let settings = registry::Settings::default();
        Self::open(folder, clock, Settings::default(), settings, false).await
    }

    async fn open(
        folder: TempDir,
        clock: Arc<ManualClock>,
        api: Settings,
        registry: registry::Settings,
        witness: bool,
    ) -> Self {
        let told = clock.clone();
        let open = |data: &Path, ledger: &Ledger, clock, random| {
            proofs::open(data, ledger, clock, random, witness)
        };
        Self::assembled(folder, clock, told, api, registry, open).await
    }

    /// One whose clock is held against others, and whose log is stamped as `open` says.
    pub async fn guarded(
        guard: impl FnOnce(Arc<ManualClock>) -> Arc<dyn Clock>,
        open: impl FnOnce(&Path, &Ledger, Arc<dyn Clock>, Arc<dyn Random>) -> registry::Proofs,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock(AtomicI64::new(start().as_millis())));
        let settings = Settings {
            rate_limits: false,
            ..Settings::default()
        };
        let told = guard(clock.clone());
        let registry = registry::Settings::default();
        Self::assembled(folder, clock, told, settings, registry, open)
            .await
            .with_parties()
            .await
    }

    async fn assembled(
        folder: TempDir,
        clock: Arc<ManualClock>,
        told: Arc<dyn Clock>,
        api: Settings,
        registry: registry::Settings,
        open: impl FnOnce(&Path, &Ledger, Arc<dyn Clock>, Arc<dyn Random>) -> registry::Proofs,
    ) -> Self {
        let settings = (api.clone(), registry.clone());
        let random: Arc<dyn Random> = Arc::new(keys::OsRandom);
        let ledger = Ledger::open(
            folder.path(),
            ledger::Options {
                clock: told.clone(),
                random: random.clone(),
                calendar: Calendar::official(),
                run_movements: 64,
                queue_commands: 4_096,
                cache_bytes: 8 * 1024 * 1024,
                ..ledger::Options::system()
            },
        )
        .unwrap();
        let options = directory::Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let directory = Directory::open_with(&folder.path().join("directory.sqlite"), options)
            .await
            .unwrap();
        let checks = registry::Checks::open(folder.path(), random.as_ref()).unwrap();
        let proofs = open(folder.path(), &ledger, told.clone(), random.clone());
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock: told,
            random,
            calendar: Calendar::official(),
            settings: registry,
            checks: checks.clone(),
            proofs: proofs.clone(),
            node: registry::NodeId([1; 16]),
        });
        let router = api::router(ApiState::new(registry.clone(), api, push()));
        Self {
            registry,
            ledger,
            checks,
            proofs,
            directory,
            clock,
            router,
            settings,
            folder,
        }
    }

    /// Adds a provider with its master brand, a user `api@<code>.example` and an unlimited
    /// subscription.
    pub async fn add_provider(&self, code: u32) {
        let provider = NewProvider {
            code: ProviderCode(code),
            title: format!("Örnek {code} A.Ş."),
            mersis: None,
            tin: Some(format!("1{code:09}")),
        };
        self.directory
            .add_provider(provider, start())
            .await
            .unwrap();
        self.add_brand(code, code, BrandSettings::default()).await;
        let kind = UserKind::Provider(ProviderCode(code));
        self.add_user(&user_name(code), kind).await;
        self.subscribe(code, |_| ()).await;
    }

    /// Sets a provider's subscription: active and unlimited, but for what `change` makes of it.
    pub async fn subscribe(&self, code: u32, change: impl FnOnce(&mut Subscription)) {
        let mut subscription = Subscription {
            id: uuid::Uuid::from_u128(u128::from(code)),
            holder: Holder::Provider(ProviderCode(code)),
            package: "Standart".to_owned(),
            starts: start(),
            expires: Timestamp::from_wire("2030-01-01 00:00:00").unwrap(),
            status: SubscriptionStatus::Active,
            consent_limit: None,
            consent_limit_exceed: true,
            api_use: true,
            via: None,
            via_pass: None,
        };
        change(&mut subscription);
        self.directory
            .set_subscription(&subscription)
            .await
            .unwrap();
        self.registry.forget_parties();
    }

    /// Adds a brand.
    pub async fn add_brand(&self, provider: u32, code: u32, settings: BrandSettings) {
        let brand = NewBrand {
            code: BrandCode(code),
            provider: ProviderCode(provider),
            name: format!("Marka {code}"),
            settings,
        };
        self.directory.add_brand(brand, start()).await.unwrap();
    }

    /// Adds a user with [`PASSWORD`].
    pub async fn add_user(&self, name: &str, kind: UserKind) {
        self.directory
            .add_user(name, PASSWORD, kind, &keys::OsRandom, start())
            .await
            .unwrap();
    }

    /// A fresh access token of a provider's user.
    pub async fn token(&self, provider: u32) -> String {
        self.token_of(&user_name(provider)).await
    }

    /// A fresh access token of any user.
    pub async fn token_of(&self, name: &str) -> String {
        let name = directory::user::Username::new(name).unwrap();
        let pair = self
            .directory
            .issue_tokens(&name, &keys::OsRandom, self.registry.now())
            .await
            .unwrap();
        pair.access
    }

    /// Turns the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// Sets the clock to a time in Türkiye.
    pub fn set_clock(&self, wire: &str) {
        let instant = Timestamp::from_wire(wire).unwrap();
        self.clock.0.store(instant.as_millis(), Ordering::SeqCst);
    }

    /// Publishes what is recorded.
    pub fn publish(&self) {
        self.proofs.log.publish(&self.ledger).unwrap();
    }

    /// Publishes what is recorded and has it stamped at once.
    pub async fn stamp(&self) {
        self.publish();
        self.stamp_published().await;
    }

    /// Has what is published stamped at once.
    pub async fn stamp_published(&self) {
        // A movement waits a minute before a stamp is asked for.
        self.advance(60);
        let round = self.proofs.stamper.round().await.unwrap();
        assert_eq!(round, Round::Stamped(self.proofs.log.published().size()));
    }

    /// The data folder, to look at or to damage what is in it.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// How many movements the ledger holds.
    pub fn movements(&self) -> u64 {
        self.ledger.end().0
    }

    /// Sends JSON (or nothing) with a token (or none).
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(value) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        self.send_request(request.body(body).unwrap()).await
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

    /// Sends any request, leaving the answer's body unread.
    pub async fn respond(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends any request; what it is refused with must be in the OpenAPI document.
    pub async fn send_request(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.respond(request).await;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .unwrap()
            .to_vec();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        };
        documented::check(&method, &path, &answer);
        answer
    }
}

/// The name of a provider's API user.
pub fn user_name(provider: u32) -> String {
    format!("api@{provider}.example")
}

/// The path of a brand of [`PROVIDER`], with a rest.
pub fn brand_path(brand: u32, rest: &str) -> String {
    format!("/sps/{PROVIDER}/brands/{brand}{rest}")
}

/// Whole seconds of a span.
pub fn seconds(span: std::time::Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap()
}
