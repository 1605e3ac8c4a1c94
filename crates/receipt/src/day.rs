//! A daily file and the time stamp that was obtained for it (contract 10).

use sha2::{Digest as _, Sha384};
use tsp::{Token, TokenError};

/// Length of a daily file's digest, in bytes: SHA-384.
pub const DAY_DIGEST_BYTES: usize = 48;

/// The digest of a daily file that is read in pieces.
#[derive(Clone, Default)]
pub struct DayDigest(Sha384);

impl DayDigest {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the file's next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// SHA-384 over all of them.
    pub fn finish(self) -> [u8; DAY_DIGEST_BYTES] {
        self.0.finalize().into()
    }
}

/// A daily file, by its digest, and its time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayProof {
    /// SHA-384 over the file, byte by byte as it was downloaded.
    pub digest: [u8; DAY_DIGEST_BYTES],
    /// The token whose imprint that digest is.
    pub token: Token,
}

impl DayProof {
    /// With the bytes of the `.tsr` file: a whole reply or a bare token.
    ///
    /// # Errors
    ///
    /// The bytes are no time stamp.
    pub fn new(digest: [u8; DAY_DIGEST_BYTES], tsr: &[u8]) -> Result<Self, TokenError> {
        Ok(Self {
            digest,
            token: Token::parse(tsr)?,
        })
    }
}
