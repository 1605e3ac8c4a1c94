//! What a peer must do for one batch, so that it does the same decided work as the ledger: read the
//! current states, decide by the same rules, commit to each movement and hash it, write the
//! movement, its state, its place in the feed and its transaction id, and sync once. Sealing the
//! address is left out, which favours the peer.

use domain::calendar::Calendar;
use domain::canonical::{CommitmentKey, Leaf};
use domain::draft::ConsentRequest;
use domain::movement::{Change, Movement};
use domain::rules::{Context, Decision, decide};
use domain::{
    ConsentKey, ConsentState, Policy, RecipientId, Seq, Source, Status, Timestamp, canonical,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::work;

/// What a peer keeps of one record.
#[derive(Clone, Copy)]
pub struct Stored {
    /// The newest movement.
    pub seq: i64,
    /// `Status::to_byte`.
    pub status: i16,
    /// Seconds.
    pub consent_date: i64,
}

/// What a peer writes for one movement.
pub struct Written {
    /// Its position.
    pub seq: i64,
    /// The record's key: recipient, brand, type, channel.
    pub key: [u8; 22],
    /// The canonical bytes.
    pub body: Vec<u8>,
    /// The leaf hash.
    pub transaction: [u8; 32],
    /// `Status::to_byte`.
    pub status: i16,
    /// Seconds.
    pub consent_date: i64,
}

/// Decides for a peer.
pub struct Decider {
    calendar: Calendar,
    policy: Policy,
    pseudonyms: Hmac<Sha256>,
    next: i64,
}

impl Decider {
    /// Nothing is decided yet.
    pub fn new() -> Self {
        let pseudonyms = Hmac::new_from_slice(&[7; 32]).expect("any length will do");
        Self {
            calendar: Calendar::official(),
            policy: Policy::CONTRACT,
            pseudonyms,
            next: 0,
        }
    }

    /// The key of a request's record.
    pub fn key(&self, request: &ConsentRequest) -> ConsentKey {
        let mut mac = self.pseudonyms.clone();
        mac.update(request.address.to_string().as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut recipient = [0; RecipientId::LEN];
        recipient.copy_from_slice(&digest[..RecipientId::LEN]);
        ConsentKey {
            recipient: RecipientId(recipient),
            brand: work::BRAND,
            recipient_type: request.recipient_type,
            channel: request.channel,
        }
    }

    /// Decides one request against what the peer read; `None`: refused.
    pub fn decide(
        &mut self,
        key: &ConsentKey,
        request: &ConsentRequest,
        stored: Option<Stored>,
    ) -> Option<Written> {
        let now = work::received_at();
        let context = Context {
            now,
            calendar: &self.calendar,
            policy: &self.policy,
            used: 0,
        };
        let state = stored.map(state);
        let Ok(Decision::Record(change)) = decide(state.as_ref(), request, &context) else {
            return None;
        };
        let seq = self.next;
        self.next += 1;
        let status = i16::from(change.status.to_byte());
        let consent_date = change.consent_date.map_or(0, Timestamp::as_seconds);
        let movement = Movement {
            key: *key,
            change: Change::Consent(change),
            recorded_at: now,
            prev: state.map(|state| state.head),
            item: work::item(seq.unsigned_abs()),
        };
        let body = canonical::encode(&movement, &request.address);
        let leaf = Leaf::commit_bytes(&CommitmentKey([3; 16]), &body);
        Some(Written {
            seq,
            key: key_bytes(key),
            body,
            transaction: leaf.transaction_id().0,
            status,
            consent_date,
        })
    }
}

/// The key as the peers index it.
pub fn key_bytes(key: &ConsentKey) -> [u8; 22] {
    let mut bytes = [0; 22];
    bytes[..16].copy_from_slice(&key.recipient.0);
    bytes[16..20].copy_from_slice(&key.brand.0.to_be_bytes());
    bytes[20] = key.recipient_type.to_byte();
    bytes[21] = key.channel.to_byte();
    bytes
}

fn state(stored: Stored) -> ConsentState {
    let seq = Seq(stored.seq.unsigned_abs());
    let status = if stored.status == i16::from(Status::Approval.to_byte()) {
        Status::Approval
    } else {
        Status::Refusal
    };
    ConsentState {
        head: seq,
        decided_by: seq,
        status,
        source: Some(Source::Web),
        consent_date: Some(Timestamp::from_seconds(stored.consent_date)),
        recorded_at: work::received_at(),
        retailer: None,
        retailer_access: Vec::new(),
    }
}
