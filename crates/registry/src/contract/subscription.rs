//! What providers and partners have paid for (contract 9.3 and 9.4). These questions are answered
//! while a subscription is paused or expired, so that its holder can find out.

use directory::partner::PartnerCode;
use directory::subscription::Holder;
use domain::{ErrorCode, Timestamp};

use crate::contract::partners::ProviderScope;
use crate::{Caller, Contract, Error, Result};

pub use directory::subscription::{ExtraPackage, Subscription, SubscriptionStatus};

/// A subscription as its holder sees it.
#[derive(Clone, Debug)]
pub struct SubscriptionSummary {
    /// The subscription.
    pub subscription: Subscription,
    /// Its status now.
    pub status: SubscriptionStatus,
    /// How many records all brands of the provider hold; `None`: not for the caller to know.
    pub used: Option<u64>,
}

impl SubscriptionSummary {
    fn new(subscription: Subscription, used: Option<u64>, now: Timestamp) -> Self {
        let status = subscription.status_at(now);
        Self {
            subscription,
            status,
            used,
        }
    }
}

impl Contract<'_> {
    /// A provider's subscription. `H437`: it has none; `H586`: it does not include the API.
    pub async fn provider_subscription(self, scope: &ProviderScope) -> Result<SubscriptionSummary> {
        let provider = scope.provider();
        let holder = Holder::Provider(provider);
        let subscription = self.held(holder, &provider.to_string()).await?;
        if !subscription.api_use {
            return Err(Error::code(ErrorCode::H586));
        }
        let used = if scope.is_partner() {
            None
        } else {
            let brands = self.directory().brands_of(provider).await?;
            let records = brands.iter().map(|brand| {
                let counts = self.ledger().counts(brand.code);
                counts.approvals + counts.refusals
            });
            Some(records.sum())
        };
        Ok(SubscriptionSummary::new(subscription, used, self.now()))
    }

    /// A partner's own subscription. `H522`: the caller is no partner; `H353`: it is another one;
    /// `H437`: it has none.
    pub async fn partner_subscription(
        self,
        caller: &Caller,
        integrator: PartnerCode,
    ) -> Result<SubscriptionSummary> {
        let partner = self.partner(caller, integrator, ErrorCode::H522).await?;
        let holder = Holder::Partner(partner.code);
        let subscription = self.held(holder, &partner.code.to_string()).await?;
        Ok(SubscriptionSummary::new(subscription, None, self.now()))
    }

    async fn held(self, holder: Holder, code: &str) -> Result<Subscription> {
        let subscription = self.directory().subscription(holder).await?;
        subscription.ok_or_else(|| {
            let missing = ErrorCode::H437.violation();
            missing.filled(&[("iysCode", code)]).into()
        })
    }
}
