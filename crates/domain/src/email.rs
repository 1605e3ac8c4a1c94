//! E-mail addresses (contract section 4.4).

use std::fmt;

use crate::ErrorCode;

/// An e-mail address, lower-cased (ASCII letters only; others cannot occur).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(Box<str>);

impl Email {
    /// Reads an address; `H120` when it is none.
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        let _ = text;
        Err(ErrorCode::H120)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
