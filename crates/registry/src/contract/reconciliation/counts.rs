//! How many movements of which kind a brand's day has (contract 10).

use directory::brand_day::{DayCount, DayProgress};
use domain::{Change, Channel, ErrorCode, Origin, RecipientType, Seq, Status};
use ledger::Ledger;

use super::DailyReport;
use super::rows::Row;
use crate::{Contract, Error, Result};

/// A channel's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelStats {
    /// The channel.
    pub channel: Channel,
    /// The sides that made movements on it; at least one.
    pub sides: Vec<SideStats>,
}

/// One side's counts on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SideStats {
    /// The side.
    pub origin: Origin,
    /// First approvals, and approvals after a refusal.
    pub approvals: u64,
    /// Refusals after an approval.
    pub rejections: u64,
    /// Items of batches accepted on the day that still wait.
    pub pending: u64,
    /// All movements, and what is pending. More than the three above together where a status was
    /// repeated or a first word was a refusal.
    pub total: u64,
}

impl Contract<'_> {
    /// A day's counts for one type of recipients, by channel; channels and sides without any are
    /// left out. `H103`: the day is not counted yet.
    pub async fn change_stats(
        self,
        report: &DailyReport,
        recipient_type: RecipientType,
    ) -> Result<Vec<ChannelStats>> {
        let counts = match self.brand_day(report).await?.map(|known| known.progress) {
            None => Vec::new(),
            Some(DayProgress::Completed { .. }) => {
                self.directory()
                    .day_counts(report.brand, report.day)
                    .await?
            }
            Some(_) => return Err(Error::code(ErrorCode::H103)),
        };
        let pending = self.pending_items(report, recipient_type).await?;
        let side = |channel, origin| {
            let count = counts.iter().find(|count| {
                (count.recipient_type, count.channel, count.origin)
                    == (recipient_type, channel, origin)
            });
            let pending = pending.of(channel, origin);
            let stats = SideStats {
                origin,
                approvals: count.map_or(0, |count| count.approvals),
                rejections: count.map_or(0, |count| count.rejections),
                pending,
                total: count.map_or(0, |count| count.movements) + pending,
            };
            (stats.total > 0).then_some(stats)
        };
        let stats = Channel::ALL.into_iter().map(|channel| ChannelStats {
            channel,
            sides: Origin::ALL
                .into_iter()
                .filter_map(|origin| side(channel, origin))
                .collect(),
        });
        Ok(stats.filter(|stats| !stats.sides.is_empty()).collect())
    }
}

/// Counts rows by kind.
#[derive(Default)]
pub(super) struct Counter(Vec<DayCount>);

impl Counter {
    /// Counts one more; looks up what the record said before.
    pub(super) fn count(&mut self, ledger: &Ledger, row: &Row) -> Result<()> {
        let before = status_before(ledger, row.prev)?;
        let count = self.of(row);
        count.movements += 1;
        match (before, row.status) {
            (None | Some(Status::Refusal), Status::Approval) => count.approvals += 1,
            (Some(Status::Approval), Status::Refusal) => count.rejections += 1,
            _ => {}
        }
        Ok(())
    }

    fn of(&mut self, row: &Row) -> &mut DayCount {
        let known = self.0.iter().position(|count| {
            (count.recipient_type, count.channel, count.origin)
                == (row.key.recipient_type, row.key.channel, row.origin)
        });
        let position = known.unwrap_or_else(|| {
            self.0.push(DayCount {
                recipient_type: row.key.recipient_type,
                channel: row.key.channel,
                origin: row.origin,
                approvals: 0,
                rejections: 0,
                movements: 0,
            });
            self.0.len() - 1
        });
        &mut self.0[position]
    }

    /// The counts; kinds without any are left out.
    pub(super) fn finish(self) -> Vec<DayCount> {
        self.0
    }
}

/// What the record said before a movement; changes of retailers' access are passed over.
pub(crate) fn status_before(ledger: &Ledger, mut prev: Option<Seq>) -> Result<Option<Status>> {
    while let Some(seq) = prev {
        let Some(recorded) = ledger.movement(seq)? else {
            return Ok(None);
        };
        match recorded.movement.change {
            Change::Consent(consent) => return Ok(Some(consent.status)),
            Change::Access(_) => prev = recorded.movement.prev,
        }
    }
    Ok(None)
}
