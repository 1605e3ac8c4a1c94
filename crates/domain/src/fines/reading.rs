//! The table as TOML.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::amount::Amount;
use super::rate::Rate;
use super::row::{Breach, BreachRule, FineRow, FineYear, Letter, MultiplierRule};
use super::table::{FineTable, Verdict};

/// The largest file that is read, in bytes: thousands of rows.
pub const TABLE_BYTES_MAX: usize = 256 * 1024;

/// The years a table may have.
const YEARS: std::ops::RangeInclusive<u16> = 2015..=2199;

/// The longest source or article, in bytes.
const TEXT_BYTES_MAX: usize = 200;

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// It is longer than [`TABLE_BYTES_MAX`].
    #[error("it is longer than {TABLE_BYTES_MAX} bytes")]
    TooLong,
    /// It is no such TOML; the first line of what the reader says.
    #[error("{0}")]
    Form(String),
    /// A year is there twice, or lies outside 2015 to 2199.
    #[error("the year {0} is there twice, or is none from 2015 to 2199")]
    Year(u16),
    /// A word is unknown.
    #[error("{what} {word:?} is unknown")]
    Word {
        /// Of what kind.
        what: &'static str,
        /// The word.
        word: String,
    },
    /// A text is empty, too long, or has a control character.
    #[error("{0} is empty, is longer than {TEXT_BYTES_MAX} bytes, or is not one line of text")]
    Text(&'static str),
    /// A row's amounts.
    #[error("{year}, letter {}: {why}", letter.as_word())]
    Row {
        /// Its year.
        year: u16,
        /// Its letter.
        letter: Letter,
        /// What is wrong.
        why: &'static str,
    },
    /// A year has neither rows nor a rate to reckon them by, or none before it.
    #[error("{0} has no rows, and there is no year before it and rate to reckon them by")]
    NoRows(u16),
    /// A multiplier is below 2, or there twice.
    #[error("the multiplier of letter {} is below 2, or is there twice for one year", .0.as_word())]
    Multiplier(Letter),
    /// A breach has two rules for one year.
    #[error("the breach {} has two rules since one year", .0.as_word())]
    Breach(Breach),
}

/// The table that is built in.
pub fn official() -> &'static FineTable {
    static TABLE: LazyLock<FineTable> = LazyLock::new(|| {
        let text = include_str!("../../fines.toml");
        read(text, &FineTable::default()).expect("the committed table is right")
    });
    &TABLE
}

/// The built-in table with an operator's own: its years, breaches and multipliers stand in place of those built in.
pub fn with_own(text: &str) -> Result<FineTable, TableFault> {
    read(text, official())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    breach: Vec<BreachEntry>,
    #[serde(default)]
    multiplier: Vec<MultiplierEntry>,
    #[serde(default)]
    year: Vec<YearEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreachEntry {
    name: String,
    since: u16,
    article: String,
    letter: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MultiplierEntry {
    letter: String,
    since: u16,
    most: u8,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearEntry {
    year: u16,
    source: String,
    rate: Option<String>,
    #[serde(default)]
    row: Vec<RowEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowEntry {
    letter: String,
    least: u64,
    most: u64,
    #[serde(default)]
    computed: bool,
}

fn read(text: &str, beneath: &FineTable) -> Result<FineTable, TableFault> {
    if text.len() > TABLE_BYTES_MAX {
        return Err(TableFault::TooLong);
    }
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            text.get(..span.start).unwrap_or(text).matches('\n').count() + 1
        });
        let message = error.message().lines().next().unwrap_or_default();
        TableFault::Form(format!("line {line}: {message}"))
    })?;
    let mut table = beneath.clone();
    put_breaches(&mut table, file.breach)?;
    put_multipliers(&mut table, file.multiplier)?;
    put_years(&mut table, file.year)?;
    Ok(table)
}

fn put_breaches(table: &mut FineTable, entries: Vec<BreachEntry>) -> Result<(), TableFault> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        let breach = known("the breach", &entry.name, Breach::from_word)?;
        if !seen.insert((breach, year(entry.since)?)) {
            return Err(TableFault::Breach(breach));
        }
        let rule = BreachRule {
            breach,
            since: entry.since,
            article: line("an article", entry.article)?,
            letter: known("the letter", &entry.letter, Letter::from_word)?,
            source: line("a source", entry.source)?,
        };
        let rules = &mut table.breaches;
        rules.retain(|other| (other.breach, other.since) != (rule.breach, rule.since));
        rules.push(rule);
    }
    Ok(())
}

fn put_multipliers(table: &mut FineTable, entries: Vec<MultiplierEntry>) -> Result<(), TableFault> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        let letter = known("the letter", &entry.letter, Letter::from_word)?;
        if entry.most < 2 || !seen.insert((letter, year(entry.since)?)) {
            return Err(TableFault::Multiplier(letter));
        }
        let rule = MultiplierRule {
            letter,
            since: entry.since,
            most: entry.most,
            source: line("a source", entry.source)?,
        };
        let rules = &mut table.multipliers;
        rules.retain(|other| (other.letter, other.since) != (rule.letter, rule.since));
        rules.push(rule);
    }
    Ok(())
}

fn put_years(table: &mut FineTable, mut entries: Vec<YearEntry>) -> Result<(), TableFault> {
    // A year without rows is reckoned from the one before, which may stand after it in the file.
    entries.sort_by_key(|entry| entry.year);
    let mut seen = BTreeSet::new();
    for entry in entries {
        let number = year(entry.year)?;
        if !seen.insert(number) {
            return Err(TableFault::Year(number));
        }
        let rate = entry
            .rate
            .map(|text| known("the rate", &text, Rate::read))
            .transpose()?;
        let mut rows = read_rows(number, entry.row)?;
        if rows.is_empty() {
            rows = rate
                .and_then(|rate| table.computed(number - 1, rate))
                .ok_or(TableFault::NoRows(number))?;
        }
        let source = line("a source", entry.source)?;
        table.years.insert(number, FineYear { source, rate, rows });
    }
    let wrong = table.check().find(|check| {
        let differs = matches!(check.verdict, Verdict::Differs(_));
        check.row.computed && differs && seen.contains(&check.year)
    });
    if let Some(wrong) = wrong {
        return Err(TableFault::Row {
            year: wrong.year,
            letter: wrong.letter,
            why: "it is said to be computed, and is not what the year before comes to",
        });
    }
    Ok(())
}

fn read_rows(year: u16, entries: Vec<RowEntry>) -> Result<BTreeMap<Letter, FineRow>, TableFault> {
    let mut rows = BTreeMap::new();
    for entry in entries {
        let letter = known("the letter", &entry.letter, Letter::from_word)?;
        let fault = |why| TableFault::Row { year, letter, why };
        let (Some(least), Some(most)) =
            (Amount::of_liras(entry.least), Amount::of_liras(entry.most))
        else {
            return Err(fault("an amount is too large"));
        };
        if least > most || least == Amount::ZERO {
            return Err(fault("the least is 0, or more than the most"));
        }
        let row = FineRow {
            least,
            most,
            computed: entry.computed,
        };
        if rows.insert(letter, row).is_some() {
            return Err(fault("it is there twice"));
        }
    }
    Ok(rows)
}

fn year(number: u16) -> Result<u16, TableFault> {
    let known = YEARS.contains(&number);
    known.then_some(number).ok_or(TableFault::Year(number))
}

fn known<T>(
    what: &'static str,
    word: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<T, TableFault> {
    read(word).ok_or_else(|| TableFault::Word {
        what,
        word: word.chars().take(TEXT_BYTES_MAX).collect(),
    })
}

fn line(what: &'static str, text: String) -> Result<String, TableFault> {
    let wrong =
        text.trim().is_empty() || text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control);
    if wrong {
        return Err(TableFault::Text(what));
    }
    Ok(text)
}
