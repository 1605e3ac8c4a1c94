//! A movement (izin hareketi): one accepted change of one record.

use std::fmt;

use crate::{BrandCode, ConsentKey, ItemId, RetailerCode, Source, Status, Timestamp};

/// A movement's position in the one order: dense from 0, and its leaf index in the public log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seq(pub u64);

/// The RFC 6962 leaf hash of a movement's commitment; on the wire 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionId(pub [u8; 32]);

impl TransactionId {
    /// The wire form.
    pub fn to_wire(self) -> String {
        hex::encode(self.0)
    }

    /// Reads the wire form: exactly 64 hexadecimal digits.
    pub fn from_wire(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

impl fmt::Debug for TransactionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransactionId({})", self.to_wire())
    }
}

/// One accepted change, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The record it changes.
    pub key: ConsentKey,
    /// What changes.
    pub change: Change,
    /// When the registry recorded it (`creationDate`); never decreases along the order.
    pub recorded_at: Timestamp,
    /// The preceding movement of the same record. Inside the commitment, so that two neighbouring
    /// movements prove that nothing lies between them.
    pub prev: Option<Seq>,
    /// The request that caused it.
    pub item: ItemId,
}

/// What a movement changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The recipient's word, as recorded by somebody.
    Consent(ConsentChange),
    /// Which retailers may use the record. The recipient's word stays as it is.
    Access(AccessChange),
}

/// An approval or a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentChange {
    /// Approval or refusal.
    pub status: Status,
    /// Where it was expressed; absent only for a merchant's first record.
    pub source: Option<Source>,
    /// When it was expressed, to the second; absent only for a merchant's first record.
    pub consent_date: Option<Timestamp>,
    /// The retailer that took it.
    pub retailer: Option<RetailerCode>,
    /// The retailers that may use it, ascending, without repeats.
    pub retailer_access: Vec<RetailerCode>,
}

/// A change of the retailers that may use a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessChange {
    /// These may, too.
    Grant(Vec<RetailerCode>),
    /// These may, and no others; the retailer that took the consent is no exception.
    Replace(Vec<RetailerCode>),
    /// These may no longer.
    Revoke(Vec<RetailerCode>),
    /// None may.
    RevokeAll,
}

/// A movement with its place in the order and its public name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its position.
    pub seq: Seq,
    /// Its leaf hash.
    pub transaction: TransactionId,
    /// The movement itself.
    pub movement: Movement,
}

impl Recorded {
    /// The brand it belongs to.
    pub fn brand(&self) -> BrandCode {
        self.movement.key.brand
    }
}
