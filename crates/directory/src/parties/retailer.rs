//! Retailers (bayi) of a brand.

use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use domain::{BrandCode, RetailerCode, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::page::{Page, Paging};
use crate::parties::brand;
use crate::random::{Randomness, draw};
use crate::row_sum::RETAILERS;
use crate::store::Directory;
use crate::words::words;
use crate::writer::StoreFailure;

/// Retailers' numbers: eight digits.
const CODES: RangeInclusive<u32> = 10_000_000..=99_999_999;
/// How many numbers are drawn in search of a free one.
const CODE_DRAWS: usize = 32;

/// The most retailers a brand may have (rule 8).
pub const RETAILERS_PER_BRAND: u32 = 3_000;

/// A retailer of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retailer {
    /// Its number, eight digits, never reused.
    pub code: RetailerCode,
    /// The brand it belongs to.
    pub brand: BrandCode,
    /// What the provider said about it.
    pub details: RetailerDetails,
    /// When it was added.
    pub created: Timestamp,
}

/// What a provider says about a retailer (contract 11.1). Its `Debug` leaves out the person's
/// name, identity number and phone number.
#[derive(Clone, PartialEq, Eq)]
pub struct RetailerDetails {
    /// Its trade title.
    pub title: String,
    /// The name of the person in charge.
    pub name: String,
    /// The identity number of the person in charge; unique under a brand.
    pub tckn: String,
    /// Its tax number.
    pub tin: String,
    /// The province.
    pub city: PlaceName,
    /// The district.
    pub town: PlaceName,
    /// Its number in MERSİS; unique under a brand.
    pub mersis: Option<String>,
    /// The name the brand knows it by.
    pub alias: Option<String>,
    /// The phone number of the person in charge.
    pub mobile: Option<String>,
    /// Whether it works.
    pub status: RetailerStatus,
}

impl fmt::Debug for RetailerDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetailerDetails")
            .field("title", &self.title)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A province or district as the provider named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceName {
    /// Its code (contract 12).
    pub code: u32,
    /// Its name.
    pub name: String,
}

words! {
    /// Whether a retailer works.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RetailerStatus: as_wire, from_wire {
        /// The retailer takes consents.
        Active = "active",
        /// The retailer takes no consents any more.
        Passive = "passive",
        /// It may not.
        Suspended = "suspended",
    }
}

/// Why a retailer was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddRetailerError {
    /// The brand has as many retailers as it may (rule 8).
    #[error("the brand has as many retailers as it may")]
    Full,
    /// A retailer of the brand has this number in MERSİS (contract `H230`, or `H253` if passive).
    #[error("another retailer has this number in MERSİS")]
    MersisTaken {
        /// Whether that retailer is passive.
        by_passive: bool,
    },
    /// A retailer of the brand has this identity number (contract `H231`, or `H253` if passive).
    #[error("another retailer has this identity number")]
    TcknTaken {
        /// Whether that retailer is passive.
        by_passive: bool,
    },
    /// No free number was found (contract `H067`).
    #[error("no number is left for a retailer")]
    NoCodeLeft,
    /// The brand does not exist, or the store failed.
    #[error(transparent)]
    Directory(#[from] Error),
}

impl StoreFailure for AddRetailerError {
    fn store_failure(&self) -> Option<&Arc<sqlx::Error>> {
        match self {
            Self::Directory(error) => error.store_failure(),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for AddRetailerError {
    fn from(error: sqlx::Error) -> Self {
        Self::Directory(error.into())
    }
}

impl Directory {
    /// Adds a retailer under a brand and gives it a number.
    pub async fn add_retailer(
        &self,
        brand: BrandCode,
        details: RetailerDetails,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<Retailer, AddRetailerError> {
        // Drawn before the write, which may outlive this call and what it borrows.
        let codes: [u32; CODE_DRAWS] = std::array::from_fn(|_| draw(random, CODES));
        self.write_and_forget(
            move |connection| Box::pin(insert(connection, brand, details, codes, now)),
            move |caches| caches.retailers.forget_key(&brand),
        )
        .await
    }

    /// A brand's retailers, oldest first.
    pub async fn retailers(&self, brand: BrandCode, paging: Paging) -> Result<Page<Retailer>> {
        let (limit, offset) = paging.limit_offset();
        // One transaction, so that the page and the total are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let total = sqlx::query("SELECT COUNT(*) AS total FROM retailers WHERE brand = $1")
            .bind(i64::from(brand.0))
            .fetch_one(&mut *transaction)
            .await?;
        let list = RETAILERS
            .rows("WHERE brand = $1 ORDER BY created_at, code LIMIT $2 OFFSET $3")
            .bind(i64::from(brand.0))
            .bind(limit)
            .bind(offset)
            .fetch_all(&mut *transaction)
            .await?;
        Ok(Page {
            list: list.iter().map(read).collect::<Result<_>>()?,
            total: column::count(&total, "total")?,
        })
    }

    /// How many retailers a brand has.
    pub async fn retailer_count(&self, brand: BrandCode) -> Result<u32> {
        Ok(u32::try_from(self.retailer_codes(brand).await?.len()).unwrap_or(u32::MAX))
    }

    /// A brand's retailer.
    pub async fn retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<Option<Retailer>> {
        RETAILERS
            .rows("WHERE brand = $1 AND code = $2")
            .bind(i64::from(brand.0))
            .bind(i64::from(code.0))
            .one(self.readers(), read)
            .await
    }

    /// Those of `codes` that are the brand's retailers, in the order asked for; the others are
    /// left out.
    pub async fn retailers_by_code(
        &self,
        brand: BrandCode,
        codes: &[RetailerCode],
    ) -> Result<Vec<Retailer>> {
        let known = self.retailer_codes(brand).await?;
        let mut list = Vec::new();
        for code in codes.iter().filter(|code| known.contains(&code.0)) {
            list.extend(self.retailer(brand, *code).await?);
        }
        Ok(list)
    }

    /// Those of `codes` that are no retailers of the brand, in the order asked for.
    pub async fn missing_retailers(
        &self,
        brand: BrandCode,
        codes: &[RetailerCode],
    ) -> Result<Vec<RetailerCode>> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.retailer_codes(brand).await?;
        Ok(codes
            .iter()
            .copied()
            .filter(|code| !known.contains(&code.0))
            .collect())
    }

    /// Changes whether a retailer works.
    pub async fn set_retailer_status(
        &self,
        brand: BrandCode,
        code: RetailerCode,
        status: RetailerStatus,
    ) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                RETAILERS.check_stored(connection, code.0).await?;
                let changed =
                    sqlx::query("UPDATE retailers SET status = $1 WHERE brand = $2 AND code = $3")
                        .bind(status.as_wire())
                        .bind(i64::from(brand.0))
                        .bind(i64::from(code.0))
                        .execute(&mut *connection)
                        .await?;
                match changed.rows_affected() {
                    0 => Err(Error::NotFound(Entity::Retailer)),
                    _ => RETAILERS.keep(connection, code.0).await,
                }
            })
        })
        .await
    }

    /// Deletes a retailer; `false` if the brand has no such retailer. Whether a consent refers to
    /// it is for the caller to have asked. Its number is not given out again.
    pub async fn delete_retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<bool> {
        self.write_and_forget(
            move |connection| {
                Box::pin(async move {
                    let deleted =
                        sqlx::query("DELETE FROM retailers WHERE brand = $1 AND code = $2")
                            .bind(i64::from(brand.0))
                            .bind(i64::from(code.0))
                            .execute(connection)
                            .await?;
                    Ok(deleted.rows_affected() > 0)
                })
            },
            move |caches| caches.retailers.forget_key(&brand),
        )
        .await
    }

    /// The numbers of a brand's retailers, from memory when asked for lately.
    async fn retailer_codes(&self, brand: BrandCode) -> Result<Arc<HashSet<u32>>> {
        let cache = &self.caches().retailers;
        if let Some(known) = cache.get(&brand) {
            return Ok(known);
        }
        let generation = cache.generation();
        let rows = sqlx::query("SELECT code FROM retailers WHERE brand = $1")
            .bind(i64::from(brand.0))
            .fetch_all(self.readers())
            .await?;
        let codes: HashSet<u32> = rows
            .iter()
            .map(|row| column::code(row, "code"))
            .collect::<Result<_>>()?;
        let codes = Arc::new(codes);
        cache.remember(generation, brand, Arc::clone(&codes));
        Ok(codes)
    }
}

async fn insert(
    connection: &mut Connection,
    brand: BrandCode,
    details: RetailerDetails,
    codes: [u32; CODE_DRAWS],
    now: Timestamp,
) -> Result<Retailer, AddRetailerError> {
    brand::require(connection, brand).await?;
    refuse_twin(connection, brand, &details).await?;
    let count = sqlx::query("SELECT COUNT(*) AS total FROM retailers WHERE brand = $1")
        .bind(i64::from(brand.0))
        .fetch_one(&mut *connection)
        .await?;
    if column::count(&count, "total")? >= u64::from(RETAILERS_PER_BRAND) {
        return Err(AddRetailerError::Full);
    }
    let code = issue_one(connection, &codes)
        .await?
        .ok_or(AddRetailerError::NoCodeLeft)?;
    sqlx::query(
        "INSERT INTO retailers (code, brand, title, name, tckn, tin, city_code, city_name, \
         town_code, town_name, mersis, alias, mobile, status, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(i64::from(code.0))
    .bind(i64::from(brand.0))
    .bind(&details.title)
    .bind(&details.name)
    .bind(&details.tckn)
    .bind(&details.tin)
    .bind(i64::from(details.city.code))
    .bind(&details.city.name)
    .bind(i64::from(details.town.code))
    .bind(&details.town.name)
    .bind(&details.mersis)
    .bind(&details.alias)
    .bind(&details.mobile)
    .bind(details.status.as_wire())
    .bind(now.as_millis())
    .execute(&mut *connection)
    .await?;
    RETAILERS.keep(connection, code.0).await?;
    Ok(Retailer {
        code,
        brand,
        details,
        created: now,
    })
}

/// Refuses a retailer whose MERSİS or identity number another of the brand has (rule 8).
async fn refuse_twin(
    connection: &mut Connection,
    brand: BrandCode,
    details: &RetailerDetails,
) -> Result<(), AddRetailerError> {
    let by_passive = |row: Row| -> Result<bool> {
        let status = column::word(&row, "status", RetailerStatus::from_wire)?;
        Ok(status == RetailerStatus::Passive)
    };
    if let Some(mersis) = &details.mersis {
        let twin = sqlx::query("SELECT status FROM retailers WHERE brand = $1 AND mersis = $2")
            .bind(i64::from(brand.0))
            .bind(mersis)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(row) = twin {
            return Err(AddRetailerError::MersisTaken {
                by_passive: by_passive(row)?,
            });
        }
    }
    let twin = sqlx::query("SELECT status FROM retailers WHERE brand = $1 AND tckn = $2")
        .bind(i64::from(brand.0))
        .bind(&details.tckn)
        .fetch_optional(connection)
        .await?;
    match twin {
        Some(row) => Err(AddRetailerError::TcknTaken {
            by_passive: by_passive(row)?,
        }),
        None => Ok(()),
    }
}

/// Takes the first of the drawn numbers that was never given out.
async fn issue_one(connection: &mut Connection, codes: &[u32]) -> Result<Option<RetailerCode>> {
    for code in codes {
        let issued = sqlx::query(
            "INSERT INTO issued_codes (kind, code) VALUES ('retailer', $1) ON CONFLICT DO NOTHING",
        )
        .bind(i64::from(*code))
        .execute(&mut *connection)
        .await?;
        if issued.rows_affected() > 0 {
            return Ok(Some(RetailerCode(*code)));
        }
    }
    Ok(None)
}

fn read(row: &Row) -> Result<Retailer> {
    RETAILERS.check(row)?;
    Ok(Retailer {
        code: RetailerCode(column::code(row, "code")?),
        brand: BrandCode(column::code(row, "brand")?),
        details: RetailerDetails {
            title: row.try_get("title")?,
            name: row.try_get("name")?,
            tckn: row.try_get("tckn")?,
            tin: row.try_get("tin")?,
            city: PlaceName {
                code: column::code(row, "city_code")?,
                name: row.try_get("city_name")?,
            },
            town: PlaceName {
                code: column::code(row, "town_code")?,
                name: row.try_get("town_name")?,
            },
            mersis: row.try_get("mersis")?,
            alias: row.try_get("alias")?,
            mobile: row.try_get("mobile")?,
            status: column::word(row, "status", RetailerStatus::from_wire)?,
        },
        created: column::instant(row, "created_at")?,
    })
}
