//! The signs an approval may be written with.

/// Whether a text has no sign but those that say nothing: plain punctuation, quotes, brackets and what
/// brands' names have. All else may deny it, from a question mark to a crossed-out letter, and is not to be
/// understood one by one.
pub fn say_nothing(text: &str) -> bool {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let follows = letters.peek().is_some_and(|next| next.is_alphanumeric());
        // `!onay`: programs write so what is not.
        let is_negated = letter == '!' && follows && !before.is_alphanumeric();
        if is_negated || !(letter.is_alphanumeric() || says_nothing(letter)) {
            return false;
        }
        before = letter;
    }
    true
}

fn says_nothing(letter: char) -> bool {
    letter.is_whitespace() || is_punctuation(letter) || is_letters_mark(letter) || is_unseen(letter)
}

const fn is_punctuation(letter: char) -> bool {
    matches!(
        letter,
        '.' | ',' | '!' | ':' | ';' | '-' | '\u{2010}'..='\u{2014}' | '"' | '\'' | '`' | '\u{b4}'
            | '\u{2018}'..='\u{201f}' | '«' | '»' | '(' | ')' | '[' | ']' | '{' | '}'
            // Of names: `A&B`, `A+B`.
            | '&' | '+'
    )
}

/// Marks that belong to a letter; those that cross it out do not.
const fn is_letters_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{323}' | '\u{327}' | '\u{328}')
}

/// What phones and programs add unseen. What changes the order of letters is not among it.
const fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{1b}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
    )
}
