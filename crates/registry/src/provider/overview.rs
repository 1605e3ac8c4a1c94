//! What a provider has: its brands and their figures.

use directory::brand::Brand;
use ledger::BrandCounts;

use super::right::Right;
use super::session::MemberSession;
use crate::{BrandScope, ProviderConsole, Result};

/// A brand and how many records it has now.
#[derive(Clone, Debug)]
pub struct BrandFigures {
    /// The brand.
    pub brand: Brand,
    /// How many records it has, by what they say.
    pub records: BrandCounts,
}

impl ProviderConsole<'_> {
    /// The brands that a member may see, with their figures.
    pub async fn figures(self, session: &MemberSession) -> Result<Vec<BrandFigures>> {
        let brands = self.brands(session, Right::View).await?.into_iter();
        let figures = brands.map(|brand| BrandFigures {
            records: self.ledger().counts(brand.code),
            brand,
        });
        Ok(figures.collect())
    }

    /// The figures of a brand.
    pub fn figures_of(self, scope: &BrandScope) -> BrandFigures {
        BrandFigures {
            brand: scope.standing().brand.clone(),
            records: self.ledger().counts(scope.brand()),
        }
    }
}
