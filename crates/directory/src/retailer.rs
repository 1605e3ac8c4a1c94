//! Retailers (bayi) of a brand.

use std::fmt;

use domain::{BrandCode, RetailerCode, Timestamp};

use crate::error::{Error, Result};
use crate::page::{Page, Paging};
use crate::random::Randomness;
use crate::store::Directory;

/// The most retailers a brand may have (rule 8).
pub const RETAILERS_PER_BRAND: u32 = 3_000;

/// A retailer of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retailer {
    /// Its number, eight digits, never reused.
    pub code: RetailerCode,
    /// The brand it belongs to.
    pub brand: BrandCode,
    /// What the provider said about it.
    pub details: RetailerDetails,
    /// When it was added.
    pub created: Timestamp,
}

/// What a provider says about a retailer (contract 11.1). Its `Debug` leaves out the person's
/// name, identity number and phone number.
#[derive(Clone, PartialEq, Eq)]
pub struct RetailerDetails {
    /// Its trade title.
    pub title: String,
    /// The name of the person in charge.
    pub name: String,
    /// The identity number of the person in charge; unique under a brand.
    pub tckn: String,
    /// Its tax number.
    pub tin: String,
    /// The province.
    pub city: PlaceName,
    /// The district.
    pub town: PlaceName,
    /// Its number in MERSİS; unique under a brand.
    pub mersis: Option<String>,
    /// The name the brand knows it by.
    pub alias: Option<String>,
    /// The phone number of the person in charge.
    pub mobile: Option<String>,
    /// Whether it works.
    pub status: RetailerStatus,
}

impl fmt::Debug for RetailerDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetailerDetails")
            .field("title", &self.title)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A province or district as the provider named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceName {
    /// Its code (contract 12).
    pub code: u32,
    /// Its name.
    pub name: String,
}

/// Whether a retailer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetailerStatus {
    /// It does.
    Active,
    /// It does not.
    Passive,
    /// It may not.
    Suspended,
}

impl RetailerStatus {
    /// The contract's word.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Passive => "passive",
            Self::Suspended => "suspended",
        }
    }

    /// Reads the contract's word.
    pub fn from_wire(word: &str) -> Option<Self> {
        [Self::Active, Self::Passive, Self::Suspended]
            .into_iter()
            .find(|status| status.as_wire() == word)
    }
}

/// Why a retailer was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddRetailerError {
    /// The brand has as many retailers as it may (rule 8).
    #[error("the brand has as many retailers as it may")]
    Full,
    /// A retailer of the brand has this number in MERSİS (contract `H230`, or `H253` if passive).
    #[error("another retailer has this number in MERSİS")]
    MersisTaken {
        /// Whether that retailer is passive.
        by_passive: bool,
    },
    /// A retailer of the brand has this identity number (contract `H231`, or `H253` if passive).
    #[error("another retailer has this identity number")]
    TcknTaken {
        /// Whether that retailer is passive.
        by_passive: bool,
    },
    /// No free number was found (contract `H067`).
    #[error("no number is left for a retailer")]
    NoCodeLeft,
    /// The brand does not exist, or the store failed.
    #[error(transparent)]
    Directory(#[from] Error),
}

impl Directory {
    /// Adds a retailer under a brand and gives it a number.
    pub async fn add_retailer(
        &self,
        brand: BrandCode,
        details: RetailerDetails,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<Retailer, AddRetailerError> {
        todo!()
    }

    /// A brand's retailers, oldest first.
    pub async fn retailers(&self, brand: BrandCode, paging: Paging) -> Result<Page<Retailer>> {
        todo!()
    }

    /// How many retailers a brand has.
    pub async fn retailer_count(&self, brand: BrandCode) -> Result<u32> {
        todo!()
    }

    /// A brand's retailer.
    pub async fn retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<Option<Retailer>> {
        todo!()
    }

    /// Those of `codes` that are the brand's retailers, in the order asked for; the others are
    /// left out.
    pub async fn retailers_by_code(
        &self,
        brand: BrandCode,
        codes: &[RetailerCode],
    ) -> Result<Vec<Retailer>> {
        todo!()
    }

    /// Those of `codes` that are no retailers of the brand, in the order asked for.
    pub async fn missing_retailers(
        &self,
        brand: BrandCode,
        codes: &[RetailerCode],
    ) -> Result<Vec<RetailerCode>> {
        todo!()
    }

    /// Changes whether a retailer works.
    pub async fn set_retailer_status(
        &self,
        brand: BrandCode,
        code: RetailerCode,
        status: RetailerStatus,
    ) -> Result<()> {
        todo!()
    }

    /// Deletes a retailer; `false` if the brand has no such retailer. Whether a consent refers to
    /// it is for the caller to have asked. Its number is not given out again.
    pub async fn delete_retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<bool> {
        todo!()
    }
}
