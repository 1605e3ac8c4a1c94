//! Letters on paper: tagged PDF/A, the same bytes for the same words.
//!
//! A [`Letter`] is what an office writes to a complainant or a provider. Its words come from `words`; what others have
//! written, a message or reasons, is shown as far as it can be shown safely, and replaced visibly where not. Nothing
//! in a letter depends on a clock, and its length is bounded.

mod document;
mod drawing;
mod face;
mod layout;
mod legible;
mod letter;
mod lines;
mod parts;
mod pdf;

use domain::Language;

pub use legible::{LINES_MAX, REPLACEMENT, TEXT_CHARS_MAX};
pub use letter::{Burden, Letter, Matter, MessageFacts, Outcome};
pub use pdf::PaperError;

/// Writes a letter as PDF/A-2a and PDF/UA-1.
///
/// # Errors
/// What the validator found; a fault of this crate, never of what a letter says.
pub fn write(letter: &Letter<'_>, language: Language) -> Result<Vec<u8>, PaperError> {
    let document = letter.compose(words::Words::of(language));
    pdf::write(&document, &layout::lay_out(&document))
}
