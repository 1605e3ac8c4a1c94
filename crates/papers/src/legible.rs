//! Text of others, as far as it can be shown safely.
//!
//! Shown is what the font draws and what a reader sees where it stands: letters that run from left to right, digits, marks.
//! Everything else (controls, marks that turn the direction, marks without width, private use, unassigned, pictures, letters
//! of scripts that are not drawn here) is replaced by a mark that can be seen, one for each.

use crate::face::Face;

/// What stands for a character that is not shown.
pub const REPLACEMENT: char = '\u{fffd}';

/// The longest text of others that is shown, in characters.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// The longest name, number or line of an address, in characters.
pub const SHORT_CHARS_MAX: usize = 500;

/// The most lines of its own that it has.
pub const LINES_MAX: usize = 300;

/// A text that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Legible {
    /// Its lines, as its writer broke them.
    pub lines: Vec<String>,
    /// Whether a character was replaced.
    pub replaced: bool,
    /// How many characters it had, if it was cut.
    pub cut_of: Option<usize>,
}

impl Legible {
    /// Makes a text showable, and cuts it where it is too long.
    pub fn of(text: &str) -> Self {
        Self::within(TEXT_CHARS_MAX, text)
    }

    /// The same for a name, a number or a line of an address.
    pub fn short(text: &str) -> Self {
        Self::within(SHORT_CHARS_MAX, text)
    }

    fn within(most: usize, text: &str) -> Self {
        let mut legible = Self::default();
        let mut line = String::new();
        let mut chars = text.chars().take(most).peekable();
        let mut taken = 0;
        while let Some(char) = chars.next() {
            taken += 1;
            if is_break(char) {
                if char == '\r' && chars.next_if_eq(&'\n').is_some() {
                    taken += 1;
                }
                legible.lines.push(std::mem::take(&mut line));
                if legible.lines.len() == LINES_MAX {
                    break;
                }
                continue;
            }
            let composed = chars.peek().and_then(|mark| compose(char, *mark));
            if let Some(composed) = composed {
                chars.next();
                taken += 1;
                line.push(composed);
            } else if is_blank(char) {
                line.push(' ');
            } else if is_shown(char) {
                line.push(char);
            } else {
                legible.replaced |= char != REPLACEMENT;
                line.push(REPLACEMENT);
            }
        }
        if !line.is_empty() || legible.lines.is_empty() {
            legible.lines.push(line);
        }
        let all = text.chars().count();
        legible.cut_of = (taken < all).then_some(all);
        legible
    }

    /// The same on one line.
    pub fn line(text: &str) -> String {
        Self::short(text).lines.join(" ")
    }
}

/// Where a line ends.
const fn is_break(char: char) -> bool {
    matches!(
        char,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// What is as good as a space.
const fn is_blank(char: char) -> bool {
    matches!(
        char,
        '\t' | ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Whether a character is drawn as what it is.
fn is_shown(char: char) -> bool {
    let known = matches!(
        char,
        '!'..='~'
            | '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{24f}'
            | '\u{370}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{1e00}'..='\u{1fff}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205e}'
            | '\u{2070}'..='\u{209c}'
            | '\u{20a0}'..='\u{20bf}'
            | '\u{2100}'..='\u{23ff}'
            | '\u{2460}'..='\u{27bf}'
    );
    known && Face::Regular.glyph(char).is_some() && Face::Bold.glyph(char).is_some()
}

/// The letter that a base and a mark after it come to, of those that Turkish writes.
const fn compose(base: char, mark: char) -> Option<char> {
    let composed = match (base, mark) {
        ('c', '\u{327}') => 'ç',
        ('C', '\u{327}') => 'Ç',
        ('s', '\u{327}') => 'ş',
        ('S', '\u{327}') => 'Ş',
        ('g', '\u{306}') => 'ğ',
        ('G', '\u{306}') => 'Ğ',
        ('I', '\u{307}') => 'İ',
        ('i', '\u{307}') => 'i',
        ('o', '\u{308}') => 'ö',
        ('O', '\u{308}') => 'Ö',
        ('u', '\u{308}') => 'ü',
        ('U', '\u{308}') => 'Ü',
        ('a', '\u{302}') => 'â',
        ('A', '\u{302}') => 'Â',
        ('i', '\u{302}') => 'î',
        ('I', '\u{302}') => 'Î',
        ('u', '\u{302}') => 'û',
        ('U', '\u{302}') => 'Û',
        _ => return None,
    };
    Some(composed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turkish_letters_stand_also_where_they_were_written_as_two() {
        let legible =
            Legible::of("g\u{306}u\u{308}s\u{327}I\u{307}o\u{308}c\u{327}i\u{307} ğüşİöçı");
        assert_eq!(legible.lines, ["ğüşİöçi ğüşİöçı"]);
        assert!(!legible.replaced);
    }

    #[test]
    fn what_cannot_be_seen_or_turns_the_direction_is_replaced_one_by_one() {
        for char in [
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{9f}',
            '\u{ad}',
            '\u{200b}',
            '\u{200e}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{61c}',
            '\u{5d0}',
            '\u{627}',
            '\u{e000}',
            '\u{f8ff}',
            '\u{378}',
            '\u{ffff}',
            '\u{1f600}',
            '\u{e0041}',
            '\u{10ffff}',
            '\u{301}',
            '\u{fe0f}',
            '\u{4e2d}',
            '\u{fff9}',
        ] {
            let legible = Legible::of(&format!("a{char}b"));
            assert_eq!(legible.lines, ["a\u{fffd}b"], "{char:?}");
            assert!(legible.replaced, "{char:?}");
        }
        assert!(!Legible::of("\u{fffd}").replaced);
    }

    #[test]
    fn lines_and_blanks_of_every_kind_are_lines_and_blanks() {
        let legible = Legible::of("a\r\nb\rc\nd\u{2028}e\tf\u{a0}g");
        assert_eq!(legible.lines, ["a", "b", "c", "d", "e f g"]);
        assert_eq!(Legible::of("").lines, [""]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_its_length_told() {
        let long = "x".repeat(1024 * 1024);
        let legible = Legible::of(&long);
        assert_eq!(legible.lines[0].len(), TEXT_CHARS_MAX);
        assert_eq!(legible.cut_of, Some(1024 * 1024));
        let lines = Legible::of(&"\n".repeat(5_000));
        assert_eq!((lines.lines.len(), lines.cut_of), (LINES_MAX, Some(5_000)));
        assert_eq!(Legible::of(&"x".repeat(TEXT_CHARS_MAX)).cut_of, None);
    }
}
