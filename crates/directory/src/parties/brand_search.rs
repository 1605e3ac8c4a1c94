//! Finding a brand by what somebody remembers of its name.

mod index;

use std::collections::HashMap;
use std::sync::Arc;

use domain::folding::{fold, words};

use crate::error::Result;
use crate::parties::brand::Brand;
use crate::row_sum::intact;
use crate::store::Directory;

/// The longest text that is searched for, in characters; of a longer one the beginning counts.
const TEXT_MAX: usize = 100;

pub use index::BrandChoice;
pub(crate) use index::BrandIndex;

impl Directory {
    /// The brands whose name, provider's title or number has all words of a text, in any spelling
    /// ([`domain::folding`]), at most `limit`: those first whose name begins with it, then those with a
    /// word that does, each by name. A text without a letter or digit finds none.
    pub async fn brands_matching(&self, text: &str, limit: usize) -> Result<Vec<BrandChoice>> {
        let text: String = text.chars().take(TEXT_MAX).collect();
        let text = fold(&text);
        let sought: Vec<&str> = words(&text).collect();
        if sought.is_empty() {
            return Ok(Vec::new());
        }
        let index = self.brand_index().await?;
        Ok(index.find(&sought, limit))
    }

    /// The index, made anew when a brand has been added.
    async fn brand_index(&self) -> Result<Arc<BrandIndex>> {
        let index = async {
            let titles: HashMap<_, _> = intact(self.read_providers().await?)?
                .map(|provider| (provider.code, provider.title))
                .collect();
            let choice = |brand: Brand| BrandChoice {
                code: brand.code,
                name: brand.name,
                provider: titles.get(&brand.provider).cloned().unwrap_or_default(),
            };
            let brands = self.intact_brands().await?.into_iter();
            Ok(Arc::new(BrandIndex::of(brands.map(choice).collect())))
        };
        self.caches().brand_index.or_read((), index).await
    }
}
