//! What the recipient said (contract: `status`).

use crate::ErrorCode;

/// Approval or refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// `ONAY`: the brand may use the channel.
    Approval = 1,
    /// `RET`: it may not.
    Refusal = 2,
}

impl Status {
    /// Both statuses.
    pub const ALL: [Self; 2] = [Self::Approval, Self::Refusal];

    /// The contract's word.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Approval => "ONAY",
            Self::Refusal => "RET",
        }
    }

    /// Reads the contract's word; anything else is `H115`. Case counts.
    pub fn from_wire(word: &str) -> Result<Self, ErrorCode> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_wire() == word)
            .ok_or(ErrorCode::H115)
    }

    /// The stored number (see `docs/format.md`).
    pub const fn to_byte(self) -> u8 {
        self as u8
    }

    /// Reads a stored number.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.to_byte() == byte)
    }
}
