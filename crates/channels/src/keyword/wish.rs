//! What somebody wants to keep while they refuse: it is never refused, and where it is not certain what
//! is refused instead, they are asked.

use domain::Channel;

use super::reading::Word;
use super::refusal::Role;
use super::vocabulary::{self, Excepts, Undoes, Verb, is_around, scope_loosely, scope_of, verb_of};
use super::{Scope, together};

/// What a refusal leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It does not say.
    Nothing,
    /// Something; this channel alone is refused for certain.
    Only(Channel),
    /// Something, and what is not certain.
    Unclear,
}

/// What the words around a refusal want to be left; `counts` tells those that are said.
pub fn of(words: &[Word], roles: &[Role], counts: impl Fn(&usize) -> bool) -> Wish {
    let said: Vec<(&Word, Role)> = (0..words.len())
        .filter(counts)
        .map(|place| (&words[place], roles[place]))
        .collect();
    if excepts(&said) || undoes(&said) || approves_beside(&said) {
        return Wish::Unclear;
    }
    weigh(&said)
}

/// Tells what is kept from what is refused, channel by channel: a verb is about the channels between it and
/// the verb before it, or says itself about which it is.
fn weigh(said: &[(&Word, Role)]) -> Wish {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    let mut near: Vec<Scope> = Vec::new();
    for (place, (word, role)) in said.iter().enumerate() {
        let own = scope_loosely(&word.text);
        let goes_on = place > 0 && said[place - 1].1 == *role && *role != Role::Other;
        match role {
            // The second word of `izin vermiyorum`.
            Role::Refuses | Role::Denied if goes_on && near.is_empty() && own.is_none() => {}
            Role::Refuses => {
                near.extend(own);
                refused.push(together(near.drain(..)));
            }
            // `İptal değil` alone says nothing of what is to stay.
            Role::Denied if near.is_empty() => {}
            Role::Denied => kept.push(together(near.drain(..))),
            Role::Other => match keeps(said, place) {
                Some(scope) => {
                    near.push(scope);
                    kept.push(together(near.drain(..)));
                }
                None => near.extend(own),
            },
        }
    }
    if kept.is_empty() {
        return Wish::Nothing;
    }
    let first = refused.first().copied();
    match first {
        Some(Scope::One(channel @ (Channel::Text | Channel::Call)))
            if refused.iter().all(|scope| Some(*scope) == first)
                && kept
                    .iter()
                    .all(|scope| matches!(scope, Scope::One(other) if *other != channel)) =>
        {
            Wish::Only(channel)
        }
        _ => Wish::Unclear,
    }
}

/// Whether a word says that something is to go on, or is not meant; of which channel, if it says so itself.
fn keeps(said: &[(&Word, Role)], place: usize) -> Option<Scope> {
    let word = said[place].0;
    let text = |place: usize| said.get(place).map(|(word, _)| word.text.as_str());
    let next = text(place + 1);
    // `Gelsin istemiyorum`.
    if next.is_some_and(vocabulary::is_unwanting) {
        return None;
    }
    if vocabulary::continues(&word.text, next) {
        return Some(Scope::Unsaid);
    }
    if vocabulary::wants(&word.text) {
        let mut before = said[..place].iter().rev();
        let wanted = before.find(|(word, _)| !vocabulary::is_verbal_noun(&word.text));
        let is_channel =
            |(word, role): &&(&Word, Role)| *role == Role::Other && scope_of(&word.text).is_some();
        return wanted.filter(is_channel).map(|_| Scope::Unsaid);
    }
    vocabulary::kept_by(&word.text)
}

/// Whether something is excepted. A word of exception that is the only one which may be a brand's name is
/// taken for one.
fn excepts(said: &[(&Word, Role)]) -> bool {
    let mut excepts = false;
    let mut names = false;
    let among = said.iter().any(|(word, _)| {
        scope_of(&word.text) == Some(Scope::All) || vocabulary::means_brands(&word.text)
    });
    for (place, (word, role)) in said.iter().enumerate() {
        let behind = place > 0 && vocabulary::is_ablative(&said[place - 1].0.text);
        match vocabulary::excepts(&word.text) {
            Some(Excepts::Always) => excepts = true,
            Some(Excepts::Among) if among || behind => excepts = true,
            _ => {
                names |= *role == Role::Other
                    && !is_around(&word.text)
                    && !vocabulary::means_brands(&word.text)
                    && scope_of(&word.text).is_none();
            }
        }
    }
    excepts && (names || among)
}

/// Whether a refusal is given up: `iptal etmekten vazgeçtim`. `Vazgeçtim, iptal edin` is one.
fn undoes(said: &[(&Word, Role)]) -> bool {
    // The sentences that were last seen to refuse, and to give up.
    let (mut refused, mut given_up) = (None, None);
    for (word, role) in said {
        let sentence = Some(word.sentence);
        match vocabulary::undoes_refusal(&word.text) {
            Some(Undoes::GivesUp) if refused == sentence => return true,
            Some(Undoes::GivesUp) => given_up = sentence,
            Some(Undoes::Given) if given_up == sentence => return true,
            Some(Undoes::Given) => refused = sentence,
            None if *role == Role::Refuses => refused = sentence,
            None => {}
        }
    }
    false
}

/// Whether something is approved beside the refusal, and two channels are spoken of.
fn approves_beside(said: &[(&Word, Role)]) -> bool {
    let approves = |(word, role): &(&Word, Role)| {
        *role == Role::Other && verb_of(&word.text) == Some(Verb::Approve)
    };
    let channels = said
        .iter()
        .filter_map(|(word, _)| scope_loosely(&word.text));
    let mut channels = channels.filter(|scope| *scope != Scope::All);
    let first = channels.next();
    channels.any(|other| Some(other) != first) && said.iter().any(approves)
}
