//! What is known of a brand and its provider, kept at hand: every request needs it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use directory::brand::Brand;
use directory::provider::{Provider, ProviderState};
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::policy::{FirstRefusal, Quota, Repetition};
use domain::{BrandCode, ErrorCode, Policy, Timestamp, Violation};

use crate::{Contract, Result};

/// How long a brand's standing is used before it is put together again. A change
/// made through the directory is seen at once; this bounds how late one made past it is.
const FRESH: Duration = Duration::from_secs(1);

/// How many brands are kept at hand; past it all are read again.
const BRANDS_MAX: usize = 100_000;

/// A brand, its provider and what they may do.
#[derive(Debug)]
pub struct Standing {
    /// The provider.
    pub provider: Provider,
    /// The brand.
    pub brand: Brand,
    /// The provider's subscription.
    pub subscription: Option<Subscription>,
    policy: Arc<Policy>,
    repeating_policy: Arc<Policy>,
}

impl Standing {
    /// Why the provider may not use the interface now, if it may not (contract 2.3; rule
    /// 10). Never held against a refusal (rule 27).
    pub fn obstacle(&self, now: Timestamp) -> Option<Violation> {
        let Some(subscription) = &self.subscription else {
            let code = self.provider.code.to_string();
            return Some(ErrorCode::H524.violation().filled(&[("iysCode", &code)]));
        };
        let paused = |status: SubscriptionStatus| {
            let values = [("status", status.as_wire()), ("party", "HS")];
            Some(ErrorCode::H520.violation().filled(&values))
        };
        match subscription.status_at(now) {
            SubscriptionStatus::Closed => Some(ErrorCode::H521.violation()),
            status @ (SubscriptionStatus::Paused | SubscriptionStatus::Expired) => paused(status),
            SubscriptionStatus::Active if self.provider.state == ProviderState::Suspended => {
                paused(SubscriptionStatus::Paused)
            }
            SubscriptionStatus::Active if !subscription.api_use => {
                Some(ErrorCode::H586.violation())
            }
            SubscriptionStatus::Active => None,
        }
    }

    /// The brand's switches for a version of the contract.
    pub fn policy(&self, repetition: Repetition) -> Arc<Policy> {
        match repetition {
            Repetition::Refuse => Arc::clone(&self.policy),
            Repetition::AnswerFirst => Arc::clone(&self.repeating_policy),
        }
    }
}

/// The standings at hand.
#[derive(Default)]
pub struct Standings {
    by_brand: RwLock<HashMap<BrandCode, Kept>>,
}

struct Kept {
    read_at: Timestamp,
    /// The directory's access version before it was read.
    version: u64,
    standing: Arc<Standing>,
}

impl Standings {
    fn fresh(&self, brand: BrandCode, now: Timestamp, version: u64) -> Option<Arc<Standing>> {
        let by_brand = self.by_brand.read().unwrap_or_else(PoisonError::into_inner);
        let kept = by_brand.get(&brand)?;
        (kept.version == version && kept.read_at.is_within(FRESH, now))
            .then(|| Arc::clone(&kept.standing))
    }

    fn keep(&self, brand: BrandCode, kept: Kept) {
        let mut by_brand = self
            .by_brand
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if by_brand.len() >= BRANDS_MAX {
            by_brand.clear();
        }
        by_brand.insert(brand, kept);
    }

    /// Forgets everything at hand, after a change of the parties made through this registry.
    pub fn forget(&self) {
        let mut by_brand = self
            .by_brand
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        by_brand.clear();
    }
}

impl Contract<'_> {
    /// What is known of a brand; `None`: there is no such brand.
    pub async fn standing(self, code: BrandCode) -> Result<Option<Arc<Standing>>> {
        let now = self.now();
        let version = self.directory().access_version();
        if let Some(standing) = self.standings().fresh(code, now, version) {
            return Ok(Some(standing));
        }
        let Some(brand) = self.directory().brand(code).await? else {
            return Ok(None);
        };
        let Some(provider) = self.directory().provider(brand.provider).await? else {
            return Ok(None);
        };
        let holder = Holder::Provider(provider.code);
        let subscription = self.directory().subscription(holder).await?;
        let siblings = self.directory().brands_of(provider.code).await?;
        let policy = self.policy_of(&brand, subscription.as_ref(), &siblings);
        let repeating_policy = Policy {
            repetition: Repetition::AnswerFirst,
            ..policy.clone()
        };
        let standing = Arc::new(Standing {
            provider,
            brand,
            subscription,
            policy: Arc::new(policy),
            repeating_policy: Arc::new(repeating_policy),
        });
        let kept = Kept {
            read_at: now,
            version,
            standing: Arc::clone(&standing),
        };
        self.standings().keep(code, kept);
        Ok(Some(standing))
    }

    fn policy_of(
        self,
        brand: &Brand,
        subscription: Option<&Subscription>,
        siblings: &[Brand],
    ) -> Policy {
        let limit = subscription
            .filter(|subscription| !subscription.consent_limit_exceed)
            .and_then(|subscription| subscription.consent_limit);
        let suppresses = self.settings().first_refusal == FirstRefusal::Suppress
            || brand.settings.first_refusal == FirstRefusal::Suppress;
        Policy {
            historic_loading_until: brand.settings.historic_loading_until,
            first_refusal: if suppresses {
                FirstRefusal::Suppress
            } else {
                FirstRefusal::Refuse
            },
            repetition: Repetition::Refuse,
            quota: limit.map(|limit| Quota {
                limit,
                brands: siblings.iter().map(|sibling| sibling.code).collect(),
            }),
        }
    }
}
