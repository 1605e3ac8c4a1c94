//! From a row to the consent in it.

use std::collections::BTreeMap;

use domain::draft::{self, ConsentRequest, EmptyFields, Statement};
use domain::{ErrorCode, Location, Violation};
use serde_json::{Map, Value};

use super::cell::{write_address, write_date};
use super::field::{Field, Holds};
use super::plan::{Gap, Layout};
use super::word::{self, Word};
use crate::finding::{Finding, Flaw};
use crate::number;
use crate::row::Row;

/// Why a row is no consent.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What was found: at least one.
    pub found: Vec<Found>,
    /// What could be read all the same, for whoever judges the rules together with it.
    pub statement: Statement,
}

/// What was found, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The field; `None`: the row itself.
    pub field: Option<Field>,
    /// What was found.
    pub finding: Finding,
}

/// Reads the rows of a list by its layout, each into the object that the contract would send, which
/// [`domain::draft::parse`] reads: what is refused here is refused there, with the same codes.
pub struct RowReader<'a> {
    layout: &'a Layout,
    /// The column of each field.
    places: [Option<usize>; Field::ALL.len()],
    /// What each field is where its cell is empty.
    whole_file: [Option<&'a str>; Field::ALL.len()],
    /// The object, its values written over by each row.
    object: Map<String, Value>,
    unconfirmed: BTreeMap<(Field, String), u64>,
}

impl Layout {
    /// Reads rows by it.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn reader(&self) -> Result<RowReader<'_>, Vec<Gap>> {
        let gaps = self.gaps();
        if gaps.is_empty() {
            Ok(RowReader::new(self))
        } else {
            Err(gaps)
        }
    }
}

impl<'a> RowReader<'a> {
    /// By a layout without gaps.
    fn new(layout: &'a Layout) -> Self {
        let place = |field| {
            let mut columns = layout.columns.iter();
            columns.position(|column| column.holds == Holds::Field(field))
        };
        let set = |field| {
            let set = layout.whole_file.iter().find(|set| set.field == field);
            set.map(|set| set.to.as_str())
        };
        let entry = |field: Field| (field.as_wire().to_owned(), Value::Null);
        Self {
            layout,
            places: Field::ALL.map(place),
            whole_file: Field::ALL.map(set),
            object: Field::ALL.into_iter().map(entry).collect(),
            unconfirmed: BTreeMap::new(),
        }
    }

    /// The words met so far that stand for the contract's and are not translated, with how many rows have each. There
    /// are no more of them than are known.
    pub fn unconfirmed(&self) -> impl Iterator<Item = (Field, &str, u64)> {
        let words = self.unconfirmed.iter();
        words.map(|((field, word), count)| (*field, word.as_str(), *count))
    }

    /// The consent of a row, or what is wrong with it.
    ///
    /// # Errors
    /// Everything that was found, in the order of the fields.
    pub fn read(&mut self, row: &Row) -> Result<ConsentRequest, Refused> {
        let mut found = self.flaws(row);
        if !found.is_empty() {
            let statement = Statement::default();
            return Err(Refused { found, statement });
        }
        let is_phone = self.write_channel(row, &mut found) != Some("EPOSTA");
        for field in Field::ALL {
            if field != Field::Channel {
                self.write(field, row, is_phone, &mut found);
            }
        }
        let parsed = draft::parse(&self.object, EmptyFields::Absent);
        match parsed {
            Ok(request) if found.is_empty() => Ok(request),
            Ok(request) => Err(Refused {
                found,
                statement: request.statement(),
            }),
            Err(misfit) => {
                let flawed: Vec<_> = found.iter().map(|one| one.field).collect();
                let others = misfit.violations.iter().map(of_contract);
                found.extend(
                    others.filter(|one| one.field.is_none() || !flawed.contains(&one.field)),
                );
                let statement = misfit.statement;
                Err(Refused { found, statement })
            }
        }
    }

    /// What is wrong with the row as a part of the table.
    fn flaws(&self, row: &Row) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for fault in row.faults() {
            let column = fault
                .column
                .and_then(|column| self.layout.columns.get(column));
            let field = match column.map(|column| column.holds) {
                Some(Holds::Field(field)) => Some(field),
                // Nobody reads that cell.
                Some(Holds::Ignored) => continue,
                _ => None,
            };
            found.push(of_table(field, fault.flaw));
        }
        let columns = &self.layout.columns;
        let is_filled = |cell: &str| !cell.trim().is_empty();
        let has_slipped = row.len() < columns.len()
            || row.cells().skip(columns.len()).any(is_filled)
            || columns.iter().enumerate().any(|(place, column)| {
                column.holds == Holds::Nothing && is_filled(row.cell(place))
            });
        if has_slipped && found.is_empty() {
            found.push(of_table(None, Flaw::ColumnsDiffer));
        }
        found
    }

    /// Writes the channel into the object, and says which it is.
    fn write_channel(&mut self, row: &Row, found: &mut Vec<Found>) -> Option<&str> {
        self.write(Field::Channel, row, false, found);
        self.object.get(Field::Channel.as_wire())?.as_str()
    }

    /// Writes a field into the object.
    fn write(&mut self, field: Field, row: &Row, is_phone: bool, found: &mut Vec<Found>) {
        let place = self.places[field as usize];
        let cell = place.map_or("", |place| row.cell(place)).trim();
        let Some(value) = self.object.get_mut(field.as_wire()) else {
            return;
        };
        // What the text took before is used again.
        let mut text = match value.take() {
            Value::String(text) => text,
            _ => String::new(),
        };
        text.clear();
        if cell.is_empty() {
            if let Some(word) = self.whole_file[field as usize] {
                text.push_str(word);
                *value = Value::String(text);
            }
            return;
        }
        if number::is_shortened_text(cell) {
            found.push(of_table(Some(field), Flaw::NumberShortened));
        }
        match field {
            Field::Recipient => write_address(cell, is_phone, &mut text),
            Field::ConsentDate => write_date(cell, row.dates(), &mut text),
            Field::RetailerCode => text.push_str(cell),
            Field::RetailerAccess => {
                *value = retailers(cell);
                return;
            }
            _ if word::is_contracts(field, cell) => text.push_str(cell),
            _ => {
                let folded = word::fold(cell);
                let mut all = self.layout.translations.iter();
                let known = all.find(|one| one.field == field && one.word == folded);
                text.push_str(match (known, word::of(field, &folded)) {
                    (Some(translation), _) => &translation.means,
                    (None, Word::Contracts(word)) => word,
                    (None, Word::Instead(_)) => {
                        found.push(of_table(Some(field), Flaw::WordUnconfirmed));
                        *self.unconfirmed.entry((field, folded)).or_default() += 1;
                        cell
                    }
                    (None, Word::Other) => cell,
                });
            }
        }
        *value = Value::String(text);
    }
}

/// The retailers of a cell, set apart by anything that is no digit or letter.
fn retailers(cell: &str) -> Value {
    let codes =
        cell.split(|letter: char| matches!(letter, ',' | ';' | '|') || letter.is_whitespace());
    codes
        .filter(|code| !code.is_empty())
        .map(Value::from)
        .collect()
}

const fn of_table(field: Option<Field>, flaw: Flaw) -> Found {
    Found {
        field,
        finding: Finding::Table(flaw),
    }
}

fn of_contract(violation: &Violation) -> Found {
    let field = match violation.location.first() {
        Some(Location::Field(name)) => Field::from_wire(name),
        _ => None,
    };
    let code: ErrorCode = violation.code;
    Found {
        field,
        finding: Finding::Contract(code),
    }
}
