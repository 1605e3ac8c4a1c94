//! Brands.

use domain::policy::FirstRefusal;
use domain::{BrandCode, ProviderCode, Timestamp};

use crate::error::Result;
use crate::store::Directory;

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

impl Directory {
    /// Adds a brand. `NotFound(Provider)`; `Exists(Code)`: the number was given out before.
    pub async fn add_brand(&self, new: NewBrand, now: Timestamp) -> Result<Brand> {
        todo!()
    }

    /// The brand with this number. Answered from memory when asked for lately.
    pub async fn brand(&self, code: BrandCode) -> Result<Option<Brand>> {
        todo!()
    }

    /// A provider's brands: the master brand first, the others by number.
    pub async fn brands_of(&self, provider: ProviderCode) -> Result<Vec<Brand>> {
        todo!()
    }

    /// The brands of the providers with this tax number, for intermediaries (contract 13).
    pub async fn brands_by_tin(&self, tin: &str) -> Result<Vec<Brand>> {
        todo!()
    }

    /// All brands, by number.
    pub async fn brands(&self) -> Result<Vec<Brand>> {
        todo!()
    }

    /// Changes what the operator decided for a brand.
    pub async fn set_brand_settings(&self, code: BrandCode, settings: BrandSettings) -> Result<()> {
        todo!()
    }
}
