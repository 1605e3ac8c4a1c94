//! What a caller may do with a provider as a whole, and what partners see of those they act for.

use directory::partner::{Partner, PartnerBrand, PartnerCode};
use directory::subscription::{Holder, SubscriptionStatus};
use domain::{BrandCode, ErrorCode, ProviderCode, Violation};

use crate::contract::brand_scope::mismatch;
use crate::{Caller, Contract, Error, Party, Result};

pub use directory::partner::{
    PartnerBrand as IntegratorBrand, PartnerCode as IntegratorCode, Permission,
};
pub use directory::{Page, Paging};

/// The contract's name for the number of a partner in a path that is not the caller's.
const PARTNER_FIELD: &str = "integratorIysCode";

/// A provider, opened for a caller that may see it.
#[derive(Clone, Debug)]
pub struct ProviderScope {
    provider: ProviderCode,
    /// The brands a partner acts for; the provider's own users see all.
    granted: Option<Vec<PartnerBrand>>,
}

impl ProviderScope {
    /// The provider's number.
    pub fn provider(&self) -> ProviderCode {
        self.provider
    }

    /// Whether the caller is a partner of the provider, not the provider itself.
    pub fn is_partner(&self) -> bool {
        self.granted.is_some()
    }

    /// Whether the caller may see a brand of the provider.
    pub fn sees(&self, brand: BrandCode) -> bool {
        self.granted
            .as_ref()
            .is_none_or(|granted| granted.iter().any(|entry| entry.brand.code == brand))
    }
}

/// A partner that has proved to be itself and may ask.
#[derive(Clone, Copy, Debug)]
pub struct IntegratorScope(PartnerCode);

impl Contract<'_> {
    /// Opens a provider for a caller: `H353` unless it is the caller's own, or the caller is a
    /// licensed partner with a live grant for one of its brands (rules 5 and 6).
    pub async fn provider(self, caller: &Caller, provider: ProviderCode) -> Result<ProviderScope> {
        let granted = match caller.party() {
            Party::Provider(own) if own == provider => None,
            Party::Partner(partner) => {
                let licensed = self.directory().partner(partner).await?;
                let granted = self
                    .directory()
                    .partner_brands(partner, Some(provider), Paging::All)
                    .await?
                    .list;
                let licensed = licensed.is_some_and(|partner| partner.licensed);
                if !licensed || granted.is_empty() {
                    return Err(mismatch("iysCode").into());
                }
                Some(granted)
            }
            Party::Provider(_) | Party::Intermediary(_) | Party::Admin => {
                return Err(mismatch("iysCode").into());
            }
        };
        Ok(ProviderScope { provider, granted })
    }

    /// Makes sure that the caller is this partner and may ask for what it acts for (contract 9.2).
    ///
    /// `H363`: it is no partner; `H353`: it is another one, or has no licence (rule 6); or a
    /// subscription code of contract 2.3.
    pub async fn integrator(
        self,
        caller: &Caller,
        integrator: PartnerCode,
    ) -> Result<IntegratorScope> {
        let partner = self.partner(caller, integrator, ErrorCode::H363).await?;
        if !partner.licensed {
            return Err(mismatch(PARTNER_FIELD).into());
        }
        match self.partner_obstacle(partner.code).await? {
            Some(obstacle) => Err(obstacle.into()),
            None => Ok(IntegratorScope(partner.code)),
        }
    }

    /// The brands a partner acts for, all or one provider's. `H245`: it does not act for that
    /// provider. One that does not exist answers as one that has granted nothing, so that nobody
    /// can count providers.
    pub async fn integrator_brands(
        self,
        integrator: IntegratorScope,
        provider: Option<ProviderCode>,
        paging: Paging,
    ) -> Result<Page<PartnerBrand>> {
        let page = self
            .directory()
            .partner_brands(integrator.0, provider, paging)
            .await?;
        if provider.is_some() && page.total == 0 {
            return Err(Error::code(ErrorCode::H245));
        }
        Ok(page)
    }

    /// The partner that calls. `otherwise`: it is none; `H353`: it is another one.
    pub(crate) async fn partner(
        self,
        caller: &Caller,
        integrator: PartnerCode,
        otherwise: ErrorCode,
    ) -> Result<Partner> {
        match caller.party() {
            Party::Partner(own) if own == integrator => self
                .directory()
                .partner(own)
                .await?
                .ok_or_else(|| Error::code(ErrorCode::H268)),
            Party::Partner(_) => Err(mismatch(PARTNER_FIELD).into()),
            _ => Err(Error::code(otherwise)),
        }
    }

    /// The subscription codes of contract 2.3, for a partner's own subscription.
    async fn partner_obstacle(self, partner: PartnerCode) -> Result<Option<Violation>> {
        let holder = Holder::Partner(partner);
        let Some(subscription) = self.directory().subscription(holder).await? else {
            let code = partner.to_string();
            let missing = ErrorCode::H524.violation().filled(&[("iysCode", &code)]);
            return Ok(Some(missing));
        };
        Ok(match subscription.status_at(self.now()) {
            SubscriptionStatus::Active => None,
            SubscriptionStatus::Closed => Some(ErrorCode::H521.violation()),
            status @ (SubscriptionStatus::Paused | SubscriptionStatus::Expired) => {
                let values = [("status", status.as_wire()), ("party", "Entegratör")];
                Some(ErrorCode::H520.violation().filled(&values))
            }
        })
    }
}
