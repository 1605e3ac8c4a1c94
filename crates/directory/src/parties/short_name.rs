//! Short names of brands: what people write in a text message instead of the brand's number.

use domain::{BrandCode, Timestamp};

use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::row::row;
use crate::row_sum::SHORT_NAMES;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

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
        self.write(work!(|connection| {
            let columns = SHORT_NAMES.select();
            let delete =
                format!("DELETE FROM brand_short_names WHERE folded = $1 RETURNING {columns}");
            sql!(delete; folded).one(connection).await
        }))
        .await
    }

    /// The brand a folded short name stands for.
    pub async fn brand_of_short_name(&self, folded: &str) -> Result<Option<BrandCode>> {
        let short = sql!(SHORT_NAMES.rows("WHERE folded = $1"); folded);
        let short: Option<ShortName> = self.one(short).await?;
        Ok(short.map(|short| short.brand))
    }

    /// A brand's short names, the oldest first.
    pub async fn short_names_of(&self, brand: BrandCode) -> Result<Vec<ShortName>> {
        self.all(sql!(SHORT_NAMES.rows("WHERE brand = $1 ORDER BY added_at, folded"); brand))
            .await
    }

    /// All short names, by brand.
    pub async fn short_names(&self) -> Result<Vec<ShortName>> {
        self.all(sql!(SHORT_NAMES.rows("ORDER BY brand, added_at, folded")))
            .await
    }
}

async fn insert(connection: &mut Connection, short: ShortName, now: Timestamp) -> Result<()> {
    if short.folded.is_empty() {
        return Err(Error::Invalid("short name"));
    }
    brand::require(connection, short.brand).await?;
    let known = sql!("SELECT COUNT(*), (SELECT COUNT(*) FROM brand_short_names WHERE brand = $2) \
         FROM brand_short_names WHERE folded = $1"; &short.folded, short.brand);
    let (taken, held): (u64, u64) = known.only(&mut *connection).await?;
    if taken > 0 {
        return Err(Error::Exists(Entity::ShortName));
    }
    if held >= SHORT_NAMES_MAX {
        return Err(Error::Limit(Entity::ShortName));
    }
    let insert = insert!(brand_short_names: folded = &short.folded, brand = short.brand,
        name = &short.name, added_at = now);
    SHORT_NAMES
        .insert(connection, &*short.folded, insert)
        .await?;
    Ok(())
}

row! { ShortName of SHORT_NAMES: brand, name, folded }
