//! Brands somebody chooses to be reached by.

use domain::{BrandCode, Channel, Source, Status};

use super::change::{ChangeError, Changed};
use super::{AddressId, Subject};
use crate::{People, Result};

pub use directory::brand_search::BrandChoice;

/// The most brands that a search answers.
pub const CHOICES_MAX: usize = 50;

impl People<'_> {
    /// The brands whose name, provider or number has all words of a text, in any spelling
    /// ([`domain::folding`]): those first whose name begins with it. At most `limit` and
    /// [`CHOICES_MAX`]; a text without a letter or digit finds none.
    pub async fn brands_matching(self, text: &str, limit: usize) -> Result<Vec<BrandChoice>> {
        let limit = limit.min(CHOICES_MAX);
        Ok(self.directory().brands_matching(text, limit).await?)
    }

    /// Approves a brand that somebody has chosen on the pages, on some of their addresses and channels.
    /// Where they have a record with it this is as changing it there; a new one has
    /// [`Source::RegistryWebNew`].
    pub async fn approve_brand(
        self,
        subject: &Subject,
        brand: BrandCode,
        places: &[(AddressId, Channel)],
    ) -> std::result::Result<Changed, ChangeError> {
        self.change_brand(
            subject,
            brand,
            places,
            Status::Approval,
            Source::RegistryWeb,
            Source::RegistryWebNew,
        )
        .await
    }
}
