//! What a time stamp of the log is about.

use sha2::{Digest as _, Sha256, Sha512};

/// What is stamped: SHA-256 over a checkpoint's text (origin, size and root, each with its newline)
/// without the signatures, so that witnesses may still add theirs.
pub fn imprint(checkpoint_text: &str) -> [u8; 32] {
    Sha256::digest(checkpoint_text.as_bytes()).into()
}

/// What a renewal takes of a stamp: SHA-512 over the checkpoint's text and the token (DER).
pub fn digest(checkpoint_text: &str, token: &[u8]) -> [u8; 64] {
    Sha512::new()
        .chain_update(checkpoint_text.as_bytes())
        .chain_update(token)
        .finalize()
        .into()
}
