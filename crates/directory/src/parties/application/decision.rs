//! An application becomes a provider: all that belongs to it is there, or nothing.

use domain::Timestamp;

use super::{ApplicationId, require};
use crate::accounts::activity::Actor;
use crate::accounts::member::Invited;
use crate::error::Result;
use crate::parties::brand::{self, Brand};
use crate::parties::provider::{self, Provider};
use crate::parties::sector::Sector;
use crate::parties::subscription::{self, Subscription};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::writer::work;

/// What an approved application becomes.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// The provider.
    pub provider: Provider,
    /// Its brands, the master brand among them.
    pub brands: Vec<Brand>,
    /// What it may use.
    pub subscription: Subscription,
    /// Its sector.
    pub sector: Sector,
    /// The province of its seat, by the number on licence plates.
    pub province: u32,
    /// What its applicant is told.
    pub told: StoredMessage,
    /// Its applicant, who is the owner of its console's accounts from now on.
    pub owner: Invited,
}

impl Directory {
    /// Makes a provider of a submitted application. `NotFound(Application)`: it does not wait for the operator (any
    /// more). `Exists(Code)`: a number was given out before. `Exists(Member)`: its applicant's address is somebody's
    /// who uses a provider's console already.
    pub async fn approve_application(
        &self,
        id: ApplicationId,
        admitted: Admitted,
        now: Timestamp,
    ) -> Result<Provider> {
        let holder = admitted.subscription.holder;
        let code = admitted.provider.code;
        let brands: Vec<_> = admitted.brands.iter().map(|brand| brand.code).collect();
        self.write_and_forget(
            work!(|connection| {
                let provider = provider::insert(connection, admitted.provider).await?;
                for brand in admitted.brands {
                    brand::insert(connection, brand).await?;
                }
                subscription::replace(connection, &admitted.subscription).await?;
                insert!(provider_profiles: provider = code, sector = admitted.sector,
                    province = admitted.province)
                .apply(&mut *connection)
                .await?;
                let approved = sql!("UPDATE applications SET state = 'approved', provider = $1, \
                     changed_at = $2 WHERE id = $3 AND state = 'submitted'"; code, now, id);
                require(approved.run(&mut *connection).await?)?;
                message::insert(connection, &admitted.told).await?;
                admitted
                    .owner
                    .keep(connection, Actor::Operator, now)
                    .await?;
                Ok(provider)
            }),
            move |caches| {
                caches.providers.forget_key(&code);
                for brand in &brands {
                    caches.brands.forget_key(brand);
                }
                caches.brand_index.forget_key(&());
                caches.subscriptions.forget_key(&holder);
                caches.access_changed();
            },
        )
        .await
    }
}
