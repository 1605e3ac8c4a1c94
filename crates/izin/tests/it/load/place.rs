//! A data folder in which hundreds of people wait to be told, made without the program and two days ago.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use directory::Directory;
use directory::brand::{BrandSettings, NewBrand};
use directory::password::PasswordCost;
use directory::provider::NewProvider;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use directory::user::UserKind;
use domain::calendar::Calendar;
use domain::draft::ConsentRequest;
use domain::outside::Clock;
use domain::{
    Address, BrandCode, Channel, ItemId, Policy, ProviderCode, RecipientType, Source, Status,
    Timestamp,
};
use keys::{OsRandom, SystemClock};
use ledger::{Action, Command, Ledger, Outcome};
use registry::blobs::BlobFolder;
use registry::proof::public_log::DEFAULT_ORIGIN;
use registry::{Checks, Parts, ProofOptions, Proofs, Registry, Settings};
use tempfile::TempDir;

use crate::peers::Server;
use crate::program::{arg, run, text};

pub const CODE: u32 = 600_001;
pub const USER: &str = "api@600001.example";
pub const PASSWORD: &str = "Doğru-At-Pil-Zımba";

/// How many people are told, half of them by text message.
pub const NOTICES: usize = 500;

/// How many numbers may be written to, of which no notice tells.
pub const NUMBERS: u16 = 400;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// The time it is.
struct TwoDaysAgo;

impl Clock for TwoDaysAgo {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().as_millis() - 2 * DAY_MILLIS)
    }
}

/// A number of those that may be written to.
pub fn number(index: u16) -> String {
    format!("+90532{:07}", 2_000_000 + u32::from(index % NUMBERS))
}

pub struct Place {
    folder: TempDir,
}

impl Place {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        place.fill().await;
        // At any hour, and with a feed that has everything at once.
        let config = "[contract]\nfeed_delay_seconds = 0\n\
                      [messages]\nquiet_from = 0\nquiet_until = 0\n";
        fs::write(place.config(), config).unwrap();
        place
    }

    async fn fill(&self) {
        let data = self.data();
        fs::create_dir(&data).unwrap();
        let (clock, random) = (Arc::new(TwoDaysAgo), Arc::new(OsRandom));
        let options = ledger::Options::new(clock.clone(), random.clone());
        let ledger = Ledger::open(&data, options).unwrap();
        let options = directory::Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let file = data.join("directory.sqlite");
        let directory = Directory::open_with(&file, options).await.unwrap();
        let checks = Checks::open(&data, random.as_ref()).unwrap();
        let origin = ProofOptions::unconnected(DEFAULT_ORIGIN.parse().unwrap());
        let proofs = Proofs::open(&data, &ledger, clock.clone(), random.clone(), origin).unwrap();
        let blobs = BlobFolder::open(&data, ledger.clone(), random.clone()).unwrap();
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock: clock.clone(),
            random,
            calendar: Calendar::official(),
            settings: Settings::default(),
            checks: checks.clone(),
            proofs,
            blobs: Arc::new(blobs),
            node: registry::NodeId([1; 16]),
        });
        parties(&directory, clock.now()).await;
        let numbers: Vec<_> = (0..NUMBERS).map(number).collect();
        approve(&registry, &ledger, numbers).await;
        registry.people().begin_notices_here().await.unwrap();
        let half = NOTICES / 2;
        let texts = (0..half).map(|person| format!("+90532{:07}", 1_000_000 + person));
        let mails = (0..half).map(|person| format!("kisi{person}@posta.example"));
        approve(&registry, &ledger, texts.chain(mails).collect()).await;
        registry.people().gather_approvals().await.unwrap();
        directory.close().await;
        drop(registry);
        tokio::task::spawn_blocking(move || {
            checks.log.close().unwrap();
            ledger.close().unwrap();
        })
        .await
        .unwrap();
    }

    pub fn serve(&self) -> Server {
        Server::start(&self.data(), &self.config())
    }

    /// How many messages have gone out.
    pub fn messages(&self) -> usize {
        fs::read_dir(self.data().join("messages")).map_or(0, Iterator::count)
    }

    /// Nothing is damaged or missing.
    pub fn is_whole(&self) {
        let checked = run(["fsck", "--data", arg(&self.data())]);
        assert!(checked.status.success(), "{}", text(&checked.stderr));
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("izin.toml")
    }
}

async fn parties(directory: &Directory, now: Timestamp) {
    let provider = NewProvider {
        code: ProviderCode(CODE),
        title: "Örnek A.Ş.".to_owned(),
        mersis: None,
        tin: None,
    };
    directory.add_provider(provider, now).await.unwrap();
    let brand = NewBrand {
        code: BrandCode(CODE),
        provider: ProviderCode(CODE),
        name: "Karanfil".to_owned(),
        settings: BrandSettings::default(),
    };
    directory.add_brand(brand, now).await.unwrap();
    let kind = UserKind::Provider(ProviderCode(CODE));
    let added = directory.add_user(USER, PASSWORD, kind, &OsRandom, now);
    added.await.unwrap();
    let subscription = Subscription {
        id: uuid::Uuid::from_u128(1),
        holder: Holder::Provider(ProviderCode(CODE)),
        package: "Standart".to_owned(),
        starts: now,
        expires: Timestamp::from_millis(now.as_millis() + 365 * DAY_MILLIS),
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: true,
        api_use: true,
        via: None,
        via_pass: None,
    };
    directory.set_subscription(&subscription).await.unwrap();
}

/// The provider records an approval of each.
async fn approve(registry: &Registry, ledger: &Ledger, addresses: Vec<String>) {
    let (now, policy) = (registry.now(), Arc::new(Policy::CONTRACT));
    let request = registry.new_request_id();
    let commands = (0..).zip(addresses).map(|(index, address)| {
        let address = Address::from_stored(&address).unwrap();
        Command {
            brand: BrandCode(CODE),
            action: Action::Consent(ConsentRequest {
                channel: if address.fits(Channel::Text) {
                    Channel::Text
                } else {
                    Channel::Email
                },
                address,
                recipient_type: RecipientType::Individual,
                status: Status::Approval,
                source: Some(Source::SignedForm),
                consent_date: Some(Timestamp::from_seconds(now.as_seconds() - 60)),
                retailer: None,
                retailer_access: Vec::new(),
            }),
            received_at: now,
            item: ItemId { request, index },
            policy: Arc::clone(&policy),
            retried: false,
        }
    });
    for outcome in ledger.submit(commands.collect()).await.unwrap() {
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }
}
