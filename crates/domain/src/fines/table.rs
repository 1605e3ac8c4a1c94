//! The table: which row holds in a year, and whether rows are what the year before comes to.

use std::collections::BTreeMap;

use super::rate::Rate;
use super::row::{Breach, BreachRule, FineRow, FineYear, Letter, MultiplierRule};

/// Fines by year, and the rules by which a row is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FineTable {
    pub(super) years: BTreeMap<u16, FineYear>,
    pub(super) breaches: Vec<BreachRule>,
    pub(super) multipliers: Vec<MultiplierRule>,
}

/// A row beside what the year before comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCheck<'a> {
    /// The year.
    pub year: u16,
    /// The letter.
    pub letter: Letter,
    /// The row.
    pub row: &'a FineRow,
    /// How it stands.
    pub verdict: Verdict,
}

/// How a row stands to that of the year before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is what the year before comes to.
    Fits,
    /// It is not; this would be.
    Differs(FineRow),
    /// The year before, its row, or the rate is not in the table.
    NotChecked,
}

impl FineTable {
    /// The years it has, in order.
    pub fn years(&self) -> impl Iterator<Item = (u16, &FineYear)> {
        self.years.iter().map(|(year, rows)| (*year, rows))
    }

    /// The rows of a year.
    pub fn year(&self, year: u16) -> Option<&FineYear> {
        self.years.get(&year)
    }

    /// By which letter a breach of that year is fined.
    pub fn breach(&self, breach: Breach, year: u16) -> Option<&BreachRule> {
        let rules = self.breaches.iter();
        rules
            .filter(|rule| rule.breach == breach && rule.since <= year)
            .max_by_key(|rule| rule.since)
    }

    /// Whether a letter's fine may be multiplied in that year, and by how much.
    pub fn multiplier(&self, letter: Letter, year: u16) -> Option<&MultiplierRule> {
        let rules = self.multipliers.iter();
        rules
            .filter(|rule| rule.letter == letter && rule.since <= year)
            .max_by_key(|rule| rule.since)
    }

    /// The rows that follow those of a year under a rate. `None`: the year is not there.
    pub fn computed(&self, before: u16, rate: Rate) -> Option<BTreeMap<Letter, FineRow>> {
        let rows = &self.year(before)?.rows;
        let raised = rows
            .iter()
            .map(|(letter, row)| Some((*letter, raised(row, rate)?)));
        raised.collect()
    }

    /// Each row, held against the year before.
    pub fn check(&self) -> impl Iterator<Item = RowCheck<'_>> {
        self.years().flat_map(move |(year, rows)| {
            rows.rows.iter().map(move |(letter, row)| RowCheck {
                year,
                letter: *letter,
                row,
                verdict: self.verdict(year, *letter, row),
            })
        })
    }

    fn verdict(&self, year: u16, letter: Letter, row: &FineRow) -> Verdict {
        let before = year.checked_sub(1).and_then(|before| self.year(before));
        let expected = before
            .and_then(|before| before.rows.get(&letter))
            .zip(self.year(year).and_then(|rows| rows.rate))
            .and_then(|(before, rate)| raised(before, rate));
        match expected {
            None => Verdict::NotChecked,
            Some(expected) if (expected.least, expected.most) == (row.least, row.most) => {
                Verdict::Fits
            }
            Some(expected) => Verdict::Differs(expected),
        }
    }
}

fn raised(row: &FineRow, rate: Rate) -> Option<FineRow> {
    Some(FineRow {
        least: rate.raise(row.least)?,
        most: rate.raise(row.most)?,
        computed: true,
    })
}
