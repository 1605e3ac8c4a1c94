//! The sum that a decision comes to, step by step.

use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::row::{Breach, FineRow, Letter};
use super::table::FineTable;
use crate::Day;

/// Which year's fines are applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YearOf {
    /// That of the act: the day the message was sent.
    #[default]
    Act,
    /// That of the decision.
    Decision,
}

/// What was done, and when it was decided about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The day the message was sent.
    pub sent: Day,
    /// The day of the decision.
    pub decided: Day,
    /// How many people this one sending reached, as far as it was found out.
    pub recipients: u64,
}

/// What an officer sets for one breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fine {
    /// The breach.
    pub breach: Breach,
    /// The amount within the row, before it is multiplied.
    pub base: Amount,
    /// By what it is multiplied; 1: not.
    pub multiplier: u8,
}

/// The sum, and how it was reckoned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FineSum {
    /// The year whose rows were applied.
    pub year: u16,
    /// Where they were printed.
    pub source: String,
    /// One step a breach.
    pub lines: Vec<FineLine>,
    /// All steps together.
    pub total: Amount,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FineLine {
    /// The breach.
    pub breach: Breach,
    /// The article that was broken.
    pub article: String,
    /// The letter of article 12/1.
    pub letter: Letter,
    /// Between what and what it lies.
    pub row: FineRow,
    /// The amount that was set.
    pub base: Amount,
    /// By what it is multiplied.
    pub multiplier: u8,
    /// The product.
    pub product: Amount,
}

/// Why there is no sum. The case goes on without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FineRefusal {
    /// The table lacks the year.
    #[error("the fine table has no year {0}; add it to the file that `fines.table` names")]
    NoYear(u16),
    /// The year lacks the letter.
    #[error("the fine table has no letter {} in {year}", letter.as_word())]
    NoRow {
        /// The year.
        year: u16,
        /// The letter.
        letter: Letter,
    },
    /// No rule of that year says by which letter the breach is fined.
    #[error("the fine table does not say by which letter {} is fined in {year}", breach.as_word())]
    NoRule {
        /// The year.
        year: u16,
        /// The breach.
        breach: Breach,
    },
    /// The amount lies outside the row.
    #[error("the fine lies between {least} and {most}")]
    Outside {
        /// For what.
        breach: Breach,
        /// The least.
        least: Amount,
        /// The most.
        most: Amount,
    },
    /// This letter is not multiplied.
    #[error("the fine of letter {} is not multiplied", .0.as_word())]
    NotMultiplied(Letter),
    /// The multiplier is 0 or above the most.
    #[error("the multiplier is a number from 1 to {0}")]
    Multiplier(u8),
    /// One person alone was reached, or nobody knows of more.
    #[error("a fine is only multiplied where one sending reached more than one person")]
    OnePerson,
    /// A breach is named twice.
    #[error("{} is fined twice", .0.as_word())]
    Twice(Breach),
    /// No breach is named.
    #[error("no breach is fined")]
    Nothing,
    /// The sum is beyond all reason.
    #[error("the sum is too large")]
    TooLarge,
}

impl FineTable {
    /// What a decision comes to, from the rows of the year that `year_of` says.
    pub fn reckon(
        &self,
        act: Act,
        year_of: YearOf,
        fines: &[Fine],
    ) -> Result<FineSum, FineRefusal> {
        let year = match year_of {
            YearOf::Act => act.sent.year(),
            YearOf::Decision => act.decided.year(),
        };
        let source = self.year(year).ok_or(FineRefusal::NoYear(year))?;
        if fines.is_empty() {
            return Err(FineRefusal::Nothing);
        }
        let mut lines: Vec<FineLine> = Vec::new();
        let mut total = Amount::ZERO;
        for fine in fines {
            if lines.iter().any(|line| line.breach == fine.breach) {
                return Err(FineRefusal::Twice(fine.breach));
            }
            let line = self.line(year, act.recipients, *fine)?;
            total = total.plus(line.product).ok_or(FineRefusal::TooLarge)?;
            lines.push(line);
        }
        Ok(FineSum {
            year,
            source: source.source.clone(),
            lines,
            total,
        })
    }

    fn line(&self, year: u16, recipients: u64, fine: Fine) -> Result<FineLine, FineRefusal> {
        let breach = fine.breach;
        let rule = self
            .breach(breach, year)
            .ok_or(FineRefusal::NoRule { year, breach })?;
        let letter = rule.letter;
        let rows = self.year(year).ok_or(FineRefusal::NoYear(year))?;
        let row = rows
            .rows
            .get(&letter)
            .ok_or(FineRefusal::NoRow { year, letter })?;
        let (least, most) = (row.least, row.most);
        if !(least..=most).contains(&fine.base) {
            return Err(FineRefusal::Outside {
                breach,
                least,
                most,
            });
        }
        self.may_multiply(year, letter, recipients, fine.multiplier)?;
        let product = fine.base.times(fine.multiplier);
        Ok(FineLine {
            breach,
            article: rule.article.clone(),
            letter,
            row: row.clone(),
            base: fine.base,
            multiplier: fine.multiplier,
            product: product.ok_or(FineRefusal::TooLarge)?,
        })
    }

    fn may_multiply(
        &self,
        year: u16,
        letter: Letter,
        recipients: u64,
        multiplier: u8,
    ) -> Result<(), FineRefusal> {
        if multiplier == 1 {
            return Ok(());
        }
        let rule = self
            .multiplier(letter, year)
            .ok_or(FineRefusal::NotMultiplied(letter))?;
        if !(1..=rule.most).contains(&multiplier) {
            return Err(FineRefusal::Multiplier(rule.most));
        }
        if recipients < 2 {
            return Err(FineRefusal::OnePerson);
        }
        Ok(())
    }
}
