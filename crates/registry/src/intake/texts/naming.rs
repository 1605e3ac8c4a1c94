//! The brand somebody means: by number, by short name, or by its whole name.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::{BrandCode, Timestamp, folding};

use crate::{Intake, Result};

/// How long the names are kept in memory before they are read anew.
const NAMES_FRESH: Duration = Duration::from_mins(1);

/// A brand that somebody has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalledBrand {
    /// This one.
    One {
        /// Its number.
        code: BrandCode,
        /// Its name.
        name: String,
        /// What to write for it: its first short name, or its number.
        key: String,
    },
    /// Several brands have this name.
    Several,
    /// None has.
    Unknown,
}

/// A name as it is compared: folded, letters and digits alone, nothing between.
pub fn brand_key(name: &str) -> String {
    folding::words(&folding::fold(name)).collect()
}

/// Whole names of brands, read a while ago.
#[derive(Default)]
pub(crate) struct NameIndex(RwLock<Option<(Timestamp, Arc<Names>)>>);

type Names = HashMap<String, Vec<BrandCode>>;

impl NameIndex {
    fn fresh(&self, now: Timestamp) -> Option<Arc<Names>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|(read_at, _)| read_at.is_within(NAMES_FRESH, now))
            .map(|(_, names)| Arc::clone(names))
    }

    fn keep(&self, now: Timestamp, names: Arc<Names>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, names));
    }

    /// Reads anew at the next question.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Intake<'_> {
    /// The brand that is called so; `key` is as [`brand_key`] makes it.
    pub async fn brand_called(self, key: &str) -> Result<CalledBrand> {
        let code = match self.code_of(key).await? {
            Found::One(code) => code,
            Found::Several => return Ok(CalledBrand::Several),
            Found::None => return Ok(CalledBrand::Unknown),
        };
        let Some(name) = self.directory().brand_name(code).await? else {
            return Ok(CalledBrand::Unknown);
        };
        let short = self.directory().short_names_of(code, self.now()).await?;
        let key = short
            .into_iter()
            .next()
            .map_or_else(|| code.to_string(), |short| short.name);
        Ok(CalledBrand::One { code, name, key })
    }

    async fn code_of(self, key: &str) -> Result<Found> {
        if key.is_empty() {
            return Ok(Found::None);
        }
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            let code = key.parse().ok().map(BrandCode);
            return Ok(code.map_or(Found::None, Found::One));
        }
        let short = self.directory().brand_of_short_name(key, self.now());
        if let Some(code) = short.await? {
            return Ok(Found::One(code));
        }
        let names = self.brand_names().await?;
        Ok(match names.get(key).map(Vec::as_slice) {
            Some([code]) => Found::One(*code),
            Some(_) => Found::Several,
            None => Found::None,
        })
    }

    /// Whether another brand is called so.
    pub(crate) async fn is_anothers_name(self, key: &str, brand: BrandCode) -> Result<bool> {
        let names = self.brand_names().await?;
        let called = names.get(key);
        Ok(called.is_some_and(|called| called.iter().any(|code| *code != brand)))
    }

    async fn brand_names(self) -> Result<Arc<Names>> {
        let now = self.now();
        if let Some(names) = self.names().fresh(now) {
            return Ok(names);
        }
        let mut names = Names::new();
        for brand in self.directory().intact_brands().await? {
            let key = brand_key(&brand.name);
            names.entry(key).or_default().push(brand.code);
        }
        let names = Arc::new(names);
        self.names().keep(now, Arc::clone(&names));
        Ok(names)
    }
}

enum Found {
    One(BrandCode),
    Several,
    None,
}
