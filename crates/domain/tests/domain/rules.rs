//! What becomes of a request: contract 5.1 to 5.4; rules 14 to 27.

mod access;
mod dates;
mod model;
mod record;

use domain::calendar::Calendar;
use domain::draft::ConsentRequest;
use domain::movement::Recorded;
use domain::policy::{FirstRefusal, Quota, Repetition};
use domain::rules::{Context, Decision, apply, decide};
use domain::{
    Address, BrandCode, Change, Channel, ConsentKey, ConsentState, ItemId, Movement, Policy,
    RecipientId, RecipientType, RequestId, Seq, Source, Status, Timestamp, TransactionId,
    Violation,
};

/// When the tests take place: a Thursday, with four business days behind it.
const NOW: &str = "2026-02-12 12:00:00";

fn at(text: &str) -> Timestamp {
    Timestamp::from_wire(text).unwrap()
}

/// A private person's word, told to the provider.
fn request(status: Status, source: Source, date: &str) -> ConsentRequest {
    ConsentRequest {
        address: Address::from_wire("+905321234567", Channel::Text).unwrap(),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
        status,
        source: Some(source),
        consent_date: Some(at(date)),
        retailer: None,
        retailer_access: Vec::new(),
    }
}

fn approval(date: &str) -> ConsentRequest {
    request(Status::Approval, Source::Web, date)
}

fn refusal(date: &str) -> ConsentRequest {
    request(Status::Refusal, Source::Web, date)
}

/// A merchant's word of which neither date nor source is known.
fn bare(status: Status) -> ConsentRequest {
    ConsentRequest {
        recipient_type: RecipientType::Merchant,
        source: None,
        consent_date: None,
        ..request(status, Source::Web, NOW)
    }
}

/// Decides at `NOW`.
fn decided(
    current: Option<&ConsentState>,
    request: &ConsentRequest,
    policy: &Policy,
) -> Result<Decision, Vec<Violation>> {
    decided_at(NOW, current, request, policy, 0)
}

fn decided_at(
    now: &str,
    current: Option<&ConsentState>,
    request: &ConsentRequest,
    policy: &Policy,
    used: u64,
) -> Result<Decision, Vec<Violation>> {
    let calendar = Calendar::official();
    decide(
        current,
        request,
        &Context {
            now: at(now),
            calendar: &calendar,
            policy,
            used,
        },
    )
}

/// The codes of a refusal; nothing for an acceptance.
fn codes(decision: &Result<Decision, Vec<Violation>>) -> Vec<&'static str> {
    match decision {
        Ok(_) => Vec::new(),
        Err(violations) => violations
            .iter()
            .map(|violation| violation.code.as_wire())
            .collect(),
    }
}

/// A record that the contract's own policy accepted, or the state after one more movement.
fn state(before: Option<ConsentState>, request: &ConsentRequest, now: &str) -> ConsentState {
    let policy = Policy {
        first_refusal: FirstRefusal::Suppress,
        ..Policy::CONTRACT
    };
    match decided_at(now, before.as_ref(), request, &policy, 0).unwrap() {
        Decision::Record(change) => {
            apply(before, &recorded(7, now, Change::Consent(change))).unwrap()
        }
        Decision::AlreadyRecorded => panic!("a new movement was expected"),
    }
}

fn recorded(seq: u64, now: &str, change: Change) -> Recorded {
    Recorded {
        seq: Seq(seq),
        transaction: TransactionId([0; 32]),
        movement: Movement {
            key: ConsentKey {
                recipient: RecipientId([1; RecipientId::LEN]),
                brand: BrandCode(1),
                recipient_type: RecipientType::Individual,
                channel: Channel::Text,
            },
            change,
            recorded_at: at(now),
            prev: None,
            item: ItemId {
                request: RequestId([0; 16]),
                index: 0,
            },
        },
    }
}

fn version_2() -> Policy {
    Policy {
        repetition: Repetition::AnswerFirst,
        ..Policy::CONTRACT
    }
}

fn quota(limit: u64) -> Policy {
    Policy {
        quota: Some(Quota {
            limit,
            brands: [BrandCode(1)].into(),
        }),
        ..Policy::CONTRACT
    }
}
