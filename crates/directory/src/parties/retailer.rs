//! Retailers (bayi) of a brand.

use std::collections::HashSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use domain::outside::Random;
use domain::{BrandCode, RetailerCode, Timestamp};

use crate::accounts::activity::{NewActivity, note};
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::page::{Page, Paging};
use crate::parties::brand;
use crate::random::draw;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::RETAILERS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::words::words;
use crate::writer::{StoreFailure, work};

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

impl Directory {
    /// Adds a retailer under a brand and gives it a number.
    pub async fn add_retailer(
        &self,
        brand: BrandCode,
        details: RetailerDetails,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<Retailer, AddRetailerError> {
        self.add_retailer_of(brand, details, None, random, now)
            .await
    }

    /// Adds a retailer under a brand, and notes who did.
    pub async fn add_retailer_of(
        &self,
        brand: BrandCode,
        details: RetailerDetails,
        noted: Option<NewActivity>,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<Retailer, AddRetailerError> {
        // Drawn before the write, which may outlive this call and what it borrows.
        let codes: [u32; CODE_DRAWS] = std::array::from_fn(|_| draw(random, CODES));
        self.write_and_forget(
            work!(|connection| {
                let added = insert(connection, brand, details, codes, now).await?;
                if let Some(noted) = noted {
                    note(connection, &noted.object(added.code), now).await?;
                }
                Ok(added)
            }),
            move |caches| caches.retailers.forget_key(&brand),
        )
        .await
    }

    /// A brand's retailers, oldest first.
    pub async fn retailers(&self, brand: BrandCode, paging: Paging) -> Result<Page<Retailer>> {
        let (limit, offset) = paging.limit_offset();
        // One transaction, so that the page and the total are of the same instant.
        let mut transaction = self.readers().begin().await?;
        let total = sql!("SELECT COUNT(*) FROM retailers WHERE brand = $1"; brand);
        let total = total.only(&mut *transaction).await?;
        let list = sql!(RETAILERS.rows("WHERE brand = $1 ORDER BY created_at, code \
             LIMIT $2 OFFSET $3"); brand, limit, offset);
        let list = list.all(&mut *transaction).await?;
        Ok(Page { list, total })
    }

    /// How many retailers a brand has.
    pub async fn retailer_count(&self, brand: BrandCode) -> Result<u32> {
        Ok(u32::try_from(self.retailer_codes(brand).await?.len()).unwrap_or(u32::MAX))
    }

    /// A brand's retailer.
    pub async fn retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<Option<Retailer>> {
        self.one(sql!(RETAILERS.rows("WHERE brand = $1 AND code = $2"); brand, code))
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
        self.write(work!(|connection| {
            let change = sql!("UPDATE retailers SET status = $1 WHERE brand = $2 AND code = $3";
                status, brand, code);
            Entity::Retailer.require(RETAILERS.change(connection, code.0, change).await?)
        }))
        .await
    }

    /// Deletes a retailer; `false` if the brand has no such retailer. Whether a consent refers to
    /// it is for the caller to have asked. Its number is not given out again.
    pub async fn delete_retailer(&self, brand: BrandCode, code: RetailerCode) -> Result<bool> {
        self.delete_retailer_of(brand, code, None, Timestamp::from_millis(0))
            .await
    }

    /// Deletes a retailer, and notes who did. As [`Directory::delete_retailer`].
    pub async fn delete_retailer_of(
        &self,
        brand: BrandCode,
        code: RetailerCode,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_and_forget(
            work!(|connection| {
                let delete = sql!("DELETE FROM retailers WHERE brand = $1 AND code = $2";
                    brand, code);
                let gone = delete.run(&mut *connection).await? > 0;
                if let Some(noted) = noted.filter(|_| gone) {
                    note(connection, &noted.object(code), now).await?;
                }
                Ok(gone)
            }),
            move |caches| caches.retailers.forget_key(&brand),
        )
        .await
    }

    /// The numbers of a brand's retailers, from memory when asked for lately.
    async fn retailer_codes(&self, brand: BrandCode) -> Result<Arc<HashSet<u32>>> {
        let codes = async {
            let codes = sql!("SELECT code FROM retailers WHERE brand = $1"; brand);
            let codes: Vec<u32> = self.all(codes).await?;
            Ok(Arc::new(codes.into_iter().collect()))
        };
        self.caches().retailers.or_read(brand, codes).await
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
    let count = sql!("SELECT COUNT(*) FROM retailers WHERE brand = $1"; brand);
    if count.only::<u64>(&mut *connection).await? >= u64::from(RETAILERS_PER_BRAND) {
        return Err(AddRetailerError::Full);
    }
    let code = issue_one(connection, &codes)
        .await?
        .ok_or(AddRetailerError::NoCodeLeft)?;
    let insert = insert!(retailers: code, brand, title = &details.title, name = &details.name,
        tckn = &details.tckn, tin = &details.tin, city_code = details.city.code,
        city_name = &details.city.name, town_code = details.town.code,
        town_name = &details.town.name, mersis = &details.mersis, alias = &details.alias,
        mobile = &details.mobile, status = details.status, created_at = now);
    RETAILERS.insert(connection, code.0, insert).await?;
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
    let passive =
        |status: Option<RetailerStatus>| status.map(|status| status == RetailerStatus::Passive);
    if let Some(mersis) = &details.mersis {
        let twin = sql!("SELECT status FROM retailers WHERE brand = $1 AND mersis = $2";
            brand, mersis);
        if let Some(by_passive) = passive(twin.one(&mut *connection).await?) {
            return Err(AddRetailerError::MersisTaken { by_passive });
        }
    }
    let twin = sql!("SELECT status FROM retailers WHERE brand = $1 AND tckn = $2";
        brand, &details.tckn);
    match passive(twin.one(connection).await?) {
        Some(by_passive) => Err(AddRetailerError::TcknTaken { by_passive }),
        None => Ok(()),
    }
}

/// Takes the first of the drawn numbers that was never given out.
async fn issue_one(connection: &mut Connection, codes: &[u32]) -> Result<Option<RetailerCode>> {
    for code in codes {
        let issue = insert!(issued_codes: kind = "retailer", code; "ON CONFLICT DO NOTHING");
        if issue.run(connection).await? > 0 {
            return Ok(Some(RetailerCode(*code)));
        }
    }
    Ok(None)
}

impl FromRow for Retailer {
    fn read(row: &Row) -> Result<Self> {
        RETAILERS.check(row)?;
        Ok(Self {
            code: row.read("code")?,
            brand: row.read("brand")?,
            details: RetailerDetails {
                title: row.read("title")?,
                name: row.read("name")?,
                tckn: row.read("tckn")?,
                tin: row.read("tin")?,
                city: PlaceName {
                    code: row.read("city_code")?,
                    name: row.read("city_name")?,
                },
                town: PlaceName {
                    code: row.read("town_code")?,
                    name: row.read("town_name")?,
                },
                mersis: row.read("mersis")?,
                alias: row.read("alias")?,
                mobile: row.read("mobile")?,
                status: row.read("status")?,
            },
            created: row.read("created_at")?,
        })
    }
}
