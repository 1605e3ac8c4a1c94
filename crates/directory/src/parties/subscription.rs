//! Subscriptions: what a provider or partner has paid for.

use domain::{ProviderCode, Timestamp};
use sqlx::Row as _;
use uuid::Uuid;

use crate::column;
use crate::db::{Connection, Row, sql};
use crate::error::{Entity, Error, Result};
use crate::parties::partner::{self, PartnerCode};
use crate::parties::provider;
use crate::row_sum::{SUBSCRIPTION_EXTRAS, SUBSCRIPTIONS};
use crate::store::Directory;

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
    fn as_stored(self) -> (&'static str, i64) {
        match self {
            Self::Provider(code) => ("provider", i64::from(code.0)),
            Self::Partner(code) => ("partner", i64::from(code.0)),
        }
    }
}

/// The kinds of extra packages as stored.
const VIA: &str = "via";
const VIA_PASS: &str = "via_pass";

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
        let subscription = subscription.clone();
        let holder = subscription.holder;
        self.write_and_forget(
            move |connection| Box::pin(async move { replace(connection, &subscription).await }),
            move |caches| {
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }

    /// A holder's subscription. Answered from memory when asked for lately.
    pub async fn subscription(&self, holder: Holder) -> Result<Option<Subscription>> {
        let cache = &self.caches().subscriptions;
        if let Some(known) = cache.get(&holder) {
            return Ok(known);
        }
        let generation = cache.generation();
        let (kind, code) = holder.as_stored();
        // One transaction, so that both parts are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let columns = SUBSCRIPTIONS.select();
        let row = sql(format!(
            "SELECT {columns} FROM subscriptions WHERE holder_kind = $1 AND holder_code = $2"
        ))
        .bind(kind)
        .bind(code)
        .fetch_optional(&mut *transaction)
        .await?;
        let subscription = match row {
            Some(row) => {
                let mut subscription = read(&row, holder)?;
                let columns = SUBSCRIPTION_EXTRAS.select();
                let extras = sql(format!(
                    "SELECT {columns} FROM subscription_extras WHERE subscription = $1"
                ))
                .bind(subscription.id.to_string())
                .fetch_all(&mut *transaction)
                .await?;
                for extra in &extras {
                    let kind: String = extra.try_get("kind")?;
                    match kind.as_str() {
                        VIA => subscription.via = Some(read_extra(extra)?),
                        VIA_PASS => subscription.via_pass = Some(read_extra(extra)?),
                        _ => return Err(Error::Corrupt("kind")),
                    }
                }
                Some(subscription)
            }
            None => None,
        };
        cache.remember(generation, holder, subscription.clone());
        Ok(subscription)
    }
}

pub(crate) async fn replace(
    connection: &mut Connection,
    subscription: &Subscription,
) -> Result<()> {
    match subscription.holder {
        Holder::Provider(code) => provider::require(connection, code).await?,
        Holder::Partner(code) => partner::require(connection, code).await?,
    }
    let (kind, code) = subscription.holder.as_stored();
    let limit = subscription
        .consent_limit
        .map(|limit| column::stored(limit, "consent limit"))
        .transpose()?;
    let id = subscription.id.to_string();
    // The extra packages go with the old row.
    sqlx::query("DELETE FROM subscriptions WHERE holder_kind = $1 AND holder_code = $2")
        .bind(kind)
        .bind(code)
        .execute(&mut *connection)
        .await?;
    let added = sqlx::query(
        "INSERT INTO subscriptions (id, holder_kind, holder_code, package, starts_at, \
         expires_at, status, consent_limit, consent_limit_exceed, api_use) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
    )
    .bind(&id)
    .bind(kind)
    .bind(code)
    .bind(&subscription.package)
    .bind(subscription.starts.as_millis())
    .bind(subscription.expires.as_millis())
    .bind(subscription.status.as_wire())
    .bind(limit)
    .bind(i16::from(subscription.consent_limit_exceed))
    .bind(i16::from(subscription.api_use))
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Err(Error::Exists(Entity::Subscription));
    }
    SUBSCRIPTIONS.keep(connection, (kind, code)).await?;
    for (kind, extra) in [(VIA, &subscription.via), (VIA_PASS, &subscription.via_pass)] {
        let Some(extra) = extra else { continue };
        sqlx::query(
            "INSERT INTO subscription_extras \
             (subscription, kind, id, name, starts_at, expires_at, status, credit) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(kind)
        .bind(extra.id.to_string())
        .bind(&extra.name)
        .bind(extra.starts.as_millis())
        .bind(extra.expires.as_millis())
        .bind(extra.status.as_wire())
        .bind(extra.credit)
        .execute(&mut *connection)
        .await?;
        SUBSCRIPTION_EXTRAS
            .keep(connection, [id.as_str(), kind])
            .await?;
    }
    Ok(())
}

fn read(row: &Row, holder: Holder) -> Result<Subscription> {
    SUBSCRIPTIONS.check(row)?;
    let limit: Option<i64> = row.try_get("consent_limit")?;
    Ok(Subscription {
        id: column::uuid(row, "id")?,
        holder,
        package: row.try_get("package")?,
        starts: column::instant(row, "starts_at")?,
        expires: column::instant(row, "expires_at")?,
        status: column::word(row, "status", SubscriptionStatus::from_wire)?,
        consent_limit: limit
            .map(|limit| u64::try_from(limit).map_err(|_| Error::Corrupt("consent_limit")))
            .transpose()?,
        consent_limit_exceed: column::flag(row, "consent_limit_exceed")?,
        api_use: column::flag(row, "api_use")?,
        via: None,
        via_pass: None,
    })
}

fn read_extra(row: &Row) -> Result<ExtraPackage> {
    SUBSCRIPTION_EXTRAS.check(row)?;
    Ok(ExtraPackage {
        id: column::uuid(row, "id")?,
        name: row.try_get("name")?,
        starts: column::instant(row, "starts_at")?,
        expires: column::instant(row, "expires_at")?,
        status: column::word(row, "status", SubscriptionStatus::from_wire)?,
        credit: row.try_get("credit")?,
    })
}
