//! Numbers as spreadsheets show and spoil them.

use std::fmt;

/// From here on a spreadsheet has not kept all digits of a number: it keeps fifteen.
const FIRST_SHORTENED: f64 = 1e15;

/// Whether a spreadsheet has not kept all of its digits.
pub fn is_shortened(number: f64) -> bool {
    number.abs() >= FIRST_SHORTENED
}

/// Whether a text is a number that was shortened to its first digits, as in `5,32E+11`.
pub fn is_shortened_text(text: &str) -> bool {
    let Some((digits, power)) = text.trim().split_once(['E', 'e']) else {
        return false;
    };
    let (whole, fraction) = digits.split_once([',', '.']).unwrap_or((digits, "0"));
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    let power = power.strip_prefix('+').unwrap_or(power);
    are_digits(whole) && are_digits(fraction) && are_digits(power)
}

/// Writes a number with all the digits a spreadsheet keeps, a whole one without a point.
pub fn write(number: f64, text: &mut dyn fmt::Write) -> fmt::Result {
    if is_shortened(number) {
        write!(text, "{number:E}")
    } else if number.fract() == 0.0 {
        write!(text, "{number:.0}")
    } else {
        // Fifteen digits, as the spreadsheet shows: 0.1 + 0.2 is 0.3 there.
        let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
        write!(text, "{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(number: f64) -> String {
        let mut text = String::new();
        write(number, &mut text).unwrap();
        text
    }

    #[test]
    fn a_whole_number_keeps_its_digits_and_others_those_that_are_shown() {
        assert_eq!(written(5_321_112_233.0), "5321112233");
        assert_eq!(written(905_321_112_233.0), "905321112233");
        assert_eq!(written(999_999_999_999_999.0), "999999999999999");
        assert_eq!(written(-1.0), "-1");
        assert_eq!(written(0.1 + 0.2), "0.3");
        assert_eq!(written(1e15), "1E15");
        assert!(is_shortened(1e15) && !is_shortened(999_999_999_999_999.0));
    }

    #[test]
    fn a_shortened_number_is_known_as_text_and_nothing_else_is() {
        for text in [
            "5,32E+11",
            "5.32E+11",
            "9,05321E+11",
            "5E+11",
            "5.3e11",
            " 5,32E+11 ",
        ] {
            assert!(is_shortened_text(text), "{text}");
        }
        for text in [
            "",
            "E",
            "5321112233",
            "5,32",
            "a5E3",
            "1E3@example.com",
            "E+11",
            "5,E+11",
        ] {
            assert!(!is_shortened_text(text), "{text}");
        }
    }
}
