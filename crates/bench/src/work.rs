//! The work everybody is given: the same requests, in the same order.

use std::sync::Arc;

use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ItemId, Phone, Policy, RecipientType, RequestId, Source, Status,
    Timestamp,
};
use ledger::{Action, Command};

/// The brand everything is recorded for.
pub const BRAND: BrandCode = BrandCode(600_001);

/// One request in this many refuses a consent approved before; the others approve for a new
/// recipient.
const REFUSAL_EVERY: u64 = 8;

/// How far back a refusal's approval lies: further than batches sent side by side overtake.
const REFUSAL_DISTANCE: u64 = 65_536;

/// When everything is received: 2026-03-10 12:00:00 in Türkiye.
pub fn received_at() -> Timestamp {
    Timestamp::from_seconds(1_773_133_200)
}

/// The recipient of the request at a position: a Turkish mobile number that occurs once in 100
/// million, scattered so that neighbours in time are strangers in the index.
pub fn recipient(position: u64) -> Address {
    // An odd multiplier prime to 10^8 permutes the numbers.
    let scattered = position.wrapping_mul(61_803_399) % 100_000_000;
    let text = format!("+9053{scattered:08}");
    Address::Phone(Phone::from_wire(&text).expect("a mobile number"))
}

/// The request at a position.
pub fn request(position: u64) -> ConsentRequest {
    let refuses = position % REFUSAL_EVERY == REFUSAL_EVERY - 1 && position > REFUSAL_DISTANCE;
    let (whom, status) = if refuses {
        (
            approval_before(position - REFUSAL_DISTANCE),
            Status::Refusal,
        )
    } else {
        (position, Status::Approval)
    };
    let minute_millis = 60_000;
    let age = if refuses {
        minute_millis
    } else {
        2 * minute_millis
    };
    ConsentRequest {
        address: recipient(whom),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
        status,
        source: Some(Source::Web),
        consent_date: Some(Timestamp::from_millis(received_at().as_millis() - age)),
        retailer: None,
        retailer_access: Vec::new(),
    }
}

/// The nearest position at or before this one that approves.
fn approval_before(position: u64) -> u64 {
    if position % REFUSAL_EVERY == REFUSAL_EVERY - 1 {
        position - 1
    } else {
        position
    }
}

/// The ledger's commands for a range of positions.
pub fn commands(policy: &Arc<Policy>, from: u64, count: u64) -> Vec<Command> {
    (from..from + count)
        .map(|position| Command {
            brand: BRAND,
            action: Action::Consent(request(position)),
            received_at: received_at(),
            item: item(position),
            policy: Arc::clone(policy),
            retried: false,
        })
        .collect()
}

/// The identity of the item at a position, 1,000 items a request.
pub fn item(position: u64) -> ItemId {
    const ITEMS: u64 = 1_000;
    let mut request = [0; 16];
    request[8..].copy_from_slice(&(position / ITEMS).to_be_bytes());
    let index = u32::try_from(position % ITEMS).unwrap_or_default();
    ItemId {
        request: RequestId(request),
        index,
    }
}
