//! Names within a line.

use domain::letters::is_unseen;

/// A brand's name as it may stand in a line: without line ends and other controls, which would let a
/// name write lines of its own, and not longer than `longest` characters.
pub fn name(name: &str, longest: usize) -> String {
    let is_plain = |letter: &char| !letter.is_control() && !is_format(*letter);
    let plain: String = name.chars().filter(is_plain).collect();
    if plain.chars().count() <= longest {
        return plain;
    }
    let mut short: String = plain.chars().take(longest - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Whether a character is not seen at all, or parts lines and paragraphs.
const fn is_format(letter: char) -> bool {
    is_unseen(letter) || matches!(letter, '\u{2028}' | '\u{2029}')
}
