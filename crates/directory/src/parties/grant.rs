//! What providers let partners do, per brand and channel (rule 5).

mod row;

use std::collections::{BTreeMap, BTreeSet};

use domain::{BrandCode, Channel, ProviderCode, Timestamp};

use crate::caches::Caches;
use crate::db::Connection;
use crate::error::{Entity, Result};
use crate::page::{Page, Paging};
use crate::parties::brand::{self, Brand};
use crate::parties::partner::{self, PartnerCode};
use crate::row::{Columns as _, FromRow};
use crate::row_sum::{BRANDS, PARTNER_AGREEMENTS, PARTNER_GRANTS, Table};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::push::end_with_grant;
use crate::writer::work;

pub use row::{Grant, Grants, Permission};

/// A brand that a partner acts for (contract 9.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerBrand {
    /// The brand.
    pub brand: Brand,
    /// The title of its provider.
    pub provider_title: String,
    /// Whether the partner does the provider's daily reconciliation.
    pub agreement_control: bool,
    /// What is granted.
    pub grants: Grants,
}

impl Directory {
    /// Grants a partner access to a brand's channel; see [`Directory::set_grants`].
    pub async fn grant(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        channel: Channel,
        access: Permission,
        now: Timestamp,
    ) -> Result<()> {
        self.set_grants(partner, brand, &[channel], Some(access), now)
            .await
    }

    /// Grants a partner this access to a brand's channels, or none, on all of them or, where it fails, on no one. A live
    /// grant of other access ends, as by [`Directory::revoke`], one of the same access stays as it is. `NotFound`: no
    /// such partner or brand.
    pub async fn set_grants(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        channels: &[Channel],
        access: Option<Permission>,
        now: Timestamp,
    ) -> Result<()> {
        let wanted: Vec<_> = channels.iter().map(|channel| (*channel, access)).collect();
        self.write_and_forget(
            work!(|connection| {
                partner::require(connection, partner).await?;
                brand::require(connection, brand).await?;
                change(connection, (partner, brand), &wanted, now).await?;
                Ok(())
            }),
            move |caches| changed(caches, partner, brand),
        )
        .await
    }

    /// Ends the live grant for a brand's channel, from this call's return (rule 5), and with it the
    /// push connections that the partner made under it; `false` if there is none. `NotFound`: no such partner or brand.
    pub async fn revoke(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        channel: Channel,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_and_forget(
            work!(|connection| {
                partner::require(connection, partner).await?;
                brand::require(connection, brand).await?;
                end(connection, partner, brand, channel, now).await
            }),
            move |caches| changed(caches, partner, brand),
        )
        .await
    }

    /// The live grants of (partner, brand). Answered from memory when asked for lately.
    pub async fn grants_of(&self, partner: PartnerCode, brand: BrandCode) -> Result<Grants> {
        let grants = async {
            let live = sql!(PARTNER_GRANTS.rows("WHERE partner = $1 AND brand = $2 \
                 AND revoked_at IS NULL"); partner, brand);
            let mut grants = Grants::default();
            for grant in self.all::<Grant>(live).await? {
                grants.set(grant.channel, grant.access);
            }
            Ok(grants)
        };
        self.caches().grants.or_read((partner, brand), grants).await
    }

    /// All grants of (partner, brand) there ever were, oldest first.
    pub async fn grant_history(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
    ) -> Result<Vec<Grant>> {
        let rows = sql!(PARTNER_GRANTS.rows("WHERE partner = $1 AND brand = $2 \
             ORDER BY granted_at, channel, number"); partner, brand);
        self.all(rows).await
    }

    /// Sets whether the partner does the brand's daily reconciliation.
    pub async fn set_agreement_control(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        on: bool,
    ) -> Result<()> {
        self.write_and_forget(
            work!(|connection| {
                partner::require(connection, partner).await?;
                brand::require(connection, brand).await?;
                let change = if on {
                    insert!(partner_agreements: partner, brand; "ON CONFLICT DO NOTHING")
                } else {
                    sql!("DELETE FROM partner_agreements WHERE partner = $1 AND brand = $2";
                        partner, brand)
                };
                change.run(connection).await?;
                let key = [i64::from(partner.0), i64::from(brand.0)];
                PARTNER_AGREEMENTS.keep(connection, key).await
            }),
            Caches::access_changed,
        )
        .await
    }

    /// Whether the partner does the brand's daily reconciliation.
    pub async fn has_agreement_control(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
    ) -> Result<bool> {
        let agreement = sql!(PARTNER_AGREEMENTS.rows("WHERE partner = $1 AND brand = $2");
            partner, brand);
        let row = agreement.row(self.readers()).await?;
        let intact = row.as_ref().map(|row| PARTNER_AGREEMENTS.check(row));
        Ok(intact.transpose()?.is_some())
    }

    /// The brands with live grants for a partner, all or one provider's, by provider and brand
    /// number (contract 9.2).
    pub async fn partner_brands(
        &self,
        partner: PartnerCode,
        provider: Option<ProviderCode>,
        paging: Paging,
    ) -> Result<Page<PartnerBrand>> {
        let (limit, offset) = paging.limit_offset();
        // One transaction, so that all parts are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let total = sql!("SELECT COUNT(DISTINCT brands.code) FROM partner_grants JOIN brands \
             ON brands.code = partner_grants.brand WHERE partner = $1 AND revoked_at IS NULL \
             AND (CAST($2 AS BIGINT) IS NULL OR provider = $2)"; partner, provider);
        let total = total.only(&mut *transaction).await?;
        let of_page = |table: &Table, live: &str| {
            let rest = format!(
                "WHERE partner = $1 AND brand IN (SELECT code FROM brands {GRANTED_PAGE}){live}"
            );
            sql!(table.rows(&rest); partner, provider, limit, offset)
        };
        let brands = sql!(BRANDS.rows(GRANTED_PAGE); partner, provider, limit, offset);
        let brands: Vec<Brand> = brands.all(&mut *transaction).await?;
        let granted = of_page(&PARTNER_GRANTS, " AND revoked_at IS NULL");
        let granted = granted.rows(&mut *transaction).await?;
        let agreements = of_page(&PARTNER_AGREEMENTS, "");
        let agreements = agreements.rows(&mut *transaction).await?;
        // Its connection goes back before the providers are asked for.
        transaction.commit().await?;
        let mut grants: BTreeMap<BrandCode, Grants> = BTreeMap::new();
        for row in &granted {
            let grant = Grant::read(row)?;
            let of_brand = grants.entry(row.read("brand")?).or_default();
            of_brand.set(grant.channel, grant.access);
        }
        let mut agreed = BTreeSet::new();
        for row in &agreements {
            PARTNER_AGREEMENTS.check(row)?;
            agreed.insert(row.read::<BrandCode>("brand")?);
        }
        let mut list = Vec::with_capacity(brands.len());
        for brand in brands {
            // A title never changes, so that it may be of a later instant than the rest.
            let provider = self.provider(brand.provider).await?;
            list.push(PartnerBrand {
                agreement_control: agreed.contains(&brand.code),
                grants: grants.get(&brand.code).copied().unwrap_or_default(),
                provider_title: provider.map(|one| one.title).unwrap_or_default(),
                brand,
            });
        }
        Ok(Page { list, total })
    }
}

/// Which brands are on a page of those with live grants for a partner (`$1`): all, or one provider's (`$2`).
const GRANTED_PAGE: &str = "WHERE (CAST($2 AS BIGINT) IS NULL OR provider = $2) \
     AND EXISTS (SELECT 1 FROM partner_grants \
     WHERE partner = $1 AND brand = brands.code AND revoked_at IS NULL) \
     ORDER BY provider, code LIMIT $3 OFFSET $4";

/// Forgets what is remembered of what a partner may do with a brand.
pub(super) fn changed(caches: &Caches, partner: PartnerCode, brand: BrandCode) {
    caches.grants.forget_key(&(partner, brand));
    caches.access_changed();
}

/// Begins and ends grants until a partner has what is wanted on each of these channels; `false`: it had that.
pub(super) async fn change(
    connection: &mut Connection,
    (partner, brand): (PartnerCode, BrandCode),
    wanted: &[(Channel, Option<Permission>)],
    now: Timestamp,
) -> Result<bool> {
    let mut any = false;
    for (channel, access) in wanted {
        let before = live_access(connection, partner, brand, *channel).await?;
        if before.is_some() && before == *access {
            continue;
        }
        any |= end(connection, partner, brand, *channel, now).await?;
        if let Some(access) = access {
            begin(connection, partner, brand, *channel, *access, now).await?;
            any = true;
        }
    }
    Ok(any)
}

/// What the live grants of a partner for a brand allow, as the writer sees it.
pub(super) async fn live_grants(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
) -> Result<Grants> {
    let mut grants = Grants::default();
    for channel in Channel::ALL {
        if let Some(access) = live_access(connection, partner, brand, channel).await? {
            grants.set(channel, access);
        }
    }
    Ok(grants)
}

/// The live grant of a channel, by its number.
async fn live(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
) -> Result<Option<(i64, Permission)>> {
    let live = sql!(PARTNER_GRANTS.rows("WHERE partner = $1 AND brand = $2 AND channel = $3 \
         AND revoked_at IS NULL"); partner, brand, channel);
    let row = live.row(connection).await?;
    row.map(|row| Ok((row.read("number")?, Grant::read(&row)?.access)))
        .transpose()
}

/// What the live grant of a channel allows.
async fn live_access(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
) -> Result<Option<Permission>> {
    let grant = live(connection, partner, brand, channel).await?;
    Ok(grant.map(|(_, access)| access))
}

fn key(partner: PartnerCode, brand: BrandCode, channel: Channel, number: i64) -> [i64; 4] {
    let channel = channel.to_byte();
    [partner.0.into(), brand.0.into(), channel.into(), number]
}

/// Makes sure that a partner may record on a brand's channel. `NotFound(Grant)`.
pub(crate) async fn require_write(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
) -> Result<()> {
    let licensed = partner::is_licensed(connection, partner).await?;
    let access = live_access(connection, partner, brand, channel).await?;
    Entity::Grant.require(licensed && access == Some(Permission::Write))
}

/// Begins a grant, as the next of its key.
async fn begin(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
    access: Permission,
    now: Timestamp,
) -> Result<()> {
    let begun = sql!("INSERT INTO partner_grants (partner, brand, channel, number, access, \
         granted_at) VALUES ($1, $2, $3, (SELECT COUNT(*) + 1 FROM partner_grants \
         WHERE partner = $1 AND brand = $2 AND channel = $3), $4, $5) RETURNING number";
        partner, brand, channel, access, now);
    let number = begun.only(&mut *connection).await?;
    let key = key(partner, brand, channel, number);
    PARTNER_GRANTS.keep(connection, key).await
}

/// Ends the live grant of a channel, and what the partner has had sent to it under the grant;
/// `false` if there is none.
async fn end(
    connection: &mut Connection,
    partner: PartnerCode,
    brand: BrandCode,
    channel: Channel,
    now: Timestamp,
) -> Result<bool> {
    let live = live(connection, partner, brand, channel).await?;
    if let Some((number, _)) = live {
        let end = sql!("UPDATE partner_grants SET revoked_at = $1 WHERE partner = $2 \
             AND brand = $3 AND channel = $4 AND number = $5";
            now, partner, brand, channel, number);
        let key = key(partner, brand, channel, number);
        PARTNER_GRANTS.change(connection, key, end).await?;
    }
    end_with_grant(connection, partner, brand, channel).await?;
    Ok(live.is_some())
}
