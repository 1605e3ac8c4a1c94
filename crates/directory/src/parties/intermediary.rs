//! Intermediaries (aracı hizmet sağlayıcı, AHS): who delivers messages and asks before.

use domain::{BrandCode, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Executor, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand::{self, Brand};
use crate::parties::provider;
use crate::parties::title;
use crate::row_sum::{BRANDS, INTERMEDIARIES, INTERMEDIARY_GRANTS};
use crate::store::Directory;

pub use crate::parties::code::IntermediaryCode;

/// An intermediary. It logs in as a user of kind
/// [`Intermediary`](crate::accounts::user::UserKind::Intermediary), by Basic authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intermediary {
    /// Its number.
    pub code: IntermediaryCode,
    /// Its title.
    pub title: String,
    /// When it was added.
    pub created: Timestamp,
}

impl Directory {
    /// Adds an intermediary. `Exists(Code)`: the number was given out before.
    pub async fn add_intermediary(
        &self,
        code: IntermediaryCode,
        title: &str,
        now: Timestamp,
    ) -> Result<Intermediary> {
        let intermediary = Intermediary {
            code,
            title: title.to_owned(),
            created: now,
        };
        self.write(move |connection| {
            Box::pin(async move {
                title::require(&intermediary.title)?;
                provider::issue_code(connection, code.0).await?;
                sqlx::query(
                    "INSERT INTO intermediaries (code, title, created_at) VALUES ($1, $2, $3)",
                )
                .bind(i64::from(code.0))
                .bind(&intermediary.title)
                .bind(now.as_millis())
                .execute(&mut *connection)
                .await?;
                INTERMEDIARIES.keep(connection, code.0).await?;
                Ok(intermediary)
            })
        })
        .await
    }

    /// The intermediary with this number.
    pub async fn intermediary(&self, code: IntermediaryCode) -> Result<Option<Intermediary>> {
        INTERMEDIARIES
            .rows("WHERE code = $1")
            .bind(i64::from(code.0))
            .one(self.readers(), read)
            .await
    }

    /// All intermediaries, by number.
    pub async fn intermediaries(&self) -> Result<Vec<Intermediary>> {
        INTERMEDIARIES
            .rows("ORDER BY code")
            .all(self.readers(), read)
            .await
    }

    /// Lets an intermediary ask about a brand's recipients (rule 39).
    pub async fn grant_intermediary(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<()> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    require(connection, intermediary).await?;
                    brand::require(connection, brand).await?;
                    // A live grant stays as it is: the conflict is with the index of live ones.
                    let begun = sqlx::query(
                        "INSERT INTO intermediary_grants \
                         (intermediary, brand, number, granted_at) \
                         VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM intermediary_grants \
                         WHERE intermediary = $1 AND brand = $2), $3) ON CONFLICT DO NOTHING \
                         RETURNING number",
                    )
                    .bind(i64::from(intermediary.0))
                    .bind(i64::from(brand.0))
                    .bind(now.as_millis())
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(begun) = begun else { return Ok(()) };
                    let key = key(intermediary, brand, begun.try_get("number")?);
                    INTERMEDIARY_GRANTS.keep(connection, key).await
                })
            },
            move |caches| {
                caches
                    .intermediary_grants
                    .forget_key(&(intermediary, brand));
                caches.access_changed();
            },
        )
        .await
    }

    /// Ends that, from this call's return; `false` if there was no grant. `NotFound`: no such intermediary or brand.
    pub async fn revoke_intermediary(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    require(connection, intermediary).await?;
                    brand::require(connection, brand).await?;
                    let live = live(&mut *connection, intermediary, brand).await?;
                    let Some(number) = live else { return Ok(false) };
                    sqlx::query(
                        "UPDATE intermediary_grants SET revoked_at = $1 \
                         WHERE intermediary = $2 AND brand = $3 AND number = $4",
                    )
                    .bind(now.as_millis())
                    .bind(i64::from(intermediary.0))
                    .bind(i64::from(brand.0))
                    .bind(number)
                    .execute(&mut *connection)
                    .await?;
                    let key = key(intermediary, brand, number);
                    INTERMEDIARY_GRANTS.keep(connection, key).await?;
                    Ok(true)
                })
            },
            move |caches| {
                caches
                    .intermediary_grants
                    .forget_key(&(intermediary, brand));
                caches.access_changed();
            },
        )
        .await
    }

    /// Whether an intermediary may ask about a brand's recipients (rule 39). Answered from memory
    /// when asked for lately.
    pub async fn intermediary_may_ask(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
    ) -> Result<bool> {
        let cache = &self.caches().intermediary_grants;
        if let Some(known) = cache.get(&(intermediary, brand)) {
            return Ok(known);
        }
        let generation = cache.generation();
        let live = live(self.readers(), intermediary, brand).await?.is_some();
        cache.remember(generation, (intermediary, brand), live);
        Ok(live)
    }

    /// The brands an intermediary may ask about, by number.
    pub async fn intermediary_brands(&self, intermediary: IntermediaryCode) -> Result<Vec<Brand>> {
        // One transaction, so that both are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let granted = INTERMEDIARY_GRANTS
            .rows("WHERE intermediary = $1 AND revoked_at IS NULL")
            .bind(i64::from(intermediary.0))
            .fetch_all(&mut *transaction)
            .await?;
        for row in &granted {
            INTERMEDIARY_GRANTS.check(row)?;
        }
        BRANDS
            .rows(
                "JOIN intermediary_grants ON intermediary_grants.brand = brands.code \
             WHERE intermediary = $1 AND revoked_at IS NULL ORDER BY brands.code",
            )
            .bind(i64::from(intermediary.0))
            .all(&mut *transaction, brand::read)
            .await
    }
}

/// The number of the live grant for a brand. `Damaged` if it is not as it was written.
async fn live(
    store: impl Executor<'_>,
    intermediary: IntermediaryCode,
    brand: BrandCode,
) -> Result<Option<i64>> {
    let row = INTERMEDIARY_GRANTS
        .rows("WHERE intermediary = $1 AND brand = $2 AND revoked_at IS NULL")
        .bind(i64::from(intermediary.0))
        .bind(i64::from(brand.0))
        .fetch_optional(store)
        .await?;
    let Some(row) = row else { return Ok(None) };
    INTERMEDIARY_GRANTS.check(&row)?;
    Ok(Some(row.try_get("number")?))
}

fn key(intermediary: IntermediaryCode, brand: BrandCode, number: i64) -> [i64; 3] {
    [intermediary.0.into(), brand.0.into(), number]
}

/// Makes sure that an intermediary exists.
pub(crate) async fn require(connection: &mut Connection, code: IntermediaryCode) -> Result<()> {
    sqlx::query("SELECT code FROM intermediaries WHERE code = $1")
        .bind(i64::from(code.0))
        .fetch_optional(connection)
        .await?
        .map(drop)
        .ok_or(Error::NotFound(Entity::Intermediary))
}

fn read(row: &Row) -> Result<Intermediary> {
    INTERMEDIARIES.check(row)?;
    Ok(Intermediary {
        code: IntermediaryCode(column::code(row, "code")?),
        title: row.try_get("title")?,
        created: column::instant(row, "created_at")?,
    })
}
