//! What a text message asks for (rule 51).
//!
//! People write as they like: `RET MARKA`, `ret marka.`, `RETMARKA ARAMA`, `Marka'dan mesaj almak istemiyorum`,
//! with greetings, signatures and what they answer to around it. A refusal is looked for first and wherever it
//! stands, so that it survives all that; everything else has to begin with its word, and an approval has to be
//! nothing but its word and the brand. Which brand is meant cannot be known here: the keys it may have are
//! named in the order they should be looked up.

mod mention;
mod reading;
mod refusal;
mod short_name;
mod signs;
mod vocabulary;
mod wish;

use domain::Channel;

pub use mention::{MENTIONS_MAX, Mention};
pub use refusal::Refusal;
pub use short_name::{NoShortName, ShortName};

use reading::{Reading, Word};
use refusal::Found;
use vocabulary::{Verb, is_around, is_filler, scope_of, verb_of};

/// The most letters of a message that are looked at: more than the ways in let through, ten parts of the
/// longest there are by SMPP. What is longer still may refuse and never approves.
pub const LETTERS_MAX: usize = 200_000;

/// What a message asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To refuse a brand.
    Refuse(Refusal),
    /// To refuse everything, or all of a channel.
    RefuseAll {
        /// Of which channel; `None`: of all.
        channel: Option<Channel>,
        /// The code that confirms it, as it was written.
        code: Option<String>,
        /// As [`Target::leaves_email`].
        leaves_email: bool,
    },
    /// To approve the brand that these are, if they are one.
    Approve(Vec<Target>),
    /// What holds for the first of these that is a brand.
    State(Vec<Target>),
    /// Which brands there are.
    List,
    /// How to write.
    Help,
    /// Several things at once, or one of which nobody knows whether it is meant: the sender is asked, and
    /// nothing is recorded.
    Unclear,
    /// Nothing that is understood.
    Unknown,
}

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
    fn new(key: &str, said: &[Scope]) -> Self {
        let scope = together(said.iter().copied());
        Self {
            key: key.to_owned(),
            scope,
            leaves_email: leaves_email(said, scope),
        }
    }

    /// For these, too.
    fn extend(&mut self, said: Scope) {
        let all = [self.scope, said];
        if self.scope != Scope::All {
            self.scope = together(all);
        }
        self.leaves_email |= leaves_email(&all, self.scope);
    }
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

/// The keys some words may be, the most literal first.
fn targets(words: &[Word]) -> Vec<Target> {
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
fn exact_targets(words: &[Word]) -> Vec<Target> {
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
fn glued_targets(key: &str, rest: &[Word]) -> Vec<Target> {
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

/// What several words of scope mean: `SMS ARAMA` all of a phone, `tüm mesajlar` one channel. Beside a channel
/// of a phone e-mail says nothing: it is none of this phone's.
fn together(said: impl IntoIterator<Item = Scope>) -> Scope {
    let (mut text, mut call, mut email, mut all) = (false, false, false, false);
    for said in said {
        match said {
            Scope::One(Channel::Text) => text = true,
            Scope::One(Channel::Call) => call = true,
            Scope::One(Channel::Email) => email = true,
            Scope::All => all = true,
            Scope::Unsaid => {}
        }
    }
    match (text, call) {
        (true, true) => Scope::All,
        (true, false) => Scope::One(Channel::Text),
        (false, true) => Scope::One(Channel::Call),
        _ if email => Scope::One(Channel::Email),
        _ if all => Scope::All,
        _ => Scope::Unsaid,
    }
}

/// Whether e-mail is said beside what that comes to.
fn leaves_email(said: &[Scope], scope: Scope) -> bool {
    let email = Scope::One(Channel::Email);
    said.contains(&email) && scope != email
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
