//! The ways a message goes.

use crate::{Address, Channel};

/// The way a message goes to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// By text message, to a phone number.
    Text,
    /// By mail, to an e-mail address.
    Mail,
}

impl From<&Address> for Way {
    fn from(address: &Address) -> Self {
        match address {
            Address::Phone(_) => Self::Text,
            Address::Email(_) => Self::Mail,
        }
    }
}

impl From<Channel> for Way {
    /// The way to whoever a channel reaches.
    fn from(channel: Channel) -> Self {
        if channel.is_phone() {
            Self::Text
        } else {
            Self::Mail
        }
    }
}
