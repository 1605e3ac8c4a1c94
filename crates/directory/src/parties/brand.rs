//! Brands.

mod row;

use domain::{BrandCode, ProviderCode, Timestamp};

use crate::column;
use crate::db::{Connection, Read as _};
use crate::error::{Entity, Error, Result};
use crate::parties::provider;
use crate::parties::title;
use crate::row_sum::{BRANDS, intact, without_damaged};
use crate::store::Directory;

pub(crate) use row::read;
use row::stored_refusal;
pub use row::{Brand, BrandSettings, NewBrand};

impl Directory {
    /// Adds a brand. `NotFound(Provider)`; `Exists(Code)`: the number was given out before.
    pub async fn add_brand(&self, new: NewBrand, now: Timestamp) -> Result<Brand> {
        let brand = Brand {
            code: new.code,
            provider: new.provider,
            name: new.name,
            master: new.code.0 == new.provider.0,
            settings: new.settings,
            created: now,
        };
        let code = brand.code;
        self.write_and_forget(
            move |connection| Box::pin(insert(connection, brand)),
            move |caches| {
                caches.brands.forget_key(&code);
                caches.brand_index.forget_key(&());
                caches.access_changed();
            },
        )
        .await
    }

    /// The brand with this number. Answered from memory when asked for lately.
    pub async fn brand(&self, code: BrandCode) -> Result<Option<Brand>> {
        let cache = &self.caches().brands;
        if let Some(known) = cache.get(&code) {
            return Ok(known);
        }
        let generation = cache.generation();
        let brand = BRANDS
            .rows("WHERE code = $1")
            .bind(i64::from(code.0))
            .one(self.readers(), read)
            .await?;
        cache.remember(generation, code, brand.clone());
        Ok(brand)
    }

    /// What a brand is called towards people. `None`: there is no such brand. One whose row is damaged is called by its
    /// number, so that people can refuse it all the same.
    pub async fn brand_name(&self, code: BrandCode) -> Result<Option<String>> {
        match self.brand(code).await {
            Ok(brand) => Ok(brand.map(|brand| brand.name)),
            Err(error) => {
                without_damaged::<()>(error)?;
                Ok(Some(code.to_string()))
            }
        }
    }

    /// All brands that are as they were written, by number.
    pub async fn intact_brands(&self) -> Result<Vec<Brand>> {
        Ok(intact(self.read_brands().await?)?.collect())
    }

    /// A provider's brands: the master brand first, the others by number.
    pub async fn brands_of(&self, provider: ProviderCode) -> Result<Vec<Brand>> {
        BRANDS
            .rows(
                "WHERE provider = $1 \
             ORDER BY CASE WHEN code = provider THEN 0 ELSE 1 END, code",
            )
            .bind(i64::from(provider.0))
            .all(self.readers(), read)
            .await
    }

    /// The brands of the providers with this tax number, for intermediaries (contract 13).
    pub async fn brands_by_tin(&self, tin: &str) -> Result<Vec<Brand>> {
        BRANDS
            .rows(
                "JOIN providers ON providers.code = brands.provider \
             WHERE providers.tin = $1 ORDER BY brands.code",
            )
            .bind(tin)
            .all(self.readers(), read)
            .await
    }

    /// All brands, by number.
    pub async fn brands(&self) -> Result<Vec<Brand>> {
        self.read_brands().await?.into_iter().collect()
    }

    /// As [`Directory::brands`], with a failure for each that is damaged.
    pub(crate) async fn read_brands(&self) -> Result<Vec<Result<Brand>>> {
        let rows = BRANDS
            .rows("ORDER BY code")
            .fetch_all(self.readers())
            .await?;
        Ok(rows.iter().map(read).collect())
    }

    /// The numbers of all brands above `after` (0: from the first), ascending, at most `limit`.
    pub async fn brand_codes(&self, after: BrandCode, limit: u32) -> Result<Vec<BrandCode>> {
        sqlx::query("SELECT code FROM brands WHERE code > $1 ORDER BY code LIMIT $2")
            .bind(i64::from(after.0))
            .bind(i64::from(limit))
            .all(self.readers(), |row| {
                column::code(row, "code").map(BrandCode)
            })
            .await
    }

    /// Changes what the operator decided for a brand.
    pub async fn set_brand_settings(&self, code: BrandCode, settings: BrandSettings) -> Result<()> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    BRANDS.check_stored(connection, code.0).await?;
                    let changed = sqlx::query(
                        "UPDATE brands SET historic_loading_until = $1, first_refusal = $2 \
                         WHERE code = $3",
                    )
                    .bind(settings.historic_loading_until.map(Timestamp::as_millis))
                    .bind(stored_refusal(settings.first_refusal))
                    .bind(i64::from(code.0))
                    .execute(&mut *connection)
                    .await?;
                    match changed.rows_affected() {
                        0 => Err(Error::NotFound(Entity::Brand)),
                        _ => BRANDS.keep(connection, code.0).await,
                    }
                })
            },
            move |caches| {
                caches.brands.forget_key(&code);
                caches.access_changed();
            },
        )
        .await
    }
}

pub(crate) async fn insert(connection: &mut Connection, brand: Brand) -> Result<Brand> {
    title::require(&brand.name)?;
    provider::require(connection, brand.provider).await?;
    if brand.master {
        // The number was given out to the provider; only the brand itself may be there already.
        if exists(connection, brand.code).await? {
            return Err(Error::Exists(Entity::Code));
        }
    } else {
        provider::issue_code(connection, brand.code.0).await?;
    }
    sqlx::query(
        "INSERT INTO brands \
         (code, provider, name, historic_loading_until, first_refusal, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(i64::from(brand.code.0))
    .bind(i64::from(brand.provider.0))
    .bind(&brand.name)
    .bind(
        brand
            .settings
            .historic_loading_until
            .map(Timestamp::as_millis),
    )
    .bind(stored_refusal(brand.settings.first_refusal))
    .bind(brand.created.as_millis())
    .execute(&mut *connection)
    .await?;
    BRANDS.keep(connection, brand.code.0).await?;
    Ok(brand)
}

async fn exists(connection: &mut Connection, code: BrandCode) -> Result<bool> {
    let row = sqlx::query("SELECT code FROM brands WHERE code = $1")
        .bind(i64::from(code.0))
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Makes sure that a brand exists.
pub(crate) async fn require(connection: &mut Connection, code: BrandCode) -> Result<()> {
    if exists(connection, code).await? {
        Ok(())
    } else {
        Err(Error::NotFound(Entity::Brand))
    }
}
