//! What a complaint says, as it is written.

use domain::{Address, BrandCode, Channel, RecipientType};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most a draft holds, in bytes, whatever is wrong with it. Nothing of it is cut off before.
pub const FORM_BYTES_MAX: usize = 40_000;

/// The mobile operators people choose from; any other is written out.
pub const OPERATORS: [&str; 3] = ["Turkcell", "Türk Telekom", "Vodafone"];

/// What a complaint says (rule 64). In a draft anything may be missing or wrong: texts are kept as
/// they were typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ComplaintForm {
    /// Name and surname.
    pub name: String,
    /// The identity number (T.C. kimlik no).
    pub national_id: String,
    /// Whether the complainant was written to as a merchant.
    pub merchant: bool,
    /// The merchant's MERSİS number.
    pub mersis: String,
    /// The address it came to: one of the complainant's own.
    #[serde(with = "address")]
    pub address: Option<Address>,
    /// By which channel.
    #[serde(with = "channel")]
    pub channel: Option<Channel>,
    /// The complainant's operator, for calls and text messages.
    pub operator: String,
    /// The sender as it was shown: a number, a name or an e-mail address.
    pub sender: String,
    /// The day it came: `YYYY-MM-DD` in Türkiye.
    pub day: String,
    /// The time of day: `HH:MM`.
    pub time: String,
    /// What it said.
    pub text: String,
    /// The province of residence, by the number on licence plates.
    pub province: Option<u32>,
    /// How the complainant wants to be told of the result.
    pub tell: Option<Tell>,
    /// Whose message it was. `None`: not known by number.
    #[serde(with = "brand")]
    pub brand: Option<BrandCode>,
    /// Whose it was by the complainant's word, where the brand is not known by number.
    pub brand_text: String,
}

impl std::fmt::Debug for ComplaintForm {
    /// Leaves out what somebody has written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ComplaintForm").finish_non_exhaustive()
    }
}

impl ComplaintForm {
    /// As what the complainant was written to.
    pub fn recipient_type(&self) -> RecipientType {
        if self.merchant {
            RecipientType::Merchant
        } else {
            RecipientType::Individual
        }
    }

    /// Where the complainant wants to be told by a message.
    pub(super) fn tell_address(&self) -> Option<&Address> {
        match &self.tell {
            Some(Tell::Message(address)) => address.as_ref(),
            Some(Tell::Here) | None => None,
        }
    }

    /// Whether an operator belongs to it.
    pub fn needs_operator(&self) -> bool {
        self.channel.is_some_and(Channel::is_phone)
    }
}

/// How somebody wants to be told (rule 70).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// On the pages alone.
    Here,
    /// By a message to this one of their addresses.
    Message(#[serde(with = "address")] Option<Address>),
}

impl std::fmt::Debug for Tell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Here => "Here",
            Self::Message(_) => "Message",
        })
    }
}

#[allow(clippy::ref_option, reason = "serde hands over the field so")]
mod address {
    use super::{Address, Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<Address>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(ToString::to_string).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Address>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        Ok(text.and_then(|text| Address::from_stored(&text)))
    }
}

#[allow(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over the field so"
)]
mod channel {
    use super::{Channel, Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<Channel>, to: S) -> Result<S::Ok, S::Error> {
        value.map(Channel::to_byte).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Channel>, D::Error> {
        Ok(Option::<u8>::deserialize(from)?.and_then(Channel::from_byte))
    }
}

#[allow(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over the field so"
)]
mod brand {
    use super::{BrandCode, Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<BrandCode>, to: S) -> Result<S::Ok, S::Error> {
        value.map(|brand| brand.0).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<BrandCode>, D::Error> {
        Ok(Option::<u32>::deserialize(from)?.map(BrandCode))
    }
}
