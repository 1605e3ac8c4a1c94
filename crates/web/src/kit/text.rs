//! Something to be said, before it is known in which language.

use words::Value;

use super::page::{Fill, Page};

/// A text by its identifier, with what is filled into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    id: &'static str,
    filled: Vec<(&'static str, Value<'static>)>,
}

impl Text {
    /// The text of an identifier.
    pub const fn of(id: &'static str) -> Self {
        let filled = Vec::new();
        Self { id, filled }
    }

    /// The text with one more variable filled in.
    pub fn filled(mut self, name: &'static str, value: impl Fill) -> Self {
        self.filled.push((name, value.fill()));
        self
    }
}

impl Page {
    /// A text in the page's language.
    pub fn say(&self, text: &Text) -> String {
        self.words.with(text.id, &text.filled)
    }
}
