//! Subscriptions: what a provider or partner has paid for.

mod row;

use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::partner;
use crate::parties::provider;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::{SUBSCRIPTION_EXTRAS, SUBSCRIPTIONS};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

pub use row::{ExtraPackage, Holder, Subscription, SubscriptionStatus};
use row::{VIA, VIA_PASS, read};

impl Directory {
    /// Stores a subscription, in place of the one its holder has. `NotFound`: no such holder;
    /// `Exists(Subscription)`: another holder's has this id.
    pub async fn set_subscription(&self, subscription: &Subscription) -> Result<()> {
        let subscription = subscription.clone();
        let holder = subscription.holder;
        self.write_and_forget(
            work!(|connection| replace(connection, &subscription).await),
            move |caches| {
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }

    /// A holder's subscription. Answered from memory when asked for lately.
    pub async fn subscription(&self, holder: Holder) -> Result<Option<Subscription>> {
        let read = self.read_subscription(holder);
        self.caches().subscriptions.or_read(holder, read).await
    }

    /// Changes a holder's subscription, or `first` where the holder has none; what it is then. It is read and written in
    /// one transaction, so that of two changes at once neither undoes the other. `NotFound`: no such holder.
    pub async fn change_subscription(
        &self,
        first: Subscription,
        change: impl FnOnce(&mut Subscription) + Send + 'static,
    ) -> Result<Subscription> {
        let holder = first.holder;
        self.write_and_forget(
            work!(|connection| {
                let before = find(connection, holder).await?;
                let mut subscription = before.unwrap_or(first);
                change(&mut subscription);
                replace(connection, &subscription).await?;
                Ok(subscription)
            }),
            move |caches| {
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }

    async fn read_subscription(&self, holder: Holder) -> Result<Option<Subscription>> {
        // One transaction, so that both parts are of the same instant.
        let mut transaction = self.readers().begin().await?;
        find(&mut transaction, holder).await
    }
}

async fn find(connection: &mut Connection, holder: Holder) -> Result<Option<Subscription>> {
    let (kind, code) = holder.as_stored();
    let row = sql!(SUBSCRIPTIONS.rows("WHERE holder_kind = $1 AND holder_code = $2"); kind, code);
    let Some(row) = row.row(&mut *connection).await? else {
        return Ok(None);
    };
    let mut subscription = read(&row, holder)?;
    let extras = sql!(SUBSCRIPTION_EXTRAS.rows("WHERE subscription = $1"); subscription.id);
    for extra in &extras.rows(connection).await? {
        let package = ExtraPackage::read(extra)?;
        match extra.read::<String>("kind")?.as_str() {
            VIA => subscription.via = Some(package),
            VIA_PASS => subscription.via_pass = Some(package),
            _ => return Err(Error::Corrupt("kind".to_owned())),
        }
    }
    Ok(Some(subscription))
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
    let id = subscription.id.to_string();
    // The extra packages go with the old row.
    sql!("DELETE FROM subscriptions WHERE holder_kind = $1 AND holder_code = $2"; kind, code)
        .run(connection)
        .await?;
    let insert = insert!(subscriptions: id = &id, holder_kind = kind, holder_code = code,
        package = &subscription.package, starts_at = subscription.starts,
        expires_at = subscription.expires, status = subscription.status,
        consent_limit = subscription.consent_limit,
        consent_limit_exceed = subscription.consent_limit_exceed, api_use = subscription.api_use;
        "ON CONFLICT DO NOTHING");
    if !SUBSCRIPTIONS
        .insert(connection, (kind, code), insert)
        .await?
    {
        return Err(Error::Exists(Entity::Subscription));
    }
    for (kind, extra) in [(VIA, &subscription.via), (VIA_PASS, &subscription.via_pass)] {
        let Some(extra) = extra else { continue };
        let insert = insert!(subscription_extras: subscription = &id, kind, id = extra.id,
            name = &extra.name, starts_at = extra.starts, expires_at = extra.expires,
            status = extra.status, credit = extra.credit);
        SUBSCRIPTION_EXTRAS
            .insert(connection, [id.as_str(), kind], insert)
            .await?;
    }
    Ok(())
}
