//! Lists for people and for scripts.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;
use crate::output;
use crate::terminal::{shown, shown_json};

/// What a command answers.
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    /// One thing.
    One(Value),
    /// Things of a kind, with the names of what people are shown of each.
    List(Vec<String>, Vec<Value>),
}

impl Answer {
    /// Things of a kind.
    pub fn list<T>(columns: &[&str], things: &[T], row: impl Fn(&T) -> Value) -> Self {
        let columns = columns.iter().map(|&name| name.to_owned());
        Self::List(columns.collect(), things.iter().map(row).collect())
    }

    /// The same with a password that was made, and is told this once.
    pub fn with_password(mut self, made: Option<String>) -> Self {
        if let (Self::One(answer), Some(password)) = (&mut self, made) {
            answer["password"] = password.into();
        }
        self
    }

    /// Prints it: `key: value` lines or a table with a heading; or JSON, an object or a list of them.
    pub fn print(&self, json: bool) -> Result<(), Failure> {
        let text = match self {
            Self::One(object) if json => shown_json(&object.to_string()) + "\n",
            Self::One(object) => {
                let lines = object.as_object().into_iter().flatten();
                lines
                    .flat_map(|(key, value)| [shown(key), ": ".into(), cell(value), "\n".into()])
                    .collect()
            }
            Self::List(_, rows) if json => {
                shown_json(&Value::from(rows.clone()).to_string()) + "\n"
            }
            Self::List(columns, rows) => render(columns, rows),
        };
        output::say(&text)
    }
}

fn render(columns: &[String], rows: &[Value]) -> String {
    let heading = columns.iter().map(|name| shown(name)).collect();
    let mut lines: Vec<Vec<String>> = vec![heading];
    lines.extend(
        rows.iter()
            .map(|row| columns.iter().map(|name| cell(&row[name])).collect()),
    );
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.max().unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            // Writing to a string cannot fail.
            let _written = write!(row, "{cell:width$}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => shown(text),
        value => shown(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell_in_characters() {
        // What a terminal would take for a command is a letter as any other.
        let rows = [
            json!({"code": 600_001, "title": "\u{1b}işli"}),
            json!({"code": 7, "title": null}),
        ];
        assert_eq!(
            render(&["code", "title"].map(str::to_owned), &rows),
            "code    title\n600001  \u{fffd}işli\n7       -\n"
        );
    }
}
