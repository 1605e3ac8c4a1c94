//! How the columns of a file are read, for people.

use std::path::Path;

use registry::contract::uploads::{Gap, Holds, Preview};
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};
use crate::terminal::shown;

/// How columns are read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// Each column that holds a field, by its name, and the field.
    columns: Vec<(String, String)>,
    /// The columns that are passed over.
    ignored: Vec<String>,
    /// Each word that is none of the contract's, and what it is read as.
    words: Vec<(String, String)>,
    /// What stands in the way.
    gaps: Vec<String>,
}

impl Reading {
    /// As a preview has it.
    pub fn of(preview: &Preview) -> Self {
        let layout = &preview.layout;
        let name = |place: usize, name: &str| match name.trim() {
            "" => format!("column {}", place + 1),
            name => name.to_owned(),
        };
        let (mut columns, mut ignored) = (Vec::new(), Vec::new());
        for (place, column) in layout.columns().iter().enumerate() {
            let name = name(place, &column.name);
            match column.holds {
                Holds::Field(field) => columns.push((name, field.as_wire().to_owned())),
                Holds::Ignored => ignored.push(name),
                Holds::Nothing | Holds::Unknown => {}
            }
        }
        let words = layout.translations().iter();
        let gaps = preview.gaps.iter().map(|gap| match gap {
            Gap::Missing(field) => format!("no column holds {}", field.as_wire()),
            Gap::Twice(field) => format!("two columns hold {}", field.as_wire()),
            Gap::Unknown { column } => {
                let of = layout.columns().get(*column);
                let name = name(*column, of.map_or("", |column| &column.name));
                format!("what {name} holds is not known")
            }
        });
        Self {
            columns,
            ignored,
            words: words
                .map(|word| (word.word.clone(), word.means.clone()))
                .collect(),
            gaps: gaps.collect(),
        }
    }

    /// Fails where rows cannot be read so.
    pub fn require_whole(&self, path: &Path) -> Result<(), Failure> {
        if self.gaps.is_empty() {
            return Ok(());
        }
        Err(Failure::new(
            Exit::File,
            format!("{}: {}", path.display(), self.gaps.join("; ")),
            "name the columns in its first row, or say what they hold with `--column NAME=FIELD` and `--set FIELD=WORD`",
        ))
    }

    /// For people, a line for each kind.
    pub fn lines(&self) -> Vec<String> {
        let read = |pairs: &[(String, String)]| {
            let pairs = pairs.iter();
            let pairs = pairs.map(|(from, to)| format!("{} as {to}", shown(from)));
            pairs.collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec![format!("reading {}", read(&self.columns))];
        if !self.words.is_empty() {
            lines.push(format!("reading the words {}", read(&self.words)));
        }
        if !self.ignored.is_empty() {
            let names: Vec<_> = self.ignored.iter().map(|name| shown(name)).collect();
            lines.push(format!("passing over {}", names.join(", ")));
        }
        lines
    }
}
