//! The identity of a request and of one item in it, by which work retried after a crash is
//! recognised and answered, never applied twice.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The request (a single call, a batch, an uploaded file) that caused a movement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub [u8; 16]);

impl RequestId {
    /// Makes an id from the current time and ten random bytes (UUID version 7, so that ids sort by
    /// time). Ids whose hexadecimal form is digits only or letters only cannot occur: the version
    /// digit is `7`, and a letter is forced where chance left none (the contract refuses such ids
    /// with `H199` and `H400`).
    pub fn from_parts(unix_millis: u64, random: [u8; 10]) -> Self {
        let mut bytes = *uuid::Builder::from_unix_timestamp_millis(unix_millis, &random)
            .into_uuid()
            .as_bytes();
        if !hex::encode(bytes).contains(|digit: char| digit.is_ascii_alphabetic()) {
            bytes[15] |= 0x0a;
        }
        Self(bytes)
    }

    /// When it was made, in milliseconds since 1970, by its own word: whoever made it up may have
    /// put any time into it.
    pub fn unix_millis(self) -> u64 {
        let mut bytes = [0; 8];
        bytes[2..].copy_from_slice(&self.0[..6]);
        u64::from_be_bytes(bytes)
    }

    /// The wire form: 32 lower-case hexadecimal digits.
    pub fn to_wire(self) -> String {
        hex::encode(self.0)
    }

    /// Reads the wire form, with or without dashes, in either case.
    pub fn from_wire(text: &str) -> Option<Self> {
        Uuid::try_parse(text)
            .ok()
            .map(|uuid| Self(*uuid.as_bytes()))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({})", self.to_wire())
    }
}

/// One item of a request: its id and the item's position, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId {
    /// The request.
    pub request: RequestId,
    /// The item's position in it; 0 for a single call.
    pub index: u32,
}

impl ItemId {
    /// The contract's `subRequestId`: a UUID (version 8) derived from the two parts, so that it
    /// need not be stored.
    pub fn to_sub_request(self) -> Uuid {
        let mut hasher = Sha256::new();
        hasher.update(b"izin/sub-request/v1");
        hasher.update(self.request.0);
        hasher.update(self.index.to_be_bytes());
        let digest = hasher.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}
