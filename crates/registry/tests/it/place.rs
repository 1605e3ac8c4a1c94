//! A whole registry in a temporary folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use directory::brand::{BrandSettings, NewBrand};
use directory::password::PasswordCost;
use directory::provider::NewProvider;
use directory::{Directory, Entity};
use domain::calendar::Calendar;
use domain::draft::ConsentRequest;
use domain::movement::Recorded;
use domain::outside::Clock;
use domain::{
    Address, BrandCode, Channel, ConsentKey, ConsentState, ItemId, Language, Origin, Policy,
    ProviderCode, RecipientType, RetailerCode, Seq, Source, Status, Timestamp,
};
use keys::OsRandom;
use ledger::{Acknowledgement, Action, Command, Ledger, Outcome};
use registry::message::MessageSettings;
use registry::people::recipient::{AddressId, OwnAddress, Person, PersonId, RecordRef, Subject};
use registry::proof::public_log::DEFAULT_ORIGIN;
use registry::{Checks, Parts, ProofOptions, Proofs, Registry, Settings};

/// The provider every place has, and its master brand.
pub const PROVIDER: ProviderCode = ProviderCode(600_001);
/// The master brand, `Karanfil`.
pub const BRAND: BrandCode = BrandCode(600_001);
/// A second brand of it, `Çınar`.
pub const OTHER_BRAND: BrandCode = BrandCode(600_002);
/// The phone number of the person that most tests are about.
pub const PHONE: &str = "+905321112233";
/// Their e-mail address.
pub const EMAIL: &str = "ayse.yilmaz@posta.example";
/// Somebody else's phone number.
pub const STRANGER: &str = "+905321112244";

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

/// A registry, and its parts to look behind it.
pub struct Place {
    pub registry: Registry,
    pub ledger: Ledger,
    pub directory: Directory,
    pub checks: Checks,
    pub proofs: Proofs,
    clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
}

/// What a provider reports. The default is an approval of text messages on paper, a minute ago.
#[derive(Clone, Debug)]
pub struct Report {
    pub brand: BrandCode,
    pub address: Address,
    pub channel: Channel,
    pub recipient_type: RecipientType,
    pub status: Status,
    pub source: Source,
    /// How long before now it was said, in seconds.
    pub age: i64,
    pub retailer: Option<RetailerCode>,
    /// The retailers that may use it.
    pub retailer_access: Vec<RetailerCode>,
}

impl Report {
    /// A report about an address, on the first channel that reaches it.
    pub fn about(address: &str) -> Self {
        let address = address_of(address);
        Self {
            channel: if address.fits(Channel::Text) {
                Channel::Text
            } else {
                Channel::Email
            },
            address,
            brand: BRAND,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Source::SignedForm,
            age: 60,
            retailer: None,
            retailer_access: Vec::new(),
        }
    }
}

/// Reads an address of either kind.
pub fn address_of(text: &str) -> Address {
    Address::from_stored(text).unwrap()
}

/// A person's record with a brand on a channel, as a private person.
pub fn record(address: u32, brand: BrandCode, channel: Channel) -> RecordRef {
    RecordRef {
        address: AddressId(address),
        brand,
        recipient_type: RecipientType::Individual,
        channel,
    }
}

impl std::ops::Deref for Place {
    type Target = Registry;

    fn deref(&self) -> &Registry {
        &self.registry
    }
}

impl Place {
    /// With the provider and its two brands.
    pub async fn new() -> Self {
        Self::with_messages(MessageSettings::default()).await
    }

    /// As [`Place::new`], with other rules about messages.
    pub async fn with_messages(messages: MessageSettings) -> Self {
        Self::with(|settings| settings.messages = messages).await
    }

    /// As [`Place::new`], with other switches.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::default();
        change(&mut settings);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let clock = Arc::new(ManualClock(AtomicI64::new(start().as_millis())));
        let random = Arc::new(OsRandom);
        let options = ledger::Options::new(clock.clone(), random.clone());
        let ledger = Ledger::open(path, options).unwrap();
        let options = directory::Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let file = path.join("directory.sqlite");
        let directory = Directory::open_with(&file, options).await.unwrap();
        let checks = Checks::open(path, random.as_ref()).unwrap();
        let proofs = Proofs::open(
            path,
            &ledger,
            clock.clone(),
            random.clone(),
            ProofOptions::unconnected(DEFAULT_ORIGIN.parse().unwrap()),
        );
        let proofs = proofs.unwrap();
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock: clock.clone(),
            random,
            calendar: Calendar::official(),
            settings,
            checks: checks.clone(),
            proofs: proofs.clone(),
            node: registry::NodeId([1; 16]),
        });
        let place = Self {
            registry,
            ledger,
            directory,
            checks,
            proofs,
            clock,
            folder,
        };
        place.brand(PROVIDER, BRAND, "Karanfil").await;
        place.brand(PROVIDER, OTHER_BRAND, "Çınar").await;
        place
    }

    /// Adds a brand, and its provider if there is none yet.
    pub async fn brand(&self, provider: ProviderCode, brand: BrandCode, name: &str) {
        let new = NewProvider {
            code: provider,
            title: format!("Sağlayıcı {provider} A.Ş."),
            mersis: None,
            tin: None,
        };
        match self.directory.add_provider(new, start()).await {
            Ok(_) | Err(directory::Error::Exists(Entity::Code)) => {}
            Err(error) => panic!("{error}"),
        }
        let new = NewBrand {
            code: brand,
            provider,
            name: name.to_owned(),
            settings: BrandSettings::default(),
        };
        self.directory.add_brand(new, start()).await.unwrap();
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Turns the clock.
    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// A provider reports one consent.
    pub async fn report(&self, report: Report) -> Acknowledgement {
        self.report_all(vec![report]).await.remove(0)
    }

    /// Providers report many, together.
    pub async fn report_all(&self, reports: Vec<Report>) -> Vec<Acknowledgement> {
        let outcomes = self.ledger.submit(self.commands(reports)).await.unwrap();
        let receipts = outcomes.into_iter().map(|outcome| match outcome {
            Outcome::Recorded(receipt) => receipt,
            other => panic!("not recorded: {other:?}"),
        });
        receipts.collect()
    }

    /// What providers report, for the ledger.
    pub fn commands(&self, reports: Vec<Report>) -> Vec<Command> {
        let now = self.now();
        let request = self.registry.new_request_id();
        let commands = (0..).zip(reports).map(|(index, report)| Command {
            brand: report.brand,
            action: Action::Consent(ConsentRequest {
                address: report.address,
                channel: report.channel,
                recipient_type: report.recipient_type,
                status: report.status,
                source: Some(report.source),
                consent_date: Some(Timestamp::from_seconds(now.as_seconds() - report.age)),
                retailer: report.retailer,
                retailer_access: report.retailer_access,
            }),
            received_at: now,
            item: ItemId { request, index },
            policy: Arc::new(Policy {
                historic_loading_until: Some(now),
                ..Policy::CONTRACT
            }),
            retried: false,
        });
        commands.collect()
    }

    /// A person with these addresses; their ids are 1, 2, 3 and so on.
    pub fn person(&self, addresses: &[&str]) -> Person {
        let addresses = (1..).zip(addresses).map(|(id, text)| {
            let address = address_of(text);
            OwnAddress {
                id: AddressId(id),
                recipient: self.ledger.recipient_id(&address),
                address,
                hidden_until: None,
            }
        });
        Person {
            id: PersonId([7; 16]),
            language: Language::Turkish,
            subject: Subject {
                addresses: addresses.collect(),
            },
        }
    }

    /// The key of a record.
    pub fn key(&self, address: &str, record: RecordRef) -> ConsentKey {
        ConsentKey {
            recipient: self.ledger.recipient_id(&address_of(address)),
            brand: record.brand,
            recipient_type: record.recipient_type,
            channel: record.channel,
        }
    }

    /// What holds for a record.
    pub fn state(&self, address: &str, record: RecordRef) -> Option<ConsentState> {
        self.ledger.state(&self.key(address, record)).unwrap()
    }

    /// A movement.
    pub fn movement(&self, seq: Seq) -> Recorded {
        self.ledger.movement(seq).unwrap().unwrap()
    }

    /// The movements of recipients in a brand's feed, oldest first.
    pub fn feed(&self, brand: BrandCode) -> Vec<Recorded> {
        let ever = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        let page = self
            .ledger
            .feed(brand, Origin::Recipient, None, ever.0, ever.1, usize::MAX);
        page.unwrap().movements
    }

    /// How many movements there are.
    pub fn end(&self) -> u64 {
        self.ledger.end().0
    }
}

/// Whole seconds of a span.
pub fn seconds(span: std::time::Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap()
}
