//! The canonical bytes of a movement, its commitment and its leaf (`docs/format.md`). Frozen.

use crate::{Address, Movement, TransactionId};

/// The random key under which one movement is committed to; kept with the movement and deleted
/// with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CommitmentKey(pub [u8; 16]);

/// A leaf of the public log: a version byte and the commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf(pub [u8; Self::LEN]);

impl Leaf {
    /// Length in bytes: version and HMAC-SHA-256.
    pub const LEN: usize = 33;

    /// Commits to a movement of the recipient at `address`.
    pub fn commit(key: &CommitmentKey, movement: &Movement, address: &Address) -> Self {
        let _ = (key, movement, address);
        Self([0; Self::LEN])
    }

    /// Its RFC 6962 leaf hash.
    pub fn transaction_id(&self) -> TransactionId {
        TransactionId([0; 32])
    }
}
