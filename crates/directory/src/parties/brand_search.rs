//! Finding a brand by what somebody remembers of its name.

mod index;

use std::collections::HashMap;
use std::sync::Arc;

use domain::folding::{fold, words};

use crate::error::Result;
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
        let cache = &self.caches().brand_index;
        if let Some(known) = cache.get(&()) {
            return Ok(known);
        }
        let generation = cache.generation();
        let titles: HashMap<_, _> = intact(self.read_providers().await?)?
            .map(|provider| (provider.code, provider.title))
            .collect();
        let entries: Vec<_> = self
            .intact_brands()
            .await?
            .into_iter()
            .map(|brand| {
                let title = titles.get(&brand.provider).cloned();
                BrandChoice {
                    code: brand.code,
                    name: brand.name,
                    provider: title.unwrap_or_default(),
                }
            })
            .collect();
        let index = Arc::new(BrandIndex::of(entries));
        cache.remember(generation, (), Arc::clone(&index));
        Ok(index)
    }
}
