//! Numbers as people write them.

use domain::Language;
use fluent_bundle::FluentValue;

/// How many digits stand together.
const GROUP: usize = 3;

/// Digits set apart in groups of three: `12345` as "12.345" in Turkish and "12,345" in English.
pub fn grouped(language: Language, digits: &str) -> String {
    let mark = match language {
        Language::Turkish => '.',
        Language::English => ',',
    };
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(GROUP) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A bundle's formatter of Turkish texts.
pub fn turkish<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(Language::Turkish, value)
}

/// A bundle's formatter of English texts.
pub fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(Language::English, value)
}

/// Whole numbers only: the texts hold no others.
fn whole(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| grouped(language, &digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (digits, turkish, english) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1000", "1.000", "1,000"),
            ("1234567", "1.234.567", "1,234,567"),
        ] {
            assert_eq!(grouped(Language::Turkish, digits), turkish);
            assert_eq!(grouped(Language::English, digits), english);
        }
    }
}
