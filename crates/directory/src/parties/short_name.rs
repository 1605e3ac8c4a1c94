//! Short names of brands: what people write in a text message instead of the brand's number.

use domain::{BrandCode, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Read as _, Row, sql};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::row_sum::SHORT_NAMES;
use crate::store::Directory;

/// The most short names of a brand.
pub const SHORT_NAMES_MAX: u64 = 3;

/// A short name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortName {
    /// The brand it stands for.
    pub brand: BrandCode,
    /// The name as it is shown.
    pub name: String,
    /// The name as it is compared; no two are the same. What it may be made of is the caller's
    /// business.
    pub folded: String,
}

impl Directory {
    /// Gives a brand a short name. `NotFound(Brand)`; `Exists(ShortName)`: some brand has it;
    /// `Limit(ShortName)`: the brand has [`SHORT_NAMES_MAX`].
    pub async fn add_short_name(&self, short: ShortName, now: Timestamp) -> Result<()> {
        self.write(move |connection| Box::pin(insert(connection, short, now)))
            .await
    }

    /// Takes a short name from its brand; `None`: no brand has it.
    pub async fn remove_short_name(&self, folded: &str) -> Result<Option<ShortName>> {
        let folded = folded.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                let columns = SHORT_NAMES.select();
                sql(format!(
                    "DELETE FROM brand_short_names WHERE folded = $1 RETURNING {columns}"
                ))
                .bind(folded)
                .one(connection, read)
                .await
            })
        })
        .await
    }

    /// The brand a folded short name stands for.
    pub async fn brand_of_short_name(&self, folded: &str) -> Result<Option<BrandCode>> {
        let short = SHORT_NAMES
            .rows("WHERE folded = $1")
            .bind(folded)
            .one(self.readers(), read)
            .await?;
        Ok(short.map(|short| short.brand))
    }

    /// A brand's short names, the oldest first.
    pub async fn short_names_of(&self, brand: BrandCode) -> Result<Vec<ShortName>> {
        SHORT_NAMES
            .rows("WHERE brand = $1 ORDER BY added_at, folded")
            .bind(i64::from(brand.0))
            .all(self.readers(), read)
            .await
    }

    /// All short names, by brand.
    pub async fn short_names(&self) -> Result<Vec<ShortName>> {
        SHORT_NAMES
            .rows("ORDER BY brand, added_at, folded")
            .all(self.readers(), read)
            .await
    }
}

async fn insert(connection: &mut Connection, short: ShortName, now: Timestamp) -> Result<()> {
    if short.folded.is_empty() {
        return Err(Error::Invalid("short name"));
    }
    brand::require(connection, short.brand).await?;
    let row = sqlx::query(
        "SELECT COUNT(*) AS taken, \
         (SELECT COUNT(*) FROM brand_short_names WHERE brand = $2) AS held \
         FROM brand_short_names WHERE folded = $1",
    )
    .bind(&short.folded)
    .bind(i64::from(short.brand.0))
    .fetch_one(&mut *connection)
    .await?;
    if column::count(&row, "taken")? > 0 {
        return Err(Error::Exists(Entity::ShortName));
    }
    if column::count(&row, "held")? >= SHORT_NAMES_MAX {
        return Err(Error::Limit(Entity::ShortName));
    }
    sqlx::query(
        "INSERT INTO brand_short_names (folded, brand, name, added_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(&short.folded)
    .bind(i64::from(short.brand.0))
    .bind(&short.name)
    .bind(now.as_millis())
    .execute(&mut *connection)
    .await?;
    SHORT_NAMES.keep(connection, &*short.folded).await
}

fn read(row: &Row) -> Result<ShortName> {
    SHORT_NAMES.check(row)?;
    Ok(ShortName {
        brand: BrandCode(column::code(row, "brand")?),
        name: row.try_get("name")?,
        folded: row.try_get("folded")?,
    })
}
