//! What parties and brands are called, as people read it.

use crate::error::{Error, Result};

/// The longest title, in letters.
pub const TITLE_CHARS_MAX: usize = 300;

/// Makes sure that a title can be shown: it says something, is not longer than [`TITLE_CHARS_MAX`], and moves no
/// terminal's cursor.
pub(crate) fn require(title: &str) -> Result<()> {
    let says = !title.trim().is_empty();
    let fits = title.chars().nth(TITLE_CHARS_MAX).is_none();
    if says && fits && !title.contains(char::is_control) {
        Ok(())
    } else {
        Err(Error::Invalid(
            "title or name: 1 to 300 letters, none that controls a terminal",
        ))
    }
}
