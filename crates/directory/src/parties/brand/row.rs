//! A brand, as it is read.

use domain::policy::FirstRefusal;
use domain::{BrandCode, ProviderCode, Timestamp};

use crate::db::Row;
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::BRANDS;

/// A brand of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its number (`brandCode`), never reused (rule 2).
    pub code: BrandCode,
    /// The provider it belongs to.
    pub provider: ProviderCode,
    /// Its name.
    pub name: String,
    /// Whether it is the provider's master brand, whose number is the provider's.
    pub master: bool,
    /// What the operator decided for it.
    pub settings: BrandSettings,
    /// When it was added.
    pub created: Timestamp,
}

/// What the operator decides per brand (see [`domain::Policy`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrandSettings {
    /// Until when consents of any age may be loaded (rule 23). `None`: not at all.
    pub historic_loading_until: Option<Timestamp>,
    /// What a refusal for an unknown record becomes (rule 18).
    pub first_refusal: FirstRefusal,
}

impl Default for BrandSettings {
    /// The contract's behaviour.
    fn default() -> Self {
        Self {
            historic_loading_until: None,
            first_refusal: FirstRefusal::Refuse,
        }
    }
}

/// A brand to be added; it is the master brand if its number is the provider's.
#[derive(Clone, Debug)]
pub struct NewBrand {
    /// Its number.
    pub code: BrandCode,
    /// The provider it belongs to.
    pub provider: ProviderCode,
    /// Its name.
    pub name: String,
    /// What the operator decided for it.
    pub settings: BrandSettings,
}

impl FromRow for Brand {
    fn read(row: &Row) -> Result<Self> {
        BRANDS.check(row)?;
        let (code, provider): (BrandCode, ProviderCode) =
            (row.read("code")?, row.read("provider")?);
        Ok(Self {
            code,
            provider,
            name: row.read("name")?,
            master: code.0 == provider.0,
            settings: BrandSettings {
                historic_loading_until: row.read("historic_loading_until")?,
                first_refusal: row.read("first_refusal")?,
            },
            created: row.read("created_at")?,
        })
    }
}
