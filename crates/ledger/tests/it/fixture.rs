//! A ledger in a folder of its own, with a clock that stands still and random numbers that repeat.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::calendar::Calendar;
use domain::draft::{AccessRequest, ConsentRequest};
use domain::outside::{Clock, Random};
use domain::policy::{FirstRefusal, Quota, Repetition};
use domain::{
    AccessChange, Address, BrandCode, Channel, ConsentKey, ItemId, Policy, RecipientType,
    RequestId, Source, Status, Timestamp,
};
use ledger::{Action, Command, Ledger, Options, Outcome};

/// Tuesday, 1 September 2026, 12:00 in Türkiye.
pub const START: Timestamp = Timestamp::from_seconds(1_788_253_200);
/// The brand of all requests unless said otherwise.
pub const BRAND: BrandCode = BrandCode(600_100);

/// Shows what it was set to.
pub struct StillClock(AtomicI64);

impl StillClock {
    pub fn step(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A counter, spread (splitmix64): every value different, every run the same.
pub struct Counter(AtomicU64);

impl Random for Counter {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut word = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let bytes = (word ^ (word >> 31)).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// A folder, a clock and randomness that outlive the ledgers opened on them.
pub struct Place {
    folder: tempfile::TempDir,
    pub clock: Arc<StillClock>,
    pub random: Arc<Counter>,
    pub run_movements: usize,
}

impl Place {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(StillClock(AtomicI64::new(START.as_millis()))),
            random: Arc::new(Counter(AtomicU64::new(1))),
            run_movements: 3,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn options(&self) -> Options {
        Options {
            clock: self.clock.clone(),
            random: self.random.clone(),
            calendar: Calendar::official(),
            run_movements: self.run_movements,
            queue_commands: 1000,
            cache_bytes: 4 * 1024 * 1024,
            retry_pause: std::time::Duration::from_millis(1),
        }
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(&self.path(), self.options()).unwrap()
    }

    pub fn command(&self, ask: &Ask) -> Command {
        Command {
            brand: ask.brand,
            action: Action::Consent(ask.request()),
            received_at: self.clock.now(),
            item: ask.item,
            policy: Arc::new(ask.policy.clone()),
            retried: false,
        }
    }

    pub fn access(&self, ask: &Ask, change: AccessChange) -> Command {
        Command {
            action: Action::Access(AccessRequest {
                address: ask.address(),
                channel: ask.channel,
                recipient_type: ask.recipient_type,
                change,
            }),
            item: other_item(1_000_000),
            ..self.command(ask)
        }
    }

    pub fn submit(&self, ledger: &Ledger, ask: &Ask) -> Outcome {
        ledger
            .submit_blocking(vec![self.command(ask)])
            .unwrap()
            .remove(0)
    }

    #[allow(clippy::unused_self, reason = "reads better beside the others")]
    pub fn key(&self, ledger: &Ledger, ask: &Ask) -> ConsentKey {
        ConsentKey {
            recipient: ledger.recipient_id(&ask.address()),
            brand: ask.brand,
            recipient_type: ask.recipient_type,
            channel: ask.channel,
        }
    }
}

/// An item unlike those of [`Ask`].
pub fn other_item(index: u32) -> ItemId {
    ItemId {
        request: RequestId([7; 16]),
        index,
    }
}

/// A request in a few words.
#[derive(Clone, Debug)]
pub struct Ask {
    pub number: u32,
    pub brand: BrandCode,
    pub channel: Channel,
    pub recipient_type: RecipientType,
    pub status: Status,
    pub source: Source,
    pub date: Timestamp,
    pub item: ItemId,
    pub policy: Policy,
}

impl Ask {
    /// Recipient `number` approves text messages, on paper an hour ago.
    pub fn approval(number: u32) -> Self {
        Self {
            number,
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Source::SignedForm,
            date: Timestamp::from_seconds(START.as_seconds() - 3600),
            item: ItemId {
                request: RequestId([1; 16]),
                index: number,
            },
            policy: Policy::CONTRACT,
        }
    }

    pub fn refusal(number: u32) -> Self {
        let item = ItemId {
            request: RequestId([2; 16]),
            index: number,
        };
        Self {
            status: Status::Refusal,
            item,
            ..Self::approval(number)
        }
    }

    pub fn later(mut self, seconds: i64) -> Self {
        self.date = Timestamp::from_seconds(self.date.as_seconds() + seconds);
        self
    }

    pub fn by_recipient(mut self) -> Self {
        self.source = Source::RegistryWeb;
        self
    }

    pub fn on(mut self, channel: Channel) -> Self {
        self.channel = channel;
        self
    }

    pub fn of(mut self, recipient_type: RecipientType) -> Self {
        self.recipient_type = recipient_type;
        self
    }

    pub fn for_brand(mut self, brand: BrandCode) -> Self {
        self.brand = brand;
        self
    }

    pub fn with_item(mut self, item: ItemId) -> Self {
        self.item = item;
        self
    }

    pub fn answering_first(mut self) -> Self {
        self.policy.repetition = Repetition::AnswerFirst;
        self
    }

    pub fn suppressing(mut self) -> Self {
        self.policy.first_refusal = FirstRefusal::Suppress;
        self
    }

    pub fn with_quota(mut self, limit: u64) -> Self {
        self.policy.quota = Some(Quota {
            limit,
            brands: Arc::from([self.brand]),
        });
        self
    }

    pub fn address(&self) -> Address {
        let text = if self.channel.is_phone() {
            format!("+90532{:07}", 1_000_000 + self.number)
        } else {
            format!("recipient{}@example.com", self.number)
        };
        Address::from_wire(&text, self.channel).unwrap()
    }

    pub fn request(&self) -> ConsentRequest {
        ConsentRequest {
            address: self.address(),
            channel: self.channel,
            recipient_type: self.recipient_type,
            status: self.status,
            source: Some(self.source),
            consent_date: Some(self.date),
            retailer: None,
            retailer_access: Vec::new(),
        }
    }
}
