//! A brand's days, and how it and the registry stand to each.

use std::collections::HashMap;

use directory::brand_day::{BrandDay, DayProgress};
use directory::report::DayComparison;
use directory::{Page, Paging};
use domain::{BrandCode, Day, words};

use super::Reports;
use crate::{Contract, Result};

words! {
    /// How a brand and the registry stand to a day.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum DayState: as_wire {
        /// The day's file is not made yet.
        Open = "open",
        /// It is made, and its digest is published.
        Published = "published",
        /// The brand has agreed to it.
        Agreed = "agreed",
        /// The last file that the brand has had compared was another, and the brand has not agreed since.
        Different = "different",
    }
}

/// A day of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayListing {
    /// How far its file is.
    pub known: BrandDay,
    /// How the last file stood to it that the brand has had compared.
    pub compared: Option<DayComparison>,
}

impl DayListing {
    /// How brand and registry stand to it.
    pub fn state(&self) -> DayState {
        let DayProgress::Completed { agreed_at, .. } = self.known.progress else {
            return DayState::Open;
        };
        let differs = self.compared.filter(|compared| {
            !compared.is_alike() && agreed_at.is_none_or(|at| at < compared.compared_at)
        });
        match (differs, agreed_at) {
            (Some(_), _) => DayState::Different,
            (None, Some(_)) => DayState::Agreed,
            (None, None) => DayState::Published,
        }
    }
}

impl Contract<'_> {
    /// The days that the brand has movements on, newest first, as far back as days are remembered.
    pub async fn report_days(self, reports: &Reports, paging: Paging) -> Result<Page<DayListing>> {
        let brand = reports.scope.brand();
        let days = self.directory().brand_days(brand, paging).await?;
        Ok(Page {
            total: days.total,
            list: self.listed(brand, days.list).await?,
        })
    }

    /// The same of the days from one to another, in order.
    pub async fn report_days_between(
        self,
        reports: &Reports,
        first: Day,
        last: Day,
    ) -> Result<Vec<DayListing>> {
        let brand = reports.scope.brand();
        let days = self.directory().brand_days_between(brand, first, last);
        self.listed(brand, days.await?).await
    }

    async fn listed(self, brand: BrandCode, days: Vec<BrandDay>) -> Result<Vec<DayListing>> {
        let (oldest, newest) = (
            days.iter().map(|known| known.day).min(),
            days.iter().map(|known| known.day).max(),
        );
        let (Some(oldest), Some(newest)) = (oldest, newest) else {
            return Ok(Vec::new());
        };
        let compared = self.directory().day_comparisons(brand, oldest, newest);
        let compared = compared.await?.into_iter().map(|known| (known.day, known));
        let compared: HashMap<Day, DayComparison> = compared.collect();
        let listing = |known: BrandDay| DayListing {
            compared: compared.get(&known.day).copied(),
            known,
        };
        Ok(days.into_iter().map(listing).collect())
    }

    /// A day as it is listed.
    pub async fn day_listing(self, known: BrandDay) -> Result<DayListing> {
        let (brand, day) = (known.brand, known.day);
        let compared = self.directory().day_comparisons(brand, day, day).await?;
        Ok(DayListing {
            known,
            compared: compared.into_iter().next(),
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::{BrandCode, Day, Timestamp};

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn state(agreed_at: Option<i64>, compared: Option<(i64, u64)>) -> DayState {
        let day = Day::of(at(0));
        let progress = DayProgress::Completed {
            digest: [0; 48],
            movements: 1,
            agreed_at: agreed_at.map(at),
        };
        let known = BrandDay {
            brand: BrandCode(1),
            day,
            progress,
            failures: 0,
        };
        let compared = compared.map(|(seconds, different)| DayComparison {
            day,
            compared_at: at(seconds),
            digest: [0; 48],
            alike: 1,
            only_here: 0,
            only_there: 0,
            different,
            unreadable: 0,
        });
        DayListing { known, compared }.state()
    }

    #[test]
    fn the_last_word_about_a_day_counts() {
        assert_eq!(state(None, None), DayState::Published);
        assert_eq!(state(None, Some((5, 0))), DayState::Published);
        assert_eq!(state(None, Some((5, 1))), DayState::Different);
        assert_eq!(state(Some(4), None), DayState::Agreed);
        assert_eq!(state(Some(4), Some((5, 1))), DayState::Different);
        assert_eq!(state(Some(6), Some((5, 1))), DayState::Agreed);
        assert_eq!(state(Some(4), Some((5, 0))), DayState::Agreed);
    }
}
