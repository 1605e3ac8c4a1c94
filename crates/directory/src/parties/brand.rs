//! Brands.

mod row;

use domain::{BrandCode, ProviderCode, Timestamp};

use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::provider;
use crate::parties::title;
use crate::row::FromRow;
use crate::row_sum::{BRANDS, intact, without_damaged};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

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
        let brand = self.one(sql!(BRANDS.rows("WHERE code = $1"); code));
        self.caches().brands.or_read(code, brand).await
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
        let rows = sql!(BRANDS.rows("WHERE provider = $1 ORDER BY \
             CASE WHEN code = provider THEN 0 ELSE 1 END, code"); provider);
        self.all(rows).await
    }

    /// The brands of the providers with this tax number, for intermediaries (contract 13).
    pub async fn brands_by_tin(&self, tin: &str) -> Result<Vec<Brand>> {
        let rows = sql!(BRANDS.rows("JOIN providers ON providers.code = brands.provider \
             WHERE providers.tin = $1 ORDER BY brands.code"); tin);
        self.all(rows).await
    }

    /// All brands, by number.
    pub async fn brands(&self) -> Result<Vec<Brand>> {
        self.read_brands().await?.into_iter().collect()
    }

    /// As [`Directory::brands`], with a failure for each that is damaged.
    pub(crate) async fn read_brands(&self) -> Result<Vec<Result<Brand>>> {
        let rows = sql!(BRANDS.rows("ORDER BY code"));
        let rows = rows.rows(self.readers()).await?;
        Ok(rows.iter().map(Brand::read).collect())
    }

    /// The numbers of all brands above `after` (0: from the first), ascending, at most `limit`.
    pub async fn brand_codes(&self, after: BrandCode, limit: u32) -> Result<Vec<BrandCode>> {
        let codes = sql!("SELECT code FROM brands WHERE code > $1 ORDER BY code LIMIT $2";
            after, limit);
        self.all(codes).await
    }

    /// Sets what the operator decides for a brand. `NotFound(Brand)`.
    pub async fn set_brand_settings(&self, code: BrandCode, settings: BrandSettings) -> Result<()> {
        let changed = self.change_brand_settings(code, move |_| settings).await?;
        Entity::Brand.require(changed.is_some())
    }

    /// Changes what the operator decided for a brand. It is read and written in one transaction, so that of two changes
    /// at once neither undoes the other. `None`: there is no such brand.
    pub async fn change_brand_settings(
        &self,
        code: BrandCode,
        change: impl FnOnce(BrandSettings) -> BrandSettings + Send + 'static,
    ) -> Result<Option<Brand>> {
        self.write_and_forget(
            work!(|connection| {
                let brand = sql!(BRANDS.rows("WHERE code = $1"); code);
                let Some(mut brand) = brand.one::<Brand>(&mut *connection).await? else {
                    return Ok(None);
                };
                brand.settings = change(brand.settings);
                let update = sql!("UPDATE brands SET historic_loading_until = $1, \
                     first_refusal = $2 WHERE code = $3";
                    brand.settings.historic_loading_until, brand.settings.first_refusal, code);
                BRANDS.change(connection, code.0, update).await?;
                Ok(Some(brand))
            }),
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
    let insert = insert!(brands: code = brand.code, provider = brand.provider, name = &brand.name,
        historic_loading_until = brand.settings.historic_loading_until,
        first_refusal = brand.settings.first_refusal, created_at = brand.created);
    BRANDS.insert(connection, brand.code.0, insert).await?;
    Ok(brand)
}

async fn exists(connection: &mut Connection, code: BrandCode) -> Result<bool> {
    let found = sql!("SELECT code FROM brands WHERE code = $1"; code);
    found.exists(connection).await
}

/// Makes sure that a brand exists.
pub(crate) async fn require(connection: &mut Connection, code: BrandCode) -> Result<()> {
    Entity::Brand.require(exists(connection, code).await?)
}
