//! The canonical bytes of a movement, its commitment and its leaf (`docs/format.md`). Frozen.
//!
//! Every movement and address has exactly one encoding, and every byte string that decodes encodes
//! to itself, so that two readers never disagree about what was committed to. Decoding checks the
//! form and nothing that may change: openings are checked decades later, when numbering plans and
//! rules are others.

mod decoding;
mod encoding;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::{
    Address, BrandCode, Change, Channel, ConsentKey, ItemId, Movement, RecipientId, RecipientType,
    Seq, Timestamp, TransactionId,
};

pub use decoding::{FormatError, decode};
pub use encoding::{encode, encode_into};

/// The first byte of canonical bytes and of leaves.
const VERSION: u8 = 1;

/// The longest canonical bytes accepted, in bytes: room for a consent with every retailer a brand
/// may have (3000) several times over.
pub const MAX_BYTES: usize = 64 * 1024;

/// The random key under which one movement is committed to; kept with the movement and deleted
/// with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CommitmentKey(pub [u8; Self::LEN]);

impl CommitmentKey {
    /// Length in bytes.
    pub const LEN: usize = 16;
}

/// A leaf of the public log: a version byte and the commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf(pub [u8; Self::LEN]);

impl Leaf {
    /// Length in bytes: version and HMAC-SHA-256.
    pub const LEN: usize = 33;

    /// Commits to a movement of the recipient at `address`.
    pub fn commit(key: &CommitmentKey, movement: &Movement, address: &Address) -> Self {
        Self::commit_bytes(key, &encode(movement, address))
    }

    /// Commits to canonical bytes, for a caller that has them.
    pub fn commit_bytes(key: &CommitmentKey, canonical: &[u8]) -> Self {
        // A key of 16 bytes is shorter than a block, so that no two keys are the same to HMAC and
        // a commitment cannot be opened in two ways.
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes any key length");
        mac.update(canonical);
        let mut leaf = [VERSION; Self::LEN];
        leaf[1..].copy_from_slice(&mac.finalize().into_bytes());
        Self(leaf)
    }

    /// Whether key and canonical bytes open this leaf. The comparison takes the same time wherever
    /// they differ.
    pub fn is_opened_by(&self, key: &CommitmentKey, canonical: &[u8]) -> bool {
        Self::commit_bytes(key, canonical).0.ct_eq(&self.0).into()
    }

    /// Its RFC 6962 leaf hash.
    pub fn transaction_id(&self) -> TransactionId {
        TransactionId(tlog::leaf_hash(&self.0))
    }
}

/// What canonical bytes say: a movement, with its recipient's address in place of the pseudonym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whom it is about; fits `channel`.
    pub address: Address,
    /// The brand.
    pub brand: BrandCode,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Call, text message or e-mail.
    pub channel: Channel,
    /// What changed.
    pub change: Change,
    /// When the registry recorded it.
    pub recorded_at: Timestamp,
    /// The preceding movement of the same record.
    pub prev: Option<Seq>,
    /// The request that caused it.
    pub item: ItemId,
}

impl Opened {
    /// The movement, given the pseudonym that the ledger keeps for the address.
    pub fn into_movement(self, recipient: RecipientId) -> (Movement, Address) {
        let movement = Movement {
            key: ConsentKey {
                recipient,
                brand: self.brand,
                recipient_type: self.recipient_type,
                channel: self.channel,
            },
            change: self.change,
            recorded_at: self.recorded_at,
            prev: self.prev,
            item: self.item,
        };
        (movement, self.address)
    }
}
