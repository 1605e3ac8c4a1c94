//! A whole registry on a loopback socket, as `izin serve` would run it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use api::{ApiState, Settings};
use axum::Router;
use axum::routing::post;
use directory::Directory;
use directory::brand::{BrandSettings, NewBrand};
use directory::provider::NewProvider;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use directory::user::{UserKind, Username};
use domain::calendar::Calendar;
use domain::outside::Clock;
use domain::{BrandCode, ProviderCode, Timestamp};
use keys::{OsRandom, SystemClock};
use ledger::Ledger;
use registry::blobs::BlobFolder;
use registry::contract::push::PushReach;
use registry::{Parts, ProofOptions, Proofs, Registry};
use tokio::net::TcpListener;

use crate::work;

const USER: &str = "api@bench.example";

/// A running registry.
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its use cases.
    pub registry: Registry,
    /// Its ledger.
    pub ledger: Ledger,
    /// Its parties.
    pub directory: Directory,
    /// An access token of the brand's provider.
    pub token: String,
}

impl Service {
    /// Serves the ledger in a folder; the brand of [`work::BRAND`] may load consents of any age.
    pub async fn start(folder: &Path) -> Result<Self> {
        let clock = Arc::new(SystemClock);
        let random = Arc::new(OsRandom);
        let ledger = Ledger::open(folder, ledger::Options::system())?;
        let directory = Directory::open(&folder.join("directory.sqlite")).await?;
        let token = enrol(&directory, clock.now()).await?;
        let checks = registry::Checks::open(folder, random.as_ref())?;
        let client = Arc::new(outward::LogClient::default());
        let origin = registry::proof::public_log::DEFAULT_ORIGIN.parse()?;
        let proofs = Proofs::open(
            folder,
            &ledger,
            clock.clone(),
            random.clone(),
            ProofOptions::new(origin, client.clone(), client),
        )?;
        let blobs = BlobFolder::open(folder, ledger.clone(), random.clone())?;
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock,
            random,
            calendar: Calendar::official(),
            settings: registry::Settings::default(),
            checks,
            proofs,
            blobs: Arc::new(blobs),
            node: registry::NodeId([1; 16]),
        });
        let settings = Settings {
            rate_limits: false,
            ..Settings::default()
        };
        let push = Arc::new(outward::PushClient::new(PushReach::Public));
        let router = api::router(ApiState::new(registry.clone(), settings, push));
        let address = serve(router).await?;
        let worker = registry.background();
        tokio::spawn(registry::job::run(
            worker.batch_worker(),
            registry::job::Stop::new(),
        ));
        Ok(Self {
            address,
            registry,
            ledger,
            directory,
            token,
        })
    }
}

/// An empty handler behind the same server: the ceiling for any endpoint.
pub async fn serve_empty() -> Result<SocketAddr> {
    serve(Router::new().route("/", post(async || ()))).await
}

/// Serves on a port of its own for as long as the runtime runs.
pub async fn serve(router: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(api::server::serve(listener, router, std::future::pending()));
    Ok(address)
}

async fn enrol(directory: &Directory, now: Timestamp) -> Result<String> {
    let provider = ProviderCode(work::BRAND.0);
    enrol_provider(directory, provider).await?;
    enrol_brand(directory, provider, work::BRAND).await?;
    let far = far()?;
    let subscription = Subscription {
        id: uuid::Uuid::from_u128(1),
        holder: Holder::Provider(provider),
        package: "Standart".to_owned(),
        starts: now,
        expires: far,
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: true,
        api_use: true,
        via: None,
        via_pass: None,
    };
    directory.set_subscription(&subscription).await?;
    let kind = UserKind::Provider(provider);
    directory
        .add_user(USER, "parola-parola", kind, &OsRandom, now)
        .await?;
    let user = Username::new(USER).context("a user name")?;
    Ok(directory.issue_tokens(&user, &OsRandom, now).await?.access)
}

/// Admits a provider.
pub async fn enrol_provider(directory: &Directory, code: ProviderCode) -> Result<()> {
    let new = NewProvider {
        code,
        title: format!("Ölçüm {code} A.Ş."),
        mersis: None,
        tin: None,
    };
    directory.add_provider(new, work::received_at()).await?;
    Ok(())
}

/// Adds a brand of a provider, which may load consents of any age.
pub async fn enrol_brand(
    directory: &Directory,
    provider: ProviderCode,
    code: BrandCode,
) -> Result<()> {
    let settings = BrandSettings {
        historic_loading_until: Some(far()?),
        ..BrandSettings::default()
    };
    let brand = NewBrand {
        code,
        provider,
        name: format!("Ölçüm {code}"),
        settings,
    };
    directory.add_brand(brand, work::received_at()).await?;
    Ok(())
}

/// A day that no run sees.
fn far() -> Result<Timestamp> {
    Timestamp::from_wire("2099-01-01 00:00:00")
        .ok()
        .context("a date")
}
