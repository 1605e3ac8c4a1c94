//! The fields of a consent, as the contract names them.

use domain::words;
use serde::{Deserialize, Serialize};

words! {
    /// A field of a consent, in the order of the template.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    pub enum Field: as_wire, from_wire {
        /// The channel.
        #[serde(rename = "type")]
        Channel = "type",
        /// Where the consent was expressed.
        #[serde(rename = "source")]
        Source = "source",
        /// The address.
        #[serde(rename = "recipient")]
        Recipient = "recipient",
        /// Approval or refusal.
        #[serde(rename = "status")]
        Status = "status",
        /// When the consent was expressed.
        #[serde(rename = "consentDate")]
        ConsentDate = "consentDate",
        /// Private person or merchant.
        #[serde(rename = "recipientType")]
        RecipientType = "recipientType",
        /// The retailer that took the consent.
        #[serde(rename = "retailerCode")]
        RetailerCode = "retailerCode",
        /// The retailers that may use the consent.
        #[serde(rename = "retailerAccess")]
        RetailerAccess = "retailerAccess",
    }
}

impl Field {
    /// Whether no list can do without it; a merchant's consent has neither date nor source.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Channel | Self::Recipient | Self::Status)
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Holds {
    /// A field of the consent.
    Field(Field),
    /// What says nothing about the consent: the registry's own columns, or one that somebody has said so of.
    Ignored,
    /// Nothing: it has no name.
    Nothing,
    /// Nobody knows.
    Unknown,
}
