//! What partners and intermediaries may do for brands.

use directory::activity::Action;
use directory::grant::{Grants, Permission};
use directory::granting::GrantKept;
use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::{Entity, Error};
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
        let wanted = channels.iter().map(|channel| (*channel, access)).collect();
        let noted = self.noted(brand, Action::GrantSet).await?;
        let kept = directory
            .set_partner_grants((partner, brand), wanted, noted, now)
            .await?;
        known(kept, Entity::Partner)?;
        directory.grants_of(partner, brand).await
    }

    /// Lets an intermediary ask about a brand's recipients, or ends it.
    pub async fn set_intermediary_may_ask(
        self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        may: bool,
    ) -> Result<()> {
        let now = self.now();
        let noted = self.noted(brand, Action::GrantSet).await?;
        let kept = self
            .directory()
            .set_intermediary_grant((intermediary, brand), may, noted, now)
            .await?;
        known(kept, Entity::Intermediary)
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

/// `NotFound`: there was nobody to grant it to.
fn known(kept: GrantKept, whom: Entity) -> Result<()> {
    if kept == GrantKept::Unknown {
        return Err(Error::NotFound(whom));
    }
    Ok(())
}
