//! The log of looks: who of the staff has seen what of whom (rule 76).

use domain::{RecipientId, Timestamp};

use crate::accounts::staff::{StaffNumber, StaffRole};
use crate::error::Result;
use crate::row::row;
use crate::statement::sql;
use crate::store::Directory;
use crate::words::words;

/// The most entries about one recipient that are answered at once; the oldest are left out.
pub const ENTRIES_MAX: u32 = 1_000;

words! {
    /// How it was known that the person agrees to the look.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum LookProof: as_word, from_word {
        /// The person has told a code sent to the address.
        Code = "code",
        /// The network has verified the caller's number.
        Network = "network",
        /// A case asks for it.
        Case = "case",
    }
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whose records.
    pub recipient: RecipientId,
    /// Who looked.
    pub staff: StaffNumber,
    /// As what.
    pub role: StaffRole,
    /// For which office.
    pub office: String,
    /// The call or the case within which it was looked.
    pub occasion: [u8; 16],
    /// Why, by its code.
    pub reason: String,
    /// How the person's agreement was known.
    pub proof: LookProof,
    /// What was written beside them, sealed.
    pub note: Vec<u8>,
    /// What was seen.
    pub seen: String,
    /// When.
    pub at: Timestamp,
}

impl Directory {
    /// Notes a look, durable when this returns. The same thing seen again on the same occasion is
    /// one entry.
    pub async fn add_look(&self, look: Look) -> Result<()> {
        let insert = sql!("INSERT INTO accesses (number, recipient, staff, role, office, \
             occasion, reason, proof, note, seen, at) SELECT COALESCE(MAX(number), 0) + 1, $1, \
             $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM accesses WHERE true \
             ON CONFLICT (occasion, staff, recipient, seen) DO NOTHING";
            look.recipient, look.staff, look.role, look.office, look.occasion,
            look.reason, look.proof, look.note, look.seen, look.at);
        self.apply(insert).await
    }

    /// The looks at a recipient's records, newest first, at most [`ENTRIES_MAX`].
    pub async fn looks(&self, recipient: RecipientId) -> Result<Vec<Look>> {
        let looks = sql!(Look::rows("WHERE recipient = $1 ORDER BY number DESC LIMIT $2");
            recipient, ENTRIES_MAX);
        self.all(looks).await
    }
}

row! { Look in accesses: recipient, staff, role, office, occasion, reason, proof, note, seen, at }
