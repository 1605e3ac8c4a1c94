//! A field as a template shows it.

use std::fmt::Display;

use super::field::Rule;
use crate::kit::text::Text;

/// A field with what was sent in it and what is wrong with that.
pub struct Shown<'a> {
    pub(super) rule: Rule,
    pub id: String,
    pub(super) values: Vec<&'a str>,
    pub error: Option<&'a Text>,
}

impl Shown<'_> {
    /// The same field in one of several forms of the page.
    pub fn of(self, form: impl Display) -> Self {
        let id = format!("{}-{form}", self.id);
        Self { id, ..self }
    }

    pub fn name(&self) -> &'static str {
        self.rule.name
    }

    /// What it says; empty: nothing.
    pub fn value(&self) -> &str {
        self.values.first().copied().unwrap_or_default()
    }

    /// Whether it says this, too.
    pub fn has(&self, value: &str) -> bool {
        self.values.contains(&value)
    }

    /// Its attributes, all but what it says. `hint`: the text that stands above it, if there is one.
    pub fn attributes(&self, hint: &str) -> String {
        let name = self.rule.name;
        let max = match self.rule.max {
            0 => String::new(),
            max => format!(" maxlength=\"{max}\""),
        };
        let described = self.described(hint);
        let invalid = self.error.map_or("", |_| " aria-invalid=\"true\"");
        format!(
            "id=\"{}\" name=\"{name}\"{max}{described}{invalid}",
            self.id
        )
    }

    /// The attribute that leads to its hint and its error.
    pub fn described(&self, hint: &str) -> String {
        let hint = (!hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        let by: Vec<_> = hint.into_iter().chain(error).collect();
        if by.is_empty() {
            return String::new();
        }
        format!(" aria-describedby=\"{}\"", by.join(" "))
    }
}

/// One of several to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub text: String,
    /// What stands behind it, less loudly; empty: nothing.
    pub note: String,
}

impl Choice {
    pub fn new(value: impl Display, text: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            text: text.into(),
            note: String::new(),
        }
    }

    pub fn with_note(self, note: impl Into<String>) -> Self {
        let note = note.into();
        Self { note, ..self }
    }
}
