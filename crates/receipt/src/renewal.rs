//! Renewals: before the certificates or the algorithms of older stamps end, all of them are stamped
//! anew under one root (the idea of RFC 4998, section 5.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tlog::Hash;

/// First line of a renewal's text.
const FORMAT: &str = "izin/renewal/v1";
/// What stands for the predecessor of the first renewal.
const NONE: &str = "-";
/// The longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 512;

/// What a renewal says, and what its token stamps: SHA-512 over [`RenewalText::to_text`].
///
/// The tree is that of RFC 6962 over [`crate::stamp::digest`] of every stamp the log has, in the
/// order of the sizes they cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewalText {
    /// 1 for the first.
    pub number: u64,
    /// How many stamps are in the tree.
    pub stamps: u64,
    /// The tree's root.
    pub root: Hash,
    /// The [`digest`] of the renewal before it; none for the first.
    pub previous: Option<[u8; 64]>,
}

/// A text that no renewal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not the text of a renewal")]
pub struct RenewalError;

impl RenewalText {
    /// Five lines: format, number, count, root (base64) and predecessor (hexadecimal, or `-`).
    pub fn to_text(&self) -> String {
        let previous = self
            .previous
            .map_or_else(|| NONE.to_owned(), hex::encode::<[u8; 64]>);
        format!(
            "{FORMAT}\n{}\n{}\n{}\n{previous}\n",
            self.number,
            self.stamps,
            STANDARD.encode(self.root),
        )
    }

    /// Reads [`RenewalText::to_text`]; every renewal has one text only.
    ///
    /// # Errors
    ///
    /// [`RenewalError`]: it is any other text.
    pub fn parse(text: &str) -> Result<Self, RenewalError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(RenewalError);
        }
        let mut lines = text.split('\n');
        let mut line = || lines.next().ok_or(RenewalError);
        if line()? != FORMAT {
            return Err(RenewalError);
        }
        let number = line()?.parse().map_err(|_| RenewalError)?;
        let stamps = line()?.parse().map_err(|_| RenewalError)?;
        let root = STANDARD.decode(line()?).map_err(|_| RenewalError)?;
        let root = root.try_into().map_err(|_| RenewalError)?;
        let previous = match line()? {
            NONE => None,
            digits => {
                let mut digest = [0; 64];
                hex::decode_to_slice(digits, &mut digest).map_err(|_| RenewalError)?;
                Some(digest)
            }
        };
        let read = Self {
            number,
            stamps,
            root,
            previous,
        };
        // Numbers, base64 and hexadecimal have more than one spelling; a stamped text has one.
        if read.to_text() == text {
            Ok(read)
        } else {
            Err(RenewalError)
        }
    }

    /// What its token stamps.
    pub fn imprint(&self) -> [u8; 64] {
        use sha2::{Digest as _, Sha512};
        Sha512::digest(self.to_text().as_bytes()).into()
    }
}

/// What the next renewal takes of this one: SHA-512 over its text and its token (DER).
pub fn digest(text: &str, token: &[u8]) -> [u8; 64] {
    crate::stamp::digest(text, token)
}
