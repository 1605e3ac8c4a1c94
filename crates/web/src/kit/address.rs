//! Addresses as people write them and as they are shown to their owner.

use domain::{Address, Channel};

/// The longest address that is typed, in characters.
pub const ADDRESS_MAX: usize = 300;

/// Reads a phone number or an e-mail address, whichever it is. `None`: neither, or too long for either.
pub fn read(text: &str) -> Option<Address> {
    let text = text.trim();
    let channel = if text.contains('@') {
        Channel::Email
    } else {
        Channel::Text
    };
    Address::from_human(text, channel).ok()
}

/// An address for its owner's eyes: Türkiye's numbers in the groups people read them in.
pub fn shown(address: &Address) -> String {
    let wire = address.to_string();
    match address {
        Address::Phone(_) if wire.len() == "+905321234567".len() && wire.starts_with("+90") => {
            let (area, rest) = wire[3..].split_at(3);
            format!("0{area} {} {} {}", &rest[..3], &rest[3..5], &rest[5..])
        }
        _ => wire,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn what_people_write_is_read_and_shown_as_they_write_it() {
        let phone = read(" 0532 123-45-67 ").unwrap();
        assert_eq!(phone.to_string(), "+905321234567");
        assert_eq!(shown(&phone), "0532 123 45 67");
        let email = read(" Ad.Soyad@ornek.com").unwrap();
        assert!(email.fits(Channel::Email));
        assert!(shown(&email).ends_with("@ornek.com"));
    }

    #[test]
    fn what_is_neither_is_refused() {
        let long = format!("{}@ornek.com", "a".repeat(10_000));
        for text in ["", " ", "ad", "0532", "0532 123 45 6a", "@", "a@b@c", &long] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
