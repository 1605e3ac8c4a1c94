//! A provider, as it is read.

use domain::{ProviderCode, Timestamp};

use crate::row::row;
use crate::row_sum::PROVIDERS;
use crate::words::words;

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

impl Provider {
    pub(crate) fn of(new: NewProvider, now: Timestamp) -> Self {
        Self {
            code: new.code,
            title: new.title,
            mersis: new.mersis,
            tin: new.tin,
            state: ProviderState::Active,
            created: now,
        }
    }
}

words! {
    /// Whether a provider may send and write (rule 10).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ProviderState: as_word, from_word {
        /// It may.
        Active = "active",
        /// Its sends and writes are refused; citizens' refusals are still accepted.
        Suspended = "suspended",
    }
}

/// A provider to be added.
#[derive(Clone, Debug)]
pub struct NewProvider {
    /// Its number; see [`Directory::free_code`](crate::Directory::free_code).
    pub code: ProviderCode,
    /// Its title.
    pub title: String,
    /// Its number in MERSİS.
    pub mersis: Option<String>,
    /// Its tax number.
    pub tin: Option<String>,
}

row! { Provider of PROVIDERS: code, title, mersis, tin, state, created = "created_at" }
