//! What parties and brands are called, as people read it.

use domain::letters::is_unseen;

use crate::error::{Error, Result};

/// The longest title, in letters.
pub const TITLE_CHARS_MAX: usize = 300;

/// Makes sure that a title can be shown: it says something, is not longer than [`TITLE_CHARS_MAX`], and moves no
/// terminal's cursor nor looks like another.
pub(crate) fn require(title: &str) -> Result<()> {
    let says = !title.trim().is_empty();
    let fits = title.chars().nth(TITLE_CHARS_MAX).is_none();
    let is_hidden = |letter: char| letter.is_control() || is_unseen(letter);
    if says && fits && !title.contains(is_hidden) {
        Ok(())
    } else {
        Err(Error::Invalid(
            "title or name: 1 to 300 letters, none that controls a terminal or is not seen",
        ))
    }
}
