//! Proposing a layout from the first rows of a file.

use std::collections::BTreeSet;

use super::field::{Field, Holds};
use super::name;
use super::plan::{Column, Layout, NoLayout, Translation, VERSION};
use super::word::{self, Word};
use crate::row::Row;

/// The least columns of a list in the template's order: all up to the date.
const TEMPLATE_COLUMNS_MIN: usize = 5;

impl Layout {
    /// Proposes a layout for a file that begins with these rows.
    ///
    /// # Errors
    /// When there are none, or the first names no column.
    pub fn recognise(first: &[Row]) -> Result<Self, NoLayout> {
        let head = first.first().ok_or(NoLayout::Empty)?;
        let (has_header, columns) = if is_template(head) {
            (false, template(head))
        } else {
            (true, header(head).ok_or(NoLayout::NoHeader)?)
        };
        let rows = &first[usize::from(has_header)..];
        let translations = translations(&columns, rows);
        Ok(Self {
            version: VERSION,
            has_header,
            columns,
            translations,
            whole_file: Vec::new(),
        })
    }
}

/// Whether a row is a consent in the template's order: its channel, source and status are words.
fn is_template(row: &Row) -> bool {
    let is_word =
        |field: Field, column: usize| word::of(field, &word::fold(row.cell(column))) != Word::Other;
    (TEMPLATE_COLUMNS_MIN..=Field::ALL.len()).contains(&row.len())
        && is_word(Field::Channel, 0)
        && is_word(Field::Source, 1)
        && is_word(Field::Status, 3)
}

/// The template's columns.
fn template(row: &Row) -> Vec<Column> {
    let column = |field| Column {
        name: String::new(),
        holds: Holds::Field(field),
    };
    Field::ALL.into_iter().take(row.len()).map(column).collect()
}

/// The columns a header names; nothing where it names none.
fn header(row: &Row) -> Option<Vec<Column>> {
    let column = |cell: &str| Column {
        name: cell.trim().to_owned(),
        holds: name::holds(cell),
    };
    let mut columns: Vec<Column> = row.cells().map(column).collect();
    // Whatever stands below is more than there are columns, and has to be empty as well.
    while columns
        .pop_if(|last| last.holds == Holds::Nothing)
        .is_some()
    {}
    let is_known = |column: &Column| matches!(column.holds, Holds::Field(_));
    columns.iter().any(is_known).then_some(columns)
}

/// The words in the rows that would be translated.
fn translations(columns: &[Column], rows: &[Row]) -> Vec<Translation> {
    let mut found = BTreeSet::new();
    for row in rows {
        for (column, of) in columns.iter().enumerate() {
            let Holds::Field(field) = of.holds else {
                continue;
            };
            if !word::has_words(field) {
                continue;
            }
            let folded = word::fold(row.cell(column));
            if let Word::Instead(means) = word::of(field, &folded) {
                found.insert((field, folded, means));
            }
        }
    }
    let translation = |(field, word, means): (Field, String, &str)| Translation {
        field,
        word,
        means: means.to_owned(),
    };
    found.into_iter().map(translation).collect()
}
