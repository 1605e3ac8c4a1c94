//! The short names brands may have in text messages.

use registry::intake::texts::brand_key;

use super::vocabulary;

/// The shortest and the longest short name, in letters and digits.
const LEN: std::ops::RangeInclusive<usize> = 3..=20;

/// A name that can be written after RET and is understood as nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortName {
    /// As it is shown: in capitals, without marks, so that any phone can write it.
    pub shown: String,
    /// As it is compared.
    pub folded: String,
}

/// Why a text is no short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoShortName {
    /// It has not 3 to 20 letters and digits, or something else.
    #[error("a short name has 3 to 20 letters and digits and nothing else")]
    Form,
    /// It has no letter: it would be taken for a number.
    #[error("a short name has at least one letter")]
    Number,
    /// It is a word of the commands.
    #[error("the commands use this word")]
    Reserved,
}

impl ShortName {
    /// Reads one.
    pub fn new(text: &str) -> Result<Self, NoShortName> {
        let folded = brand_key(text);
        let plain = folded.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let whole = text.chars().all(char::is_alphanumeric);
        if !plain || !whole || !LEN.contains(&folded.len()) {
            return Err(NoShortName::Form);
        }
        if folded.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoShortName::Number);
        }
        if vocabulary::is_reserved(&folded) {
            return Err(NoShortName::Reserved);
        }
        Ok(Self {
            shown: folded.to_ascii_uppercase(),
            folded,
        })
    }
}
