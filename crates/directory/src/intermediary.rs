//! Intermediaries (aracı hizmet sağlayıcı, AHS): who delivers messages and asks before.

use std::fmt;

use domain::{BrandCode, Timestamp};

use crate::brand::Brand;
use crate::error::Result;
use crate::store::Directory;

/// An intermediary's number, from the same numbers as providers' and brands'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntermediaryCode(pub u32);

impl fmt::Display for IntermediaryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An intermediary. It logs in as a user of kind
/// [`Intermediary`](crate::user::UserKind::Intermediary), by Basic authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intermediary {
    /// Its number.
    pub code: IntermediaryCode,
    /// Its title.
    pub title: String,
    /// When it was added.
    pub created: Timestamp,
}

impl Directory {
    /// Adds an intermediary. `Exists(Code)`: the number was given out before.
    pub async fn add_intermediary(
        &self,
        code: IntermediaryCode,
        title: &str,
        now: Timestamp,
    ) -> Result<Intermediary> {
        todo!()
    }

    /// The intermediary with this number.
    pub async fn intermediary(&self, code: IntermediaryCode) -> Result<Option<Intermediary>> {
        todo!()
    }

    /// All intermediaries, by number.
    pub async fn intermediaries(&self) -> Result<Vec<Intermediary>> {
        todo!()
    }

    /// Lets an intermediary ask about a brand's recipients (rule 39).
    pub async fn grant_intermediary(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }

    /// Ends that, from this call's return; `false` if there was no grant.
    pub async fn revoke_intermediary(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<bool> {
        todo!()
    }

    /// Whether an intermediary may ask about a brand's recipients (rule 39). Answered from memory
    /// when asked for lately.
    pub async fn intermediary_may_ask(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
    ) -> Result<bool> {
        todo!()
    }

    /// The brands an intermediary may ask about, by number.
    pub async fn intermediary_brands(&self, intermediary: IntermediaryCode) -> Result<Vec<Brand>> {
        todo!()
    }
}
