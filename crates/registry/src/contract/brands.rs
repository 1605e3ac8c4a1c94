//! A provider's brands and their figures (contract 9.1).

use ledger::BrandCounts;

use crate::contract::partners::ProviderScope;
use crate::{Contract, Result};

pub use directory::brand::Brand;

/// A brand with its figures of now.
#[derive(Clone, Debug)]
pub struct BrandSummary {
    /// The brand.
    pub brand: Brand,
    /// How many records it has.
    pub records: BrandCounts,
    /// How many retailers it has.
    pub retailers: u32,
}

impl Contract<'_> {
    /// The provider's brands that the caller may see, the master brand first. Fails with a
    /// subscription code of contract 2.3.
    pub async fn brand_summaries(self, scope: &ProviderScope) -> Result<Vec<BrandSummary>> {
        let brands = self.directory().brands_of(scope.provider()).await?;
        // Any brand tells of the provider's subscription.
        if let Some(first) = brands.first()
            && let Some(standing) = self.standing(first.code).await?
            && let Some(obstacle) = standing.obstacle(self.now())
        {
            return Err(obstacle.into());
        }
        let mut summaries = Vec::new();
        for brand in brands {
            if scope.sees(brand.code) {
                summaries.push(BrandSummary {
                    records: self.ledger().counts(brand.code),
                    retailers: self.directory().retailer_count(brand.code).await?,
                    brand,
                });
            }
        }
        Ok(summaries)
    }
}
