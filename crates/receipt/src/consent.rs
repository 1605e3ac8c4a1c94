//! The record of a verified consent (contract 14): what the registry showed to somebody, and what was answered.

use std::fmt;

use domain::{Address, Channel, RecipientType, RequestId, Status, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ReceiptError;

/// The longest record, in bytes.
pub const CONSENT_BYTES_MAX: usize = 256 * 1024;
/// `format` of a record.
pub(crate) const CONSENT: &str = "izin-verified-consent/v1";
/// What the name of its movements' request is a hash of, with the record.
const REQUEST_CONTEXT: &[u8] = b"izin/verified-consent/v1";

/// What a record says. The order of its members is that of the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentStatement {
    /// [`ConsentStatement::FORMAT`].
    pub format: String,
    /// The request that asked: 32 hexadecimal digits.
    pub request_id: String,
    /// The provider.
    pub iys_code: u32,
    /// Its title.
    pub provider: String,
    /// Who was asked.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: String,
    /// How: `SMS_OTP` and its like.
    pub verification_type: String,
    /// The form.
    pub form_id: u32,
    /// Its version.
    pub form_version: u32,
    /// The text's language.
    pub language: String,
    /// What was shown.
    pub text: String,
    /// The texts about personal data that were shown beside it.
    pub references: Vec<ConsentReference>,
    /// When it was asked, in the contract's form.
    pub asked: String,
    /// When it was answered, in the contract's form.
    pub answered: String,
    /// What was answered; a movement names its answer by its place, from 0.
    pub answers: Vec<ConsentAnswer>,
}

/// A text about personal data, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentReference {
    /// Which one.
    pub kind: String,
    /// Where it is to be read, and in which version.
    pub at: String,
}

/// What was answered about one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentAnswer {
    /// The brand.
    pub brand_code: u32,
    /// Its name, as it was shown.
    pub brand: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: String,
    /// `ONAY` or `RET`.
    pub status: String,
}

impl ConsentStatement {
    /// What the file calls itself.
    pub const FORMAT: &str = CONSENT;

    /// The record's bytes as they are handed out and hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("texts, numbers and lists of them")
    }
}

impl fmt::Debug for ConsentStatement {
    /// Without the recipient.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ConsentStatement")
            .field("request_id", &self.request_id)
            .field("answers", &self.answers)
            .finish_non_exhaustive()
    }
}

/// The request that the movements of a record name, made of its bytes: a UUID of version 8 (`docs/format.md`).
pub fn consent_request(record: &[u8]) -> RequestId {
    let mut hasher = Sha256::new();
    hasher.update(REQUEST_CONTEXT);
    hasher.update(record);
    let digest = hasher.finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    RequestId(id)
}

/// The record of a verified consent (izin-verified-consent/v1).
///
/// One that was read has the right form and nothing more: what it proves beside the receipts of its movements is what
/// [`crate::verify_all`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedConsent {
    statement: ConsentStatement,
    /// The request that its bytes make.
    request: RequestId,
    pub(crate) address: Address,
    pub(crate) recipient_type: RecipientType,
    pub(crate) asked: Timestamp,
    pub(crate) answered: Timestamp,
    pub(crate) answers: Vec<(Channel, Status)>,
}

impl VerifiedConsent {
    /// Reads a record, with exactly the members of its format. Its layout counts: each byte is part of what is hashed.
    ///
    /// # Errors
    ///
    /// The bytes are not of the format's form.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > CONSENT_BYTES_MAX {
            return Err(ReceiptError::TooLong(CONSENT_BYTES_MAX));
        }
        let statement: ConsentStatement = crate::document::json(bytes)?;
        if statement.format != CONSENT {
            return Err(ReceiptError::Format(CONSENT));
        }
        let member = ReceiptError::Member;
        let address = Address::from_stored(&statement.recipient).ok_or(member("recipient"))?;
        let recipient_type = RecipientType::from_wire(&statement.recipient_type);
        let instant = |text, name| Timestamp::from_wire(text).map_err(|_| member(name));
        let mut answers = Vec::with_capacity(statement.answers.len());
        for answer in &statement.answers {
            let channel = Channel::from_wire(&answer.channel).map_err(|_| member("type"))?;
            let status = Status::from_wire(&answer.status).map_err(|_| member("status"))?;
            answers.push((channel, status));
        }
        if answers.is_empty() {
            return Err(member("answers"));
        }
        Ok(Self {
            request: consent_request(bytes),
            address,
            recipient_type: recipient_type.map_err(|_| member("recipientType"))?,
            asked: instant(&statement.asked, "asked")?,
            answered: instant(&statement.answered, "answered")?,
            answers,
            statement,
        })
    }

    /// What it says.
    pub fn statement(&self) -> &ConsentStatement {
        &self.statement
    }

    /// The request that each of its movements names, if it is whole.
    pub fn request(&self) -> RequestId {
        self.request
    }
}
