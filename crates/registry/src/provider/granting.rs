//! Who else may use a brand: partners, by channel, and intermediaries, which may ask about every channel. Seen by whoever may
//! see the brand, kept by whoever may manage it. What is granted or withdrawn holds for the next call, and what goes on for
//! longer asks again ([`Contract::reopened`](crate::Contract)).

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::{Entity, Error as Cause};
use domain::Channel;

pub use directory::grant::{Grants, Permission as Granted};
pub use directory::granting::{BrandIntermediary, BrandPartner, GRANTS_MAX, GrantKept};

use super::activity::Action;
use super::scope::{Managing, MemberScope};
use crate::contract::brand_scope::mismatch;
use crate::{Error, Party, ProviderConsole, Result};

/// Who else may use a brand.
#[derive(Clone, Debug)]
pub struct BrandGrants {
    /// The partners, by number.
    pub partners: Vec<BrandPartner>,
    /// The intermediaries, by number.
    pub intermediaries: Vec<BrandIntermediary>,
}

/// What a partner is to have on each channel; `None` ends it there.
pub type Wanted = [(Channel, Option<Granted>); Channel::ALL.len()];

impl ProviderConsole<'_> {
    /// Who else may use a brand.
    pub async fn brand_grants<P>(self, scope: &MemberScope<P>) -> Result<BrandGrants> {
        let (directory, brand) = (self.directory(), scope.brand());
        Ok(BrandGrants {
            partners: directory.brand_partners(brand).await?,
            intermediaries: directory.brand_intermediaries(brand).await?,
        })
    }

    /// Lets a partner do what is wanted and no more, from now on (rule 5).
    pub async fn set_partner_grants(
        self,
        scope: &MemberScope<Managing>,
        partner: u32,
        wanted: Wanted,
    ) -> Result<GrantKept> {
        let (noted, now) = (scope.activity(Action::GrantSet), self.now());
        let whom = (PartnerCode(partner), scope.brand());
        let kept = self.directory();
        let kept = kept.set_partner_grants(whom, wanted.into(), noted, now);
        kept.await.map_err(not_theirs)
    }

    /// Lets an intermediary ask about the brand's recipients (rule 39), or ends it, from now on.
    pub async fn set_intermediary_grant(
        self,
        scope: &MemberScope<Managing>,
        intermediary: u32,
        may: bool,
    ) -> Result<GrantKept> {
        let (noted, now) = (scope.activity(Action::GrantSet), self.now());
        let whom = (IntermediaryCode(intermediary), scope.brand());
        let kept = self.directory();
        let kept = kept.set_intermediary_grant(whom, may, noted, now);
        kept.await.map_err(not_theirs)
    }

    /// The partner or intermediary of a number; `None`: there is none.
    pub async fn grantee(self, number: u32) -> Result<Option<Party>> {
        let (partner, intermediary) = (PartnerCode(number), IntermediaryCode(number));
        if self.directory().partner(partner).await?.is_some() {
            return Ok(Some(Party::Partner(partner)));
        }
        let known = self.directory().intermediary(intermediary).await?;
        Ok(known.map(|_| Party::Intermediary(intermediary)))
    }
}

/// `H353` where whoever acts may not manage the brand any more.
fn not_theirs(cause: Cause) -> Error {
    match cause {
        Cause::NotFound(Entity::Member) => mismatch("brandCode").into(),
        cause => cause.into(),
    }
}
