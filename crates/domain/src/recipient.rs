//! Who a consent belongs to: the recipient's type (contract: `recipientType`) and pseudonym.

use std::fmt;

use crate::words;
use crate::words::numbers;

words! {
    /// Private person or merchant; the two have separate records for one address (rule 22).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum RecipientType: as_wire, from_wire or H116 {
        /// A private person. What the contract assumes when nothing is said.
        Individual(1) = "BIREYSEL",
        /// A merchant, who needs no prior consent but may refuse (art. 6/3).
        Merchant(2) = "TACIR",
    }
}

numbers!(RecipientType);

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
