//! The channel a consent speaks about (contract: `type`).

use crate::words;
use crate::words::numbers;

words! {
    /// One of the three channels the contract knows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum Channel: as_wire, from_wire or H117 {
        /// Voice call.
        Call(1) = "ARAMA",
        /// Text message.
        Text(2) = "MESAJ",
        /// E-mail.
        Email(3) = "EPOSTA",
    }
}

numbers!(Channel);

impl Channel {
    /// Whether addresses of this channel are phone numbers (the others are e-mail addresses).
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::Call | Self::Text)
    }
}
