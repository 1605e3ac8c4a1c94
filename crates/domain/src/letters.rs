//! What of a text nobody sees.

/// Whether a letter is not seen at all, or only turns the direction of writing: a name with one may be read as
/// another name, and two that look alike may differ.
pub const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}
