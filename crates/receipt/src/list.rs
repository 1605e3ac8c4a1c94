//! The receipt of a list that was checked before sending (rule 40): what was asked, what was answered, and when.

use ed25519_dalek::pkcs8::DecodePublicKey as _;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use tlog::Note;

use crate::ReceiptError;

/// What the signed bytes begin with, so that no other signed text can be taken for a list's.
const CONTEXT: &[u8] = b"izin/list-check-file/1\0";
/// The longest receipt of a list, in bytes.
pub const LIST_BYTES_MAX: usize = 256 * 1024;
/// Length of a signature, in bytes: Ed25519.
pub const LIST_SIGNATURE_BYTES: usize = 64;

/// What is signed about a list. Instants are RFC 3339 with milliseconds, digests lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListStatement {
    /// The run's name.
    pub run: String,
    /// The brand that was asked for.
    pub brand_code: u32,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: String,
    /// What recipients are whose row does not say.
    pub recipient_type: String,
    /// How many rows were answered.
    pub rows: u64,
    /// To how many a message may be sent.
    pub allowed: u64,
    /// To how many it may not.
    pub denied: u64,
    /// How many name no recipient.
    pub invalid: u64,
    /// How many numbers have changed hands since the row's date.
    pub changed_hands: u64,
    /// The first instant that answers are true for.
    pub as_of_from: String,
    /// The last one.
    pub as_of_until: String,
    /// Until when what is allowed may be sent.
    pub valid_until: String,
    /// SHA-256 of the file that was given.
    pub input_sha256: String,
    /// SHA-256 of the file that was answered.
    pub output_sha256: String,
    /// The public log whose newest checkpoint stands beside: it was signed before this was.
    pub log: String,
    /// How many entries that has.
    pub tree_size: u64,
    /// The root over them, in base64.
    pub tree_root: String,
    /// The first bytes of the SHA-256 of the key it is signed with.
    pub key_id: String,
}

/// The receipt of a list (izin-list-check/v1). No address is in it.
///
/// One that was read has the right form and nothing more: what it proves is what [`crate::verify_list`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListReceipt {
    pub(crate) statement: ListStatement,
    /// As it was signed.
    pub(crate) text: String,
    pub(crate) signature: [u8; LIST_SIGNATURE_BYTES],
    pub(crate) checkpoint: Note,
}

impl ListReceipt {
    /// Has a statement signed, beside the checkpoint that it names.
    pub fn sign(
        statement: ListStatement,
        checkpoint: Note,
        sign: impl FnOnce(&[u8]) -> [u8; LIST_SIGNATURE_BYTES],
    ) -> Self {
        let text = serde_json::to_string(&statement).expect("texts and numbers");
        Self {
            signature: sign(&signed(&text)),
            statement,
            text,
            checkpoint,
        }
    }

    /// What it says.
    pub fn statement(&self) -> &ListStatement {
        &self.statement
    }

    /// Whether this key has signed it.
    pub fn is_signed_by(&self, key: &CheckKey) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        key.0.verify_strict(&signed(&self.text), &signature).is_ok()
    }
}

fn signed(text: &str) -> Vec<u8> {
    [CONTEXT, text.as_bytes()].concat()
}

/// A key that answers before sending are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckKey(VerifyingKey);

impl CheckKey {
    /// By the key's bytes.
    ///
    /// # Errors
    ///
    /// They are no public key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ReceiptError> {
        let key = VerifyingKey::from_bytes(bytes);
        key.map(Self).map_err(|_| ReceiptError::Member("key"))
    }

    /// Reads it from PEM, as the registry publishes it under `/izin/v1/keys`.
    ///
    /// # Errors
    ///
    /// The text is no Ed25519 public key in PEM.
    pub fn from_pem(text: &str) -> Result<Self, ReceiptError> {
        let key = VerifyingKey::from_public_key_pem(text.trim());
        key.map(Self).map_err(|_| ReceiptError::Member("key"))
    }
}
