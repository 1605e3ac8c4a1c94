//! The brands that words may mean.

use super::reading::Word;
use super::scope::{Scope, leaves_email, together};
use super::vocabulary::{self, is_filler, scope_of};

/// A brand as it may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name or number, as [`registry::intake::texts::brand_key`] makes it.
    pub key: String,
    /// For what.
    pub scope: Scope,
    /// Whether e-mail is named beside it, which is none of the phone's and is left.
    pub leaves_email: bool,
}

impl Target {
    pub(super) fn new(key: &str, said: &[Scope]) -> Self {
        let scope = together(said.iter().copied());
        Self {
            key: key.to_owned(),
            scope,
            leaves_email: leaves_email(said, scope),
        }
    }

    /// For these, too.
    pub(super) fn extend(&mut self, said: Scope) {
        let all = [self.scope, said];
        if self.scope != Scope::All {
            self.scope = together(all);
        }
        self.leaves_email |= leaves_email(&all, self.scope);
    }
}

/// The keys some words may be, the most literal first.
pub fn targets(words: &[Word]) -> Vec<Target> {
    let mut found = exact_targets(words);
    // Without what follows an apostrophe: `MARKA'yı`, `Marka'dan`.
    let bare: Vec<Word> = words
        .iter()
        .filter(|word| !word.is_suffix)
        .cloned()
        .collect();
    add(&mut found, exact_targets(&bare));
    found
}

/// The keys some words are if they name a brand, perhaps a channel, are polite and nothing else.
pub fn exact_targets(words: &[Word]) -> Vec<Target> {
    let mut found = Vec::new();
    let mut name = |words: &[Word], said: &[Scope]| {
        let key: String = words.iter().map(|word| word.text.as_str()).collect();
        add(&mut found, vec![Target::new(&key, said)]);
    };
    name(words, &[]);
    let (named, said) = scope_apart(words);
    name(named, &said);
    let kept: Vec<Word> = words
        .iter()
        .filter(|word| !is_filler(&word.text))
        .cloned()
        .collect();
    let (named, said) = scope_apart(&kept);
    name(named, &said);
    found
}

/// The keys of a word that its verb was written together with, and of the words behind it.
pub fn glued_targets(key: &str, rest: &[Word]) -> Vec<Target> {
    let mut words = vec![Word::plain(key)];
    words.extend_from_slice(rest);
    let mut found = targets(&words);
    // `RETMARKAARAMA`.
    if let ([only], Some((name, scope))) = (words.as_slice(), vocabulary::glued_scope(key)) {
        debug_assert!(only.text == key, "the one word is the key");
        add(&mut found, vec![Target::new(name, &[scope])]);
    }
    found
}

/// Takes words of scope off either end.
fn scope_apart(words: &[Word]) -> (&[Word], Vec<Scope>) {
    let mut words = words;
    let mut said = Vec::new();
    while let [rest @ .., last] = words
        && let Some(scope) = scope_of(&last.text)
    {
        said.push(scope);
        words = rest;
    }
    while let [first, rest @ ..] = words
        && let Some(scope) = scope_of(&first.text)
    {
        said.push(scope);
        words = rest;
    }
    (words, said)
}

/// Adds the targets that are not there yet.
pub fn add(found: &mut Vec<Target>, more: Vec<Target>) {
    for target in more {
        if !target.key.is_empty() && !found.contains(&target) {
            found.push(target);
        }
    }
}
