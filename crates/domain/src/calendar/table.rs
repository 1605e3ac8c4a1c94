//! The holiday table in `data/holidays.txt`, which says what its lines mean.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::{DayKind, OutOfRange, epoch_day};

/// The official days, one entry a day without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    first: Date,
    kinds: Vec<DayKind>,
}

/// The line of a table that cannot be read, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} of the holiday table cannot be read")]
pub struct Unreadable(pub usize);

impl Table {
    /// The built-in table, read once.
    pub fn official() -> &'static Self {
        static OFFICIAL: LazyLock<Table> = LazyLock::new(|| {
            Table::from_text(include_str!("../../data/holidays.txt"))
                .expect("the built-in table is right; a test reads it")
        });
        &OFFICIAL
    }

    /// Reads a table. Its `range` comes first.
    pub fn from_text(text: &str) -> Result<Self, Unreadable> {
        let mut table = Self {
            first: Date::ZERO,
            kinds: Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or("").trim();
            if !line.is_empty() {
                table.read(line).ok_or(Unreadable(number))?;
            }
        }
        Ok(table)
    }

    /// The first covered day, in days since 1970-01-01.
    pub(super) fn first_day(&self) -> i64 {
        epoch_day(self.first)
    }

    /// What each day is, from the first one on.
    pub(super) fn kinds(&self) -> &[DayKind] {
        &self.kinds
    }

    /// Makes a day at least as free as `kind`.
    pub(super) fn free(&mut self, date: Date, kind: DayKind) -> Result<(), OutOfRange> {
        let position = usize::try_from(epoch_day(date) - self.first_day());
        let day = self
            .kinds
            .get_mut(position.map_err(|_| OutOfRange)?)
            .ok_or(OutOfRange)?;
        if kind == DayKind::Free || *day == DayKind::Business {
            *day = kind;
        }
        Ok(())
    }

    fn read(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_whitespace();
        let (word, first, second) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() || (word == "range") != self.kinds.is_empty() {
            return None;
        }
        match word {
            "range" => {
                self.first = first.parse().ok()?;
                let last: Date = second.parse().ok()?;
                self.kinds = self
                    .first
                    .series(1.day())
                    .take_while(|date| *date <= last)
                    .map(|date| match date.weekday() {
                        Weekday::Saturday | Weekday::Sunday => DayKind::Free,
                        _ => DayKind::Business,
                    })
                    .collect();
                (!self.kinds.is_empty()).then_some(())
            }
            "every" | "every-half" => {
                let kind = if word == "every" {
                    DayKind::Free
                } else {
                    DayKind::Half
                };
                let from: i16 = second.parse().ok()?;
                for year in self.first.year().max(from)..=self.last()?.year() {
                    let date: Date = format!("{year:04}-{first}").parse().ok()?;
                    self.free(date, kind).ok()?;
                }
                Some(())
            }
            "feast" => {
                let first: Date = first.parse().ok()?;
                let days: u8 = second.parse().ok()?;
                self.free(first.yesterday().ok()?, DayKind::Half).ok()?;
                for day in first.series(1.day()).take(days.into()) {
                    self.free(day, DayKind::Free).ok()?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn last(&self) -> Option<Date> {
        let days = i64::try_from(self.kinds.len()).ok()?;
        self.first.checked_add((days - 1).days()).ok()
    }
}
