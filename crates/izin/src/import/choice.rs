//! How columns are to be read, as the command line says it.

use std::str::FromStr;

use registry::contract::uploads::Field;
use registry::operator::import::ColumnChoice;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};

/// What stands for a column that says nothing of the consent.
const NONE: &str = "none";

/// What a column holds.
#[derive(Clone, Debug)]
pub struct ColumnWord(String, Option<Field>);

/// What a field is in each row that does not say.
#[derive(Clone, Debug)]
pub struct FieldWord(Field, String);

/// Both, to be sent.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Choice {
    columns: Vec<(String, Option<Field>)>,
    whole_file: Vec<(Field, String)>,
}

impl FromStr for ColumnWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A column's name may hold anything.
        let (name, field) = text.rsplit_once('=').ok_or("say NAME=FIELD")?;
        let holds = match field.trim() {
            NONE => None,
            field => Some(field_of(field)?),
        };
        Ok(Self(name.trim().to_owned(), holds))
    }
}

impl FromStr for FieldWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, word) = text.split_once('=').ok_or("say FIELD=WORD")?;
        Ok(Self(field_of(field.trim())?, word.trim().to_owned()))
    }
}

fn field_of(text: &str) -> Result<Field, String> {
    Field::from_wire(text).ok_or_else(|| format!("there is no field {text:?}"))
}

impl Choice {
    /// What a command line says. A column or a field of which it says two things is named, and nothing is chosen.
    pub fn of(columns: &[ColumnWord], set: &[FieldWord]) -> Result<Self, Failure> {
        let mut choice = Self::default();
        for ColumnWord(name, holds) in columns.iter().cloned() {
            if choice.columns.iter().any(|(known, _)| *known == name) {
                return Err(twice(&format!("--column {name}")));
            }
            choice.columns.push((name, holds));
        }
        for FieldWord(field, word) in set.iter().cloned() {
            if choice.whole_file.iter().any(|(known, _)| *known == field) {
                return Err(twice(&format!("--set {}", field.as_wire())));
            }
            choice.whole_file.push((field, word));
        }
        Ok(choice)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.whole_file.is_empty()
    }
}

fn twice(what: &str) -> Failure {
    let what = format!("{what} is given twice");
    Failure::new(Exit::File, what, "say it once")
}

impl From<Choice> for ColumnChoice {
    fn from(choice: Choice) -> Self {
        Self {
            columns: choice.columns,
            whole_file: choice.whole_file,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn a_column_is_named_as_it_is_and_what_it_holds_is_known() {
        let ColumnWord(name, holds) = "a=b = recipient".parse().unwrap();
        assert_eq!((name.as_str(), holds), ("a=b", Some(Field::Recipient)));
        let ColumnWord(name, holds) = "RENK=none".parse().unwrap();
        assert_eq!((name.as_str(), holds), ("RENK", None));
        for text in ["RENK", "RENK=", "RENK=renk"] {
            text.parse::<ColumnWord>().unwrap_err();
        }
        let FieldWord(field, word) = "source=HS_WEB".parse().unwrap();
        assert_eq!((field, word.as_str()), (Field::Source, "HS_WEB"));
        "HS_WEB".parse::<FieldWord>().unwrap_err();
        "none=HS_WEB".parse::<FieldWord>().unwrap_err();
    }

    #[test]
    fn of_a_column_or_a_field_one_thing_is_said() {
        let columns = |words: &[&str]| words.iter().map(|word| word.parse().unwrap()).collect();
        let set = |words: &[&str]| words.iter().map(|word| word.parse().unwrap()).collect();
        let said = |columns: Vec<ColumnWord>, set: Vec<FieldWord>| Choice::of(&columns, &set);
        let one = said(columns(&["a=recipient", "b=none"]), set(&["source=HS_WEB"]));
        assert!(!one.unwrap().is_empty());
        assert!(said(Vec::new(), Vec::new()).unwrap().is_empty());
        let twice = said(columns(&["a=recipient", "a=none"]), Vec::new());
        let twice = twice.err().unwrap().to_string();
        assert!(twice.contains("--column a is given twice"), "{twice}");
        let twice = said(Vec::new(), set(&["source=HS_WEB", "source=HS_MESAJ"]));
        let twice = twice.err().unwrap().to_string();
        assert!(twice.contains("--set source is given twice"), "{twice}");
    }
}
