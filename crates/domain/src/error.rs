//! What can be wrong with a request, in the contract's terms (contract 3).

mod table;

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

pub use table::Code as ErrorCode;

/// One thing that is wrong: an entry of the contract's `errors` list.
///
/// Its `Debug` form leaves out the value, which may be somebody's address, and the names a sender
/// made up, so that it can be logged.
#[derive(Clone, PartialEq)]
pub struct Violation {
    /// What is wrong.
    pub code: ErrorCode,
    /// The Turkish message, placeholders filled.
    pub message: Cow<'static, str>,
    /// Where: field names and list positions. Empty: not said.
    pub location: Vec<Location>,
    /// The offending value as it was sent. Absent for missing fields and for rules against stored
    /// state.
    pub value: Option<Value>,
    /// The item's position in a batch, from 0.
    pub index: Option<u32>,
}

/// A step of a [`Violation::location`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A field: one of the contract's own, or (`H118`) whatever name the sender used.
    Field(Cow<'static, str>),
    /// A position in a list, from 0.
    Position(u32),
}

impl ErrorCode {
    /// The Turkish message with `{name}` replaced for each pair.
    pub fn message_with(self, values: &[(&str, &str)]) -> String {
        values
            .iter()
            .fold(self.message().to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }

    /// A violation with this code, its plain message and nothing else.
    pub fn violation(self) -> Violation {
        Violation {
            code: self,
            message: Cow::Borrowed(self.message()),
            location: Vec::new(),
            value: None,
            index: None,
        }
    }
}

impl Violation {
    /// Names the field.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.location.push(Location::Field(field.into()));
        self
    }

    /// Names a position in the list named before.
    #[must_use]
    pub fn at_position(mut self, position: u32) -> Self {
        self.location.push(Location::Position(position));
        self
    }

    /// Adds the value as it was sent.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<Value>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Adds the item's position in a batch.
    #[must_use]
    pub fn in_item(mut self, index: u32) -> Self {
        self.index = Some(index);
        self
    }

    /// Fills the message's placeholders.
    #[must_use]
    pub fn filled(mut self, values: &[(&str, &str)]) -> Self {
        self.message = Cow::Owned(self.code.message_with(values));
        self
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.as_wire())?;
        for step in &self.location {
            match step {
                Location::Field(Cow::Borrowed(name)) => write!(f, " {name}")?,
                Location::Field(Cow::Owned(_)) => f.write_str(" (unknown property)")?,
                Location::Position(position) => write!(f, " [{position}]")?,
            }
        }
        match self.index {
            Some(index) => write!(f, " in item {index}"),
            None => Ok(()),
        }
    }
}
