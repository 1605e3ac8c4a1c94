//! What a record said at an instant, by the movements on both sides of it.

use std::fmt;

use domain::Timestamp;
use domain::canonical::Opened;
use serde::{Deserialize, Serialize};

use crate::ReceiptError;
use crate::evidence::Receipt;

/// The most receipts before the instant: the movement that set the status, and changes of retailers
/// after it.
pub const BEFORE_MAX: usize = 256;

/// Which record, in the contract's words.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordKey {
    /// The brand.
    pub brand_code: u32,
    /// The recipient's address in its wire form.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: String,
}

impl RecordKey {
    /// The record a movement belongs to.
    pub fn of(opened: &Opened) -> Self {
        Self {
            brand_code: opened.brand.0,
            recipient: opened.address.to_string(),
            recipient_type: opened.recipient_type.as_wire().to_owned(),
            channel: opened.channel.as_wire().to_owned(),
        }
    }
}

impl fmt::Debug for RecordKey {
    /// Without the recipient.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("RecordKey")
            .field("brand_code", &self.brand_code)
            .finish_non_exhaustive()
    }
}

/// A state proof (izin-state/v1).
///
/// Each movement names the one before it of the same record inside its commitment, so that the last
/// one not recorded after the instant and the first one recorded after it leave no room in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateProof {
    key: RecordKey,
    instant: Timestamp,
    before: Vec<Receipt>,
    after: Option<Receipt>,
}

impl StateProof {
    /// Puts a proof together.
    ///
    /// `before` begins with the movement that set the status at the instant and goes on with the
    /// changes of retailers recorded since, up to the instant; empty: there was no record. `after` is
    /// the record's first movement recorded after the instant; `None`: there is none yet.
    ///
    /// # Errors
    ///
    /// There is no receipt at all, or there are more than [`BEFORE_MAX`].
    pub fn new(
        key: RecordKey,
        instant: Timestamp,
        before: Vec<Receipt>,
        after: Option<Receipt>,
    ) -> Result<Self, ReceiptError> {
        if before.is_empty() && after.is_none() {
            return Err(ReceiptError::Empty);
        }
        if before.len() > BEFORE_MAX {
            return Err(ReceiptError::TooMany {
                member: "before",
                limit: BEFORE_MAX,
            });
        }
        Ok(Self {
            key,
            instant,
            before,
            after,
        })
    }

    /// Which record.
    pub fn key(&self) -> &RecordKey {
        &self.key
    }

    /// At which instant.
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// From the movement that set the status to the last one not recorded after the instant.
    pub fn before(&self) -> &[Receipt] {
        &self.before
    }

    /// The first movement recorded after the instant.
    pub fn after(&self) -> Option<&Receipt> {
        self.after.as_ref()
    }
}
