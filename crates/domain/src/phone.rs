//! Phone numbers: E.164 (contract 4.3).
//!
//! The parser is izin's own. Number libraries are made to guess what a person meant: they turn
//! letters into keypad digits, drop zeros, cut off what follows a number and convert the digits of
//! other scripts. In a register of consents each of those guesses is a wrong person. A library is
//! asked one thing only: whether digits that were already read are a number of their country.

mod foreign;
mod human;
mod plan;
mod reach;

use std::fmt;

use crate::ErrorCode;

/// The longest wire form, in characters with the plus sign (contract 4.3).
pub const MAX_CHARACTERS: usize = 15;

/// The shortest wire form, in characters with the plus sign.
pub const MIN_CHARACTERS: usize = 8;

/// The longest text [`Phone::from_human`] looks at, in bytes; with any sensible grouping a number
/// is far shorter.
pub const MAX_HUMAN_BYTES: usize = 48;

/// Türkiye's country code.
const TURKIYE: &[u8] = b"90";

/// A phone number in E.164, digits only inside; at most 15 characters with the plus sign.
///
/// Its `Debug` form hides the number; `Display` is the wire form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(u64);

impl Phone {
    /// Reads `+` and digits, nothing else: the contract's form. `H121` when it is no such number.
    ///
    /// Numbers of Türkiye must fit the national numbering plan; those of other countries only need
    /// to look like E.164: 7 to 14 digits, the first of them not 0. That is enough to ask about a
    /// number and to refuse for it, since what was once recorded must be found. Who approves must
    /// also have a number that exists: see [`Phone::is_allotted`].
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        match text.as_bytes() {
            [b'+', digits @ ..] => Self::from_international(digits),
            _ => Err(ErrorCode::H121),
        }
    }

    /// Reads what people write in files and forms: digits in groups set apart by blanks, dots,
    /// hyphens, slashes or brackets, led by `+` or `00` and a country code, by `0` and a national
    /// number of Türkiye, or by nothing, where only a mobile number (`5xx…`), a `444` number and a
    /// number with `90` before it leave no doubt. `H121` when it is none of these, when no such
    /// number exists, and when a part of it might be an extension or another number.
    pub fn from_human(text: &str) -> Result<Self, ErrorCode> {
        human::read(text).ok_or(ErrorCode::H121)
    }

    /// Whether such a number exists: by the national plan in Türkiye, by the numbering plans that
    /// the library knows elsewhere.
    pub fn is_allotted(self) -> bool {
        let text = self.0.to_string();
        match text.as_bytes().strip_prefix(TURKIYE) {
            Some(national) => plan::contains(national),
            None => foreign::exists(&text),
        }
    }

    /// Reads a number that was accepted before, as stored or as opened from a receipt: only the
    /// E.164 form is checked (7 to 14 digits, the first not 0), because a numbering plan changes
    /// and what it once allowed must stay readable.
    pub const fn from_stored(digits: u64) -> Option<Self> {
        if digits >= 1_000_000 && digits <= 99_999_999_999_999 {
            Some(Self(digits))
        } else {
            None
        }
    }

    /// Whether a refused text is too long for a number, which has codes of its own: `H160` beside
    /// `H121` when adding, `H166` instead of it when asking. An e-mail address is not too long but
    /// of the wrong kind.
    pub fn too_long(text: &str) -> bool {
        !text.contains('@') && text.chars().nth(MAX_CHARACTERS).is_some()
    }

    /// The digits as one number, country code first.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// From the digits that follow `+`.
    fn from_international(digits: &[u8]) -> Result<Self, ErrorCode> {
        if digits.len() < MIN_CHARACTERS - 1
            || digits.len() > MAX_CHARACTERS - 1
            || digits[0] == b'0'
            || !digits.iter().all(u8::is_ascii_digit)
        {
            return Err(ErrorCode::H121);
        }
        match digits.strip_prefix(TURKIYE) {
            Some(national) if !plan::contains(national) => Err(ErrorCode::H121),
            _ => Ok(Self(value(0, digits))),
        }
    }

    /// From a national number of Türkiye, the leading 0 gone.
    fn from_national(national: &[u8]) -> Result<Self, ErrorCode> {
        if national.len() + TURKIYE.len() < MAX_CHARACTERS && plan::contains(national) {
            Ok(Self(value(90, national)))
        } else {
            Err(ErrorCode::H121)
        }
    }
}

/// The number written by `digits` after those of `before`. Callers see to it that there are at
/// most 14 digits, which a `u64` holds.
fn value(before: u64, digits: &[u8]) -> u64 {
    digits.iter().fold(before, |number, digit| {
        number * 10 + u64::from(digit - b'0')
    })
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(hidden)")
    }
}
