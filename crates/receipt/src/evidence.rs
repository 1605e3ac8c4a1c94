//! A receipt: one opened movement and everything that proves it.

use std::fmt;

use domain::TransactionId;
use domain::canonical::{self, CommitmentKey, Leaf};
use tlog::{Hash, ProofFile};
use tsp::Token;
use tsp::development::DEVELOPMENT_POLICY;

use crate::ReceiptError;
use crate::readable::Readable;
use crate::renewal::RenewalText;

/// The most stamps of one receipt: several authorities over the same checkpoint.
pub const STAMPS_MAX: usize = 4;
/// The most renewals of one stamp: one a year for longer than anybody keeps receipts.
pub const RENEWALS_MAX: usize = 64;

/// What opens a leaf: given only to those entitled to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The movement's own key.
    pub key: CommitmentKey,
    /// Its canonical bytes (`docs/format.md`).
    pub canonical: Vec<u8>,
}

impl fmt::Debug for Opening {
    /// Without what it opens.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Opening")
            .field("bytes", &self.canonical.len())
            .finish_non_exhaustive()
    }
}

/// A time stamp over the text of the receipt's checkpoint ([`crate::stamp::imprint`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The token.
    pub token: Token,
    /// How it was stamped anew since, oldest first.
    pub renewals: Vec<Renewal>,
}

/// That a renewal covers a stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// What the renewal says.
    pub text: RenewalText,
    /// The token over [`RenewalText::imprint`].
    pub token: Token,
    /// The stamp's position in the renewal's tree.
    pub index: u64,
    /// The path from the hash of [`crate::stamp::digest`] to the renewal's root.
    pub proof: Vec<Hash>,
}

/// A receipt (izin-receipt/v1).
///
/// One that was read has the right form and nothing more: what it proves is what [`crate::verify`]
/// says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub(crate) transaction_id: TransactionId,
    pub(crate) opening: Opening,
    pub(crate) proof: ProofFile,
    pub(crate) stamps: Vec<Stamp>,
    pub(crate) movement: Readable,
    pub(crate) development: bool,
}

impl Receipt {
    /// Puts a receipt together: the opened leaf, the proof that it is in the tree of a signed
    /// checkpoint, and the stamps over that very checkpoint; none: it waits for one.
    ///
    /// The proof itself is not checked; what reads the log has done that.
    ///
    /// # Errors
    ///
    /// The movement cannot be read, the proof carries bytes of its own (`extra`), or there is more of
    /// something than a receipt may have.
    pub fn new(
        opening: Opening,
        proof: ProofFile,
        stamps: Vec<Stamp>,
    ) -> Result<Self, ReceiptError> {
        let opened = canonical::decode(&opening.canonical)?;
        let leaf = Leaf::commit_bytes(&opening.key, &opening.canonical);
        let receipt = Self {
            transaction_id: leaf.transaction_id(),
            movement: Readable::of(&opened),
            development: stamps.iter().any(is_development),
            opening,
            proof,
            stamps,
        };
        receipt.check_limits()?;
        Ok(receipt)
    }

    /// The transactionId it says it is about.
    pub fn transaction_id(&self) -> TransactionId {
        self.transaction_id
    }

    /// What opens the leaf.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Where the leaf is, the path to the root, and the signed checkpoint.
    pub fn proof(&self) -> &ProofFile {
        &self.proof
    }

    /// The time stamps.
    pub fn stamps(&self) -> &[Stamp] {
        &self.stamps
    }

    /// The movement in words.
    pub fn movement(&self) -> &Readable {
        &self.movement
    }

    /// Whether it says that a stamp is of a development authority, which proves nothing to others.
    pub fn is_development(&self) -> bool {
        self.development
    }

    pub(crate) fn check_limits(&self) -> Result<(), ReceiptError> {
        let limited = |member, count, limit| {
            if count > limit {
                Err(ReceiptError::TooMany { member, limit })
            } else {
                Ok(())
            }
        };
        limited("stamps", self.stamps.len(), STAMPS_MAX)?;
        for stamp in &self.stamps {
            limited("renewals", stamp.renewals.len(), RENEWALS_MAX)?;
        }
        // Nobody has signed it, so that a reader could be told anything.
        if self.proof.extra.is_some() {
            return Err(ReceiptError::Member("proof"));
        }
        Ok(())
    }
}

/// Whether a token of the stamp says itself that it is of a development authority.
pub(crate) fn is_development(stamp: &Stamp) -> bool {
    let renewals = stamp.renewals.iter().map(|renewal| &renewal.token);
    std::iter::once(&stamp.token)
        .chain(renewals)
        .any(|token| token.policy() == DEVELOPMENT_POLICY)
}
