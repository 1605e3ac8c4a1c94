//! The signs an approval may be written with.

/// Brackets that belong together.
const BRACKETS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}')];

/// Whether a text has no sign but those that say nothing where they stand: plain punctuation, quotes,
/// brackets and what brands' names have. All else may deny it, from a question mark to a crossed-out letter,
/// and is not to be understood one by one.
pub fn say_nothing(text: &str) -> bool {
    text.chars().all(is_known) && are_in_pairs(text) && text.split(['\n', '\r']).all(is_plain)
}

/// Whether the signs of a line say nothing where they stand.
fn is_plain(line: &str) -> bool {
    let is_seen = |letter: &char| !is_unseen(*letter) && !is_letters_mark(*letter);
    let seen: Vec<char> = line.chars().filter(is_seen).collect();
    let is_word = |letter: &char| letter.is_alphanumeric();
    let (Some(first), Some(last)) = (
        seen.iter().position(is_word),
        seen.iter().rposition(is_word),
    ) else {
        // Without a word there is nothing they could belong to.
        return seen.iter().all(|letter| letter.is_whitespace());
    };
    (0..seen.len()).all(|place| {
        let at = |place: Option<usize>| {
            let letter = place.and_then(|place| seen.get(place));
            letter.copied().unwrap_or(' ')
        };
        let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
        match seen[place] {
            // `A-B`, `ONAY - MARKA`: between words. In front it takes away, behind it may be a face.
            dash if is_dash(dash) => {
                let between = first < place && place < last;
                let parts = before.is_whitespace() && after.is_whitespace();
                between && (parts || (before.is_alphanumeric() && after.is_alphanumeric()))
            }
            // `!onay`: programs write so what is not.
            '!' => place > last || matches!(before, '!') || before.is_alphanumeric(),
            // Several of them leave something unsaid.
            '.' => before != '.' && after != '.',
            // Eyes: `:(`, `(:`.
            ':' | ';' => !is_bracket(after) && !BRACKETS.iter().any(|(open, _)| *open == before),
            _ => true,
        }
    })
}

/// Whether each bracket has its other one, with a word between the two: no mouth of a face, no empty box.
fn are_in_pairs(text: &str) -> bool {
    // Which are open, and whether a word has come since the last of them.
    let mut open: Vec<char> = Vec::new();
    let mut has_word = false;
    for letter in text.chars() {
        if BRACKETS.iter().any(|(opening, _)| *opening == letter) {
            open.push(letter);
            has_word = false;
        } else if let Some((opening, _)) = BRACKETS.iter().find(|(_, end)| *end == letter) {
            if open.pop() != Some(*opening) || !has_word {
                return false;
            }
        } else {
            has_word |= letter.is_alphanumeric();
        }
    }
    open.is_empty()
}

fn is_known(letter: char) -> bool {
    letter.is_alphanumeric()
        || letter.is_whitespace()
        || is_punctuation(letter)
        || is_letters_mark(letter)
        || is_unseen(letter)
}

const fn is_punctuation(letter: char) -> bool {
    // `&` and `+` are of names: `A&B`, `A+B`.
    matches!(letter, '.' | ',' | '!' | ':' | ';' | '&' | '+')
        || is_dash(letter)
        || is_quote(letter)
        || is_bracket(letter)
}

const fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2014}')
}

const fn is_quote(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '`' | '\u{b4}' | '\u{2018}'..='\u{201f}' | '«' | '»'
    )
}

const fn is_bracket(letter: char) -> bool {
    matches!(letter, '(' | ')' | '[' | ']' | '{' | '}')
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
