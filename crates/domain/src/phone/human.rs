//! Numbers as people write them. What is not certain is refused: a wrong digit is another person.

use super::{MAX_HUMAN_BYTES, Phone, plan};

/// What a text has been read as.
#[derive(Default)]
struct Written {
    digits: Vec<u8>,
    plus: bool,
    /// How many digits stood before each separator that may also part a number from an extension or
    /// from another number.
    cuts: Vec<usize>,
}

/// The number. `None`: there is none, or a doubt which.
pub(super) fn read(text: &str) -> Option<Phone> {
    if text.len() > MAX_HUMAN_BYTES {
        return None;
    }
    let written = Written::of(text)?;
    let phone = number(&written.digits, written.plus)?;
    // `30 123456 - 51`, `123 45 67/68`: what stands before the separator is a whole number already.
    let parted = |cut: &usize| number(&written.digits[..*cut], written.plus).is_some();
    (!written.cuts.iter().any(parted)).then_some(phone)
}

/// The number that digits are, if it exists.
fn number(digits: &[u8], plus: bool) -> Option<Phone> {
    let phone = match digits {
        international if plus => Phone::from_international(international),
        [b'0', b'0', international @ ..] => Phone::from_international(international),
        [b'0', national @ ..] => Phone::from_national(national),
        [b'9', b'0', national @ ..] if national.len() == plan::NATIONAL_DIGITS => {
            Phone::from_national(national)
        }
        national if plan::is_clear_without_prefix(national) => Phone::from_national(national),
        _ => return None,
    };
    phone.ok().filter(|phone| phone.is_allotted())
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let mut written = Self::default();
        // Where an open bracket's digits begin, and whether one was closed.
        let (mut open, mut closed) = (None, false);
        let mut dangling = false;
        for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
            let count = written.digits.len();
            match letter {
                '0'..='9' => {
                    written.digits.push(u8::try_from(letter).ok()?);
                    dangling = false;
                }
                '+' if count == 0 && !written.plus && !dangling => written.plus = true,
                '(' if open.is_none() && !closed => {
                    open = Some(count);
                    written.cuts.push(count);
                }
                ')' => {
                    let inside = &written.digits[open.take()?..];
                    // `(0)` is dialled inside the country alone; nothing says for whom it was written.
                    if inside.is_empty() || (inside == b"0" && count > 1) {
                        return None;
                    }
                    closed = true;
                    written.cuts.push(count);
                }
                _ if is_blank(letter) => {}
                _ if is_separator(letter) && count > 0 => {
                    written.cuts.push(count);
                    dangling = letter != '.';
                }
                _ => return None,
            }
        }
        // A separator at the end has lost what followed it; a full stop has not.
        if dangling || open.is_some() {
            return None;
        }
        let count = written.digits.len();
        written.cuts.retain(|cut| *cut < count);
        Some(written)
    }
}

/// Blanks of any width, those that do not break among them.
const fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Marks of writing direction and joiners, which address books put around numbers.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Dots, slashes, and hyphens and dashes of any length.
const fn is_separator(letter: char) -> bool {
    matches!(
        letter,
        '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}'
    )
}
