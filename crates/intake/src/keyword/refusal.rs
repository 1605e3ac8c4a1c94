//! The refusal in a message: its words, and the brand among what is written around it.

use std::ops::Range;

use super::asked::{Asked, Refusal};
use super::mention::mentions;
use super::reading::{Word, without_leading_fillers};
use super::role::{Role, roles};
use super::scope::{Scope, leaves_email, together};
use super::target::{Target, add, glued_targets, targets};
use super::vocabulary::{self, Verb, is_around, scope_of, verb_of};
use super::wish::{self, Wish};

/// What was found.
pub(super) enum Found {
    Asked(Asked),
    /// A refusal that is denied, or leaves something of which it is not certain what it is.
    Unclear,
    None,
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
    let lead = without_leading_fillers(words);
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
    let trimmed = |words: &[Word]| named(without_leading_fillers(words));
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
