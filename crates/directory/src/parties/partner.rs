//! Partners (iş ortağı, entegratör).

use domain::Timestamp;
use sqlx::Row as _;

use crate::caches::Caches;
use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::provider;
use crate::parties::title;
use crate::row_sum::PARTNERS;
use crate::store::Directory;
use crate::traffic::push::end_with_licence;

pub use crate::parties::code::PartnerCode;
pub use crate::parties::grant::{Access, Grant, Grants, PartnerBrand};

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
        PARTNERS
            .rows("WHERE code = $1")
            .bind(i64::from(code.0))
            .one(self.readers(), read)
            .await
    }

    /// All partners, by number.
    pub async fn partners(&self) -> Result<Vec<Partner>> {
        PARTNERS
            .rows("ORDER BY code")
            .all(self.readers(), read)
            .await
    }

    /// Records that a partner got or lost its licence. Whoever loses it loses what it has had sent to
    /// it, too.
    pub async fn set_partner_licensed(&self, code: PartnerCode, licensed: bool) -> Result<()> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    PARTNERS.check_stored(connection, code.0).await?;
                    let changed = sqlx::query("UPDATE partners SET licensed = $1 WHERE code = $2")
                        .bind(i16::from(licensed))
                        .bind(i64::from(code.0))
                        .execute(&mut *connection)
                        .await?;
                    if changed.rows_affected() == 0 {
                        return Err(Error::NotFound(Entity::Partner));
                    }
                    if !licensed {
                        end_with_licence(connection, code).await?;
                    }
                    PARTNERS.keep(connection, code.0).await
                })
            },
            Caches::access_changed,
        )
        .await
    }
}

/// Whether a partner exists and holds a licence.
pub(crate) async fn is_licensed(connection: &mut Connection, code: PartnerCode) -> Result<bool> {
    let row = sqlx::query("SELECT licensed FROM partners WHERE code = $1")
        .bind(i64::from(code.0))
        .fetch_optional(connection)
        .await?;
    row.map_or(Ok(false), |row| column::flag(&row, "licensed"))
}

/// Makes sure that a partner exists.
pub(crate) async fn require(connection: &mut Connection, code: PartnerCode) -> Result<()> {
    sqlx::query("SELECT code FROM partners WHERE code = $1")
        .bind(i64::from(code.0))
        .fetch_optional(connection)
        .await?
        .map(drop)
        .ok_or(Error::NotFound(Entity::Partner))
}

fn read(row: &Row) -> Result<Partner> {
    PARTNERS.check(row)?;
    Ok(Partner {
        code: PartnerCode(column::code(row, "code")?),
        title: row.try_get("title")?,
        licensed: column::flag(row, "licensed")?,
        created: column::instant(row, "created_at")?,
    })
}

pub(crate) async fn insert(connection: &mut Connection, partner: Partner) -> Result<Partner> {
    title::require(&partner.title)?;
    provider::issue_code(connection, partner.code.0).await?;
    sqlx::query("INSERT INTO partners (code, title, licensed, created_at) VALUES ($1, $2, $3, $4)")
        .bind(i64::from(partner.code.0))
        .bind(&partner.title)
        .bind(i16::from(partner.licensed))
        .bind(partner.created.as_millis())
        .execute(&mut *connection)
        .await?;
    PARTNERS.keep(connection, partner.code.0).await?;
    Ok(partner)
}
