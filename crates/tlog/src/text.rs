//! Pieces of the texts C2SP defines: hashes in base64 and whole numbers in ASCII digits, each in one form only.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::Hash;

/// Reads a whole number without sign and without leading zeroes; `None` when the text is not one or does not fit.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (text.len() > 1 && text.starts_with('0')) {
        return None;
    }
    text.parse().ok()
}

/// Reads a hash.
pub(crate) fn hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// Writes hashes, one a line.
pub(crate) fn push_hashes(out: &mut String, hashes: &[Hash]) {
    for hash in hashes {
        STANDARD.encode_string(hash, out);
        out.push('\n');
    }
}

/// Why the hashes of a proof could not be read.
pub(crate) enum HashesError {
    /// There are more than allowed.
    TooMany,
    /// A line is not 32 bytes in base64, or there is no blank line after them.
    Line,
}

/// Reads hashes up to the blank line after them, and gives what follows that.
pub(crate) fn hashes(text: &str, most: usize) -> Result<(Vec<Hash>, &str), HashesError> {
    let mut hashes = Vec::new();
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n').ok_or(HashesError::Line)?;
        rest = after;
        if line.is_empty() {
            return Ok((hashes, rest));
        }
        if hashes.len() == most {
            return Err(HashesError::TooMany);
        }
        hashes.push(hash(line).ok_or(HashesError::Line)?);
    }
}
