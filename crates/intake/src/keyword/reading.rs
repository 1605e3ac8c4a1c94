//! From a message's letters to words in one spelling.
//!
//! Turkish letters do not always survive their way. The 7-bit alphabet of text messages has few of
//! them; a centre that does not know its Turkish tables shows other letters instead, and some
//! programs read one encoding as another. Each such leftover has one reading as the Turkish letter
//! it was; since the leftover may also be meant (a brand of another language), a message can have two
//! readings.

use domain::folding;
use domain::letters::is_unseen;
use registry::intake::texts::CONFIRMATION_DIGITS;

use super::vocabulary::{self, is_filler};

/// The most letters of a message that are looked at: more than the ways in let through, ten parts of the
/// longest there are by SMPP. What is longer still may refuse and never approves.
pub const LETTERS_MAX: usize = 200_000;

/// A word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its letters and digits. `?` stands for a letter that was lost.
    pub text: String,
    /// Whether it follows an apostrophe, as Turkish endings do.
    pub is_suffix: bool,
    /// In which sentence or line it stands.
    pub sentence: usize,
    /// In which part of all the sentences, between commas and their like.
    pub clause: usize,
    /// Whether it stands in what is quoted from an earlier message.
    pub is_quoted: bool,
}

impl Word {
    /// A word by itself.
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_suffix: false,
            sentence: 0,
            clause: 0,
            is_quoted: false,
        }
    }

    /// Whether it has the form of a code that confirms.
    pub fn is_code(&self) -> bool {
        is_code(&self.text)
    }

    /// The word, and the code written together with it: `TUM1234`.
    pub fn code_apart(&self) -> Vec<Self> {
        let letters = self
            .text
            .trim_end_matches(|character: char| character.is_ascii_digit());
        let code = &self.text[letters.len()..];
        if letters.is_empty() || !is_code(code) {
            return vec![self.clone()];
        }
        vec![Self::plain(letters), Self::plain(code)]
    }
}

fn is_code(text: &str) -> bool {
    text.len() == CONFIRMATION_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A message as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading(Vec<Word>);

impl Reading {
    /// The readings of a message, the most literal first; at least one.
    pub fn all(text: &str) -> Vec<Self> {
        let text: String = text.chars().take(LETTERS_MAX).collect();
        let text = text.as_str();
        let mut readings = Vec::with_capacity(3);
        let mut add = |text: &str| {
            let reading = Self::of(text);
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        };
        add(text);
        let mended: String = text.chars().map(leftover).collect();
        add(&mended);
        if let Some(decoded) = read_again(text) {
            add(&decoded);
        }
        readings
    }

    fn of(text: &str) -> Self {
        let visible = text.chars().filter(|letter| !is_invisible(*letter));
        let folded = folding::fold(&visible.map(plain).collect::<String>());
        let mut words: Vec<Word> = Vec::new();
        let mut place = Place::default();
        for line in folded.split(['\n', '\r']) {
            let is_quoted = line.trim_start().starts_with('>');
            add_line(&mut words, line, &mut place, is_quoted);
            place.end_sentence();
        }
        let mut words = spelt_out(&words);
        // Who sends nothing but a quotation means it.
        if words.iter().all(|word| word.is_quoted) {
            for word in &mut words {
                word.is_quoted = false;
            }
        }
        Self(words)
    }

    /// Its words without a number of ours, which people copy along; alone it stays.
    pub fn words_but(&self, own: &[String]) -> Vec<Word> {
        let is_own = |word: &Word| own.contains(&word.text);
        if self.0.iter().all(is_own) {
            return self.0.clone();
        }
        let mut kept: Vec<Word> = Vec::with_capacity(self.0.len());
        let mut dropped = false;
        for word in &self.0 {
            // With its ending: `3338'e`.
            dropped = is_own(word) || (dropped && word.is_suffix);
            if !dropped {
                kept.push(word.clone());
            }
        }
        kept
    }
}

/// The sentence and the part of one that are being read.
#[derive(Clone, Copy, Default)]
struct Place {
    sentence: usize,
    clause: usize,
}

impl Place {
    const fn end_sentence(&mut self) {
        self.sentence += 1;
        self.clause += 1;
    }
}

/// Adds the words of a line, from a place on.
fn add_line(words: &mut Vec<Word>, line: &str, place: &mut Place, is_quoted: bool) {
    let mut word = String::new();
    let mut is_suffix = false;
    let mut letters = line.chars().chain([' ']).peekable();
    let begin = words.len();
    while let Some(letter) = letters.next() {
        let follows = letters.peek().is_some_and(|next| next.is_alphanumeric());
        if letter.is_alphanumeric() || (letter == '?' && follows) {
            word.push(letter);
            continue;
        }
        let ends_word = !word.is_empty();
        if ends_word {
            let text = std::mem::take(&mut word);
            match words[begin..].last_mut() {
                // `E-POSTA`, `E-MAIL`: one word.
                Some(last) if last.text == "e" && !last.is_suffix && is_post(&text) => {
                    last.text.push_str(&text);
                }
                Some(last) if last.text == "opt" && text == "out" => last.text.push_str(&text),
                _ => words.push(Word {
                    text,
                    is_suffix,
                    sentence: place.sentence,
                    clause: place.clause,
                    is_quoted,
                }),
            }
        }
        is_suffix = ends_word && follows && is_apostrophe(letter);
        if matches!(letter, '.' | '!' | '?' | ';' | '\u{2026}') && !follows {
            place.end_sentence();
        } else if matches!(letter, ',' | ';' | ':') {
            place.clause += 1;
        }
    }
}

/// Puts a word of refusing together that is written letter by letter: `R E T`. Letters before it make it a
/// piece of something else.
fn spelt_out(words: &[Word]) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut rest = words;
    let mut behind_a_letter = false;
    while let [first, others @ ..] = rest {
        let single = |word: &&Word| {
            let is_one = word.text.chars().nth(1).is_none() && !word.is_suffix;
            is_one && word.sentence == first.sentence
        };
        let letters = rest.iter().take(vocabulary::SPELT_MAX).take_while(single);
        let letters: String = letters.map(|word| word.text.as_str()).collect();
        match vocabulary::spelt_out(&letters) {
            Some(verb) if !behind_a_letter => {
                let text = verb.to_owned();
                joined.push(Word {
                    text,
                    ..first.clone()
                });
                rest = &rest[verb.len()..];
            }
            _ => {
                joined.push(first.clone());
                rest = others;
            }
        }
        behind_a_letter = !letters.is_empty();
    }
    joined
}

fn is_post(word: &str) -> bool {
    word.starts_with("posta") || word.starts_with("mail")
}

/// What nobody sees: it neither makes nor parts a word. The escape of the 7-bit alphabet is left over
/// where a centre does not know the Turkish table: the plain letter follows it.
const fn is_invisible(letter: char) -> bool {
    is_unseen(letter) || matches!(letter, '\u{1b}' | '\u{fe00}'..='\u{fe0f}')
}

const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}')
}

/// Full-width letters and the digits of Arabic scripts made plain; what was lost becomes `?`.
fn plain(letter: char) -> char {
    let shifted = |from: u32, to: u32| char::from_u32(u32::from(letter) - from + to);
    match letter {
        '\u{ff01}'..='\u{ff5e}' => shifted(0xff01, 0x21).unwrap_or(letter),
        '\u{660}'..='\u{669}' => shifted(0x660, 0x30).unwrap_or(letter),
        '\u{6f0}'..='\u{6f9}' => shifted(0x6f0, 0x30).unwrap_or(letter),
        '\u{fffd}' => '?',
        _ => letter,
    }
}

/// The Turkish letter that a leftover was: of the locking Turkish table read as the 7-bit alphabet
/// (3GPP TS 23.038, A.3.1 of the annex), and of ISO 8859-9 read as ISO 8859-1.
const fn leftover(letter: char) -> char {
    match letter {
        'Ø' | 'Ð' => 'Ğ',
        'ø' | 'ð' => 'ğ',
        'Æ' | 'Þ' => 'Ş',
        'æ' | 'þ' => 'ş',
        '¡' | 'Ý' => 'İ',
        'ý' => 'ı',
        '¿' => 'ç',
        other => other,
    }
}

/// UTF-8 that was read as ISO 8859-1, read as what it is.
fn read_again(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}

/// The words from the first on that says something.
pub fn without_leading_fillers(words: &[Word]) -> &[Word] {
    let kept = words.iter().position(|word| !is_filler(&word.text));
    &words[kept.unwrap_or(words.len())..]
}
