//! The channel a consent speaks about (contract: `type`).

use crate::ErrorCode;

/// One of the three channels the contract knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Channel {
    /// Voice call, `ARAMA`.
    Call = 1,
    /// Text message, `MESAJ`.
    Text = 2,
    /// E-mail, `EPOSTA`.
    Email = 3,
}

impl Channel {
    /// All channels, in the contract's order.
    pub const ALL: [Self; 3] = [Self::Call, Self::Text, Self::Email];

    /// The contract's word.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Call => "ARAMA",
            Self::Text => "MESAJ",
            Self::Email => "EPOSTA",
        }
    }

    /// Reads the contract's word; anything else is `H117`. Case counts.
    pub fn from_wire(word: &str) -> Result<Self, ErrorCode> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_wire() == word)
            .ok_or(ErrorCode::H117)
    }

    /// The stored number (see `docs/format.md`).
    pub const fn to_byte(self) -> u8 {
        self as u8
    }

    /// Reads a stored number.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.to_byte() == byte)
    }

    /// Whether addresses of this channel are phone numbers (the others are e-mail addresses).
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::Call | Self::Text)
    }
}
