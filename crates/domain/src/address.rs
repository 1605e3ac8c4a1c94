//! A recipient's address: a phone number or an e-mail address.

use std::fmt;

use crate::{Channel, Email, ErrorCode, Phone};

/// What a channel reaches somebody by.
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
