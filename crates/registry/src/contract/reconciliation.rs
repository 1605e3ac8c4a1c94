//! Daily reconciliation (mutabakat): the registry and each brand agree on what was recorded on a
//! day (contract 10).
//!
//! ```text
//! after midnight   list the brands with movements ── make each one's file, keep its SHA-384 ── have it stamped
//! for seven days   file (made anew, checked against the SHA-384) · digest · counts · time stamp · agreement
//! ```
//!
//! A file holds addresses, so it is never stored: the ledger gives the same bytes again as often
//! as somebody asks. Which movements a day has is said once, when it is closed, by their numbers;
//! from then on nothing that the clock does can change a file.

mod closer;
pub mod comparison;
mod counts;
mod file;
mod groups;
mod listing;
mod pending;
mod rows;
mod span;
mod stamper;

use directory::brand_day::DIGEST_BYTES;
use domain::{BrandCode, Day, ErrorCode, Violation, words};

use crate::contract::brand_scope::mismatch;
use crate::{BrandScope, Contract, Error, Result};

pub use closer::{CLOSE_DELAY, DayCloser};
pub(crate) use counts::status_before;
pub use counts::{ChannelStats, SideStats};
pub use directory::brand_day::{BrandDay, DayProgress};
pub use directory::report::{DayComparison, DayGroup, TakenBy};
pub use file::{COLUMNS, DayFile, DayForm, HEADER, PIECE_BYTES};
pub use groups::DaySummary;
pub use listing::{DayListing, DayState};
pub use stamper::{DayStamper, StampFailure, StampRound};

/// How many days back reports are given (contract 10).
pub const DAYS_BACK: u16 = 7;

/// A brand's reports, opened for a caller that may see all of them.
#[derive(Clone, Debug)]
pub struct Reports {
    scope: BrandScope,
    today: Day,
}

impl Reports {
    /// The day that is not over.
    pub const fn today(&self) -> Day {
        self.today
    }

    /// The report of a day that is named as in the contract. `H501`: no date; `H502`: not one of
    /// the last seven days before today.
    pub fn of(&self, date: &str) -> std::result::Result<DailyReport, Vec<Violation>> {
        self.within(date, Some(self.today.minus(DAYS_BACK)))
    }

    /// The report of any day before today. `H501`: no date; `H502`: not before today.
    pub fn of_any(&self, date: &str) -> std::result::Result<DailyReport, Vec<Violation>> {
        self.within(date, None)
    }

    fn within(
        &self,
        date: &str,
        first: Option<Day>,
    ) -> std::result::Result<DailyReport, Vec<Violation>> {
        let complaint = |code: ErrorCode| vec![code.violation().at("reportDate").with_value(date)];
        let day = Day::from_wire(date).map_err(complaint)?;
        if day >= self.today || first.is_some_and(|first| day < first) {
            return Err(complaint(ErrorCode::H502));
        }
        Ok(DailyReport {
            scope: self.scope.clone(),
            brand: self.scope.brand(),
            day,
        })
    }
}

/// A brand's day, of which a caller may see all.
#[derive(Clone, Debug)]
pub struct DailyReport {
    scope: BrandScope,
    brand: BrandCode,
    day: Day,
}

impl DailyReport {
    /// The brand.
    pub const fn brand(&self) -> BrandCode {
        self.brand
    }

    /// The day.
    pub const fn day(&self) -> Day {
        self.day
    }
}

/// Where the registry and a brand stand about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// How far the day's file is.
    pub process: Process,
    /// Its SHA-384, once it is made.
    pub digest: Option<[u8; DIGEST_BYTES]>,
    /// Whether the brand has agreed to it.
    pub agreed: bool,
}

words! {
    /// How far a day's file is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Process: as_wire {
        /// It waits to be made.
        Queued = "queued",
        /// It is being made.
        InProgress = "inprogress",
        /// It is made.
        Completed = "completed",
        /// It could not be made and will be tried again.
        Failed = "error",
    }
}

impl From<DayProgress> for Agreement {
    fn from(progress: DayProgress) -> Self {
        let unmade = |process| Self {
            process,
            digest: None,
            agreed: false,
        };
        match progress {
            DayProgress::Queued => unmade(Process::Queued),
            DayProgress::InProgress => unmade(Process::InProgress),
            DayProgress::Failed => unmade(Process::Failed),
            DayProgress::Completed {
                digest, agreed_at, ..
            } => Self {
                process: Process::Completed,
                digest: Some(digest),
                agreed: agreed_at.is_some(),
            },
        }
    }
}

impl Contract<'_> {
    /// Opens a brand's reports for a caller.
    ///
    /// They tell of all channels, so a partner needs more than grants: the provider must have given
    /// it the reconciliation (`H353`).
    pub async fn reports(self, scope: &BrandScope) -> Result<Reports> {
        let now = self.now();
        scope.require_subscription(now)?;
        let brand = scope.brand();
        if let Some(partner) = scope.partner()
            && !self
                .directory()
                .has_agreement_control(partner, brand)
                .await?
        {
            return Err(mismatch("brandCode").into());
        }
        let today = Day::of(now);
        let scope = scope.clone();
        Ok(Reports { scope, today })
    }

    /// Refused as [`Contract::reports`](crate::Contract::reports) is, once the caller may not see a report any more that was
    /// opened before. To be asked between the pieces of a file.
    pub async fn require_report(self, report: &DailyReport) -> Result<()> {
        if !self.is_current(&report.scope) {
            let scope = self.reopened(&report.scope).await?;
            self.reports(&scope).await?;
        }
        Ok(())
    }

    /// Where the registry and the brand stand; `None`: the brand has no movements on that day.
    pub async fn agreement(self, report: &DailyReport) -> Result<Option<Agreement>> {
        let known = self.brand_day(report).await?;
        Ok(known.map(|known| known.progress.into()))
    }

    /// Notes that the brand agrees to the day's digest; the first time counts. `false`: there is
    /// nothing to agree to, the brand has no movements on that day. `H101`: the digest is not made
    /// yet, and what nobody has seen cannot be agreed to.
    pub async fn agree(self, report: &DailyReport) -> Result<bool> {
        match self.brand_day(report).await? {
            None => Ok(false),
            Some(BrandDay {
                progress: DayProgress::Completed { .. },
                ..
            }) => {
                self.directory()
                    .agree_to_day(report.brand, report.day, self.now())
                    .await?;
                Ok(true)
            }
            Some(_) => Err(Error::code(ErrorCode::H101)),
        }
    }

    /// What a time stamp authority said of the day's digest; `None`: nothing yet.
    pub async fn day_stamp(self, report: &DailyReport) -> Result<Option<Vec<u8>>> {
        let stamp = self.directory().day_stamp(report.brand, report.day).await?;
        Ok(stamp)
    }

    /// The day's file; `None`: there is none (yet). `H124`: too many files are being sent; `H127`: it has more rows than a
    /// book can have.
    pub async fn day_file(self, report: &DailyReport, form: DayForm) -> Result<Option<DayFile>> {
        let known = self.brand_day(report).await?.map(|known| known.progress);
        let Some(DayProgress::Completed {
            digest, movements, ..
        }) = known
        else {
            return Ok(None);
        };
        if let DayForm::Table(form) = form {
            form.require_room(movements)?;
        }
        let text = self.day_text(report).await?;
        let place = self.limits().files.try_take(report.scope.party());
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        DayFile::new(text, form, digest, place).map(Some)
    }

    /// A brand's day; `None`: it has no movements on it. One that is over and not yet closed is
    /// answered as queued if there are some.
    async fn brand_day(self, report: &DailyReport) -> Result<Option<BrandDay>> {
        let (brand, day) = (report.brand, report.day);
        // In this order: when the day is listed in between, its rows are there before the answer.
        let closing = self.directory().closing_day(day).await?;
        if let Some(known) = self.directory().brand_day(brand, day).await? {
            return Ok(Some(known));
        }
        if closing.is_some_and(|closing| closing.listed) {
            return Ok(None);
        }
        let span = self.span(day).await?;
        let has_some = self
            .blocking(move |registry| span.has_movements(registry.ledger(), brand))
            .await?;
        Ok(has_some.then_some(BrandDay {
            brand,
            day,
            progress: DayProgress::Queued,
            failures: 0,
        }))
    }
}
