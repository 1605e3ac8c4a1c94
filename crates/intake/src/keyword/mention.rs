//! The names that may stand among the words around a refusal.

use std::ops::Range;

use super::reading::Word;
use super::role::Role;
use super::scope::Scope;
use super::target::Target;
use super::vocabulary::{self, is_around, scope_of};

/// The most brands' names that are looked up among the words around a refusal, at each distance.
pub const MENTIONS_MAX: usize = 200;

/// The most words of a brand's name that is looked for among others.
const NAME_WORDS_MAX: usize = 5;

/// How many of the words for one channel are looked at; more say nothing more, unless a name is made of all
/// of them.
const SCOPES_MAX: usize = 32;

/// Some words that may name a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What they may name.
    pub target: Target,
    /// Which words they are. A word names one brand; the longer name comes first.
    pub words: Range<usize>,
}

/// The names that may stand among the words, by how near: in the sentences of the refusal, which stands at
/// `places`, elsewhere, and in what is quoted. Of so many that not all can be looked up, those nearest to a
/// word of refusing are named, whatever their length.
pub fn mentions(words: &[Word], roles: &[Role], places: &[usize]) -> Vec<Vec<Mention>> {
    let near = Nearness::new(words, places);
    let scopes = near.scopes(words);
    let mut found: [Vec<Mention>; 3] = Default::default();
    for (longer, length) in (1..=NAME_WORDS_MAX).rev().enumerate() {
        let mut windows: [Vec<Range<usize>>; 3] = Default::default();
        for start in 0..words.len() {
            if let Some(window) = window(words, roles, start, length) {
                windows[near.level(&words[start])].push(window);
            }
        }
        // What longer names left of their share is the shorter ones'.
        let share = MENTIONS_MAX / NAME_WORDS_MAX * (longer + 1);
        for (windows, found) in windows.into_iter().zip(&mut found) {
            for window in near.nearest(windows, share.saturating_sub(found.len())) {
                let around = scopes.iter().filter(|(place, _)| !window.contains(place));
                let said: Vec<Scope> = around.map(|(_, scope)| *scope).collect();
                for key in keys(&words[window.clone()]) {
                    if found.len() < share {
                        let target = Target::new(&key, &said);
                        let words = window.clone();
                        found.push(Mention { target, words });
                    }
                }
            }
        }
    }
    found.into_iter().filter(|near| !near.is_empty()).collect()
}

/// How far words are from a refusal.
struct Nearness {
    /// Whether each sentence refuses.
    refuses: Vec<bool>,
    /// How many words each is from the nearest word of refusing.
    words: Vec<usize>,
}

impl Nearness {
    fn new(words: &[Word], places: &[usize]) -> Self {
        let sentences = words.iter().map(|word| word.sentence + 1).max();
        let mut refuses = vec![false; sentences.unwrap_or_default()];
        let mut from = vec![usize::MAX; words.len()];
        for place in places {
            refuses[words[*place].sentence] = true;
            from[*place] = 0;
        }
        for place in 1..from.len() {
            from[place] = from[place].min(from[place - 1].saturating_add(1));
        }
        for place in (1..from.len()).rev() {
            from[place - 1] = from[place - 1].min(from[place].saturating_add(1));
        }
        Self {
            refuses,
            words: from,
        }
    }

    fn level(&self, word: &Word) -> usize {
        match (word.is_quoted, self.refuses[word.sentence]) {
            (_, true) => 0,
            (false, false) => 1,
            (true, false) => 2,
        }
    }

    /// So many of the windows, in their order.
    fn nearest(&self, mut windows: Vec<Range<usize>>, count: usize) -> Vec<Range<usize>> {
        if windows.len() > count {
            let far = |window: &Range<usize>| {
                let (first, last) = (self.words[window.start], self.words[window.end - 1]);
                first.min(last)
            };
            windows.sort_by_key(far);
            windows.truncate(count);
            windows.sort_by_key(|window| window.start);
        }
        windows
    }

    /// The channels that are said in the sentences of the refusal, and where.
    fn scopes(&self, words: &[Word]) -> Vec<(usize, Scope)> {
        let mut found: Vec<(usize, Scope)> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            if !self.refuses[word.sentence] {
                continue;
            }
            let Some(scope) = vocabulary::scope_loosely(&word.text) else {
                continue;
            };
            if found.iter().filter(|(_, one)| *one == scope).count() < SCOPES_MAX {
                found.push((place, scope));
            }
        }
        found
    }
}

/// So many words of one sentence that begin at a place and may be a name; endings behind an apostrophe are
/// counted with the word before them.
fn window(words: &[Word], roles: &[Role], start: usize, length: usize) -> Option<Range<usize>> {
    let first = words.get(start).filter(|word| !word.is_suffix)?;
    let mut end = start;
    let mut counted = 0;
    while let Some(word) = words.get(end)
        && (counted < length || word.is_suffix)
    {
        let together = word.sentence == first.sentence && word.is_quoted == first.is_quoted;
        if !together || roles[end] != Role::Other {
            break;
        }
        counted += usize::from(!word.is_suffix);
        end += 1;
    }
    let says = |word: &Word| {
        !is_around(&word.text)
            && !vocabulary::means_brands(&word.text)
            && scope_of(&word.text).is_none()
    };
    (counted == length && words[start..end].iter().any(says)).then_some(start..end)
}

/// What some words may be called: as they stand, and without the ending of the last.
fn keys(words: &[Word]) -> Vec<String> {
    let bare: Vec<&str> = words
        .iter()
        .filter(|word| !word.is_suffix)
        .map(|word| word.text.as_str())
        .collect();
    let mut keys = vec![bare.concat()];
    if let Some((last, rest)) = bare.split_last() {
        let stems = vocabulary::without_ending(last);
        keys.extend(stems.map(|stem| format!("{}{stem}", rest.concat())));
    }
    keys
}
