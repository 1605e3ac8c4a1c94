//! A subscription, as it is read.

use domain::{ProviderCode, Timestamp};
use uuid::Uuid;

use crate::db::Row;
use crate::error::Result;
use crate::parties::code::PartnerCode;
use crate::row::{Columns as _, row};
use crate::row_sum::{SUBSCRIPTION_EXTRAS, SUBSCRIPTIONS};
use crate::words::words;

/// Whose subscription it is; each has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A provider's.
    Provider(ProviderCode),
    /// A partner's.
    Partner(PartnerCode),
}

impl Holder {
    /// The columns `holder_kind` and `holder_code`.
    pub(super) fn as_stored(self) -> (&'static str, i64) {
        match self {
            Self::Provider(code) => ("provider", i64::from(code.0)),
            Self::Partner(code) => ("partner", i64::from(code.0)),
        }
    }
}

/// The kinds of extra packages as stored.
pub(super) const VIA: &str = "via";
pub(super) const VIA_PASS: &str = "via_pass";

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

words! {
    /// The status of a subscription.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SubscriptionStatus: as_wire, from_wire {
        /// In use.
        Active = "ACTIVE",
        /// Paused (contract `H520`).
        Paused = "PAUSED",
        /// Past its end (contract `H520`).
        Expired = "EXPIRED",
        /// Ended for good (contract `H521`).
        Closed = "CLOSED",
    }
}

pub(super) fn read(row: &Row, holder: Holder) -> Result<Subscription> {
    SUBSCRIPTIONS.check(row)?;
    Ok(Subscription {
        id: row.read("id")?,
        holder,
        package: row.read("package")?,
        starts: row.read("starts_at")?,
        expires: row.read("expires_at")?,
        status: row.read("status")?,
        consent_limit: row.read("consent_limit")?,
        consent_limit_exceed: row.read("consent_limit_exceed")?,
        api_use: row.read("api_use")?,
        via: None,
        via_pass: None,
    })
}

row! {
    ExtraPackage of SUBSCRIPTION_EXTRAS:
    id, name, starts = "starts_at", expires = "expires_at", status, credit
}
