//! Who sent a message, as it was delivered.

use domain::{Address, Phone};

use super::spelling;

/// The shortest text that is a whole number written as digits, country code first.
const INTERNATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 11..=14;

/// Why a sender is nobody's phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPhone {
    /// It is a name, a short number, or one of our own numbers.
    Nobody,
    /// It is a number, and not certain whose.
    Unclear,
}

/// The sender's phone.
pub(crate) fn read(sent: &str, own: &[&str]) -> Result<Address, NoPhone> {
    let digits = |text: &str| -> String {
        let plain = spelling::plain(text);
        plain.chars().filter(char::is_ascii_digit).collect()
    };
    let in_digits = digits(sent);
    let ours = |own: &&str| !in_digits.is_empty() && digits(own) == in_digits;
    if own.iter().any(ours) {
        return Err(NoPhone::Nobody);
    }
    let unread = if spelling::is_number(sent) {
        NoPhone::Unclear
    } else {
        NoPhone::Nobody
    };
    phone(&spelling::plain(sent)).ok_or(unread)
}

/// The phone of a number without an address around it.
fn phone(sender: &str) -> Option<Address> {
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
            "+9005321234567",
            "+90 (0)532 123 45 67",
            "00900 532 123 45 67",
            "tel:+90-532-123-45-67",
        ] {
            let read = read(sender, &["3338"]).map(|address| address.to_string());
            assert_eq!(read.as_deref(), Ok("+905321234567"), "{sender}");
        }
        let foreign = read("4915112345678", &[]).map(|address| address.to_string());
        assert_eq!(foreign.as_deref(), Ok("+4915112345678"));
        // Of a range that no list has yet.
        let new = read("+4910012345678", &[]).map(|address| address.to_string());
        assert_eq!(new.as_deref(), Ok("+4910012345678"));
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
            "tel:+90(0)500-111-22-33",
        ] {
            assert_eq!(
                read(sender, &["3338", "05001112233", "905001112233"]),
                Err(NoPhone::Nobody),
                "{sender}"
            );
        }
    }

    #[test]
    fn a_number_that_may_be_several_is_no_name() {
        for sender in ["+49 (0)170 3210035", "tel:+905321234567;ext=12"] {
            assert_eq!(read(sender, &["3338"]), Err(NoPhone::Unclear), "{sender}");
        }
    }
}
