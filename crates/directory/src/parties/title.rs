//! What parties and brands are called, as people read it.

use domain::letters::is_unseen;

use crate::error::{Error, Result};

/// The longest title, in letters.
pub const TITLE_CHARS_MAX: usize = 300;

/// Makes sure that a title can be shown: it says something, is not longer than [`TITLE_CHARS_MAX`], and moves no
/// terminal's cursor nor looks like another.
pub(crate) fn require(title: &str) -> Result<()> {
    if is_one(title) {
        Ok(())
    } else {
        Err(Error::Invalid(
            "title, name or number: 1 to 300 letters, none that controls a terminal or is not seen",
        ))
    }
}

/// Whether a title can be shown: it says something, is not longer than [`TITLE_CHARS_MAX`], and all its letters are seen.
pub fn is_one(title: &str) -> bool {
    let says = !title.trim().is_empty();
    let fits = title.chars().nth(TITLE_CHARS_MAX).is_none();
    says && fits && is_seen(title)
}

/// Whether all letters of a text are seen, and none controls a terminal.
pub(crate) fn is_seen(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_control() || is_unseen(letter))
}
