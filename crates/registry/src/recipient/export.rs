//! Everything that is held about somebody, for themselves.

use serde::Serialize;

use super::Person;
use super::screen::RetailerName;
use super::story::CheckAsker;
use crate::{Error, Registry, Result};

/// Everything that is held about a person. Instants are in the contract's form,
/// `YYYY-MM-DD HH:mm:ss` in Türkiye's time; channels, statuses, types and sources are its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// When it was made.
    pub made_at: String,
    /// What language they are addressed in.
    pub language: &'static str,
    /// Their addresses.
    pub addresses: Vec<String>,
    /// Their records, each with all its movements.
    pub records: Vec<ExportRecord>,
    /// Who has asked about their addresses, within [`super::CHECKS_SHOWN`].
    pub checks: Vec<ExportCheck>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportRecord {
    /// The address.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: &'static str,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: &'static str,
    /// The brand's number.
    pub brand_code: u32,
    /// The brand's name.
    pub brand: String,
    /// The provider's title.
    pub provider: String,
    /// `ONAY` or `RET`: what holds now.
    pub status: &'static str,
    /// Every movement, newest first.
    pub movements: Vec<ExportMovement>,
}

/// A movement of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportMovement {
    /// Its name: 64 hexadecimal digits.
    pub transaction_id: String,
    /// When the registry recorded it.
    pub creation_date: String,
    /// `ONAY` or `RET`; absent where only the retailers changed that may use the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// When it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_date: Option<String>,
    /// Where it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// The retailer that took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retailer: Option<RetailerName>,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportCheck {
    /// When.
    pub at: String,
    /// Whom it was about.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: &'static str,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: &'static str,
    /// The brand's number.
    pub brand_code: u32,
    /// The brand's name.
    pub brand: String,
    /// Who asked.
    pub asker: CheckAsker,
    /// Whether sending was allowed.
    pub allowed: bool,
}

impl Registry {
    /// Everything that is held about a person, of all their addresses.
    pub async fn export(&self, person: &Person) -> Result<Export> {
        let _ = person;
        Err(Error::Failed("not yet".into()))
    }
}
