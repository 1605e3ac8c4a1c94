//! Who else may use a brand: its partners and intermediaries, each change noted in the log of activity by the same write.
//!
//! A provider's members are held to more than the operator is: they still manage the brand, they give nothing to a partner
//! without a licence, and to no more than [`GRANTS_MAX`].

use domain::{BrandCode, Channel, Timestamp};

use crate::accounts::activity::{Action, Actor, NewActivity, note};
use crate::accounts::member::{MemberRole, require_role};
use crate::db::Connection;
use crate::error::Result;
use crate::parties::brand;
use crate::parties::code::{IntermediaryCode, PartnerCode};
use crate::parties::grant::{self, Grant, Grants, Permission};
use crate::parties::intermediary::{self, Intermediary};
use crate::parties::partner::Partner;
use crate::row::{Columns as _, FromRow as _};
use crate::row_sum::{INTERMEDIARIES, INTERMEDIARY_GRANTS, PARTNER_GRANTS, PARTNERS};
use crate::statement::sql;
use crate::store::Directory;
use crate::writer::work;

/// The most partners, and the most intermediaries, that a provider lets use one brand at a time.
pub const GRANTS_MAX: u64 = 100;

/// Whose roles keep who else may use a brand.
const KEEPERS: [MemberRole; 2] = [MemberRole::Owner, MemberRole::Manager];

/// A partner that may use a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandPartner {
    /// The partner.
    pub partner: Partner,
    /// What it may do.
    pub grants: Grants,
    /// Since when it may do the first of that.
    pub since: Timestamp,
}

/// An intermediary that may ask about a brand's recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandIntermediary {
    /// The intermediary.
    pub intermediary: Intermediary,
    /// Since when.
    pub since: Timestamp,
}

/// What became of changing who may use a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKept {
    /// It is so from now on.
    Done,
    /// It was so before.
    Unchanged,
    /// There is no such partner or intermediary.
    Unknown,
    /// The partner has no licence (rule 6), so that it gets no more than it has.
    Unlicensed,
    /// As many may use the brand as may at a time.
    Full,
}

impl Directory {
    /// The partners that may use a brand, by number.
    pub async fn brand_partners(&self, brand: BrandCode) -> Result<Vec<BrandPartner>> {
        // One transaction, so that both are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let partners = sql!(PARTNERS.rows("WHERE code IN (SELECT partner FROM partner_grants \
             WHERE brand = $1 AND revoked_at IS NULL) ORDER BY code"); brand);
        let partners: Vec<Partner> = partners.all(&mut *transaction).await?;
        let live = sql!(PARTNER_GRANTS.rows("WHERE brand = $1 AND revoked_at IS NULL"); brand);
        let live = live.rows(&mut *transaction).await?;
        transaction.commit().await?;
        let mut granted = Vec::with_capacity(live.len());
        for row in &live {
            granted.push((row.read::<PartnerCode>("partner")?, Grant::read(row)?));
        }
        let mut list = Vec::with_capacity(partners.len());
        for partner in partners {
            let own = granted.iter().filter(|(code, _)| *code == partner.code);
            let own: Vec<&Grant> = own.map(|(_, grant)| grant).collect();
            let Some(since) = own.iter().map(|grant| grant.granted_at).min() else {
                continue;
            };
            list.push(BrandPartner {
                grants: Grants::of(own),
                since,
                partner,
            });
        }
        Ok(list)
    }

    /// The intermediaries that may ask about a brand's recipients, by number.
    pub async fn brand_intermediaries(&self, brand: BrandCode) -> Result<Vec<BrandIntermediary>> {
        let mut transaction = self.readers().begin().await?;
        let known = sql!(INTERMEDIARIES.rows("WHERE code IN (SELECT intermediary \
             FROM intermediary_grants WHERE brand = $1 AND revoked_at IS NULL) ORDER BY code");
            brand);
        let known: Vec<Intermediary> = known.all(&mut *transaction).await?;
        let live = sql!(INTERMEDIARY_GRANTS.rows("WHERE brand = $1 AND revoked_at IS NULL");
            brand);
        let live = live.rows(&mut *transaction).await?;
        transaction.commit().await?;
        let mut granted: Vec<(IntermediaryCode, Timestamp)> = Vec::with_capacity(live.len());
        for row in &live {
            INTERMEDIARY_GRANTS.check(row)?;
            granted.push((row.read("intermediary")?, row.read("granted_at")?));
        }
        let list = known.into_iter().filter_map(|intermediary| {
            let mut own = granted.iter();
            let (_, since) = own.find(|(code, _)| *code == intermediary.code)?;
            Some(BrandIntermediary {
                since: *since,
                intermediary,
            })
        });
        Ok(list.collect())
    }

    /// Lets a partner do what is wanted on each of these channels, or nothing there, from this call's return (rule 5); on all
    /// of them or, where it is refused, on no one. `noted`: for whom, about which brand and by whom, to which this adds what.
    /// `NotFound(Brand)`; `NotFound(Member)`: whoever acts may not (any more).
    pub async fn set_partner_grants(
        &self,
        (partner, brand): (PartnerCode, BrandCode),
        wanted: Vec<(Channel, Option<Permission>)>,
        noted: NewActivity,
        now: Timestamp,
    ) -> Result<GrantKept> {
        self.write_and_forget(
            work!(|connection| {
                let by_member = require_keeper(connection, brand, &noted).await?;
                let known = sql!("SELECT licensed FROM partners WHERE code = $1"; partner);
                let known: Option<bool> = known.one(&mut *connection).await?;
                let Some(licensed) = known else {
                    return Ok(GrantKept::Unknown);
                };
                let before = grant::live_grants(connection, partner, brand).await?;
                let gives = wanted.iter().any(|(on, access)| *access > before.on(*on));
                if by_member && gives && !licensed {
                    return Ok(GrantKept::Unlicensed);
                }
                if by_member && gives && before.is_empty() {
                    let held = sql!("SELECT COUNT(DISTINCT partner) FROM partner_grants \
                         WHERE brand = $1 AND revoked_at IS NULL"; brand);
                    if held.only::<u64>(&mut *connection).await? >= GRANTS_MAX {
                        return Ok(GrantKept::Full);
                    }
                }
                if !grant::change(connection, (partner, brand), &wanted, now).await? {
                    return Ok(GrantKept::Unchanged);
                }
                let after = grant::live_grants(connection, partner, brand).await?;
                note_change(connection, noted, partner.0, &said(after), now).await
            }),
            move |caches| grant::changed(caches, partner, brand),
        )
        .await
    }

    /// Lets an intermediary ask about a brand's recipients (rule 39), or ends it, from this call's return. `noted` and errors as
    /// of [`Directory::set_partner_grants`].
    pub async fn set_intermediary_grant(
        &self,
        (code, brand): (IntermediaryCode, BrandCode),
        may: bool,
        noted: NewActivity,
        now: Timestamp,
    ) -> Result<GrantKept> {
        self.write_and_forget(
            work!(|connection| {
                let by_member = require_keeper(connection, brand, &noted).await?;
                let known = sql!("SELECT 1 FROM intermediaries WHERE code = $1"; code);
                if !known.exists(&mut *connection).await? {
                    return Ok(GrantKept::Unknown);
                }
                if !may {
                    return if intermediary::end(connection, code, brand, now).await? {
                        note_change(connection, noted, code.0, "", now).await
                    } else {
                        Ok(GrantKept::Unchanged)
                    };
                }
                let held = sql!("SELECT COUNT(*) FROM intermediary_grants \
                     WHERE brand = $1 AND revoked_at IS NULL AND intermediary <> $2"; brand, code);
                if by_member && held.only::<u64>(&mut *connection).await? >= GRANTS_MAX {
                    return Ok(GrantKept::Full);
                }
                if intermediary::begin(connection, code, brand, now).await? {
                    note_change(connection, noted, code.0, "check", now).await
                } else {
                    Ok(GrantKept::Unchanged)
                }
            }),
            move |caches| intermediary::changed(caches, code, brand),
        )
        .await
    }
}

/// Makes sure that the brand is there and that a member who acts still manages it; says whether it is a member.
async fn require_keeper(
    connection: &mut Connection,
    brand: BrandCode,
    noted: &NewActivity,
) -> Result<bool> {
    brand::require(connection, brand).await?;
    let Actor::Member(number) = &noted.actor else {
        return Ok(false);
    };
    require_role(connection, (noted.provider, *number), brand, &KEEPERS).await?;
    Ok(true)
}

/// Notes what somebody may do now; without anything, that it has ended.
async fn note_change(
    connection: &mut Connection,
    noted: NewActivity,
    whose: u32,
    what: &str,
    now: Timestamp,
) -> Result<GrantKept> {
    let action = if what.is_empty() {
        Action::GrantEnded
    } else {
        Action::GrantSet
    };
    let noted = NewActivity { action, ..noted };
    note(connection, &noted.object(whose).detail(what), now).await?;
    Ok(GrantKept::Done)
}

/// What is granted, as the log of activity has it.
fn said(grants: Grants) -> String {
    let each = Channel::ALL.into_iter().filter_map(|channel| {
        let access = grants.on(channel)?;
        Some(format!("{} {}", channel.as_wire(), access.as_wire()))
    });
    each.collect::<Vec<_>>().join(", ")
}
