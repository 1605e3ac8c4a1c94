//! Business days in Türkiye.
//!
//! **Half days** (the eves of feasts and 28 October, from 13:00) do not count as business days
//! here. Neither the contract nor the regulation says; counting them would take from a provider a
//! day on which offices close at noon, and an approval refused as late is lost, while a deadline
//! longer by a day harms nobody: the recipient is told of the approval all the same, and a refusal
//! has no deadline.

mod table;

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

pub use table::Table;

/// For how many business days after the day it was expressed an approval may still be recorded
/// (rule 23).
pub const BUSINESS_DAYS: u8 = 3;

/// The offset of Türkiye's clocks from UTC, in milliseconds (see [`crate::time`]).
const OFFSET_MILLIS: i64 = 3 * 60 * 60 * 1000;

/// Milliseconds in a day; there is no daylight saving time.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// How much of a day is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Monday to Friday, nothing special.
    #[serde(skip)]
    Business,
    /// Free from 13:00.
    Half,
    /// Free: a holiday, a Saturday or a Sunday.
    #[serde(rename = "full")]
    Free,
}

/// A day an operator adds to the official holidays, such as an administrative leave (idari izin).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The day.
    pub date: Date,
    /// What it becomes. A day that is freer already stays as it is.
    pub kind: DayKind,
}

/// The official holidays, with an operator's additions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The first covered day.
    first: i64,
    /// What each covered day is.
    kinds: Arc<[DayKind]>,
    /// For each covered day the earliest day whose consents are still in time on it; `None` near
    /// the start, where that day lies before the table.
    deadlines: Arc<[Option<i64>]>,
}

/// A date the calendar does not know: an error, never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holiday table does not cover this date")]
pub struct OutOfRange;

impl Calendar {
    /// The built-in table, with no additions.
    pub fn official() -> Self {
        Self::from_kinds(Table::official())
    }

    /// The built-in table and an operator's additions; one outside the table is refused, because
    /// it would never be looked at.
    pub fn with_additions(additions: &[Addition]) -> Result<Self, OutOfRange> {
        let mut table = Table::official().clone();
        for addition in additions {
            table.free(addition.date, addition.kind)?;
        }
        Ok(Self::from_kinds(&table))
    }

    /// Counts back from every day once, so that a decision is a look-up.
    fn from_kinds(table: &Table) -> Self {
        let first = table.first_day();
        let kinds = table.kinds();
        let mut business = Vec::new();
        let deadlines = (first..)
            .zip(kinds)
            .map(|(day, kind)| {
                if *kind == DayKind::Business {
                    business.push(day);
                }
                // A consent of the fourth business day back has three after it, today included.
                business
                    .len()
                    .checked_sub(usize::from(BUSINESS_DAYS) + 1)
                    .map(|position| business[position])
            })
            .collect();
        Self {
            first,
            kinds: kinds.into(),
            deadlines,
        }
    }

    /// What a day is.
    pub fn kind(&self, date: Date) -> Result<DayKind, OutOfRange> {
        self.kinds
            .get(self.position(epoch_day(date))?)
            .copied()
            .ok_or(OutOfRange)
    }

    /// The first instant from which a consent expressed still counts as within three business
    /// days at `now` (rule 23).
    ///
    /// Days are counted whole: a consent is in time while at most three business days lie after
    /// the day it was expressed on, up to and with today.
    pub fn in_time_since(&self, now: Timestamp) -> Result<Timestamp, OutOfRange> {
        let today = local_day(now);
        let deadline = self.deadlines.get(self.position(today)?).copied().flatten();
        deadline.map(midnight).ok_or(OutOfRange)
    }

    /// Where a day stands in the table, if it is not before it.
    fn position(&self, day: i64) -> Result<usize, OutOfRange> {
        usize::try_from(day - self.first).map_err(|_| OutOfRange)
    }
}

/// The midnight that begins the day three days before that of `now`. Since business days are days,
/// a consent from then on is in time whatever the holidays are: what can be said where the
/// calendar is [`OutOfRange`].
pub fn surely_in_time_since(now: Timestamp) -> Timestamp {
    let today = local_day(now);
    midnight(today - i64::from(BUSINESS_DAYS))
}

/// The day on a clock in Türkiye, in days since 1970-01-01.
fn local_day(now: Timestamp) -> i64 {
    now.as_millis()
        .saturating_add(OFFSET_MILLIS)
        .div_euclid(DAY_MILLIS)
}

/// The instant at which a day begins in Türkiye.
fn midnight(day: i64) -> Timestamp {
    Timestamp::from_millis(day.saturating_mul(DAY_MILLIS).saturating_sub(OFFSET_MILLIS))
}

/// Days since 1970-01-01.
fn epoch_day(date: Date) -> i64 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}
