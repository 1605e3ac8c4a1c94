//! What the pages and messages say, in Turkish and in English.
//!
//! The texts are Fluent files under `texts/<language>/`, one for each part of the program, compiled in.
//! Both languages have the same identifiers with the same variables; a test sees to it, and to every
//! identifier being used somewhere. A language is always passed along, never global: one program
//! writes to people of both at the same time.

mod bundle;
mod findings;
mod names;
mod numbers;

use domain::Language;
pub use fluent_bundle::FluentValue as Value;

/// The words of one language; a copy costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of a language.
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// Their language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// The text of this identifier. An unknown identifier is written to the log and shown as it is;
    /// the tests allow none.
    pub fn text(self, id: &str) -> String {
        bundle::format(self.language, id, &[])
    }

    /// The text of this identifier with its variables filled in. What is filled in is not escaped:
    /// that is for whoever puts the text into HTML.
    pub fn with(self, id: &str, variables: &[(&str, Value<'_>)]) -> String {
        bundle::format(self.language, id, variables)
    }
}
