//! Partners (iş ortağı, entegratör).

use domain::Timestamp;

use crate::caches::Caches;
use crate::db::Connection;
use crate::error::{Entity, Result};
use crate::parties::provider;
use crate::parties::title;
use crate::row::row;
use crate::row_sum::PARTNERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::push::end_with_licence;
use crate::writer::work;

pub use crate::parties::code::PartnerCode;
pub use crate::parties::grant::{Grant, Grants, PartnerBrand, Permission};

/// A partner: acts for providers within their grants (rules 5 and 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its number.
    pub code: PartnerCode,
    /// Its title.
    pub title: String,
    /// Whether it holds an integrator's licence (rule 6).
    pub licensed: bool,
    /// When it was added.
    pub created: Timestamp,
}

/// A partner to be added.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// Its number.
    pub code: PartnerCode,
    /// Its title.
    pub title: String,
    /// Whether it holds an integrator's licence.
    pub licensed: bool,
}

impl Partner {
    pub(crate) fn of(new: NewPartner, now: Timestamp) -> Self {
        Self {
            code: new.code,
            title: new.title,
            licensed: new.licensed,
            created: now,
        }
    }
}

impl Directory {
    /// Adds a partner. `Exists(Code)`: the number was given out before.
    pub async fn add_partner(&self, new: NewPartner, now: Timestamp) -> Result<Partner> {
        let partner = Partner::of(new, now);
        self.write(move |connection| Box::pin(insert(connection, partner)))
            .await
    }

    /// The partner with this number.
    pub async fn partner(&self, code: PartnerCode) -> Result<Option<Partner>> {
        self.one(sql!(PARTNERS.rows("WHERE code = $1"); code)).await
    }

    /// All partners, by number.
    pub async fn partners(&self) -> Result<Vec<Partner>> {
        self.all(sql!(PARTNERS.rows("ORDER BY code"))).await
    }

    /// Records that a partner got or lost its licence. Whoever loses it loses what it has had sent to
    /// it, too.
    pub async fn set_partner_licensed(&self, code: PartnerCode, licensed: bool) -> Result<()> {
        self.write_and_forget(
            work!(|connection| {
                let change = sql!("UPDATE partners SET licensed = $1 WHERE code = $2";
                    licensed, code);
                Entity::Partner.require(PARTNERS.change(connection, code.0, change).await?)?;
                if !licensed {
                    end_with_licence(connection, code).await?;
                }
                Ok(())
            }),
            Caches::access_changed,
        )
        .await
    }
}

/// Whether a partner exists and holds a licence.
pub(crate) async fn is_licensed(connection: &mut Connection, code: PartnerCode) -> Result<bool> {
    let licensed = sql!("SELECT licensed FROM partners WHERE code = $1"; code);
    Ok(licensed.one(connection).await?.unwrap_or_default())
}

/// Makes sure that a partner exists.
pub(crate) async fn require(connection: &mut Connection, code: PartnerCode) -> Result<()> {
    let found = sql!("SELECT code FROM partners WHERE code = $1"; code);
    Entity::Partner.require(found.exists(connection).await?)
}

row! { Partner of PARTNERS: code, title, licensed, created = "created_at" }

pub(crate) async fn insert(connection: &mut Connection, partner: Partner) -> Result<Partner> {
    title::require(&partner.title)?;
    provider::issue_code(connection, partner.code.0).await?;
    let insert = insert!(partners: code = partner.code, title = &partner.title,
        licensed = partner.licensed, created_at = partner.created);
    PARTNERS.insert(connection, partner.code.0, insert).await?;
    Ok(partner)
}
