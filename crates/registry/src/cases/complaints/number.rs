//! The number of a filed complaint, `2026-4F7K-93Q2`: easy to read aloud, hard to guess.

use std::fmt;
use std::str::FromStr;

use domain::Timestamp;
use domain::outside::Random;

/// Digits and letters without I, L, O and U, which are read as others (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many signs follow the year, the last of them the check character.
const SIGNS_LEN: usize = 8;
/// The years a number may be of.
const YEARS: std::ops::RangeInclusive<u16> = 2000..=9999;

/// A complaint's number: the year, seven random signs (34 thousand million), and a check character
/// that tells of any one sign misread and of neighbours exchanged (but for 0 and Z).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ComplaintNumber {
    year: u16,
    signs: [u8; SIGNS_LEN],
}

impl ComplaintNumber {
    /// Draws a number.
    pub(super) fn draw(random: &dyn Random, now: Timestamp) -> Self {
        let year = u16::try_from(now.to_civil().year()).unwrap_or(*YEARS.start());
        let mut bytes = [0; SIGNS_LEN];
        random.fill(&mut bytes);
        let mut signs = bytes.map(|byte| SIGNS[usize::from(byte % 32)]);
        signs[SIGNS_LEN - 1] = SIGNS[check(year, signs)];
        Self { year, signs }
    }
}

/// The check character's value: Luhn's sum modulo 32 over the year's digits and the signs before it.
fn check(year: u16, signs: [u8; SIGNS_LEN]) -> usize {
    let digits = [1_000, 100, 10, 1].map(|place| usize::from(year / place % 10));
    let values = digits.into_iter().chain(
        signs[..SIGNS_LEN - 1]
            .iter()
            .map(|sign| value(*sign).unwrap_or_default()),
    );
    let mut sum = 0;
    // From the check character backwards every other value is doubled, its neighbour first.
    for (position, value) in values.enumerate() {
        let weighted = if position % 2 == 0 { 2 * value } else { value };
        sum += weighted / 32 + weighted % 32;
    }
    (32 - sum % 32) % 32
}

fn value(sign: u8) -> Option<usize> {
    SIGNS.iter().position(|known| *known == sign)
}

impl fmt::Display for ComplaintNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for (position, sign) in self.signs.iter().enumerate() {
            if position % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*sign))?;
        }
        Ok(())
    }
}

/// What is no complaint's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a complaint's number")]
pub struct NoComplaintNumber;

impl FromStr for ComplaintNumber {
    type Err = NoComplaintNumber;

    /// Reads a number as people write it: in either case, with or without hyphens and blanks, `O` for
    /// zero, `I` and `L` for one.
    fn from_str(text: &str) -> Result<Self, NoComplaintNumber> {
        // A longer text cannot be one, however it is set apart.
        if text.len() > 32 {
            return Err(NoComplaintNumber);
        }
        let plain: Vec<u8> = text
            .bytes()
            .filter(|byte| !b"- ".contains(byte))
            .map(|byte| match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                sign => sign,
            })
            .collect();
        let (year, signs) = plain.split_at_checked(4).ok_or(NoComplaintNumber)?;
        let signs: [u8; SIGNS_LEN] = signs.try_into().map_err(|_| NoComplaintNumber)?;
        let year = std::str::from_utf8(year)
            .ok()
            .filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|year| year.parse().ok())
            .filter(|year| YEARS.contains(year))
            .ok_or(NoComplaintNumber)?;
        let known = signs.iter().all(|sign| value(*sign).is_some());
        if !known || value(signs[SIGNS_LEN - 1]) != Some(check(year, signs)) {
            return Err(NoComplaintNumber);
        }
        Ok(Self { year, signs })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);

    fn number() -> ComplaintNumber {
        let bytes = |bytes: &mut [u8]| {
            for (byte, value) in bytes.iter_mut().zip([4, 15, 39, 19, 9, 3, 247, 2]) {
                *byte = value;
            }
        };
        ComplaintNumber::draw(&bytes, NOW)
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let number = number();
        let text = number.to_string();
        assert!(text.starts_with("2026-4F7K-93Q"), "{text}");
        assert_eq!(text.parse(), Ok(number));
        let sloppy = format!(" {} ", text.to_lowercase().replace('-', " "));
        assert_eq!(sloppy.parse(), Ok(number));
        assert_eq!(text.replace('-', "").parse(), Ok(number));
    }

    #[test]
    fn any_one_sign_misread_and_neighbours_exchanged_are_no_number() {
        let text = number().to_string();
        for position in 0..text.len() {
            for sign in SIGNS {
                let mut bytes = text.clone().into_bytes();
                if bytes[position] == b'-' || bytes[position] == *sign {
                    continue;
                }
                bytes[position] = *sign;
                let wrong = String::from_utf8(bytes).unwrap();
                assert!(wrong.parse::<ComplaintNumber>().is_err(), "{wrong}");
            }
        }
        let plain = text.replace('-', "").into_bytes();
        for position in 0..plain.len() - 1 {
            let mut bytes = plain.clone();
            bytes.swap(position, position + 1);
            let wrong = String::from_utf8(bytes.clone()).unwrap();
            assert!(bytes == plain || wrong.parse::<ComplaintNumber>().is_err());
        }
    }

    #[test]
    fn what_is_no_number_is_refused_without_a_panic() {
        for wrong in [
            "",
            "2026",
            "2026-4F7K",
            "2026-4F7K-93Q20",
            "ğğğğ-4F7K-93Q2",
            "+026-4F7K-93Q2",
        ] {
            assert!(wrong.parse::<ComplaintNumber>().is_err(), "{wrong}");
        }
        assert!("2".repeat(10_000).parse::<ComplaintNumber>().is_err());
    }
}
