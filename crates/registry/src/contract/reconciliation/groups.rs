//! What a day has, by all that a brand asks of it: channel, recipients' type, source, retailer and status.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::brand_day::{BrandDay, DayProgress};
use directory::report::{DayGroup, TakenBy};
use domain::{Channel, ErrorCode, RecipientType, Source, Status};

use super::DailyReport;
use super::file::Text;
use super::rows::Row;
use crate::{Contract, Error, Result};

/// How many groups of a day are told apart. In a day with more, the retailers that come later are counted together.
const GROUPS_MAX: usize = 2_000;

type Key = (Channel, RecipientType, Option<Source>, TakenBy, Status);

/// Counts rows by group, in bounded memory.
#[derive(Default)]
pub(super) struct GroupCounter(BTreeMap<Key, u64>);

impl GroupCounter {
    /// Counts one more.
    pub(super) fn count(&mut self, row: &Row) {
        let of = |taken_by| {
            let consent = &row.key;
            (
                consent.channel,
                consent.recipient_type,
                row.source,
                taken_by,
                row.status,
            )
        };
        let mut key = of(TakenBy::of(row.retailer));
        if self.0.len() >= GROUPS_MAX && row.retailer.is_some() && !self.0.contains_key(&key) {
            key = of(TakenBy::Others);
        }
        *self.0.entry(key).or_default() += 1;
    }

    /// The groups, in the order of what they have in common.
    pub(super) fn finish(self) -> Vec<DayGroup> {
        let group = |(key, movements): (Key, u64)| {
            let (channel, recipient_type, source, retailer, status) = key;
            DayGroup {
                channel,
                recipient_type,
                source,
                retailer,
                status,
                movements,
            }
        };
        self.0.into_iter().map(group).collect()
    }
}

/// A day, and what it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySummary {
    /// How far its file is.
    pub known: BrandDay,
    /// What it has; empty until its file is made.
    pub groups: Vec<DayGroup>,
}

impl Contract<'_> {
    /// What a day has; `None`: the brand has no movements on it. One that was closed without being counted is counted
    /// now, one at a time; `H124`: that takes too long to wait for.
    pub async fn day_summary(self, report: &DailyReport) -> Result<Option<DaySummary>> {
        let Some(known) = self.brand_day(report).await? else {
            return Ok(None);
        };
        let mut groups = Vec::new();
        if matches!(known.progress, DayProgress::Completed { .. }) {
            groups = self
                .directory()
                .day_groups(report.brand, report.day)
                .await?;
            if groups.is_empty() {
                groups = self.count_groups(report).await?;
                self.directory()
                    .keep_day_groups(report.brand, report.day, groups.clone())
                    .await?;
            }
        }
        Ok(Some(DaySummary { known, groups }))
    }

    async fn count_groups(self, report: &DailyReport) -> Result<Vec<DayGroup>> {
        let place = self.limits().counts.take(report.scope.party()).await;
        let place = Arc::new(place.ok_or_else(|| Error::code(ErrorCode::H124))?);
        let mut text = self.day_text(report).await?;
        let mut counter = GroupCounter::default();
        loop {
            self.require_report(report).await?;
            // The work goes on when nobody waits for it any more, and keeps its place for so long.
            let place = Arc::clone(&place);
            let last;
            (text, counter, last) = self
                .blocking(move |_| {
                    let _place = place;
                    let (_, last) = text.piece(|row, _| {
                        counter.count(row);
                        Ok(())
                    })?;
                    Ok((text, counter, last))
                })
                .await?;
            if last {
                return Ok(counter.finish());
            }
        }
    }

    /// The text of a day whose closing has begun.
    pub(super) async fn day_text(self, report: &DailyReport) -> Result<Text> {
        let closing = self.directory().closing_day(report.day).await?;
        let span = closing.ok_or_else(|| Error::Failed("a completed day is unknown".into()))?;
        Ok(Text::new(self.ledger(), report.brand, span.into()))
    }
}
