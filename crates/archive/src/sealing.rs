//! A document's bytes, sealed in chunks that can be opened one by one.
//!
//! ```text
//! 0     "izin document 1\n"
//! 16    chunks: 65,536 bytes and a tag of 16 each; the last may be shorter, and is there also where nothing is in it
//! ```
//!
//! AES-256-GCM-SIV under a key that seals this one document. A chunk's nonce is its number (88 bits, big-endian) and a byte that
//! is 1 for the last: none can change places, be left out at the end, or follow it. The title is every chunk's associated data.

use aes_gcm_siv::aead::{Aead as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce};

/// The length of a document's key in bytes.
pub(crate) const KEY_BYTES: usize = 32;
/// How much is sealed at once, in bytes.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;
/// What sealing adds to a chunk, in bytes.
pub(crate) const TAG_BYTES: usize = 16;
/// A sealed chunk that is whole, in bytes.
pub(crate) const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + TAG_BYTES;
pub(crate) const TITLE: &[u8; 16] = b"izin document 1\n";
const NONCE_BYTES: usize = 12;

/// How many bytes a document of a length takes, sealed.
pub(crate) const fn sealed_length(length: u64) -> u64 {
    TITLE.len() as u64 + length + chunks(length) * TAG_BYTES as u64
}

/// How many chunks a document of a length has.
pub(crate) const fn chunks(length: u64) -> u64 {
    if length == 0 {
        return 1;
    }
    length.div_ceil(CHUNK_BYTES as u64)
}

/// Where a chunk begins in the object.
pub(crate) const fn place(chunk: u64) -> u64 {
    TITLE.len() as u64 + chunk * SEALED_CHUNK_BYTES as u64
}

/// Seals and opens the chunks of one document.
pub(crate) struct Chunks(Aes256GcmSiv);

impl Chunks {
    pub(crate) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(Aes256GcmSiv::new(key.into()))
    }

    pub(crate) fn seal(&self, number: u64, last: bool, plain: &[u8]) -> Vec<u8> {
        let payload = Payload {
            msg: plain,
            aad: TITLE,
        };
        self.0
            .encrypt(&nonce(number, last), payload)
            .expect("a chunk is far below the cipher's limit of 64 GiB")
    }

    /// `None`: it is not this chunk of this document.
    pub(crate) fn open(&self, number: u64, last: bool, sealed: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: sealed,
            aad: TITLE,
        };
        self.0.decrypt(&nonce(number, last), payload).ok()
    }
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; NONCE_BYTES];
    nonce[3..NONCE_BYTES - 1].copy_from_slice(&number.to_be_bytes());
    nonce[NONCE_BYTES - 1] = u8::from(last);
    nonce.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_chunk_opens_in_its_place_and_as_the_last_or_not_the_last_alone() {
        let chunks = Chunks::new(&[7; KEY_BYTES]);
        let sealed = chunks.seal(3, false, b"text");
        assert_eq!(chunks.open(3, false, &sealed).unwrap(), b"text");
        assert_eq!(chunks.open(4, false, &sealed), None);
        assert_eq!(chunks.open(3, true, &sealed), None);
        assert_eq!(Chunks::new(&[8; KEY_BYTES]).open(3, false, &sealed), None);
    }

    #[test]
    fn the_length_of_an_object_is_told_by_that_of_its_document() {
        let chunk = CHUNK_BYTES as u64;
        for (length, chunks_of) in [(0, 1), (1, 1), (chunk, 1), (chunk + 1, 2), (2 * chunk, 2)] {
            assert_eq!(chunks(length), chunks_of);
            assert_eq!(sealed_length(length), 16 + length + 16 * chunks_of);
        }
    }
}
