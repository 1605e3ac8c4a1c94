//! The refusal in a message: its words, what denies them, and the brand among what is written around it.

use std::ops::Range;

use super::reading::Word;
use super::vocabulary::{self, Verb, is_around, is_filler, scope_of, verb_of};
use super::{Asked, Scope, Target, add, glued_targets, targets, together, without_leading};

/// The most brands' names that are looked up among the words around a refusal, at each distance.
pub const MENTIONS_MAX: usize = 200;

/// The most words of a brand's name that is looked for among others.
const NAME_WORDS_MAX: usize = 5;

/// Which brand a refusal may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// If nothing but a brand is named: the keys it may have, the first that is one is meant.
    pub targets: Vec<Target>,
    /// The names among other words, by how near they stand: in the sentence of the refusal, elsewhere, and in
    /// what is quoted. The nearest that has a brand counts; where it has several, nobody knows which is meant.
    pub mentions: Vec<Vec<Mention>>,
    /// Whether words stand before and behind the word of refusing, so that neither side is the brand's name
    /// for certain: then [`Refusal::mentions`] come first.
    pub is_amidst: bool,
    /// Whether no word is there that could name a brand.
    pub is_vague: bool,
}

/// Some words that may name a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What they may name.
    pub target: Target,
    /// Which words they are. A word names one brand; the longer name comes first.
    pub words: Range<usize>,
}

impl Refusal {
    /// Adds another reading's.
    pub(super) fn add(&mut self, more: Self) {
        add(&mut self.targets, more.targets);
        for mentions in more.mentions {
            if !self.mentions.contains(&mentions) {
                self.mentions.push(mentions);
            }
        }
        self.is_vague &= more.is_vague;
    }
}

/// What was found.
pub(super) enum Found {
    Asked(Asked),
    /// A refusal that is denied.
    Denied,
    None,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Refuses,
    Denied,
    Other,
}

/// The refusal in a message, if there is one.
pub(super) fn find(words: &[Word]) -> Found {
    let mut roles = roles(words);
    let refuses = |place: &usize| roles[*place] == Role::Refuses;
    let places: Vec<usize> = (0..words.len()).filter(refuses).collect();
    let own = places.iter().any(|place| !words[*place].is_quoted);
    if !places.is_empty() {
        let approves = |word: &Word| !word.is_quoted && verb_of(&word.text) == Some(Verb::Approve);
        // Only what is quoted refuses, and what is written above it approves: nobody knows.
        if !own && words.iter().any(approves) {
            return Found::Denied;
        }
        return Found::Asked(around(words, &roles, own));
    }
    if roles.contains(&Role::Denied) {
        return Found::Denied;
    }
    let lead = without_leading(words, |word| is_filler(&word.text));
    let Some((first, rest)) = lead.split_first() else {
        return Found::None;
    };
    let Some((Verb::Refuse, key)) = vocabulary::glued(&first.text) else {
        return Found::None;
    };
    let mut unglued = vec![Word::plain(key)];
    unglued[0].sentence = first.sentence;
    unglued.extend_from_slice(rest);
    if let Some(all) = refuse_all(&unglued) {
        return Found::Asked(all);
    }
    roles = vec![Role::Other; unglued.len()];
    let sentences = vec![first.sentence];
    Found::Asked(Asked::Refuse(Refusal {
        targets: glued_targets(key, rest),
        mentions: mentions(&unglued, &roles, &sentences),
        is_amidst: false,
        is_vague: false,
    }))
}

/// Words of refusing, and permissions that are denied; refusals that are denied refuse nothing.
fn roles(words: &[Word]) -> Vec<Role> {
    let mut roles = vec![Role::Other; words.len()];
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let near = |place: usize| {
            let next: Option<&Word> = words.get(place);
            next.filter(|next| next.sentence == word.sentence && next.is_quoted == word.is_quoted)
        };
        let between = near(place + 1).filter(|next| vocabulary::is_infinitive(&next.text));
        let end = place + 1 + usize::from(between.is_some());
        let behind = near(end).map(|word| word.text.as_str());
        let refuses = verb_of(&word.text) == Some(Verb::Refuse);
        let role = match behind {
            Some(behind) if vocabulary::permits(&word.text) => {
                vocabulary::denies_permission(behind).then_some(Role::Refuses)
            }
            Some(behind) if refuses => {
                let between = between.unwrap_or(word).text.as_str();
                vocabulary::denies_refusal(behind, Some(between)).then_some(Role::Denied)
            }
            _ => None,
        };
        if let Some(role) = role {
            roles[place..=end].fill(role);
            place = end + 1;
            continue;
        }
        if refuses {
            roles[place] = Role::Refuses;
        }
        place += 1;
    }
    roles
}

/// What is refused, by the words around those of refusing.
fn around(words: &[Word], roles: &[Role], own: bool) -> Asked {
    let counts = |place: &usize| !(own && words[*place].is_quoted);
    let is_refusal = |place: &usize| roles[*place] == Role::Refuses && counts(place);
    let places: Vec<usize> = (0..words.len()).filter(is_refusal).collect();
    let sentences: Vec<usize> = places.iter().map(|place| words[*place].sentence).collect();
    let first = places.first().copied().unwrap_or_default();
    let content = |range: Range<usize>| -> Vec<Word> {
        let kept = range.filter(|place| counts(place) && roles[*place] == Role::Other);
        kept.map(|place| words[place].clone()).collect()
    };
    let (before, after) = (content(0..first), content(first + 1..words.len()));
    let means = |words: &[Word]| words.iter().any(|word| !is_around(&word.text));
    let (means_before, means_after) = (means(&before), means(&after));
    let all = if means_before && means_after {
        refuse_all(&[before.clone(), after.clone()].concat())
    } else if means_before {
        refuse_all(&before)
    } else {
        refuse_all(&after)
    };
    if let Some(all) = all {
        return all;
    }
    let mut refusal = Refusal {
        mentions: mentions(words, roles, &sentences),
        is_amidst: means_before && means_after,
        is_vague: !means_before && !means_after,
        ..Refusal::default()
    };
    let trimmed = |words: &[Word]| named(without_leading(words, |word| is_filler(&word.text)));
    if means_after || !means_before {
        refusal.targets = trimmed(&after);
    }
    if means_before {
        add(&mut refusal.targets, trimmed(&before));
    }
    // `aramayın` says itself what is refused.
    let said = |place: &usize| vocabulary::scope_loosely(&words[*place].text);
    if let Some(scope) = places.iter().find_map(said) {
        for target in &mut refusal.targets {
            if target.scope == Scope::Unsaid {
                target.scope = scope;
            }
        }
    }
    Asked::Refuse(refusal)
}

/// The keys of words that are a brand's name: all of them, or those that are not said around a refusal.
fn named(words: &[Word]) -> Vec<Target> {
    let mut found = targets(words);
    let kept = words.iter().filter(|word| !is_around(&word.text));
    let kept: Vec<Word> = kept.cloned().collect();
    add(&mut found, targets(&kept));
    found
}

/// `RET TUM`, `RET TUM ARAMA 1234`, `RETTUM1234`: nothing but words of scope, and perhaps a code.
fn refuse_all(words: &[Word]) -> Option<Asked> {
    let mut channel = None;
    let mut code = None;
    let mut said = false;
    let split: Vec<Word> = words.iter().flat_map(Word::code_apart).collect();
    for word in &split {
        match scope_of(&word.text) {
            Some(Scope::All) => said = true,
            Some(Scope::One(one)) => {
                said = true;
                channel = Some(one);
            }
            _ if vocabulary::means_brands(&word.text) || is_around(&word.text) => {}
            _ if word.is_code() && code.is_none() => code = Some(word.text.clone()),
            _ => return None,
        }
    }
    said.then_some(Asked::RefuseAll { channel, code })
}

/// The names that may stand among the words, by how near; `sentences` are those that refuse.
fn mentions(words: &[Word], roles: &[Role], sentences: &[usize]) -> Vec<Vec<Mention>> {
    let distance = |word: &Word| match (word.is_quoted, sentences.contains(&word.sentence)) {
        (_, true) => 0,
        (false, false) => 1,
        (true, false) => 2,
    };
    let mut found: [Vec<Mention>; 3] = Default::default();
    for length in (1..=NAME_WORDS_MAX).rev() {
        for start in 0..words.len() {
            let Some(range) = window(words, roles, start, length) else {
                continue;
            };
            let near = &mut found[distance(&words[start])];
            let scope = scope_around(words, sentences, &range);
            for key in keys(&words[range.clone()]) {
                let target = Target { key, scope };
                let words = range.clone();
                if near.len() < MENTIONS_MAX {
                    near.push(Mention { target, words });
                }
            }
        }
    }
    found.into_iter().filter(|near| !near.is_empty()).collect()
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

/// The channels that are said in the sentences of a refusal, beside the words of a name.
fn scope_around(words: &[Word], sentences: &[usize], name: &Range<usize>) -> Scope {
    let near = words.iter().enumerate();
    let near =
        near.filter(|(place, word)| !name.contains(place) && sentences.contains(&word.sentence));
    together(near.filter_map(|(_, word)| vocabulary::scope_loosely(&word.text)))
}
