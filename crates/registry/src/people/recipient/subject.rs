//! Whose records are spoken of.

use std::fmt;
use std::str::FromStr;

use domain::{Address, BrandCode, Channel, Language, RecipientId, RecipientType, Timestamp};

pub use directory::person::PersonId;

/// One of a subject's addresses, as pages and forms name it. It means nothing outside the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressId(pub u32);

/// An address somebody has proven to be theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAddress {
    /// Which of theirs it is.
    pub id: AddressId,
    /// The address.
    pub address: Address,
    /// Its pseudonym in the ledger.
    pub recipient: RecipientId,
    /// When the number's former line was closed, if it was: what was recorded up to then is another
    /// person's and is not shown (rule 53).
    pub hidden_until: Option<Timestamp>,
}

impl OwnAddress {
    /// Whether what was recorded at an instant may be shown to its owner.
    pub fn shows(&self, recorded_at: Timestamp) -> bool {
        self.hidden_until.is_none_or(|until| recorded_at > until)
    }
}

/// The addresses somebody may act on (rule 52).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// All of them; no two with the same id.
    pub addresses: Vec<OwnAddress>,
}

impl Subject {
    /// The address of this id. `None`: it is not one of theirs.
    pub fn address(&self, id: AddressId) -> Option<&OwnAddress> {
        self.addresses.iter().find(|own| own.id == id)
    }

    /// The address, as one of theirs. `None`: it is not.
    pub fn own(&self, address: &Address) -> Option<&OwnAddress> {
        self.addresses.iter().find(|own| own.address == *address)
    }

    /// Each address with those of the channels that reach it.
    pub fn reached_by(&self, channels: &[Channel]) -> Vec<(AddressId, Channel)> {
        let reached = |channel: &Channel| {
            let channel = *channel;
            self.addresses
                .iter()
                .filter(move |own| own.address.fits(channel))
                .map(move |own| (own.id, channel))
        };
        channels.iter().flat_map(reached).collect()
    }
}

/// Somebody who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their account.
    pub id: PersonId,
    /// What language they are addressed in.
    pub language: Language,
    /// Their addresses.
    pub subject: Subject,
}

/// One record of a subject. Its text form, `7-600001-1-2` (address, brand, recipient type, channel),
/// stands in pages and forms; it holds no personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordRef {
    /// Which of the subject's addresses.
    pub address: AddressId,
    /// The brand.
    pub brand: BrandCode,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// The channel.
    pub channel: Channel,
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, brand) = (self.address.0, self.brand.0);
        let (kind, channel) = (self.recipient_type.to_byte(), self.channel.to_byte());
        write!(f, "{address}-{brand}-{kind}-{channel}")
    }
}

/// What is no [`RecordRef`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a record")]
pub struct NoRecordRef;

impl FromStr for RecordRef {
    type Err = NoRecordRef;

    fn from_str(text: &str) -> Result<Self, NoRecordRef> {
        let mut parts = text.splitn(4, '-');
        let mut next = || {
            let digits = parts.next().unwrap_or_default();
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .parse::<u32>()
                .ok()
                .filter(|_| plain)
                .ok_or(NoRecordRef)
        };
        let (address, brand, kind, channel) = (next()?, next()?, next()?, next()?);
        let byte = |number: u32| u8::try_from(number).map_err(|_| NoRecordRef);
        Ok(Self {
            address: AddressId(address),
            brand: BrandCode(brand),
            recipient_type: RecipientType::from_byte(byte(kind)?).ok_or(NoRecordRef)?,
            channel: Channel::from_byte(byte(channel)?).ok_or(NoRecordRef)?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_record_is_named_by_four_numbers_and_nothing_else() {
        let record: RecordRef = "7-600001-1-2".parse().unwrap();
        assert_eq!(record.to_string(), "7-600001-1-2");
        assert_eq!(record.channel, Channel::Text);
        for wrong in [
            "",
            "7",
            "7-600001-1",
            "7-600001-1-2-3",
            "7-600001-9-2",
            "+7-1-1-1",
            "7--1-1",
        ] {
            assert_eq!(wrong.parse::<RecordRef>(), Err(NoRecordRef), "{wrong}");
        }
    }
}
