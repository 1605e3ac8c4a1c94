//! What the recipient said (contract: `status`).

use crate::words;
use crate::words::numbers;

words! {
    /// Approval or refusal.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum Status: as_wire, from_wire or H115 {
        /// The brand may use the channel.
        Approval(1) = "ONAY",
        /// It may not.
        Refusal(2) = "RET",
    }
}

numbers!(Status);
