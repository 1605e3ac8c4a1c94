//! Admitting a party with all that belongs to it: all of it is there, or nothing.

use domain::{BrandCode, Timestamp};

use crate::error::Result;
use crate::parties::brand::{self, Brand, BrandSettings};
use crate::parties::partner::{self, NewPartner, Partner};
use crate::parties::provider::{self, NewProvider, Provider};
use crate::parties::subscription::{self, Holder, Subscription};
use crate::store::Directory;
use crate::writer::work;

impl Directory {
    /// Admits a provider with its master brand, which has its number, and a subscription, whoever holds it in what was
    /// given. `Exists(Code)`: the number was given out before.
    pub async fn admit_provider(
        &self,
        new: NewProvider,
        (brand_name, settings): (String, BrandSettings),
        subscription: Subscription,
        now: Timestamp,
    ) -> Result<Provider> {
        let provider = Provider::of(new, now);
        let master = Brand {
            code: BrandCode(provider.code.0),
            provider: provider.code,
            name: brand_name,
            master: true,
            settings,
            created: now,
        };
        let holder = Holder::Provider(provider.code);
        let subscription = Subscription {
            holder,
            ..subscription
        };
        let (code, brand) = (provider.code, master.code);
        self.write_and_forget(
            work!(|connection| {
                let provider = provider::insert(connection, provider).await?;
                brand::insert(connection, master).await?;
                subscription::replace(connection, &subscription).await?;
                Ok(provider)
            }),
            move |caches| {
                caches.providers.forget_key(&code);
                caches.brands.forget_key(&brand);
                caches.brand_index.forget_key(&());
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }

    /// Admits a partner with a subscription, whoever holds it in what was given. `Exists(Code)`: the number was given
    /// out before.
    pub async fn admit_partner(
        &self,
        new: NewPartner,
        subscription: Subscription,
        now: Timestamp,
    ) -> Result<Partner> {
        let partner = Partner::of(new, now);
        let holder = Holder::Partner(partner.code);
        let subscription = Subscription {
            holder,
            ..subscription
        };
        self.write_and_forget(
            work!(|connection| {
                let partner = partner::insert(connection, partner).await?;
                subscription::replace(connection, &subscription).await?;
                Ok(partner)
            }),
            move |caches| {
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }
}
