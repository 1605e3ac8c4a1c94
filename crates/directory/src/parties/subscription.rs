//! Subscriptions: what a provider or partner has paid for.

mod row;

use sqlx::Row as _;

use crate::column;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::partner;
use crate::parties::provider;
use crate::row_sum::{SUBSCRIPTION_EXTRAS, SUBSCRIPTIONS};
use crate::store::Directory;

pub use row::{ExtraPackage, Holder, Subscription, SubscriptionStatus};
use row::{VIA, VIA_PASS, read, read_extra};

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
        let row = SUBSCRIPTIONS
            .rows("WHERE holder_kind = $1 AND holder_code = $2")
            .bind(kind)
            .bind(code)
            .fetch_optional(&mut *transaction)
            .await?;
        let subscription = match row {
            Some(row) => {
                let mut subscription = read(&row, holder)?;
                let extras = SUBSCRIPTION_EXTRAS
                    .rows("WHERE subscription = $1")
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
