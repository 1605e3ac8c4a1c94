//! Who sent a message, as it was delivered.

use domain::{Address, Phone};

/// The shortest text that is a whole number written as digits, country code first.
const INTERNATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 11..=14;

/// The sender's phone. `None`: a name, a short number, or one of our own numbers.
pub(crate) fn read(sender: &str, own: &[&str]) -> Option<Address> {
    let sender = sender.trim();
    let digits = |text: &str| -> String {
        let digits = text.chars().filter(char::is_ascii_digit);
        digits.collect()
    };
    let sent = digits(sender);
    let ours = |own: &&str| !own.is_empty() && digits(own) == sent;
    if sent.is_empty() || own.iter().any(ours) {
        return None;
    }
    // A type of number "international" is said of national ones, too: no country's code begins with 0.
    let sender = match sender.strip_prefix('+') {
        Some(number) if number.starts_with('0') => number,
        _ => sender,
    };
    let international = |digits: &str| {
        let all = digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| Phone::from_wire(&format!("+{digits}")).ok())?
    };
    let phone = Phone::from_human(sender).ok().or_else(|| {
        match sender.strip_prefix('+') {
            // The network knows its numbers better than any list of them.
            Some(digits) => international(digits),
            // A type of number "international" is often delivered without its plus sign.
            None if INTERNATIONAL_DIGITS.contains(&sender.len()) => international(sender),
            None => None,
        }
    })?;
    Some(Address::Phone(phone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_any_form_it_is_delivered_in() {
        for sender in [
            "+905321234567",
            "905321234567",
            "05321234567",
            "5321234567",
            "00905321234567",
            " +90 532 123 45 67 ",
            "+05321234567",
            "+00905321234567",
            "0532.123.45.67",
            "0532/123\u{a0}45\u{a0}67",
        ] {
            let read = read(sender, &["3338"]).map(|address| address.to_string());
            assert_eq!(read.as_deref(), Some("+905321234567"), "{sender}");
        }
        let foreign = read("4915112345678", &[]).map(|address| address.to_string());
        assert_eq!(foreign.as_deref(), Some("+4915112345678"));
        // Of a range that no list has yet.
        let new = read("+4910012345678", &[]).map(|address| address.to_string());
        assert_eq!(new.as_deref(), Some("+4910012345678"));
    }

    #[test]
    fn names_and_our_own_numbers_are_nobody() {
        for sender in [
            "IZIN",
            "",
            "3338",
            "ORNEK 5321234567",
            "+905001112233",
            "0",
            "+0",
            "+49 (0)170 3210035",
        ] {
            assert_eq!(
                read(sender, &["3338", "05001112233", "905001112233"]),
                None,
                "{sender}"
            );
        }
    }
}
