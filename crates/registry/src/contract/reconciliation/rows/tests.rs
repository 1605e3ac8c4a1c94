//! Rows against everything sorted in memory.

#![allow(
    clippy::unwrap_used,
    reason = "a test may stop at what it does not expect"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::draft::ConsentRequest;
use domain::outside::Clock;
use domain::{Address, Channel, ItemId, Policy, RecipientType, RequestId};
use keys::OsRandom;
use ledger::{Action, Command, Options, Outcome};

use super::*;

const BRAND: BrandCode = BrandCode(600_100);
const OTHER: BrandCode = BrandCode(600_101);

struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

struct Place {
    ledger: Ledger,
    clock: Arc<StillClock>,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = Timestamp::from_wire("2026-03-10 12:00:00").unwrap();
        let clock = Arc::new(StillClock(AtomicI64::new(start.as_millis())));
        let options = Options::new(clock.clone(), Arc::new(OsRandom));
        let ledger = Ledger::open(&folder.path().join("data"), options).unwrap();
        Self {
            ledger,
            clock,
            _folder: folder,
        }
    }

    fn record(&self, brand: BrandCode, source: Source, number: u32) -> TransactionId {
        let address = format!("+90532{number:07}");
        let request = ConsentRequest {
            address: Address::from_wire(&address, Channel::Text).unwrap(),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Some(source),
            consent_date: Some(Timestamp::from_wire("2026-03-10 09:00:00").unwrap()),
            retailer: None,
            retailer_access: Vec::new(),
        };
        let command = Command {
            brand,
            action: Action::Consent(request),
            received_at: self.clock.now(),
            item: ItemId {
                request: RequestId([1; 16]),
                index: number,
            },
            policy: Arc::new(Policy::CONTRACT),
            retried: false,
        };
        match self
            .ledger
            .submit_blocking(vec![command])
            .unwrap()
            .remove(0)
        {
            Outcome::Recorded(receipt) => receipt.transaction,
            other => panic!("not recorded: {other:?}"),
        }
    }

    /// Movements of both sides, several a second, and another brand's between them.
    fn fill(&self) {
        for number in 0..60 {
            let source = if number % 3 == 0 {
                Source::RegistryWeb
            } else {
                Source::Web
            };
            let brand = if number % 7 == 6 { OTHER } else { BRAND };
            self.record(brand, source, 1_000_000 + number);
            let step = if number < 40 { 90 } else { 700 };
            self.clock.0.fetch_add(step, Ordering::Relaxed);
        }
    }

    /// What the rows must be: everything, read one by one and sorted in memory.
    fn sorted(&self, span: Span) -> Vec<TransactionId> {
        let mut all: Vec<_> = (span.first.0..span.end.0)
            .map(|seq| self.ledger.movement(Seq(seq)).unwrap().unwrap())
            .filter(|recorded| recorded.brand() == BRAND)
            .map(|recorded| {
                let second = recorded.movement.recorded_at.as_seconds();
                (second, recorded.transaction)
            })
            .collect();
        all.sort_unstable();
        all.into_iter()
            .map(|(_, transaction)| transaction)
            .collect()
    }

    fn rows(&self, span: Span, held_max: usize) -> Vec<TransactionId> {
        let mut rows = Rows::new(&self.ledger, BRAND, span);
        rows.held_max = held_max;
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            assert!(rows.next.len() < held_max);
            all.push(row.transaction);
        }
        assert_eq!(rows.next().unwrap(), None);
        all
    }
}

#[test]
fn rows_are_sorted_by_second_and_id_however_few_are_held() {
    let place = Place::new();
    place.fill();
    for (first, end) in [(0, 60), (5, 41), (20, 21), (59, 60), (30, 30)] {
        let span = Span {
            first: Seq(first),
            end: Seq(end),
        };
        let expected = place.sorted(span);
        for held_max in [1, 2, 3, 7, HELD_ROWS_MAX] {
            assert_eq!(
                place.rows(span, held_max),
                expected,
                "{span:?}, {held_max} held"
            );
        }
    }
}

#[test]
fn an_empty_span_has_no_rows() {
    let place = Place::new();
    let span = Span {
        first: Seq(0),
        end: Seq(0),
    };
    assert_eq!(place.rows(span, 1), []);
}

#[test]
fn what_is_recorded_after_the_span_changes_nothing() {
    let place = Place::new();
    place.fill();
    let span = Span {
        first: Seq(0),
        end: place.ledger.end(),
    };
    let before = place.rows(span, 5);
    // Within the same second as the last of the span.
    place.record(BRAND, Source::Web, 2_000_000);
    assert_eq!(place.rows(span, 5), before);
    assert!(span.has_movements(&place.ledger, BRAND).unwrap());
    let after = Span {
        first: Seq(span.end.0 + 1),
        end: Seq(span.end.0 + 1),
    };
    assert!(!after.has_movements(&place.ledger, BRAND).unwrap());
}
