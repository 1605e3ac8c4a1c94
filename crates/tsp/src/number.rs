//! A whole number of any length, for serials and nonces.

use std::fmt;

use der::asn1::Uint;

/// A whole number from 0 that need not fit a machine's: serials have up to 160 bits (RFC 3161 section 2.4.2).
///
/// Compares by value. `Display` is hexadecimal, without zeros in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(Uint);

impl Number {
    pub(crate) const fn from_asn1(number: Uint) -> Self {
        Self(number)
    }

    pub(crate) fn into_asn1(self) -> Uint {
        self.0
    }

    /// Its bytes, the most significant first, without zeros in front; one zero byte for 0.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(Uint::new(&number.to_be_bytes()).expect("eight bytes are a short number"))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.as_bytes()))
    }
}
