//! Turkish letters: one spelling for what people type in many, and the order of the alphabet.

use std::cmp::Ordering;

/// A text in the one spelling it is searched and compared in: small letters without marks.
///
/// All of `İ`, `I`, `ı` and `i` become `i`; `ş`, `ğ`, `ü`, `ö` and `ç` lose their marks, whether those
/// stand in the letter or after it (Unicode's composed and decomposed forms), and so do the marked
/// letters of neighbouring languages and the Turkish circumflexes. Everything else is made small and
/// stays. What is folded already does not change.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !is_mark(*letter)) {
        for small in small(letter) {
            if !is_mark(small) {
                folded.push(without_mark(small));
            }
        }
    }
    folded
}

/// The words of a folded text: what stands between anything that is neither letter nor digit.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// Compares as a Turkish dictionary does: `ç` after `c`, `ı` before `i`; case does not count unless all
/// else is equal.
pub fn compare(one: &str, other: &str) -> Ordering {
    places(one).cmp(places(other)).then_with(|| one.cmp(other))
}

/// The letters' places in the alphabet.
fn places(text: &str) -> impl Iterator<Item = u32> {
    text.chars().flat_map(|letter| {
        // `I` is the capital of `ı`, and `İ` that of `i`; Unicode's rule is for other languages.
        let turkish = match letter {
            'I' => 'ı',
            'İ' => 'i',
            other => other,
        };
        turkish.to_lowercase().map(place)
    })
}

/// A small letter's place: between two letters of ASCII there is room for one of Turkish.
fn place(letter: char) -> u32 {
    let (base, after) = match letter {
        'ç' => ('c', 1),
        'ğ' => ('g', 1),
        'ı' => ('h', 1),
        'ö' => ('o', 1),
        'ş' => ('s', 1),
        'ü' => ('u', 1),
        other => (without_mark(other), 0),
    };
    u32::from(base) * 2 + after
}

/// A letter made small; some become two characters.
fn small(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase()
}

/// Whether it is a mark that belongs to the letter before it.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The letter without its mark.
const fn without_mark(letter: char) -> char {
    match letter {
        'ı' | 'ì' | 'í' | 'î' | 'ï' => 'i',
        'ş' | 'ș' => 's',
        'ğ' => 'g',
        'ç' => 'c',
        'ö' | 'ò' | 'ó' | 'ô' | 'õ' => 'o',
        'ü' | 'ù' | 'ú' | 'û' => 'u',
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' | 'ə' => 'e',
        'ñ' => 'n',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}
