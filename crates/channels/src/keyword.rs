//! What a text message asks for (section 8.3 of the rules).
//!
//! People write as they like: `RET MARKA`, `ret marka.`, `RETMARKA ARAMA`, `Marka iptal lütfen`. A
//! refusal is looked for first and wherever it stands, so that it survives whatever is written
//! around it; everything else has to begin with its word. Which brand is meant cannot be known here:
//! the keys it may have are named in the order they should be looked up.

mod reading;
mod short_name;
mod vocabulary;

use domain::Channel;

pub use short_name::{NoShortName, ShortName};

use reading::{Reading, Word};
use vocabulary::{Verb, is_filler, scope_of, verb_of};

/// The most letters of a message that are looked at. Nobody needs more to name a brand.
pub const LETTERS_MAX: usize = 1_000;

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To refuse the first of these that is a brand; none: it does not say which.
    Refuse(Vec<Target>),
    /// To refuse everything, or all of a channel.
    RefuseAll {
        /// Of which channel; `None`: of all.
        channel: Option<Channel>,
        /// The code that confirms it, as it was written.
        code: Option<String>,
    },
    /// To approve the first of these that is a brand.
    Approve(Vec<Target>),
    /// What holds for the first of these that is a brand.
    State(Vec<Target>),
    /// Which brands there are.
    List,
    /// How to write.
    Help,
    /// Nothing that is understood.
    Unknown,
}

/// A brand as it may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name or number, as [`registry::texts::brand_key`] makes it.
    pub key: String,
    /// For what.
    pub scope: Scope,
}

/// For which channels something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It does not say.
    Unsaid,
    /// This one.
    One(Channel),
    /// All of them.
    All,
}

/// Finds out what a message asks for.
pub fn parse(text: &str) -> Asked {
    let mut asked = Asked::Unknown;
    for reading in Reading::all(text) {
        let other = read(reading.words());
        asked = match (asked, other) {
            (Asked::Unknown, other) => other,
            (Asked::Refuse(mut first), Asked::Refuse(more)) => {
                add(&mut first, more);
                Asked::Refuse(first)
            }
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

fn read(words: &[Word]) -> Asked {
    if let Some(asked) = refusal(words) {
        return asked;
    }
    let words = without_leading_fillers(words);
    let Some((first, rest)) = words.split_first() else {
        return Asked::Unknown;
    };
    if let Some(code) = only_code(words) {
        return Asked::RefuseAll {
            channel: None,
            code: Some(code),
        };
    }
    match verb_of(&first.text) {
        Some(Verb::Approve) => Asked::Approve(targets(rest)),
        Some(Verb::State) => Asked::State(targets(rest)),
        Some(Verb::List) => Asked::List,
        Some(Verb::Help) => Asked::Help,
        Some(Verb::Refuse) | None => match vocabulary::glued(&first.text) {
            Some((Verb::Approve, key)) => Asked::Approve(glued_targets(key, rest)),
            Some((Verb::State, key)) => Asked::State(glued_targets(key, rest)),
            _ => Asked::Unknown,
        },
    }
}

/// The refusal in a message, if there is one.
fn refusal(words: &[Word]) -> Option<Asked> {
    let is_refusal = |word: &Word| verb_of(&word.text) == Some(Verb::Refuse);
    if let Some(place) = words.iter().position(is_refusal) {
        let (before, after) = (&words[..place], &words[place + 1..]);
        // `HAYIR, RET MARKA`: the words of refusing may be several.
        let after = without_leading(after, |word| is_refusal(word) || is_filler(&word.text));
        let before = without_leading_fillers(before);
        if after.is_empty() && !before.is_empty() {
            return Some(refuse(before));
        }
        let mut asked = refuse(after);
        if let Asked::Refuse(found) = &mut asked {
            add(found, targets(before));
        }
        return Some(asked);
    }
    let (first, rest) = without_leading_fillers(words).split_first()?;
    let (verb, key) = vocabulary::glued(&first.text)?;
    if verb != Verb::Refuse {
        return None;
    }
    let mut unglued = vec![Word::plain(key)];
    unglued.extend_from_slice(rest);
    if let Some(all) = refuse_all(&unglued) {
        return Some(all);
    }
    Some(Asked::Refuse(glued_targets(key, rest)))
}

fn refuse(words: &[Word]) -> Asked {
    refuse_all(words).unwrap_or_else(|| Asked::Refuse(targets(words)))
}

/// `RET TUM`, `RET TUM ARAMA 1234`, `RETTUM1234`: nothing but words of scope, and perhaps a code.
fn refuse_all(words: &[Word]) -> Option<Asked> {
    let mut channel = None;
    let mut code = None;
    let mut said = false;
    let split: Vec<Word> = words.iter().flat_map(Word::code_apart).collect();
    for word in split.iter().filter(|word| !is_filler(&word.text)) {
        match scope_of(&word.text) {
            Some(Scope::All) => said = true,
            Some(Scope::One(one)) => {
                said = true;
                channel = Some(one);
            }
            _ if vocabulary::means_brands(&word.text) => {}
            _ if word.is_code() && code.is_none() => code = Some(word.text.clone()),
            _ => return None,
        }
    }
    said.then_some(Asked::RefuseAll { channel, code })
}

/// A message that is nothing but a code.
fn only_code(words: &[Word]) -> Option<String> {
    match words {
        [word] if word.is_code() => Some(word.text.clone()),
        _ => None,
    }
}

/// The keys some words may be, the most literal first.
fn targets(words: &[Word]) -> Vec<Target> {
    let mut found = Vec::new();
    let mut name = |words: &[Word], scope| {
        let all: String = words.iter().map(|word| word.text.as_str()).collect();
        // Without what follows an apostrophe: `MARKA'yı`, `Marka'dan`.
        let bare = words.iter().filter(|word| !word.is_suffix);
        let bare: String = bare.map(|word| word.text.as_str()).collect();
        for key in [all, bare] {
            add(&mut found, vec![Target { key, scope }]);
        }
    };
    name(words, Scope::Unsaid);
    let (named, scope) = scope_apart(words);
    name(named, scope);
    let kept: Vec<Word> = words
        .iter()
        .filter(|word| !is_filler(&word.text))
        .cloned()
        .collect();
    let (named, scope) = scope_apart(&kept);
    name(named, scope);
    found
}

/// The keys of a word that its verb was written together with, and of the words behind it.
fn glued_targets(key: &str, rest: &[Word]) -> Vec<Target> {
    let mut words = vec![Word::plain(key)];
    words.extend_from_slice(rest);
    let mut found = targets(&words);
    // `RETMARKAARAMA`.
    if let ([only], Some((name, scope))) = (words.as_slice(), vocabulary::glued_scope(key)) {
        debug_assert!(only.text == key, "the one word is the key");
        let key = name.to_owned();
        add(&mut found, vec![Target { key, scope }]);
    }
    found
}

/// Takes words of scope off either end.
fn scope_apart(words: &[Word]) -> (&[Word], Scope) {
    let mut words = words;
    let mut scope = Scope::Unsaid;
    while let [rest @ .., last] = words
        && let Some(said) = scope_of(&last.text)
    {
        scope = if scope == Scope::Unsaid {
            said
        } else {
            widen(scope, said)
        };
        words = rest;
    }
    // `E-POSTA` becomes two words where it is read.
    while let [first, rest @ ..] = words
        && let Some(said) = scope_of(&first.text)
    {
        scope = if scope == Scope::Unsaid {
            said
        } else {
            widen(scope, said)
        };
        words = rest;
    }
    (words, scope)
}

/// `SMS ARAMA` is more than one of them.
fn widen(one: Scope, other: Scope) -> Scope {
    if one == other { one } else { Scope::All }
}

fn without_leading_fillers(words: &[Word]) -> &[Word] {
    without_leading(words, |word| is_filler(&word.text))
}

fn without_leading(words: &[Word], drop: impl Fn(&Word) -> bool) -> &[Word] {
    let kept = words.iter().position(|word| !drop(word));
    &words[kept.unwrap_or(words.len())..]
}

fn add(found: &mut Vec<Target>, more: Vec<Target>) {
    for target in more {
        if !target.key.is_empty() && !found.contains(&target) {
            found.push(target);
        }
    }
}
