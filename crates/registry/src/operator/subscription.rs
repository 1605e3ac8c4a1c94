//! What providers and partners have subscribed to.

use std::time::Duration;

use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::Timestamp;
use domain::outside::Random;

use super::{Operator, Result};

/// The package that admitted parties begin with.
const FIRST_PACKAGE: &str = "Standart";
/// How long it runs: ten years of 365 days.
const FIRST_RUNS: Duration = Duration::from_hours(3_650 * 24);

/// An active subscription without limits.
pub fn unlimited(holder: Holder, now: Timestamp, random: &dyn Random) -> Subscription {
    let millis = u64::try_from(now.as_millis()).unwrap_or_default();
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    Subscription {
        id: uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid(),
        holder,
        package: FIRST_PACKAGE.to_owned(),
        starts: now,
        expires: now + FIRST_RUNS,
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: false,
        api_use: true,
        via: None,
        via_pass: None,
    }
}

impl Operator<'_> {
    /// Changes a subscription, or the unlimited one of a holder who has none. `NotFound`: there is no such holder.
    pub async fn change_subscription(
        self,
        holder: Holder,
        change: impl FnOnce(&mut Subscription) + Send + 'static,
    ) -> Result<Subscription> {
        let first = self.unlimited(holder);
        self.directory().change_subscription(first, change).await
    }

    pub(super) fn unlimited(self, holder: Holder) -> Subscription {
        unlimited(holder, self.now(), self.random())
    }
}
