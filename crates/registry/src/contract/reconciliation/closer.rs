//! Closing days: after midnight each brand's file of the day is made once, to know its digest.
//!
//! Every step is noted in the directory when it is done, and doing it twice does no harm. So a kill
//! at any point costs at most the one file that was being made, which is then made anew.

use std::sync::Arc;
use std::time::Duration;

use directory::brand_day::BrandDay;
use directory::day::ClosingDay;
use domain::{BrandCode, Day, Timestamp};

use super::counts::Counter;
use super::file::Text;
use super::groups::GroupCounter;
use super::{DAYS_BACK, DayStamper};
use crate::job::{Job, Next, Stop};
use crate::{BackgroundRegistry, Contract, Error, Result};

/// How long after midnight a day is closed: what was decided before midnight is
/// in the log by then.
pub const CLOSE_DELAY: Duration = Duration::from_mins(1);

/// How long days are remembered with their digests and time stamps, in days: three years, as long
/// as a record is kept after its end (rule 60).
const DAYS_KEPT: u16 = 3 * 366;

/// How often the closer looks whether a day is over.
const LOOK_INTERVAL: Duration = Duration::from_secs(30);

/// How long a round may take to end once it was asked to.
const FINISH_TIMEOUT: Duration = Duration::from_secs(15);

/// How many brands are asked for movements at once.
const BRANDS_AT_ONCE: u32 = 256;

/// How many files are looked up at once.
const FILES_AT_ONCE: u32 = 16;

/// How long after a failure something is tried again; doubled with each further
/// one.
const RETRY_FIRST: Duration = Duration::from_mins(1);

/// The longest wait between two tries.
const RETRY_LONGEST: Duration = Duration::from_hours(1);

/// When to try again after one more failure.
pub(super) fn retry_at(now: Timestamp, failures_before: u32) -> Timestamp {
    now + (RETRY_FIRST * (1 << failures_before.min(16))).min(RETRY_LONGEST)
}

/// Closes days, and has them stamped if there is a stamper.
pub struct DayCloser {
    registry: BackgroundRegistry,
    stamper: Option<Arc<dyn DayStamper>>,
}

impl BackgroundRegistry {
    /// Closes days, and has them stamped if there is a stamper.
    pub fn day_closer(&self, stamper: Option<Arc<dyn DayStamper>>) -> DayCloser {
        DayCloser {
            registry: self.clone(),
            stamper,
        }
    }
}

impl Job for DayCloser {
    fn name(&self) -> &'static str {
        "closing of days"
    }

    /// Reads of the ledger should not go on while it is closed.
    fn grace(&self) -> Duration {
        FINISH_TIMEOUT
    }

    fn retry_pause(&self) -> Duration {
        LOOK_INTERVAL
    }

    async fn round(&mut self, stop: &Stop) -> Result<Next> {
        let closed = self.registry.contract().close_days_once(stop).await;
        if let Some(stamper) = &self.stamper {
            stop.run_until_cancelled(self.registry.contract().stamp_days(stamper.as_ref()))
                .await;
        }
        closed.map(|_| Next::After(LOOK_INTERVAL))
    }
}

impl Contract<'_> {
    /// Stamps all that waits, as long as the authority answers.
    async fn stamp_days(self, stamper: &dyn DayStamper) {
        loop {
            match self.stamp_days_once(stamper).await {
                Ok(round) if round.stamped > 0 && !round.failed => {}
                Ok(_) => return,
                Err(error) => {
                    tracing::error!(%error, "days could not be stamped");
                    return;
                }
            }
        }
    }

    /// Closes the days that are over, of the last [`DAYS_BACK`]; says how many brands' files were
    /// made. What fails for one brand is noted and tried again later, and holds no other up.
    pub async fn close_days_once(self, stop: &Stop) -> Result<u64> {
        let now = self.now();
        let late = now - CLOSE_DELAY;
        let today = Day::of(late);
        for days in (1..=DAYS_BACK).rev() {
            self.list_day(today.minus(days), stop).await?;
        }
        let mut made = 0;
        loop {
            let waiting = self
                .directory()
                .waiting_brand_days(now, FILES_AT_ONCE)
                .await?;
            if waiting.is_empty() || stop.is_cancelled() {
                break;
            }
            for waiting in waiting {
                made += u64::from(self.close_brand_day(waiting, stop).await?);
            }
        }
        match self.directory().purge_days(today.minus(DAYS_KEPT)).await? {
            0 => {}
            days => tracing::info!(days, "old days forgotten"),
        }
        Ok(made)
    }

    /// Notes which brands have movements on a day, once.
    async fn list_day(self, day: Day, stop: &Stop) -> Result<()> {
        let known = self.directory().closing_day(day).await?;
        let closing = if let Some(closing) = known {
            closing
        } else {
            let span = self.span(day).await?;
            self.directory()
                .begin_day(day, span.first, span.end)
                .await?
        };
        if closing.listed {
            return Ok(());
        }
        let mut after = BrandCode(0);
        loop {
            let codes = self.directory().brand_codes(after, BRANDS_AT_ONCE).await?;
            let Some(last) = codes.last() else { break };
            after = *last;
            let brands = self.with_movements(codes, closing).await?;
            self.directory().queue_brand_days(day, brands).await?;
            if stop.is_cancelled() {
                return Ok(());
            }
        }
        self.directory().finish_listing(day, self.now()).await?;
        Ok(())
    }

    async fn with_movements(
        self,
        brands: Vec<BrandCode>,
        closing: ClosingDay,
    ) -> Result<Vec<BrandCode>> {
        self.blocking(move |registry| {
            let mut found = Vec::new();
            for brand in brands {
                if super::span::Span::from(closing).has_movements(registry.ledger(), brand)? {
                    found.push(brand);
                }
            }
            Ok(found)
        })
        .await
    }

    /// Makes a brand's file; `false`: it failed, or was asked to stop.
    async fn close_brand_day(self, waiting: BrandDay, stop: &Stop) -> Result<bool> {
        if stop.is_cancelled() {
            return Ok(false);
        }
        let (brand, day) = (waiting.brand, waiting.day);
        let closing = self.directory().closing_day(day).await?;
        let closing = closing.ok_or_else(|| Error::Failed("a queued day is unknown".into()))?;
        self.directory().start_brand_day(brand, day).await?;
        let stop = stop.clone();
        let made = self
            .blocking(move |registry| {
                let ledger = registry.ledger();
                let mut text = Text::new(ledger, brand, closing.into());
                let mut counter = Counter::default();
                let mut groups = GroupCounter::default();
                while !stop.is_cancelled() {
                    let (_, last) = text.piece(|row, _| {
                        groups.count(row);
                        counter.count(ledger, row)
                    })?;
                    if last {
                        let counts = (counter.finish(), groups.finish());
                        return Ok(Some((text.digest(), counts)));
                    }
                }
                Ok(None)
            })
            .await;
        match made {
            Ok(Some((digest, (counts, groups)))) => {
                // In this order: a day that is completed and not counted is counted when somebody asks.
                self.directory()
                    .complete_brand_day(brand, day, digest, counts)
                    .await?;
                self.directory().keep_day_groups(brand, day, groups).await?;
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) => {
                tracing::error!(%error, %brand, %day, "a day's file could not be made");
                let at = retry_at(self.now(), waiting.failures);
                self.directory().fail_brand_day(brand, day, at).await?;
                Ok(false)
            }
        }
    }
}
