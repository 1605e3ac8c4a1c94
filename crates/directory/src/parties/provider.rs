//! Service providers.

mod row;

use std::ops::RangeInclusive;

use domain::outside::Random;
use domain::{ProviderCode, Timestamp};

use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::title;
use crate::random::draw;
use crate::row::FromRow;
use crate::row_sum::PROVIDERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The parties' numbers: six digits.
const CODES: RangeInclusive<u32> = 100_000..=999_999;
/// How many numbers are drawn in search of a free one.
const CODE_DRAWS: u32 = 64;

pub use row::{NewProvider, Provider, ProviderState};

impl Directory {
    /// Draws a six-digit number that no provider, brand, partner or intermediary has or ever had.
    /// `Limit(Code)` when none was found in a bounded number of draws.
    pub async fn free_code(&self, random: &dyn Random) -> Result<u32> {
        for _ in 0..CODE_DRAWS {
            let code = draw(random, CODES);
            let taken = sql!("SELECT code FROM issued_codes WHERE kind = 'party' AND code = $1";
                code);
            if !taken.exists(self.readers()).await? {
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
        let provider = self.one(sql!(PROVIDERS.rows("WHERE code = $1"); code));
        self.caches().providers.or_read(code, provider).await
    }

    /// All providers, by number.
    pub async fn providers(&self) -> Result<Vec<Provider>> {
        self.read_providers().await?.into_iter().collect()
    }

    /// As [`Directory::providers`], with a failure for each that is damaged.
    pub(crate) async fn read_providers(&self) -> Result<Vec<Result<Provider>>> {
        let rows = sql!(PROVIDERS.rows("ORDER BY code"));
        let rows = rows.rows(self.readers()).await?;
        Ok(rows.iter().map(Provider::read).collect())
    }

    /// Suspends or reinstates a provider (rule 10).
    pub async fn set_provider_state(&self, code: ProviderCode, state: ProviderState) -> Result<()> {
        self.write_and_forget(
            work!(|connection| {
                let change = sql!("UPDATE providers SET state = $1 WHERE code = $2"; state, code);
                Entity::Provider.require(PROVIDERS.change(connection, code.0, change).await?)
            }),
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
    let issue = insert!(issued_codes: kind = "party", code; "ON CONFLICT DO NOTHING");
    match issue.run(connection).await? {
        0 => Err(Error::Exists(Entity::Code)),
        _ => Ok(()),
    }
}

/// Makes sure that a provider exists.
pub(crate) async fn require(connection: &mut Connection, code: ProviderCode) -> Result<()> {
    let found = sql!("SELECT code FROM providers WHERE code = $1"; code);
    Entity::Provider.require(found.exists(connection).await?)
}

pub(crate) async fn insert(connection: &mut Connection, provider: Provider) -> Result<Provider> {
    title::require(&provider.title)?;
    for number in [&provider.mersis, &provider.tin].into_iter().flatten() {
        title::require(number)?;
    }
    issue_code(connection, provider.code.0).await?;
    let insert = insert!(providers: code = provider.code, title = &provider.title,
        mersis = &provider.mersis, tin = &provider.tin, state = provider.state,
        created_at = provider.created);
    PROVIDERS
        .insert(connection, provider.code.0, insert)
        .await?;
    Ok(provider)
}
