//! The layout itself: what is shown, confirmed and kept.

use serde::{Deserialize, Serialize};

use super::field::{Field, Holds};
use super::{name, word};
use crate::limits::{COLUMNS_MAX, TRANSLATIONS_MAX};
use crate::row::Row;

/// The version of the stored form.
pub const VERSION: u16 = 1;

/// How a list's rows are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub(super) version: u16,
    pub(super) has_header: bool,
    pub(super) columns: Vec<Column>,
    pub(super) translations: Vec<Translation>,
    pub(super) whole_file: Vec<Set>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name in the header; nothing where there is no header.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// A word in the list's cells that stands for one of the contract's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// In which column.
    pub field: Field,
    /// The word in small letters without marks.
    pub word: String,
    /// The contract's word.
    pub means: String,
}

/// What a field is in every row, because the list has no column of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// The field.
    pub field: Field,
    /// The contract's word.
    pub to: String,
}

/// What stands in the way of reading rows by a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No column holds it, and it is not set for the whole file.
    Missing(Field),
    /// More than one column holds it.
    Twice(Field),
    /// Nobody knows what the column holds.
    Unknown {
        /// Which column, from 0.
        column: usize,
    },
}

/// Why there is no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLayout {
    /// The file has no rows.
    #[error("the file has no rows")]
    Empty,
    /// Its first row is neither a header nor in the template's order.
    #[error("the first row names no column")]
    NoHeader,
    /// The stored form is of another version, or is none.
    #[error("this is no layout that is known")]
    Stored,
    /// A word is not one of the contract's, or the field has no words.
    #[error("this is no word of the contract")]
    NoWord,
    /// There are too many.
    #[error("there are too many words or columns")]
    TooMany,
}

impl Layout {
    /// Whether the first row is a header.
    pub const fn has_header(&self) -> bool {
        self.has_header
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The words it translates.
    pub fn translations(&self) -> &[Translation] {
        &self.translations
    }

    /// What is set for the whole file.
    pub fn whole_file(&self) -> &[Set] {
        &self.whole_file
    }

    /// Whether a file whose first row this is has the same layout: the same names in the same order, however they are
    /// written.
    pub fn fits(&self, first: &Row) -> bool {
        first.len() == self.columns.len()
            && self
                .columns
                .iter()
                .zip(first.cells())
                .all(|(column, cell)| {
                    !self.has_header || name::fold(&column.name) == name::fold(cell)
                })
    }

    /// Says what a column holds.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn assign(&mut self, column: usize, holds: Holds) -> Result<(), NoLayout> {
        let column = self.columns.get_mut(column).ok_or(NoLayout::TooMany)?;
        column.holds = holds;
        Ok(())
    }

    /// Says what a word in the list stands for.
    ///
    /// # Errors
    /// When it is to stand for no word of the contract, or there are too many.
    pub fn translate(&mut self, field: Field, word: &str, means: &str) -> Result<(), NoLayout> {
        if !word::is_contracts(field, means) {
            return Err(NoLayout::NoWord);
        }
        let word = word::fold(word);
        self.translations
            .retain(|one| (one.field, &one.word) != (field, &word));
        if self.translations.len() >= TRANSLATIONS_MAX {
            return Err(NoLayout::TooMany);
        }
        self.translations.push(Translation {
            field,
            word,
            means: means.to_owned(),
        });
        Ok(())
    }

    /// Takes a translation back; its rows are refused then.
    pub fn forget(&mut self, field: Field, word: &str) {
        let word = word::fold(word);
        self.translations
            .retain(|one| (one.field, &one.word) != (field, &word));
    }

    /// Says what a field is in every row whose own cell is empty or missing.
    ///
    /// # Errors
    /// When the field has no words, or this is none of them.
    pub fn set_whole_file(&mut self, field: Field, to: &str) -> Result<(), NoLayout> {
        if !word::is_contracts(field, to) {
            return Err(NoLayout::NoWord);
        }
        self.whole_file.retain(|set| set.field != field);
        self.whole_file.push(Set {
            field,
            to: to.to_owned(),
        });
        Ok(())
    }

    /// What stands in the way; nothing where rows can be read.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for field in Field::ALL {
            let held = |column: &&Column| column.holds == Holds::Field(field);
            let count = self.columns.iter().filter(held).count();
            let is_set = self.whole_file.iter().any(|set| set.field == field);
            if count > 1 {
                gaps.push(Gap::Twice(field));
            } else if count == 0 && !is_set && field.is_needed() {
                gaps.push(Gap::Missing(field));
            }
        }
        for (column, of) in self.columns.iter().enumerate() {
            if of.holds == Holds::Unknown {
                gaps.push(Gap::Unknown { column });
            }
        }
        gaps
    }

    /// Reads a stored layout.
    ///
    /// # Errors
    /// When it is of another version, or holds what a layout cannot.
    pub fn parse(text: &str) -> Result<Self, NoLayout> {
        let layout: Self = serde_json::from_str(text).map_err(|_| NoLayout::Stored)?;
        let are_words = layout
            .translations
            .iter()
            .map(|one| (one.field, &one.means))
            .chain(layout.whole_file.iter().map(|set| (set.field, &set.to)))
            .all(|(field, word)| word::is_contracts(field, word));
        let are_few = layout.columns.len() <= COLUMNS_MAX
            && layout.translations.len() <= TRANSLATIONS_MAX
            && layout.whole_file.len() <= Field::ALL.len();
        if layout.version == VERSION && are_words && are_few {
            Ok(layout)
        } else {
            Err(NoLayout::Stored)
        }
    }

    /// Its stored form.
    pub fn to_json(&self) -> String {
        // Names and words are texts; writing them cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}
