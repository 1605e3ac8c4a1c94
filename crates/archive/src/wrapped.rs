//! The wrapped key of a document, as it is kept.
//!
//! ```text
//! "izinkey1" ‖ generation (u32) ‖ document (16) ‖ object (32) ‖ length of the document (u64) ‖ nonce (12) ‖ wrapped key (48)
//! ‖ CRC-32 of what stands before it (u32)
//! ```
//!
//! Numbers are big-endian. All that stands before the nonce is the wrapped key's associated data.

use crate::name::{DocumentId, ObjectName};
use crate::sealing::{KEY_BYTES, TAG_BYTES};

const TITLE: &[u8; 8] = b"izinkey1";
pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const WRAPPED_BYTES: usize = KEY_BYTES + TAG_BYTES;
const LABEL_BYTES: usize = 8 + 4 + 16 + 32 + 8;
/// The length of a wrapped key as it is kept, in bytes.
pub(crate) const RECORD_BYTES: usize = LABEL_BYTES + NONCE_BYTES + WRAPPED_BYTES + 4;

/// What a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) document: DocumentId,
    pub(crate) object: ObjectName,
    /// The document's length in bytes.
    pub(crate) length: u64,
}

/// A document's key, wrapped by one of the archive's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    pub(crate) generation: u32,
    pub(crate) label: Label,
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) wrapped: [u8; WRAPPED_BYTES],
}

impl Label {
    pub(crate) fn bytes(&self, generation: u32) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LABEL_BYTES);
        bytes.extend_from_slice(TITLE);
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&self.document.0);
        bytes.extend_from_slice(&self.object.0);
        bytes.extend_from_slice(&self.length.to_be_bytes());
        bytes
    }
}

impl WrappedKey {
    /// Whose key it is.
    pub const fn document(&self) -> DocumentId {
        self.label.document
    }

    /// The object it opens.
    pub const fn object(&self) -> ObjectName {
        self.label.object
    }

    /// How many bytes the document has.
    pub const fn length(&self) -> u64 {
        self.label.length
    }

    /// The bytes that are kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.label.bytes(self.generation);
        bytes.extend_from_slice(&self.nonce);
        bytes.extend_from_slice(&self.wrapped);
        let checksum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&checksum.to_be_bytes());
        bytes
    }

    /// `None`: these are not the bytes of a wrapped key.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != RECORD_BYTES {
            return None;
        }
        let (rest, checksum) = bytes.split_last_chunk()?;
        if u32::from_be_bytes(*checksum) != crc32fast::hash(rest) {
            return None;
        }
        let rest = rest.strip_prefix(TITLE)?;
        let (generation, rest) = rest.split_first_chunk()?;
        let (document, rest) = rest.split_first_chunk()?;
        let (object, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        Some(Self {
            generation: u32::from_be_bytes(*generation),
            label: Label {
                document: DocumentId(*document),
                object: ObjectName(*object),
                length: u64::from_be_bytes(*length),
            },
            nonce: *nonce,
            wrapped: rest.try_into().ok()?,
        })
    }
}
