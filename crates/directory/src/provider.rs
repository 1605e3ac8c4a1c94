//! Service providers.

use domain::{ProviderCode, Timestamp};

use crate::error::Result;
use crate::random::Randomness;
use crate::store::Directory;

/// A service provider (hizmet sağlayıcı).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its number (`iysCode`), never reused (rule 2).
    pub code: ProviderCode,
    /// Its title.
    pub title: String,
    /// Its number in the trade registry system MERSİS.
    pub mersis: Option<String>,
    /// Its tax number.
    pub tin: Option<String>,
    /// Whether it may send and write.
    pub state: ProviderState,
    /// When it was added.
    pub created: Timestamp,
}

/// Whether a provider may send and write (rule 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderState {
    /// It may.
    Active,
    /// Its sends and writes are refused; citizens' refusals are still accepted.
    Suspended,
}

/// A provider to be added.
#[derive(Clone, Debug)]
pub struct NewProvider {
    /// Its number; see [`Directory::free_code`].
    pub code: ProviderCode,
    /// Its title.
    pub title: String,
    /// Its number in MERSİS.
    pub mersis: Option<String>,
    /// Its tax number.
    pub tin: Option<String>,
}

impl Directory {
    /// Draws a six-digit number that no provider, brand, partner or intermediary has or ever had.
    /// `Limit(Code)` when none was found in a bounded number of draws.
    pub async fn free_code(&self, random: &dyn Randomness) -> Result<u32> {
        todo!()
    }

    /// Adds an active provider. `Exists(Code)`: the number was given out before (rule 2).
    pub async fn add_provider(&self, new: NewProvider, now: Timestamp) -> Result<Provider> {
        todo!()
    }

    /// The provider with this number.
    pub async fn provider(&self, code: ProviderCode) -> Result<Option<Provider>> {
        todo!()
    }

    /// All providers, by number.
    pub async fn providers(&self) -> Result<Vec<Provider>> {
        todo!()
    }

    /// Suspends or reinstates a provider (rule 10).
    pub async fn set_provider_state(&self, code: ProviderCode, state: ProviderState) -> Result<()> {
        todo!()
    }
}
