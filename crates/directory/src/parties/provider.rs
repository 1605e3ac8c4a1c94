//! Service providers.

mod row;

use std::ops::RangeInclusive;

use domain::{ProviderCode, Timestamp};

use crate::db::{Connection, Read as _};
use crate::error::{Entity, Error, Result};
use crate::parties::title;
use crate::random::{Randomness, draw};
use crate::row_sum::PROVIDERS;
use crate::store::Directory;

/// The parties' numbers: six digits.
const CODES: RangeInclusive<u32> = 100_000..=999_999;
/// How many numbers are drawn in search of a free one.
const CODE_DRAWS: u32 = 64;

use row::read;
pub use row::{NewProvider, Provider, ProviderState};

impl Directory {
    /// Draws a six-digit number that no provider, brand, partner or intermediary has or ever had.
    /// `Limit(Code)` when none was found in a bounded number of draws.
    pub async fn free_code(&self, random: &dyn Randomness) -> Result<u32> {
        for _ in 0..CODE_DRAWS {
            let code = draw(random, CODES);
            let taken =
                sqlx::query("SELECT code FROM issued_codes WHERE kind = 'party' AND code = $1")
                    .bind(i64::from(code))
                    .fetch_optional(self.readers())
                    .await?;
            if taken.is_none() {
                return Ok(code);
            }
        }
        Err(Error::Limit(Entity::Code))
    }

    /// Adds an active provider. `Exists(Code)`: the number was given out before (rule 2).
    pub async fn add_provider(&self, new: NewProvider, now: Timestamp) -> Result<Provider> {
        let provider = Provider::of(new, now);
        let code = provider.code;
        self.write_and_forget(
            move |connection| Box::pin(insert(connection, provider)),
            move |caches| {
                caches.providers.forget_key(&code);
                caches.access_changed();
            },
        )
        .await
    }

    /// The provider with this number.
    pub async fn provider(&self, code: ProviderCode) -> Result<Option<Provider>> {
        let cache = &self.caches().providers;
        if let Some(known) = cache.get(&code) {
            return Ok(known);
        }
        let generation = cache.generation();
        let provider = PROVIDERS
            .rows("WHERE code = $1")
            .bind(i64::from(code.0))
            .one(self.readers(), read)
            .await?;
        cache.remember(generation, code, provider.clone());
        Ok(provider)
    }

    /// All providers, by number.
    pub async fn providers(&self) -> Result<Vec<Provider>> {
        self.read_providers().await?.into_iter().collect()
    }

    /// As [`Directory::providers`], with a failure for each that is damaged.
    pub(crate) async fn read_providers(&self) -> Result<Vec<Result<Provider>>> {
        let rows = PROVIDERS
            .rows("ORDER BY code")
            .fetch_all(self.readers())
            .await?;
        Ok(rows.iter().map(read).collect())
    }

    /// Suspends or reinstates a provider (rule 10).
    pub async fn set_provider_state(&self, code: ProviderCode, state: ProviderState) -> Result<()> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    PROVIDERS.check_stored(connection, code.0).await?;
                    let changed = sqlx::query("UPDATE providers SET state = $1 WHERE code = $2")
                        .bind(state.as_word())
                        .bind(i64::from(code.0))
                        .execute(&mut *connection)
                        .await?;
                    match changed.rows_affected() {
                        0 => Err(Error::NotFound(Entity::Provider)),
                        _ => PROVIDERS.keep(connection, code.0).await,
                    }
                })
            },
            move |caches| {
                caches.providers.forget_key(&code);
                caches.access_changed();
            },
        )
        .await
    }
}

/// Takes a party's number for good. `Exists(Code)`: it was given out before (rule 2).
pub(crate) async fn issue_code(connection: &mut Connection, code: u32) -> Result<()> {
    let issued = sqlx::query(
        "INSERT INTO issued_codes (kind, code) VALUES ('party', $1) ON CONFLICT DO NOTHING",
    )
    .bind(i64::from(code))
    .execute(connection)
    .await?;
    match issued.rows_affected() {
        0 => Err(Error::Exists(Entity::Code)),
        _ => Ok(()),
    }
}

/// Makes sure that a provider exists.
pub(crate) async fn require(connection: &mut Connection, code: ProviderCode) -> Result<()> {
    sqlx::query("SELECT code FROM providers WHERE code = $1")
        .bind(i64::from(code.0))
        .fetch_optional(connection)
        .await?
        .map(drop)
        .ok_or(Error::NotFound(Entity::Provider))
}

pub(crate) async fn insert(connection: &mut Connection, provider: Provider) -> Result<Provider> {
    title::require(&provider.title)?;
    issue_code(connection, provider.code.0).await?;
    sqlx::query(
        "INSERT INTO providers (code, title, mersis, tin, state, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(i64::from(provider.code.0))
    .bind(&provider.title)
    .bind(&provider.mersis)
    .bind(&provider.tin)
    .bind(provider.state.as_word())
    .bind(provider.created.as_millis())
    .execute(&mut *connection)
    .await?;
    PROVIDERS.keep(connection, provider.code.0).await?;
    Ok(provider)
}
