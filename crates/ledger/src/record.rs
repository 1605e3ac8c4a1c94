//! The log's record: one movement as it is stored, and the opening of its commitment.
//!
//! Records lie in rows of the log ([`crate::log_row`]), by position:
//!
//! | field | bytes | |
//! |---|---|---|
//! | form and kind | 1 | upper half: the form's number, 1; then a bit that is set if the recipient's address stands beside this movement (its first one, until that is erased); then 3 bits: 1 consent, 2 grant, 3 replace, 4 revoke, 5 revoke all |
//! | brand | 4 | |
//! | recipient type and channel | 1 | upper and lower half |
//! | recorded at | 1–10 | signed number, milliseconds |
//! | previous | 1–10 | 0: none; else the position plus one |
//! | request | 16 | |
//! | leaf, first byte | 1 | |
//! | item | 1–5 | position in the request |
//! | change | | see below |
//! | recipient | 16 | |
//! | commitment key | 16 | |
//! | leaf, the rest | 32 | as in the public log; kept because the address may be erased and the tree must still be built |
//! | check | 4 | CRC-32 over the position (8 bytes, big-endian) and everything before |
//!
//! What neighbours mostly have in common comes first, what no two have in common last: then the
//! engine's compression says the one with a single reference and leaves the other as it is.
//!
//! A consent: flags (1: bits 0–1 status, 2 source, 3 date, 4 date in whole seconds, 5 retailer,
//! 6 list), then what the flags announce: source (1), date (signed number), retailer (4), list
//! (count, 4 each). A change of access: the list, absent for "revoke all".
//!
//! The check makes a flipped bit, and a record that stands at another's place, a named error
//! instead of an answer. Numbers are written as in [`crate::bytes`]. What stands in place of an
//! erased movement's record is told in [`erased`].

mod erased;

use domain::canonical::{CommitmentKey, Leaf};
use domain::movement::{ConsentChange, Recorded};
use domain::{
    AccessChange, BrandCode, Change, ConsentKey, ItemId, Movement, RecipientId, RequestId, Seq,
    Source, Status, Timestamp,
};

use crate::LedgerError;
use crate::bytes::{self, Reader};

pub(crate) use erased::{Erased, encode as encode_erased};

const FORM: u8 = 1 << 4;
const KIND_CONSENT: u8 = 1;
const KIND_GRANT: u8 = 2;
const KIND_REPLACE: u8 = 3;
const KIND_REVOKE: u8 = 4;
const KIND_REVOKE_ALL: u8 = 5;
/// The part of the first byte that holds the kind.
const KIND_MASK: u8 = 0b111;
/// Says that the recipient's address stands beside this record, at the same position.
const BRINGS_ADDRESS: u8 = 1 << 3;
const CHECK_LEN: usize = 4;

pub(crate) const STATUS_MASK: u8 = 0b11;
pub(crate) const HAS_SOURCE: u8 = 1 << 2;
pub(crate) const HAS_DATE: u8 = 1 << 3;
pub(crate) const WHOLE_SECONDS: u8 = 1 << 4;
pub(crate) const HAS_RETAILER: u8 = 1 << 5;
pub(crate) const HAS_ACCESS: u8 = 1 << 6;

/// A record, read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) recorded: Recorded,
    pub(crate) leaf: Leaf,
    /// Opens the commitment; only for those entitled to it.
    pub(crate) key: [u8; 16],
    /// Whether the recipient's address stands beside it.
    pub(crate) brings_address: bool,
}

/// What stands at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    Kept(Box<Record>),
    Erased(Erased),
}

impl Stored {
    /// When the movement was recorded.
    pub(crate) fn recorded_at(&self) -> Timestamp {
        match self {
            Self::Kept(record) => record.recorded.movement.recorded_at,
            Self::Erased(erased) => erased.recorded_at,
        }
    }

    /// The record. [`LedgerError::Erased`]: there is none any more.
    pub(crate) fn kept(self, seq: Seq) -> Result<Record, LedgerError> {
        match self {
            Self::Kept(record) => Ok(*record),
            Self::Erased(_) => Err(LedgerError::Erased(seq.0)),
        }
    }
}

impl Record {
    /// Writes it into `bytes`, which is cleared first.
    pub(crate) fn encode(&self, bytes: &mut Vec<u8>) {
        encode(
            bytes,
            self.recorded.seq,
            &self.recorded.movement,
            &CommitmentKey(self.key),
            &self.leaf,
            self.brings_address,
        );
    }

    /// What is left of it when it is erased.
    pub(crate) fn erased(&self) -> Erased {
        Erased {
            recorded_at: self.recorded.movement.recorded_at,
            leaf: self.leaf,
        }
    }
}

/// Writes a record into `bytes`, which is cleared first.
pub(crate) fn encode(
    bytes: &mut Vec<u8>,
    seq: Seq,
    movement: &Movement,
    key: &CommitmentKey,
    leaf: &Leaf,
    brings_address: bool,
) {
    bytes.clear();
    let kind = match &movement.change {
        Change::Consent(_) => KIND_CONSENT,
        Change::Access(AccessChange::Grant(_)) => KIND_GRANT,
        Change::Access(AccessChange::Replace(_)) => KIND_REPLACE,
        Change::Access(AccessChange::Revoke(_)) => KIND_REVOKE,
        Change::Access(AccessChange::RevokeAll) => KIND_REVOKE_ALL,
    };
    bytes.push(FORM | kind | if brings_address { BRINGS_ADDRESS } else { 0 });
    bytes.extend_from_slice(&movement.key.brand.0.to_be_bytes());
    bytes.push(bytes::kinds(&movement.key));
    bytes::put_signed(bytes, movement.recorded_at.as_millis());
    bytes::put_unsigned(bytes, movement.prev.map_or(0, |prev| prev.0 + 1));
    bytes.extend_from_slice(&movement.item.request.0);
    bytes.push(leaf.0[0]);
    bytes::put_unsigned(bytes, u64::from(movement.item.index));
    match &movement.change {
        Change::Consent(consent) => put_consent(
            bytes,
            consent.status,
            consent.source,
            consent.consent_date,
            consent.retailer,
            &consent.retailer_access,
        ),
        Change::Access(
            AccessChange::Grant(list) | AccessChange::Replace(list) | AccessChange::Revoke(list),
        ) => bytes::put_retailers(bytes, list),
        Change::Access(AccessChange::RevokeAll) => {}
    }
    bytes.extend_from_slice(&movement.key.recipient.0);
    bytes.extend_from_slice(&key.0);
    bytes.extend_from_slice(&leaf.0[1..]);
    let check = check(seq, bytes);
    bytes.extend_from_slice(&check.to_be_bytes());
}

/// Reads what stands at a position. `None`: these are not the bytes that were written there.
pub(crate) fn decode(seq: Seq, stored: &[u8]) -> Option<Stored> {
    let (body, expected) = stored.split_last_chunk::<CHECK_LEN>()?;
    if check(seq, body) != u32::from_be_bytes(*expected) {
        return None;
    }
    let mut reader = Reader(body);
    let kind = reader.byte()?;
    if kind == erased::FORM {
        return erased::decode(&mut reader).map(Stored::Erased);
    }
    if kind & 0xf0 != FORM {
        return None;
    }
    let brand = BrandCode(u32::from_be_bytes(reader.array()?));
    let (recipient_type, channel) = reader.kinds()?;
    let recorded_at = Timestamp::from_millis(reader.signed()?);
    let prev = reader.unsigned()?.checked_sub(1).map(Seq);
    let request = RequestId(reader.array()?);
    let mut leaf = Leaf([reader.byte()?; Leaf::LEN]);
    let index = u32::try_from(reader.unsigned()?).ok()?;
    let change = match kind & KIND_MASK {
        KIND_CONSENT => Change::Consent(read_consent(&mut reader)?),
        KIND_GRANT => Change::Access(AccessChange::Grant(reader.retailers()?)),
        KIND_REPLACE => Change::Access(AccessChange::Replace(reader.retailers()?)),
        KIND_REVOKE => Change::Access(AccessChange::Revoke(reader.retailers()?)),
        KIND_REVOKE_ALL => Change::Access(AccessChange::RevokeAll),
        _ => return None,
    };
    let recipient = RecipientId(reader.array()?);
    let key = reader.array()?;
    leaf.0[1..].copy_from_slice(&reader.array::<{ Leaf::LEN - 1 }>()?);
    if !reader.is_empty() {
        return None;
    }
    let consent_key = ConsentKey {
        recipient,
        brand,
        recipient_type,
        channel,
    };
    let item = ItemId { request, index };
    let movement = Movement {
        key: consent_key,
        change,
        recorded_at,
        prev,
        item,
    };
    let recorded = Recorded {
        seq,
        transaction: leaf.transaction_id(),
        movement,
    };
    Some(Stored::Kept(Box::new(Record {
        recorded,
        leaf,
        key,
        brings_address: kind & BRINGS_ADDRESS != 0,
    })))
}

/// Reads the leaf alone, which costs no hashing. `None` as in [`decode`].
pub(crate) fn leaf(seq: Seq, stored: &[u8]) -> Option<Leaf> {
    let (body, expected) = stored.split_last_chunk::<CHECK_LEN>()?;
    if check(seq, body) != u32::from_be_bytes(*expected) {
        return None;
    }
    let mut reader = Reader(body);
    let kind = reader.byte()?;
    if kind == erased::FORM {
        return erased::decode(&mut reader).map(|erased| erased.leaf);
    }
    if kind & 0xf0 != FORM {
        return None;
    }
    reader.array::<{ 4 + 1 }>()?;
    reader.signed()?;
    reader.unsigned()?;
    reader.array::<16>()?;
    let mut leaf = Leaf([reader.byte()?; Leaf::LEN]);
    leaf.0[1..].copy_from_slice(reader.0.last_chunk::<{ Leaf::LEN - 1 }>()?);
    Some(leaf)
}

fn check(seq: Seq, body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&seq.0.to_be_bytes());
    hasher.update(body);
    hasher.finalize()
}

/// What a consent says, in the form that records and states share.
pub(crate) fn put_consent(
    bytes: &mut Vec<u8>,
    status: Status,
    source: Option<Source>,
    date: Option<Timestamp>,
    retailer: Option<domain::RetailerCode>,
    access: &[domain::RetailerCode],
) {
    let whole = date.is_some_and(|date| date.as_millis() % 1000 == 0);
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    bytes.push(
        status.to_byte()
            | flag(source.is_some(), HAS_SOURCE)
            | flag(date.is_some(), HAS_DATE)
            | flag(whole, WHOLE_SECONDS)
            | flag(retailer.is_some(), HAS_RETAILER)
            | flag(!access.is_empty(), HAS_ACCESS),
    );
    if let Some(source) = source {
        bytes.push(source.to_byte());
    }
    if let Some(date) = date {
        bytes::put_signed(
            bytes,
            if whole {
                date.as_seconds()
            } else {
                date.as_millis()
            },
        );
    }
    if let Some(retailer) = retailer {
        bytes.extend_from_slice(&retailer.0.to_be_bytes());
    }
    if !access.is_empty() {
        bytes::put_retailers(bytes, access);
    }
}

/// Reads what [`put_consent`] wrote.
pub(crate) fn read_consent(reader: &mut Reader<'_>) -> Option<ConsentChange> {
    let flags = reader.byte()?;
    let has = |bit: u8| flags & bit != 0;
    let status = Status::from_byte(flags & STATUS_MASK)?;
    let source = if has(HAS_SOURCE) {
        Some(Source::from_byte(reader.byte()?)?)
    } else {
        None
    };
    let consent_date = if has(HAS_DATE) {
        let number = reader.signed()?;
        Some(Timestamp::from_millis(if has(WHOLE_SECONDS) {
            number.checked_mul(1000)?
        } else {
            number
        }))
    } else {
        None
    };
    let retailer = if has(HAS_RETAILER) {
        Some(reader.retailer()?)
    } else {
        None
    };
    let retailer_access = if has(HAS_ACCESS) {
        reader.retailers()?
    } else {
        Vec::new()
    };
    Some(ConsentChange {
        status,
        source,
        consent_date,
        retailer,
        retailer_access,
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use domain::{Channel, RecipientType, RetailerCode};

    use super::*;

    fn movement(change: Change) -> Movement {
        Movement {
            key: ConsentKey {
                recipient: RecipientId([9; 16]),
                brand: BrandCode(600_100),
                recipient_type: RecipientType::Merchant,
                channel: Channel::Email,
            },
            change,
            recorded_at: Timestamp::from_millis(1_788_253_200_123),
            prev: Some(Seq(300)),
            item: ItemId {
                request: RequestId([3; 16]),
                index: 999,
            },
        }
    }

    fn consent(
        source: Option<Source>,
        millis: Option<i64>,
        retailer: Option<RetailerCode>,
    ) -> Change {
        Change::Consent(ConsentChange {
            status: Status::Refusal,
            source,
            consent_date: millis.map(Timestamp::from_millis),
            retailer,
            retailer_access: retailer
                .into_iter()
                .chain([RetailerCode(u32::MAX)])
                .collect(),
        })
    }

    fn changes() -> Vec<Change> {
        let list = vec![RetailerCode(1), RetailerCode(99_999_999)];
        vec![
            consent(None, None, None),
            consent(Some(Source::FrameText), Some(1_430_427_600_000), None),
            consent(Some(Source::Web), Some(-1), Some(RetailerCode(12_345_678))),
            consent(Some(Source::Before2015), Some(i64::MIN), None),
            Change::Access(AccessChange::Grant(list.clone())),
            Change::Access(AccessChange::Replace(Vec::new())),
            Change::Access(AccessChange::Revoke(list)),
            Change::Access(AccessChange::RevokeAll),
        ]
    }

    fn stored(movement: &Movement) -> Vec<u8> {
        let mut bytes = vec![1, 2, 3];
        encode(
            &mut bytes,
            Seq(301),
            movement,
            &CommitmentKey([5; 16]),
            &Leaf([6; Leaf::LEN]),
            matches!(movement.change, Change::Consent(_)),
        );
        bytes
    }

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        for change in changes() {
            let movement = movement(change);
            let record = decode(Seq(301), &stored(&movement)).unwrap();
            let record = record.kept(Seq(301)).unwrap();
            assert_eq!(record.recorded.movement, movement);
            assert_eq!(record.recorded.seq, Seq(301));
            assert_eq!(
                record.recorded.transaction,
                Leaf([6; Leaf::LEN]).transaction_id()
            );
            assert_eq!((record.key, record.leaf), ([5; 16], Leaf([6; Leaf::LEN])));
            assert_eq!(leaf(Seq(301), &stored(&movement)), Some(record.leaf));
            let consent = matches!(movement.change, Change::Consent(_));
            assert_eq!(record.brings_address, consent);
        }
    }

    #[test]
    fn no_flipped_bit_and_no_lost_byte_gets_by() {
        for change in changes() {
            let whole = stored(&movement(change));
            for bit in 0..whole.len() * 8 {
                let mut damaged = whole.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(decode(Seq(301), &damaged), None, "bit {bit}");
                assert_eq!(leaf(Seq(301), &damaged), None, "bit {bit}");
            }
            for len in 0..whole.len() {
                assert_eq!(decode(Seq(301), &whole[..len]), None, "length {len}");
                assert_eq!(leaf(Seq(301), &whole[..len]), None, "length {len}");
            }
        }
    }

    #[test]
    fn a_record_holds_at_its_position_alone() {
        let whole = stored(&movement(consent(None, None, None)));
        assert_eq!(decode(Seq(302), &whole), None);
    }
}
