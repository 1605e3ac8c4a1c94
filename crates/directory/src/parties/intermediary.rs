//! Intermediaries (aracı hizmet sağlayıcı, AHS): who delivers messages and asks before.

use domain::{BrandCode, Timestamp};

use crate::caches::Caches;
use crate::db::{Connection, Executor};
use crate::error::{Entity, Result};
use crate::parties::brand::{self, Brand};
use crate::parties::provider;
use crate::parties::title;
use crate::row::{Columns as _, row};
use crate::row_sum::{BRANDS, INTERMEDIARIES, INTERMEDIARY_GRANTS};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

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
        self.write(work!(|connection| {
            title::require(&intermediary.title)?;
            provider::issue_code(connection, code.0).await?;
            let insert = insert!(intermediaries: code, title = &intermediary.title,
                created_at = now);
            INTERMEDIARIES.insert(connection, code.0, insert).await?;
            Ok(intermediary)
        }))
        .await
    }

    /// The intermediary with this number.
    pub async fn intermediary(&self, code: IntermediaryCode) -> Result<Option<Intermediary>> {
        self.one(sql!(INTERMEDIARIES.rows("WHERE code = $1"); code))
            .await
    }

    /// All intermediaries, by number.
    pub async fn intermediaries(&self) -> Result<Vec<Intermediary>> {
        self.all(sql!(INTERMEDIARIES.rows("ORDER BY code"))).await
    }

    /// Lets an intermediary ask about a brand's recipients (rule 39).
    pub async fn grant_intermediary(
        &self,
        intermediary: IntermediaryCode,
        brand: BrandCode,
        now: Timestamp,
    ) -> Result<()> {
        self.write_and_forget(
            work!(|connection| {
                require(connection, intermediary).await?;
                brand::require(connection, brand).await?;
                begin(connection, intermediary, brand, now).await?;
                Ok(())
            }),
            move |caches| changed(caches, intermediary, brand),
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
            work!(|connection| {
                require(connection, intermediary).await?;
                brand::require(connection, brand).await?;
                end(connection, intermediary, brand, now).await
            }),
            move |caches| changed(caches, intermediary, brand),
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
        let live = async {
            let live = live(self.readers(), intermediary, brand).await?;
            Ok(live.is_some())
        };
        let cache = &self.caches().intermediary_grants;
        cache.or_read((intermediary, brand), live).await
    }

    /// The brands an intermediary may ask about, by number.
    pub async fn intermediary_brands(&self, intermediary: IntermediaryCode) -> Result<Vec<Brand>> {
        // One transaction, so that both are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let granted = sql!(INTERMEDIARY_GRANTS.rows("WHERE intermediary = $1 \
             AND revoked_at IS NULL"); intermediary)
        .rows(&mut *transaction)
        .await?;
        for row in &granted {
            INTERMEDIARY_GRANTS.check(row)?;
        }
        sql!(BRANDS.rows("JOIN intermediary_grants ON intermediary_grants.brand = brands.code \
             WHERE intermediary = $1 AND revoked_at IS NULL ORDER BY brands.code"); intermediary)
        .all(&mut *transaction)
        .await
    }
}

/// Forgets what is remembered of what an intermediary may do for a brand.
pub(super) fn changed(caches: &Caches, intermediary: IntermediaryCode, brand: BrandCode) {
    caches
        .intermediary_grants
        .forget_key(&(intermediary, brand));
    caches.access_changed();
}

/// Begins a grant; `false`: there is one, which stays as it is.
pub(super) async fn begin(
    connection: &mut Connection,
    intermediary: IntermediaryCode,
    brand: BrandCode,
    now: Timestamp,
) -> Result<bool> {
    // The conflict is with the index of live ones.
    let begun = sql!("INSERT INTO intermediary_grants (intermediary, brand, number, \
         granted_at) VALUES ($1, $2, (SELECT COUNT(*) + 1 FROM intermediary_grants \
         WHERE intermediary = $1 AND brand = $2), $3) ON CONFLICT DO NOTHING \
         RETURNING number"; intermediary, brand, now)
    .one(&mut *connection)
    .await?;
    let Some(number) = begun else {
        return Ok(false);
    };
    let key = key(intermediary, brand, number);
    INTERMEDIARY_GRANTS.keep(connection, key).await?;
    Ok(true)
}

/// Ends the live grant; `false`: there is none.
pub(super) async fn end(
    connection: &mut Connection,
    intermediary: IntermediaryCode,
    brand: BrandCode,
    now: Timestamp,
) -> Result<bool> {
    let live = live(&mut *connection, intermediary, brand).await?;
    let Some(number) = live else {
        return Ok(false);
    };
    let end = sql!("UPDATE intermediary_grants SET revoked_at = $1 \
         WHERE intermediary = $2 AND brand = $3 AND number = $4";
        now, intermediary, brand, number);
    let key = key(intermediary, brand, number);
    INTERMEDIARY_GRANTS.change(connection, key, end).await
}

/// The number of the live grant for a brand. `Damaged` if it is not as it was written.
async fn live(
    store: impl Executor<'_>,
    intermediary: IntermediaryCode,
    brand: BrandCode,
) -> Result<Option<i64>> {
    let row = sql!(INTERMEDIARY_GRANTS.rows("WHERE intermediary = $1 AND brand = $2 \
         AND revoked_at IS NULL"); intermediary, brand)
    .row(store)
    .await?;
    let Some(row) = row else { return Ok(None) };
    INTERMEDIARY_GRANTS.check(&row)?;
    row.read("number").map(Some)
}

fn key(intermediary: IntermediaryCode, brand: BrandCode, number: i64) -> [i64; 3] {
    [intermediary.0.into(), brand.0.into(), number]
}

/// Makes sure that an intermediary exists.
pub(crate) async fn require(connection: &mut Connection, code: IntermediaryCode) -> Result<()> {
    let found = sql!("SELECT code FROM intermediaries WHERE code = $1"; code);
    Entity::Intermediary.require(found.exists(connection).await?)
}

row! { Intermediary of INTERMEDIARIES: code, title, created = "created_at" }
