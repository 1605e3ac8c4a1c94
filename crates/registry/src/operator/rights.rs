//! What partners and intermediaries may do for brands.

use directory::grant::{Grants, Permission};
use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use domain::{BrandCode, Channel};

use super::{Operator, Result};

/// `NotFound`: there is no such partner, intermediary or brand.
impl Operator<'_> {
    /// Lets a partner act for a brand on these channels, or, without access, ends what it may there; what is granted
    /// then.
    pub async fn set_partner_access(
        self,
        partner: PartnerCode,
        brand: BrandCode,
        channels: &[Channel],
        access: Option<Permission>,
    ) -> Result<Grants> {
        let (directory, now) = (self.directory(), self.now());
        directory
            .set_grants(partner, brand, channels, access, now)
            .await?;
        directory.grants_of(partner, brand).await
    }

    /// Lets an intermediary ask about a brand's recipients, or ends it.
    pub async fn set_intermediary_may_ask(
        self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        may: bool,
    ) -> Result<()> {
        let (directory, now) = (self.directory(), self.now());
        if may {
            directory
                .grant_intermediary(intermediary, brand, now)
                .await?;
        } else {
            directory
                .revoke_intermediary(intermediary, brand, now)
                .await?;
        }
        Ok(())
    }

    /// Lets an intermediary report closed telephone lines, or ends it.
    pub async fn set_line_reporter(self, intermediary: IntermediaryCode, may: bool) -> Result<()> {
        if may {
            let now = self.now();
            self.directory().name_line_reporter(intermediary, now).await
        } else {
            self.directory().dismiss_line_reporter(intermediary).await
        }
    }
}
