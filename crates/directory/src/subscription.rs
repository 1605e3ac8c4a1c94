//! Subscriptions: what a provider or partner has paid for.

use domain::{ProviderCode, Timestamp};
use uuid::Uuid;

use crate::error::Result;
use crate::partner::PartnerCode;
use crate::store::Directory;

/// Whose subscription it is; each has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A provider's.
    Provider(ProviderCode),
    /// A partner's.
    Partner(PartnerCode),
}

/// A subscription (contract 9.3 and 9.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub holder: Holder,
    /// The package's name.
    pub package: String,
    /// When it starts.
    pub starts: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// Its status as set; see [`Subscription::status_at`].
    pub status: SubscriptionStatus,
    /// How many records the provider may hold; `None` is no limit.
    pub consent_limit: Option<u64>,
    /// Whether records beyond the limit are accepted all the same.
    pub consent_limit_exceed: bool,
    /// Whether the package includes use of the API (contract `H586`).
    pub api_use: bool,
    /// The package for verified consents (ViA).
    pub via: Option<ExtraPackage>,
    /// The package for ViA PASS.
    pub via_pass: Option<ExtraPackage>,
}

impl Subscription {
    /// Its status at an instant: an active or paused subscription past its end is expired.
    pub fn status_at(&self, now: Timestamp) -> SubscriptionStatus {
        match self.status {
            SubscriptionStatus::Closed => SubscriptionStatus::Closed,
            _ if now >= self.expires => SubscriptionStatus::Expired,
            status => status,
        }
    }
}

/// A package beside the subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraPackage {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// When it starts.
    pub starts: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// Its status.
    pub status: SubscriptionStatus,
    /// How many messages are left; −1 is no limit.
    pub credit: i64,
}

/// The status of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// In use.
    Active,
    /// Paused (contract `H520`).
    Paused,
    /// Past its end (contract `H520`).
    Expired,
    /// Ended for good (contract `H521`).
    Closed,
}

impl SubscriptionStatus {
    /// The contract's word.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
            Self::Expired => "EXPIRED",
            Self::Closed => "CLOSED",
        }
    }

    /// Reads the contract's word.
    pub fn from_wire(word: &str) -> Option<Self> {
        [Self::Active, Self::Paused, Self::Expired, Self::Closed]
            .into_iter()
            .find(|status| status.as_wire() == word)
    }
}

impl Directory {
    /// Stores a subscription, in place of the one its holder has. `NotFound`: no such holder;
    /// `Exists(Subscription)`: another holder's has this id.
    pub async fn set_subscription(&self, subscription: &Subscription) -> Result<()> {
        todo!()
    }

    /// A holder's subscription. Answered from memory when asked for lately.
    pub async fn subscription(&self, holder: Holder) -> Result<Option<Subscription>> {
        todo!()
    }
}
