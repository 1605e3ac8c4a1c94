//! Phone numbers in the spellings of gateways.
//!
//! [`domain::Phone`] reads digits in groups. A gateway may put an address around them, or a zero that is dialled inside
//! the country alone. What leaves no doubt is taken off here; what does leave one stays, and is not read.

/// From how many digits on something is a phone's number; short numbers have fewer.
const PHONE_DIGITS_MIN: usize = 7;
/// What stands before a number that is written as an address (RFC 3966; RFC 3261, section 19.1).
const SCHEMES: [&str; 3] = ["tel", "sip", "sips"];
/// What makes another phone of a number, or another number of its digits.
const PARAMETERS_THAT_MATTER: [&str; 4] = ["ext", "isub", "postd", "phone-context"];

/// A number without the address around it and without a zero behind `+90`.
pub(super) fn plain(sent: &str) -> String {
    let number = match address(sent) {
        Some(address) => number_of(address).unwrap_or_else(|| sent.to_owned()),
        None => sent.trim().to_owned(),
    };
    without_trunk_zero(&number).unwrap_or(number)
}

/// Whether something is a phone's number by its looks, however it may have to be read: neither a name nor a short
/// number.
pub(super) fn is_number(sent: &str) -> bool {
    let (number, is_address) = match address(sent) {
        Some(address) => (user_of(address), true),
        None => (sent.trim(), false),
    };
    let digits = number.chars().filter(|letter| letter.is_numeric()).count();
    let is_name = number.chars().any(char::is_alphabetic) && !number.starts_with('+');
    digits >= PHONE_DIGITS_MIN && (is_address || !is_name)
}

/// What follows the scheme of an address, with a display name or without.
fn address(sent: &str) -> Option<&str> {
    let sent = sent.trim();
    let inner = sent.rsplit_once('<').map_or(sent, |(_, inner)| inner);
    let (scheme, rest) = inner.split('>').next()?.split_once(':')?;
    let is_known = SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    is_known.then_some(rest)
}

/// An address without the host that it is reached by.
fn user_of(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

/// The number of an address. `None`: it is none, or something beside it matters.
fn number_of(address: &str) -> Option<String> {
    let mut parts = user_of(address).split(';');
    let number = parts.next()?;
    let matters = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let is_turkiye = name.eq_ignore_ascii_case("phone-context") && value == "+90";
        let known = PARAMETERS_THAT_MATTER.iter();
        known.clone().any(|known| known.eq_ignore_ascii_case(name)) && !is_turkiye
    };
    if parts.any(matters) {
        return None;
    }
    let escaped = number.strip_prefix("%2B").or(number.strip_prefix("%2b"));
    let number = escaped.map_or_else(|| number.to_owned(), |number| format!("+{number}"));
    (!number.chars().any(char::is_alphabetic)).then_some(number)
}

/// `+90 (0)532…`, `+90 (0532)…`, `+90 0532…`: no national number of Türkiye begins with 0.
fn without_trunk_zero(number: &str) -> Option<String> {
    let national = number.strip_prefix("+90").or(number.strip_prefix("0090"))?;
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '.' | '/');
    let national = national.trim_start_matches(is_gap);
    if let Some(rest) = national.strip_prefix("(0)").or(national.strip_prefix('0')) {
        return Some(format!("+90{rest}"));
    }
    let rest = national.strip_prefix("(0")?;
    Some(format!("+90({rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_short_number_are_no_phones() {
        for sent in [
            "IZIN",
            "",
            " ",
            "3338",
            "+3338",
            "ORNEK 5321234567",
            "tel:IZIN",
            "sip:ali@host1234567",
        ] {
            assert!(!is_number(sent), "{sent}");
        }
    }

    #[test]
    fn what_is_not_taken_off_stays_as_it_was_sent() {
        for sent in [
            "+905321234567",
            "3338",
            "IZIN",
            "+49 (0)170 3210035",
            "tel:+905321234567;ext=12",
        ] {
            assert_eq!(plain(sent), sent);
        }
    }
}
