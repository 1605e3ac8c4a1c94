//! Phone numbers: E.164 (contract section 4.3).

use std::fmt;

use crate::ErrorCode;

/// A phone number in E.164, digits only inside; at most 15 characters with the plus sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(u64);

impl Phone {
    /// Reads `+` and digits, nothing else: the contract's form. `H121` when it is no such number.
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        let _ = text;
        Err(ErrorCode::H121)
    }

    /// The digits as one number, country code first.
    pub const fn digits(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}
