//! A recipient's address: a phone number or an e-mail address.

use std::fmt;

use crate::{Channel, Email, ErrorCode, Phone};

/// What a channel reaches somebody by. Its `Debug` form hides it; `Display` is the wire form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// For calls and text messages.
    Phone(Phone),
    /// For e-mail.
    Email(Email),
}

impl Address {
    /// Reads the address a channel needs: `H121` or `H120` when it is not of that kind.
    pub fn from_wire(text: &str, channel: Channel) -> Result<Self, ErrorCode> {
        if channel.is_phone() {
            Phone::from_wire(text).map(Self::Phone)
        } else {
            Email::from_wire(text).map(Self::Email)
        }
    }

    /// Reads what people write in files and forms (see [`Phone::from_human`]); blanks around it
    /// are ignored. `H121` or `H120` when it is not of the channel's kind.
    pub fn from_human(text: &str, channel: Channel) -> Result<Self, ErrorCode> {
        if channel.is_phone() {
            Phone::from_human(text).map(Self::Phone)
        } else {
            Email::from_wire(text.trim()).map(Self::Email)
        }
    }

    /// Reads an address that was accepted before, in its wire form: what begins with `+` and has
    /// no `@` is a phone number. The form is checked, the rules of the day are not (see
    /// [`Phone::from_stored`]): an address once recorded stays readable.
    pub fn from_stored(text: &str) -> Option<Self> {
        match text.strip_prefix('+') {
            Some(digits) if !text.contains('@') => {
                let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
                // A leading zero would make a second spelling of the same number.
                if !all_digits || digits.starts_with('0') {
                    return None;
                }
                Phone::from_stored(digits.parse().ok()?).map(Self::Phone)
            }
            _ => Email::from_stored(text).map(Self::Email),
        }
    }

    /// Whether the channel can reach it.
    pub const fn fits(&self, channel: Channel) -> bool {
        matches!(self, Self::Phone(_)) == channel.is_phone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(f),
            Self::Email(email) => email.fmt(f),
        }
    }
}
