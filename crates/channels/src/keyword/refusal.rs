//! The refusal in a message: its words, what denies them, and the brand among what is written around it.

use std::ops::Range;

use domain::Channel;

use super::mention::{Mention, mentions};
use super::reading::Word;
use super::vocabulary::{self, Negation, Verb, is_around, is_filler, scope_of, verb_of};
use super::wish::{self, Wish};
use super::{
    Asked, Scope, Target, add, glued_targets, leaves_email, targets, together, without_leading,
};

/// The most words between a refusal and what denies it that are passed over.
const BETWEEN_MAX: usize = 3;

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

impl Refusal {
    /// For this channel alone, whatever else is spoken of.
    fn narrow(&mut self, channel: Channel) {
        let mentioned = self.mentions.iter_mut().flatten();
        let mentioned = mentioned.map(|mention| &mut mention.target);
        for target in self.targets.iter_mut().chain(mentioned) {
            target.scope = Scope::One(channel);
        }
    }

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
    /// A refusal that is denied, or leaves something of which it is not certain what it is.
    Unclear,
    None,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It refuses.
    Refuses,
    /// It would refuse, and is denied: it keeps.
    Denied,
    /// It says that nothing is refused (`iptal edilmedi`), which neither refuses nor keeps.
    Told,
    /// Neither.
    Other,
}

impl From<Negation> for Role {
    fn from(negation: Negation) -> Self {
        match negation {
            Negation::Wished => Self::Denied,
            Negation::Told => Self::Told,
        }
    }
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
            return Found::Unclear;
        }
        return around(words, &roles, own);
    }
    if roles.contains(&Role::Denied) || roles.contains(&Role::Told) {
        return Found::Unclear;
    }
    let lead = without_leading(words, |word| is_filler(&word.text));
    let Some((first, rest)) = lead.split_first() else {
        return Found::None;
    };
    let Some((Verb::Refuse, key)) = vocabulary::glued(&first.text) else {
        return Found::None;
    };
    let at_first = |text| Word {
        text: String::from(text),
        ..first.clone()
    };
    let mut unglued = vec![at_first(key)];
    unglued.extend_from_slice(rest);
    let mut apart = vec![at_first(&first.text[..first.text.len() - key.len()])];
    apart.extend_from_slice(&unglued);
    roles = vec![Role::Other; apart.len()];
    roles[0] = Role::Refuses;
    let wish = wish::of(&apart, &roles, |place| !apart[*place].is_quoted);
    if wish == Wish::Unclear {
        return Found::Unclear;
    }
    if let Some(all) = refuse_all(&unglued) {
        return match wish {
            Wish::Nothing => Found::Asked(all),
            _ => Found::Unclear,
        };
    }
    let mut refusal = Refusal {
        targets: glued_targets(key, rest),
        mentions: mentions(&unglued, &roles[1..], &[0]),
        is_amidst: false,
        is_vague: false,
    };
    if let Wish::Only(channel) = wish {
        refusal.narrow(channel);
    }
    Found::Asked(Asked::Refuse(refusal))
}

/// Words of refusing, and permissions that are denied; refusals that are denied refuse nothing.
fn roles(words: &[Word]) -> Vec<Role> {
    let mut roles = vec![Role::Other; words.len()];
    let mut place = 0;
    while place < words.len() {
        let (role, end) = role(words, place);
        roles[place..=end].fill(role);
        place = end + 1;
    }
    roles
}

/// What the word at a place does, and the last of those that do it with it.
fn role(words: &[Word], place: usize) -> (Role, usize) {
    let word = &words[place];
    let text = word.text.as_str();
    let together =
        |next: &&Word| next.sentence == word.sentence && next.is_quoted == word.is_quoted;
    let near = |place: usize| words.get(place).filter(together);
    let refuses = verb_of(text) == Some(Verb::Refuse)
        // Who writes `quit` elsewhere than in front speaks of something else.
        || (vocabulary::refuses_in_front(text)
            && words[..place].iter().all(|word| is_filler(&word.text)));
    if let Some(negation) = vocabulary::is_denied_refusal(text) {
        return (negation.into(), place);
    }
    let back = near(place + 1).is_some_and(|next| vocabulary::takes_back(&next.text));
    let between = near(place + 1).filter(|next| vocabulary::is_infinitive(&next.text));
    let end = place + 1 + usize::from(between.is_some() || back);
    if let Some(behind) = near(end) {
        let permits = vocabulary::permits(text);
        if permits && vocabulary::withdraws(&behind.text, back)
            || permits && !back && vocabulary::denies_permission(&behind.text)
        {
            return (Role::Refuses, end);
        }
    }
    if refuses || vocabulary::is_refusing_noun(text) {
        let parts = |place: &usize| {
            near(*place)
                .is_some_and(|word| word.is_suffix || vocabulary::stands_between(&word.text))
        };
        let count = (place + 1..).take(BETWEEN_MAX).take_while(parts).count();
        let mut between = words[place..=place + count].iter().rev();
        let between = between.find(|word| !word.is_suffix).unwrap_or(word);
        let end = place + count + 1;
        if let Some(behind) = near(end) {
            let joined = behind.clause == word.clause;
            let denied = vocabulary::denies_refusal(&behind.text, &between.text, joined);
            if let Some(negation) = denied {
                return (negation.into(), end);
            }
        }
    }
    let role = match refuses {
        true if is_denied_before(words, place) => Role::Denied,
        true => Role::Refuses,
        false => Role::Other,
    };
    (role, place)
}

/// Whether what stands before a refusal denies it: `do not stop`, `I don't want to stop`.
fn is_denied_before(words: &[Word], place: usize) -> bool {
    let refusal = &words[place];
    let mut before = words[..place]
        .iter()
        .rev()
        .take_while(|word| word.clause == refusal.clause)
        .skip_while(|word| vocabulary::stands_before(&word.text));
    let Some(last) = before.next() else {
        return false;
    };
    // `Don't` is two words.
    let stem = before.next().filter(|_| last.is_suffix);
    let stem = stem.map_or("", |word| word.text.as_str());
    vocabulary::denies_before(&format!("{stem}{}", last.text), &refusal.text)
}

/// What is refused, by the words around those of refusing.
fn around(words: &[Word], roles: &[Role], own: bool) -> Found {
    let counts = |place: &usize| !(own && words[*place].is_quoted);
    let is_refusal = |place: &usize| roles[*place] == Role::Refuses && counts(place);
    let places: Vec<usize> = (0..words.len()).filter(is_refusal).collect();
    let wish = wish::of(words, roles, counts);
    if wish == Wish::Unclear {
        return Found::Unclear;
    }
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
        // Which brand keeps something is not said.
        return match wish {
            Wish::Nothing => Found::Asked(all),
            _ => Found::Unclear,
        };
    }
    let mut refusal = Refusal {
        mentions: mentions(words, roles, &places),
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
    // `aramayın` says itself what is refused, beside what is named.
    let said = places.iter();
    let said = said.filter_map(|place| vocabulary::scope_loosely(&words[*place].text));
    let said = together(said);
    for target in &mut refusal.targets {
        target.extend(said);
    }
    if let Wish::Only(channel) = wish {
        refusal.narrow(channel);
    }
    Found::Asked(Asked::Refuse(refusal))
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
    let mut code = None;
    let mut said = Vec::new();
    let split: Vec<Word> = words.iter().flat_map(Word::code_apart).collect();
    // Where all are spoken of, channels have their endings, and no name is looked for in them.
    let scope: fn(&str) -> Option<Scope> = if split
        .iter()
        .any(|word| scope_of(&word.text) == Some(Scope::All))
    {
        vocabulary::scope_loosely
    } else {
        scope_of
    };
    for word in &split {
        match scope(&word.text) {
            Some(scope) => said.push(scope),
            _ if vocabulary::means_brands(&word.text) || is_around(&word.text) => {}
            _ if word.is_code() && code.is_none() => code = Some(word.text.clone()),
            _ => return None,
        }
    }
    let scope = together(said.iter().copied());
    let channel = match scope {
        Scope::Unsaid => return None,
        // Both channels of a phone are everything it can be reached by.
        Scope::All => None,
        Scope::One(channel) => Some(channel),
    };
    Some(Asked::RefuseAll {
        channel,
        code,
        leaves_email: leaves_email(&said, scope),
    })
}
