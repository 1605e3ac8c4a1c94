//! All brands, in memory, as they are searched.

use domain::BrandCode;
use domain::folding::{compare, fold, words};

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

impl BrandIndex {
    pub(crate) fn of(brands: Vec<BrandChoice>) -> Self {
        let mut entries: Vec<_> = brands.into_iter().map(Entry::new).collect();
        entries.sort_by(|one, other| {
            let (one, other) = (&one.brand, &other.brand);
            compare(&one.name, &other.name).then(one.code.cmp(&other.code))
        });
        Self(entries)
    }

    pub(crate) fn find(&self, sought: &[&str], limit: usize) -> Vec<BrandChoice> {
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
