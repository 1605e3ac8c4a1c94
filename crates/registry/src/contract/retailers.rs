//! A brand's retailers (contract 11).

pub mod draft;
pub mod numbers;
mod references;

use directory::Paging;
use directory::activity::Action;
use directory::retailer::AddRetailerError;
use domain::{ErrorCode, RetailerCode, Violation};

use crate::{BrandScope, Contract, Error, Result};

pub use directory::places;
pub use directory::retailer::{PlaceName, Retailer, RetailerDetails, RetailerStatus};
pub use references::{MOVEMENTS_MAX, References};

/// A page of a brand's retailers.
#[derive(Clone, Debug)]
pub struct RetailerPage {
    /// The retailers of the page, oldest first.
    pub retailers: Vec<Retailer>,
    /// How many the brand has in all.
    pub total: u64,
    /// How many records refer to each; `None`: too many movements to count (see
    /// [`MOVEMENTS_MAX`]).
    pub references: Option<References>,
}

impl Contract<'_> {
    /// Adds a retailer under a brand and gives it a number.
    ///
    /// `H230`, `H231` and `H253`: another of the brand has its MERSİS or identity number; `H067`:
    /// no number is left, or the brand has as many retailers as it may (rule 8), for which the
    /// contract has no code of its own.
    pub async fn add_retailer(
        self,
        scope: &BrandScope,
        details: RetailerDetails,
    ) -> Result<RetailerCode> {
        scope.require_manage()?;
        let (random, now) = (self.random(), self.now());
        let noted = scope.by_hand(Action::RetailerAdded);
        let added = self
            .directory()
            .add_retailer_of(scope.brand(), details, noted, random, now)
            .await;
        let twin = |key: &'static str, by_passive: bool, active: ErrorCode| {
            if by_passive {
                ErrorCode::H253.violation().filled(&[("key", key)])
            } else {
                active.violation()
            }
        };
        match added {
            Ok(retailer) => Ok(retailer.code),
            Err(AddRetailerError::MersisTaken { by_passive }) => {
                Err(twin("mersis", by_passive, ErrorCode::H230).into())
            }
            Err(AddRetailerError::TcknTaken { by_passive }) => {
                Err(twin("kimlik", by_passive, ErrorCode::H231).into())
            }
            Err(AddRetailerError::Full | AddRetailerError::NoCodeLeft) => {
                Err(Error::code(ErrorCode::H067))
            }
            Err(AddRetailerError::Directory(error)) => Err(error.into()),
        }
    }

    /// A page of the brand's retailers.
    pub async fn retailers(self, scope: &BrandScope, paging: Paging) -> Result<RetailerPage> {
        let page = self.directory().retailers(scope.brand(), paging).await?;
        let references = if page.list.is_empty() {
            Some(References::new())
        } else {
            self.references(scope).await?
        };
        Ok(RetailerPage {
            retailers: page.list,
            total: page.total,
            references,
        })
    }

    /// One of the brand's retailers, and how many records refer to it; `None`: no such retailer.
    pub async fn retailer(
        self,
        scope: &BrandScope,
        code: RetailerCode,
    ) -> Result<Option<(Retailer, Option<u64>)>> {
        let Some(retailer) = self.directory().retailer(scope.brand(), code).await? else {
            return Ok(None);
        };
        let references = self.references(scope).await?;
        let count = references.map(|counts| counts.get(&code).copied().unwrap_or_default());
        Ok(Some((retailer, count)))
    }

    /// Deletes a retailer that no record refers to. `H058`: no such retailer; `H061`: a record
    /// refers to it, or the brand has too many movements to be sure ([`MOVEMENTS_MAX`]).
    pub async fn delete_retailer(self, scope: &BrandScope, code: RetailerCode) -> Result<()> {
        scope.require_manage()?;
        let about = |refusal: ErrorCode| about(refusal, code);
        let known = self.directory().retailer(scope.brand(), code).await?;
        if known.is_none() {
            return Err(about(ErrorCode::H058).into());
        }
        let references = self.references(scope).await?;
        if references.is_none_or(|counts| counts.contains_key(&code)) {
            return Err(about(ErrorCode::H061).into());
        }
        let noted = scope.by_hand(Action::RetailerRemoved);
        let (directory, now) = (self.directory(), self.now());
        if directory
            .delete_retailer_of(scope.brand(), code, noted, now)
            .await?
        {
            Ok(())
        } else {
            Err(about(ErrorCode::H058).into())
        }
    }

    /// Counts on a thread of its own, since it may read a million states; who comes while another
    /// counts, waits. `H124`: that takes too long.
    async fn references(self, scope: &BrandScope) -> Result<Option<References>> {
        let place = self.limits().counts.take(scope.party()).await;
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        let brand = scope.brand();
        self.blocking(move |registry| {
            // It counts on when nobody waits for it any more, and keeps its place for so long.
            let _place = place;
            references::count(registry.ledger(), brand)
        })
        .await
    }
}

/// A violation that names a retailer.
pub(crate) fn about(code: ErrorCode, retailer: RetailerCode) -> Violation {
    code.violation()
        .filled(&[("retailerCode", &retailer.to_string())])
}
