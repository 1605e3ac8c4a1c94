//! Who a consent belongs to: the recipient's type (contract: `recipientType`) and pseudonym.

use std::fmt;

use crate::ErrorCode;

/// Private person or merchant; the two have separate records for one address (rule 22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum RecipientType {
    /// `BIREYSEL`: a private person. What the contract assumes when nothing is said.
    Individual = 1,
    /// `TACIR`: a merchant, who needs no prior consent but may refuse (art. 6/3).
    Merchant = 2,
}

impl RecipientType {
    /// Both types.
    pub const ALL: [Self; 2] = [Self::Individual, Self::Merchant];

    /// The contract's word.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Individual => "BIREYSEL",
            Self::Merchant => "TACIR",
        }
    }

    /// Reads the contract's word; anything else is `H116`. Case counts.
    pub fn from_wire(word: &str) -> Result<Self, ErrorCode> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_wire() == word)
            .ok_or(ErrorCode::H116)
    }

    /// The stored number (see `docs/format.md`).
    pub const fn to_byte(self) -> u8 {
        self as u8
    }

    /// Reads a stored number.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.to_byte() == byte)
    }
}

/// A recipient's pseudonym: the first 16 bytes of a keyed hash of the normalised address.
///
/// It is computed by the ledger, which alone holds the key. Whoever steals the ledger without the
/// key file learns no address from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecipientId(pub [u8; Self::LEN]);

impl RecipientId {
    /// Length in bytes.
    pub const LEN: usize = 16;
}

impl fmt::Debug for RecipientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecipientId({})", hex::encode(self.0))
    }
}
