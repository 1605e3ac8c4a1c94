//! A whole registry in a temporary folder, behind the pages, with a clock that tests turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use directory::brand::{BrandSettings, NewBrand};
use directory::password::PasswordCost;
use directory::provider::NewProvider;
use directory::retailer::{PlaceName, RetailerDetails, RetailerStatus};
use directory::{Directory, Entity};
use domain::calendar::Calendar;
use domain::draft::ConsentRequest;
use domain::outside::{Clock, Random};
use domain::{
    Address, BrandCode, Channel, ConsentKey, ConsentState, ItemId, Policy, ProviderCode,
    RecipientType, RetailerCode, Source, Status, Timestamp,
};
use ledger::{Action, Command, Ledger, Outcome};
use registry::proof::public_log::DEFAULT_ORIGIN;
use registry::{Checks, Parts, ProofOptions, Proofs, Registry};
use tower::ServiceExt;
use web::{Settings, WebState};

use crate::browser::Browser;

/// A provider and its master brand, `Karanfil`.
pub const BRAND: u32 = 600_001;
/// A second brand, `Çınar`.
pub const OTHER_BRAND: u32 = 600_002;
/// The phone number of the person that most tests are about.
pub const PHONE: &str = "+905321112233";
/// Their e-mail address.
pub const EMAIL: &str = "ayse.yilmaz@posta.example";
/// Somebody else's phone number.
pub const STRANGER: &str = "+905321112244";

/// The clock's start: Tuesday 2026-03-10 12:00:00 in Türkiye.
pub fn start() -> Timestamp {
    Timestamp::from_wire("2026-03-10 12:00:00").unwrap()
}

/// A clock that stands still until it is turned.
struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// The system's randomness, which keeps the last 8 bytes it gave: one-time codes are made of these.
struct KeptRandom(AtomicU64);

impl Random for KeptRandom {
    fn fill(&self, buffer: &mut [u8]) {
        keys::OsRandom.fill(buffer);
        if let Ok(bytes) = <[u8; 8]>::try_from(&*buffer) {
            self.0.store(u64::from_le_bytes(bytes), Ordering::SeqCst);
        }
    }
}

/// A registry and its pages.
pub struct App {
    pub registry: Registry,
    pub ledger: Ledger,
    pub directory: Directory,
    clock: Arc<ManualClock>,
    random: Arc<KeptRandom>,
    /// The pages, as a server would serve them.
    pub router: Router,
    proofs: Proofs,
    _folder: tempfile::TempDir,
}

/// What a provider reports. The default is an approval of text messages on paper, a minute ago.
#[derive(Clone, Debug)]
pub struct Report {
    pub brand: u32,
    pub address: &'static str,
    pub channel: Channel,
    pub recipient_type: RecipientType,
    pub retailer: Option<RetailerCode>,
}

impl Report {
    /// A report about an address, on the first channel that reaches it.
    pub fn about(address: &'static str) -> Self {
        Self {
            channel: if address.contains('@') {
                Channel::Email
            } else {
                Channel::Text
            },
            address,
            brand: BRAND,
            recipient_type: RecipientType::Individual,
            retailer: None,
        }
    }
}

impl App {
    /// With two brands and cookies for HTTPS only.
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// With given settings of the pages.
    pub async fn with(settings: Settings) -> Self {
        Self::put_together(settings, |state| state).await
    }

    /// With given settings, and what else the pages are put together of.
    pub async fn put_together(settings: Settings, more: impl FnOnce(WebState) -> WebState) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let clock = Arc::new(ManualClock(AtomicI64::new(start().as_millis())));
        let random = Arc::new(KeptRandom(AtomicU64::new(0)));
        let options = ledger::Options::new(clock.clone(), random.clone());
        let ledger = Ledger::open(path, options).unwrap();
        let options = directory::Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let file = path.join("directory.sqlite");
        let directory = Directory::open_with(&file, options).await.unwrap();
        let checks = Checks::open(path, random.as_ref()).unwrap();
        let proofs = ProofOptions::unconnected(DEFAULT_ORIGIN.parse().unwrap());
        let proofs = Proofs::open(path, &ledger, clock.clone(), random.clone(), proofs).unwrap();
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock: clock.clone(),
            random: random.clone(),
            calendar: Calendar::official(),
            settings: registry::Settings::default(),
            checks,
            proofs: proofs.clone(),
            node: registry::NodeId([1; 16]),
        });
        let app = Self {
            router: web::router(more(WebState::new(registry.clone(), settings))),
            registry,
            ledger,
            directory,
            clock,
            random,
            proofs,
            _folder: folder,
        };
        app.brand(BRAND, "Karanfil").await;
        app.brand(OTHER_BRAND, "Çınar").await;
        app
    }

    /// Adds a brand of [`BRAND`]'s provider, and that if there is none yet.
    pub async fn brand(&self, brand: u32, name: &str) {
        let provider = ProviderCode(BRAND);
        let new = NewProvider {
            code: provider,
            title: "Karanfil Giyim A.Ş.".to_owned(),
            mersis: None,
            tin: None,
        };
        match self.directory.add_provider(new, start()).await {
            Ok(_) | Err(directory::Error::Exists(Entity::Code)) => {}
            Err(error) => panic!("{error}"),
        }
        let new = NewBrand {
            code: BrandCode(brand),
            provider,
            name: name.to_owned(),
            settings: BrandSettings::default(),
        };
        self.directory.add_brand(new, start()).await.unwrap();
    }

    /// Adds a retailer of [`BRAND`].
    pub async fn retailer(&self, title: &str) -> RetailerCode {
        let place = || PlaceName {
            code: 34,
            name: "İstanbul".to_owned(),
        };
        let details = RetailerDetails {
            title: title.to_owned(),
            name: "Deniz Kaya".to_owned(),
            tckn: "10000000146".to_owned(),
            tin: "1234567890".to_owned(),
            city: place(),
            town: place(),
            mersis: None,
            alias: None,
            mobile: None,
            status: RetailerStatus::Active,
        };
        let brand = BrandCode(BRAND);
        let added = self
            .directory
            .add_retailer(brand, details, &keys::OsRandom, start())
            .await;
        added.unwrap().code
    }

    /// Turns the clock forward.
    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// The one-time code that was made last.
    pub fn last_code(&self) -> String {
        format!("{:06}", self.random.0.load(Ordering::SeqCst) % 1_000_000)
    }

    /// A provider reports one approval.
    pub async fn report(&self, report: Report) {
        self.report_all(vec![report]).await;
    }

    /// Providers report many approvals, together.
    pub async fn report_all(&self, reports: Vec<Report>) {
        let now = self.clock.now();
        let request = self.registry.new_request_id();
        let commands = (0..).zip(reports).map(|(index, report)| Command {
            brand: BrandCode(report.brand),
            action: Action::Consent(ConsentRequest {
                address: address_of(report.address),
                channel: report.channel,
                recipient_type: report.recipient_type,
                status: Status::Approval,
                source: Some(Source::SignedForm),
                consent_date: Some(Timestamp::from_seconds(now.as_seconds() - 60)),
                retailer: report.retailer,
                retailer_access: Vec::new(),
            }),
            received_at: now,
            item: ItemId { request, index },
            policy: Arc::new(Policy::CONTRACT),
            retried: false,
        });
        let outcomes = self.ledger.submit(commands.collect()).await.unwrap();
        for outcome in outcomes {
            assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
        }
    }

    /// Both brands on every channel of [`PHONE`] and [`EMAIL`], and a stranger's record.
    pub async fn fill(&self) {
        let mut reports = Vec::new();
        for brand in [BRAND, OTHER_BRAND] {
            for channel in Channel::ALL {
                let address = if channel.is_phone() { PHONE } else { EMAIL };
                reports.push(Report {
                    brand,
                    channel,
                    ..Report::about(address)
                });
            }
        }
        reports.push(Report::about(STRANGER));
        self.report_all(reports).await;
    }

    /// What holds for a private person's record.
    pub fn state(&self, address: &str, brand: u32, channel: Channel) -> Option<ConsentState> {
        let key = ConsentKey {
            recipient: self.ledger.recipient_id(&address_of(address)),
            brand: BrandCode(brand),
            recipient_type: RecipientType::Individual,
            channel,
        };
        self.ledger.state(&key).unwrap()
    }

    /// How many movements there are.
    pub fn movements(&self) -> u64 {
        self.ledger.end().0
    }

    /// Publishes what is recorded, so that it can be proven.
    pub fn publish(&self) {
        self.proofs.log.publish(&self.ledger).unwrap();
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser that has signed in with [`PHONE`].
    pub async fn signed_in(&self) -> Browser<'_> {
        self.signed_in_with(PHONE).await
    }

    /// A browser that has signed in with an address.
    pub async fn signed_in_with(&self, address: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(address).await;
        browser
    }

    /// Sends any request.
    pub async fn respond(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// Reads an address of either kind.
pub fn address_of(text: &str) -> Address {
    Address::from_stored(text).unwrap()
}
