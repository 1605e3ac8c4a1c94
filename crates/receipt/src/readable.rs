//! A movement in words, for whoever opens a receipt without a program. The proof is in the opening;
//! words that say anything else than it make a receipt fail.

use std::fmt;

use domain::canonical::Opened;
use domain::movement::ConsentChange;
use domain::{AccessChange, Change, RetailerCode, Timestamp};
use serde::{Deserialize, Serialize};

/// What a movement changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// The recipient approved or refused.
    Consent,
    /// Retailers may use the record, too.
    Grant,
    /// These retailers alone may.
    Replace,
    /// These may no longer.
    Revoke,
    /// None may.
    RevokeAll,
}

/// A movement in the contract's words and its form of dates (Türkiye's time, cut to seconds).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Readable {
    /// What it changes.
    pub kind: Kind,
    /// The recipient's address.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: String,
    /// The brand.
    pub brand_code: u32,
    /// `ONAY` or `RET`; absent for a change of retailers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_date: Option<String>,
    /// The retailer that took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retailer_code: Option<u32>,
    /// The retailers it is about, ascending; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retailer_access: Vec<u32>,
    /// When the registry recorded it.
    pub creation_date: String,
    /// The index of the same record's preceding movement; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The request that caused it: 32 hexadecimal digits.
    pub request_id: String,
    /// The item's position in the request, from 0.
    pub item: u32,
}

impl Readable {
    /// What the opened movement says.
    pub fn of(opened: &Opened) -> Self {
        let consent = match &opened.change {
            Change::Consent(consent) => Some(consent),
            Change::Access(_) => None,
        };
        let (kind, retailers) = retailers(&opened.change);
        Self {
            kind,
            recipient: opened.address.to_string(),
            recipient_type: opened.recipient_type.as_wire().to_owned(),
            channel: opened.channel.as_wire().to_owned(),
            brand_code: opened.brand.0,
            status: consent.map(|consent| consent.status.as_wire().to_owned()),
            source: consent
                .and_then(|consent| consent.source)
                .map(|source| source.as_wire().to_owned()),
            consent_date: consent
                .and_then(|consent| consent.consent_date)
                .map(Timestamp::to_wire),
            retailer_code: consent
                .and_then(|consent| consent.retailer)
                .map(|code| code.0),
            retailer_access: retailers.iter().map(|code| code.0).collect(),
            creation_date: opened.recorded_at.to_wire(),
            previous: opened.prev.map(|seq| seq.0),
            request_id: opened.item.request.to_wire(),
            item: opened.item.index,
        }
    }
}

fn retailers(change: &Change) -> (Kind, &[RetailerCode]) {
    match change {
        Change::Consent(ConsentChange {
            retailer_access, ..
        }) => (Kind::Consent, retailer_access),
        Change::Access(AccessChange::Grant(codes)) => (Kind::Grant, codes),
        Change::Access(AccessChange::Replace(codes)) => (Kind::Replace, codes),
        Change::Access(AccessChange::Revoke(codes)) => (Kind::Revoke, codes),
        Change::Access(AccessChange::RevokeAll) => (Kind::RevokeAll, &[]),
    }
}

impl fmt::Debug for Readable {
    /// Without what it says.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Readable")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}
