//! What a text message asks for (rule 51).
//!
//! People write as they like: `RET MARKA`, `ret marka.`, `RETMARKA ARAMA`, `Marka'dan mesaj almak istemiyorum`,
//! with greetings, signatures and what they answer to around it. A refusal is looked for first and wherever it
//! stands, so that it survives all that; everything else has to begin with its word, and an approval has to be
//! nothing but its word and the brand. Which brand is meant cannot be known here: the keys it may have are
//! named in the order they should be looked up.

mod asked;
mod mention;
mod reading;
mod refusal;
mod role;
mod scope;
mod short_name;
mod signs;
mod target;
mod vocabulary;
mod wish;

pub use asked::{Asked, Refusal};
pub use mention::{MENTIONS_MAX, Mention};
pub use reading::LETTERS_MAX;
pub use scope::Scope;
pub use short_name::{NoShortName, ShortName};
pub use target::Target;

use reading::{Reading, Word, without_leading_fillers};
use refusal::Found;
use target::{add, exact_targets, glued_targets, targets};
use vocabulary::{Verb, is_around, verb_of};

/// Finds out what a message asks for. `own` are the numbers it may have been sent to.
pub fn parse(text: &str, own: &[&str]) -> Asked {
    let digits = |number: &&str| -> String {
        let digits = number.chars().filter(char::is_ascii_digit);
        digits.collect()
    };
    let own: Vec<String> = own.iter().map(digits).collect();
    let mut asked = Asked::Unknown;
    let is_whole = text.chars().nth(LETTERS_MAX).is_none();
    let may_approve = is_whole && signs::say_nothing(text);
    for reading in Reading::all(text) {
        let other = match read(&reading.words_but(&own)) {
            // In one reading is enough: what may be meant otherwise is not recorded.
            None => return Asked::Unclear,
            Some(Asked::Approve(_)) if !may_approve => Asked::Unclear,
            Some(other) => other,
        };
        asked = match (asked, other) {
            (Asked::Unknown, other) => other,
            (Asked::Refuse(mut first), Asked::Refuse(more)) => {
                first.add(more);
                Asked::Refuse(first)
            }
            // An approval that is doubtful in one reading is not certain in another.
            (Asked::Approve(_), Asked::Unclear) => Asked::Unclear,
            // A refusal in any reading is one.
            (
                Asked::Approve(_) | Asked::State(_) | Asked::List | Asked::Help | Asked::Unclear,
                refusal @ (Asked::Refuse(_) | Asked::RefuseAll { .. }),
            ) => refusal,
            (Asked::Approve(mut first), Asked::Approve(more)) => {
                add(&mut first, more);
                Asked::Approve(first)
            }
            (Asked::State(mut first), Asked::State(more)) => {
                add(&mut first, more);
                Asked::State(first)
            }
            (asked, _) => asked,
        };
    }
    asked
}

/// What one reading asks for. `None`: it refuses, and what is not certain.
fn read(words: &[Word]) -> Option<Asked> {
    match refusal::find(words) {
        Found::Asked(asked) => Some(asked),
        Found::Unclear => None,
        Found::None => Some(read_other(words)),
    }
}

/// What a message asks for that refuses nothing by its words.
fn read_other(words: &[Word]) -> Asked {
    let quotes = words.iter().any(|word| word.is_quoted);
    let words = without_leading_fillers(words);
    let Some((first, rest)) = words.split_first() else {
        return Asked::Unknown;
    };
    if let Some(code) = only_code(words) {
        return Asked::RefuseAll {
            channel: None,
            code: Some(code),
            leaves_email: false,
        };
    }
    match verb_of(&first.text) {
        Some(Verb::Approve) if quotes => Asked::Unclear,
        Some(Verb::Approve) => Asked::Approve(exact_targets(rest)),
        Some(Verb::State) => Asked::State(targets(rest)),
        Some(Verb::List) => Asked::List,
        Some(Verb::Help) => Asked::Help,
        Some(Verb::Refuse) | None => match vocabulary::glued(&first.text) {
            Some((Verb::Approve, _)) if quotes => Asked::Unclear,
            Some((Verb::Approve, key)) => {
                let mut words = vec![Word::plain(key)];
                words.extend_from_slice(rest);
                Asked::Approve(exact_targets(&words))
            }
            Some((Verb::State, key)) => Asked::State(glued_targets(key, rest)),
            _ => Asked::Unknown,
        },
    }
}

/// A message that is nothing but a code: `1234`, `Kod: 1234`, `1234 tamam`.
fn only_code(words: &[Word]) -> Option<String> {
    let mut said = words.iter().filter(|word| !is_around(&word.text));
    match (said.next(), said.next()) {
        (Some(word), None) if word.is_code() => Some(word.text.clone()),
        _ => None,
    }
}
