//! Retention, end to end: what ended three years ago goes, what a case is about stays, and the
//! public log keeps every leaf.
#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use directory::Directory;
use directory::brand::{BrandSettings, NewBrand};
use directory::provider::NewProvider;
use domain::calendar::Calendar;
use domain::canonical::Leaf;
use domain::check::Reason;
use domain::draft::ConsentRequest;
use domain::outside::Clock;
use domain::{
    Address, BrandCode, Channel, ConsentKey, ItemId, Policy, ProviderCode, RecipientType,
    RequestId, Seq, Source, Status, Timestamp,
};
use keys::OsRandom;
use ledger::check_log::{Asker, Question};
use ledger::{Action, Command, Erasure, Ledger, LedgerError, Outcome};
use registry::cases::holds::HoldSubject;
use registry::proof::public_log::DEFAULT_ORIGIN;
use registry::retention::RetentionReport;
use registry::{Checks, Parts, ProofOptions, Proofs, Registry, Settings};

/// 1 March 2026, 10:00 in Türkiye.
const START: Timestamp = Timestamp::from_seconds(1_772_348_400);
const BRAND: BrandCode = BrandCode(600_100);
const PROVIDER: ProviderCode = ProviderCode(600_000);
const DAY_MILLIS: i64 = 86_400_000;
/// From 1 March 2026 to the same day three years later: 2028 has a 29 February.
const THREE_YEARS_MILLIS: i64 = (3 * 365 + 1) * DAY_MILLIS;

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

struct Place {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    ledger: Ledger,
    checks: Checks,
    registry: Registry,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let clock = Arc::new(SetClock(AtomicI64::new(START.as_millis())));
        let random = Arc::new(OsRandom);
        let options = ledger::Options::new(clock.clone(), random.clone());
        let ledger = Ledger::open(path, options).unwrap();
        let checks = Checks::open(path, random.as_ref()).unwrap();
        let proofs = Proofs::open(
            path,
            &ledger,
            clock.clone(),
            random.clone(),
            ProofOptions::unconnected(DEFAULT_ORIGIN.parse().unwrap()),
        )
        .unwrap();
        let file = path.join("directory.sqlite");
        let directory = Directory::open(&file).await.unwrap();
        let provider = NewProvider {
            code: PROVIDER,
            title: "Karanfil A.Ş.".to_owned(),
            mersis: None,
            tin: None,
        };
        directory.add_provider(provider, START).await.unwrap();
        let brand = NewBrand {
            code: BRAND,
            provider: PROVIDER,
            name: "Karanfil".to_owned(),
            settings: BrandSettings::default(),
        };
        directory.add_brand(brand, START).await.unwrap();
        let registry = Registry::new(Parts {
            ledger: ledger.clone(),
            directory,
            clock: clock.clone(),
            random,
            calendar: Calendar::official(),
            settings: Settings::default(),
            checks: checks.clone(),
            proofs,
            node: registry::NodeId([1; 16]),
        });
        Self {
            folder,
            clock,
            ledger,
            checks,
            registry,
        }
    }

    fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    /// Recipient `number` says something on paper, a minute ago.
    async fn record(&self, number: u32, status: Status) {
        let now = self.clock.now();
        let request = ConsentRequest {
            address: address(number),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            status,
            source: Some(Source::SignedForm),
            consent_date: Some(Timestamp::from_seconds(now.as_seconds() - 60)),
            retailer: None,
            retailer_access: Vec::new(),
        };
        let command = Command {
            brand: BRAND,
            action: Action::Consent(request),
            received_at: now,
            item: ItemId {
                request: RequestId([status.to_byte(); 16]),
                index: number,
            },
            policy: Arc::new(Policy::CONTRACT),
            retried: false,
        };
        let outcome = self.ledger.submit(vec![command]).await.unwrap().remove(0);
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }

    fn key(&self, number: u32) -> ConsentKey {
        ConsentKey {
            recipient: self.ledger.recipient_id(&address(number)),
            brand: BRAND,
            recipient_type: RecipientType::Individual,
            channel: Channel::Text,
        }
    }

    fn leaves(&self) -> Vec<Leaf> {
        self.ledger.leaves(Seq(0), usize::MAX).unwrap()
    }

    fn is_kept(&self, number: u32) -> bool {
        let key = self.key(number);
        let kept = self.ledger.state(&key).unwrap().is_some();
        let address = self.ledger.address(key.recipient).unwrap();
        assert_eq!(address, kept.then(|| self::address(number)));
        let history = self.ledger.history(&key).unwrap();
        assert_eq!(history.is_empty(), !kept);
        kept
    }
}

fn address(number: u32) -> Address {
    let text = format!("+90532{:07}", 1_000_000 + number);
    Address::from_wire(&text, Channel::Text).unwrap()
}

/// Recipients 1 to 3 approve and, an hour later, refuse; recipient 4 approves.
async fn filled() -> Place {
    let place = Place::new().await;
    for number in 1..=4 {
        place.record(number, Status::Approval).await;
    }
    place.pass(3_600_000);
    for number in 1..=3 {
        place.record(number, Status::Refusal).await;
    }
    place
}

#[tokio::test]
async fn what_ended_three_years_ago_goes_and_what_a_case_is_about_stays() {
    let place = filled().await;
    let registry = &place.registry;
    let leaves = place.leaves();
    let second = address(2);
    let subject = HoldSubject::Record {
        address: &second,
        brand: BRAND,
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let hold = registry
        .cases()
        .place_hold("2026/17", subject, "desk")
        .await;
    let hold = hold.unwrap();
    assert_eq!(registry.cases().records_held(&hold).unwrap(), 1);
    let third = address(3);
    let whole = HoldSubject::Recipient(&third);
    let whole = registry
        .cases()
        .place_hold("2026/18", whole, "desk")
        .await
        .unwrap();

    place.pass(THREE_YEARS_MILLIS);
    let nothing = registry.operator().retain().await.unwrap();
    assert_eq!(
        nothing,
        RetentionReport::default(),
        "three years, and not longer"
    );
    place.pass(DAY_MILLIS);

    let expected = RetentionReport {
        over: 3,
        held: 2,
        ..RetentionReport::default()
    };
    assert_eq!(registry.operator().would_retain().await.unwrap(), expected);
    assert!((1..=4).all(|number| place.is_kept(number)), "only looked");

    let report = registry.operator().retain().await.unwrap();
    let erased = Erasure {
        records: 1,
        movements: 2,
        addresses: 1,
    };
    assert_eq!(report, RetentionReport { erased, ..expected });
    let kept: Vec<_> = (1..=4).filter(|number| place.is_kept(*number)).collect();
    assert_eq!(kept, [2, 3, 4]);
    assert_eq!(place.leaves(), leaves);
    for (seq, leaf) in (0..).zip(&leaves) {
        let opening = place.ledger.opening(Seq(seq));
        if seq == 0 || seq == 4 {
            assert!(matches!(opening, Err(LedgerError::Erased(_))));
        } else {
            let opening = opening.unwrap().unwrap();
            assert!(leaf.is_opened_by(&opening.key, &opening.canonical));
        }
    }

    registry
        .cases()
        .release_hold(whole.number, "court")
        .await
        .unwrap();
    let report = registry.operator().retain().await.unwrap();
    assert_eq!((report.over, report.held, report.erased), (2, 1, erased));
    let kept: Vec<_> = (1..=4).filter(|number| place.is_kept(*number)).collect();
    assert_eq!(kept, [2, 4]);
    assert_eq!(place.leaves(), leaves);
}

#[tokio::test]
async fn what_a_run_that_was_cut_off_left_on_the_disk_goes_with_the_next() {
    let place = filled().await;
    place.pass(THREE_YEARS_MILLIS + DAY_MILLIS);
    let keys = [1, 2, 3].map(|number| place.key(number));
    let erased = place.ledger.erase(&keys, place.clock.now()).await.unwrap();
    assert_eq!(erased.records, 3);
    let replaced = tables(place.folder.path());
    let retain = || place.registry.operator().retain();
    assert_eq!(retain().await.unwrap(), RetentionReport::default());
    let anew = tables(place.folder.path());
    assert_ne!(anew, replaced);
    retain().await.unwrap();
    assert_eq!(tables(place.folder.path()), anew, "once is enough");
}

/// The files of the ledger's tables.
fn tables(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tables(&path));
        } else if path
            .parent()
            .is_some_and(|parent| parent.ends_with("tables"))
        {
            found.insert(path);
        }
    }
    found
}

#[tokio::test]
async fn checks_are_forgotten_three_years_after_they_were_made() {
    let place = Place::new().await;
    let recipient = place.key(1).recipient;
    let log = &place.checks.log;
    let check = |at| {
        let question = Question {
            at,
            asker: Asker {
                kind: 1,
                party: 2,
                user: 3,
            },
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        };
        log.single(&question, recipient, Reason::NoRecord).unwrap();
        // Files are begun when something is written to them.
        log.flush().unwrap();
    };
    check(START);
    place.pass(2 * DAY_MILLIS);
    check(place.clock.now());
    let found = || {
        let ever = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        log.of_recipient(recipient, ever.0, ever.1).unwrap().len()
    };
    let report = place.registry.operator().retain().await.unwrap();
    assert_eq!((report.check_files, found()), (0, 2));
    place.pass(THREE_YEARS_MILLIS - DAY_MILLIS);
    let report = place.registry.operator().retain().await.unwrap();
    assert_eq!((report.check_files, found()), (1, 1));
}
