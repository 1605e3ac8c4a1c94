//! Finding a brand by what somebody remembers of its name.

use std::collections::HashMap;
use std::sync::Arc;

use domain::BrandCode;
use domain::folding::{compare, fold, words};

use crate::error::Result;
use crate::row_sum::intact;
use crate::store::Directory;

/// The longest text that is searched for, in characters; of a longer one the beginning counts.
const TEXT_MAX: usize = 100;

/// A brand that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandChoice {
    /// Its number.
    pub code: BrandCode,
    /// Its name.
    pub name: String,
    /// Its provider's title.
    pub provider: String,
}

/// All brands, in the order of their names, as they are searched; about 200 bytes each.
pub(crate) struct BrandIndex(Vec<Entry>);

struct Entry {
    brand: BrandChoice,
    /// The name, folded.
    name: String,
    /// Name, title and number, folded.
    text: String,
}

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
        let mut entries: Vec<_> = self
            .intact_brands()
            .await?
            .into_iter()
            .map(|brand| {
                let title = titles.get(&brand.provider).cloned();
                Entry::new(BrandChoice {
                    code: brand.code,
                    name: brand.name,
                    provider: title.unwrap_or_default(),
                })
            })
            .collect();
        entries.sort_by(|one, other| {
            let (one, other) = (&one.brand, &other.brand);
            compare(&one.name, &other.name).then(one.code.cmp(&other.code))
        });
        let index = Arc::new(BrandIndex(entries));
        cache.remember(generation, (), Arc::clone(&index));
        Ok(index)
    }
}

impl BrandIndex {
    fn find(&self, sought: &[&str], limit: usize) -> Vec<BrandChoice> {
        let mut found: Vec<(Fit, &Entry)> = self
            .0
            .iter()
            .filter_map(|entry| Some((entry.fit(sought)?, entry)))
            .collect();
        // The entries are in the order of names, which a stable sort keeps.
        found.sort_by_key(|(fit, _)| *fit);
        let best = found.into_iter().take(limit);
        best.map(|(_, entry)| entry.brand.clone()).collect()
    }
}

/// How well a brand fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name begins with what is sought.
    Beginning,
    /// Each word sought begins a word.
    Words,
    /// Each is somewhere.
    Parts,
}

impl Entry {
    fn new(brand: BrandChoice) -> Self {
        let name = fold(&brand.name);
        let text = format!("{name} {} {}", fold(&brand.provider), brand.code);
        Self { brand, name, text }
    }

    /// `None`: it does not fit.
    fn fit(&self, sought: &[&str]) -> Option<Fit> {
        if !sought.iter().all(|word| self.text.contains(word)) {
            return None;
        }
        let begins = |word: &&str| words(&self.text).any(|own| own.starts_with(*word));
        let first = sought.first()?;
        let all_begin = sought.iter().all(begins);
        Some(if all_begin && self.name.starts_with(first) {
            Fit::Beginning
        } else if all_begin {
            Fit::Words
        } else {
            Fit::Parts
        })
    }
}
