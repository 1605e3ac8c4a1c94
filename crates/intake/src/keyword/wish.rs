//! What somebody wants to keep while they refuse: it is never refused, and where it is not certain what
//! is refused instead, they are asked.

use domain::Channel;

use super::reading::Word;
use super::role::Role;
use super::scope::{Scope, together};
use super::vocabulary::{self, Excepts, Undoes, Verb, is_around, scope_loosely, scope_of, verb_of};

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

/// The channels that are spoken of, as verbs take them.
#[derive(Default)]
struct Channels {
    /// Named since the verb before.
    near: Vec<Scope>,
    refused: Vec<Scope>,
    kept: Vec<Scope>,
    /// Of which it is not certain that they are refused.
    doubtful: Vec<Scope>,
    /// What the last verb does with the channels behind it, if it had none before it: `stop calls`.
    waits: Option<Role>,
}

impl Channels {
    /// A verb that is about the channels before it.
    fn verb(&mut self, role: Role) {
        let refused = role == Role::Refuses;
        if self.near.is_empty() {
            // What waited for channels is about none.
            self.end_waiting();
            self.waits = Some(role);
            return;
        }
        let said = together(self.near.drain(..));
        if self.waits.take() == Some(Role::Denied) {
            // `Don't stop sms cancel calls`: either may be about them.
            self.kept.push(said);
        }
        let list = if refused {
            &mut self.refused
        } else {
            &mut self.kept
        };
        list.push(said);
    }

    /// Gives the verb that waits for them the channels named behind it.
    fn end_waiting(&mut self) {
        let said = together(self.near.iter().copied());
        match self.waits.take() {
            Some(Role::Refuses) => self.refused.push(said),
            // `İptal değil` alone says nothing of what is to stay.
            Some(Role::Denied) if said != Scope::Unsaid => self.kept.push(said),
            _ => return,
        }
        self.near.clear();
    }

    /// What is told from it follows: `mesajlarınız iyi ama aramayın`.
    fn contrast(&mut self) {
        if self.waits.is_some() {
            self.end_waiting();
        } else {
            self.doubtful.append(&mut self.near);
        }
    }

    /// What of it is to be refused.
    fn wish(&self) -> Wish {
        let first = self.refused.first().copied();
        let is_one = self.refused.iter().all(|scope| Some(*scope) == first);
        let is_other = |channel: Channel, scopes: &[Scope]| {
            let is = |scope: &Scope| matches!(scope, Scope::One(other) if *other != channel);
            scopes.iter().all(is)
        };
        match first {
            Some(Scope::One(channel @ (Channel::Text | Channel::Call)))
                if is_one && is_other(channel, &self.kept) =>
            {
                let is_told = !self.kept.is_empty() || !self.doubtful.is_empty();
                if is_told && is_other(channel, &self.doubtful) {
                    return Wish::Only(channel);
                }
            }
            _ => {}
        }
        // Doubt alone hides no refusal.
        if self.kept.is_empty() {
            Wish::Nothing
        } else {
            Wish::Unclear
        }
    }
}

/// Tells what is kept from what is refused, channel by channel: a verb is about the channels between it and
/// the verb before it, or says itself about which it is; a verb in front is about those behind it.
fn weigh(said: &[(&Word, Role)]) -> Wish {
    let mut channels = Channels::default();
    for (place, (word, role)) in said.iter().enumerate() {
        let own = scope_loosely(&word.text);
        let before = place.checked_sub(1).map(|place| said[place]);
        if before.is_some_and(|(before, _)| before.clause != word.clause)
            && !channels.near.is_empty()
        {
            channels.end_waiting();
        }
        let goes_on = before.is_some_and(|(_, before)| before == *role) && *role != Role::Other;
        match role {
            // The second word of `izin vermiyorum`.
            Role::Refuses | Role::Denied
                if goes_on && channels.near.is_empty() && own.is_none() => {}
            Role::Refuses | Role::Denied => {
                if own.is_some() && channels.waits.is_some() {
                    channels.end_waiting();
                }
                channels.near.extend(own.filter(|_| *role == Role::Refuses));
                channels.verb(*role);
            }
            Role::Told => {}
            Role::Other if vocabulary::contrasts(&word.text) => channels.contrast(),
            Role::Other if perhaps_keeps(said, place) => {
                channels.doubtful.append(&mut channels.near);
            }
            Role::Other => match keeps(said, place) {
                // `Sms açık kalsın`.
                Some(Scope::Unsaid) if place > 0 && perhaps_keeps(said, place - 1) => {
                    let kept = channels.doubtful.pop();
                    channels.kept.extend(kept);
                }
                Some(scope) => {
                    channels.near.push(scope);
                    let kept = together(channels.near.drain(..));
                    channels.kept.push(kept);
                }
                None if is_spared(said, place) => channels.kept.extend(own),
                None => channels.near.extend(own),
            },
        }
    }
    if channels.waits.is_some() {
        channels.end_waiting();
    } else if is_left_open(said) {
        let left = std::mem::take(&mut channels.near);
        channels.doubtful.extend(left);
    }
    channels.wish()
}

/// Whether the channels behind the last verb are not certain to be refused with it: something else is said
/// of them (`arama iptal, mesaj serbest`) than that they are meant, too (`sms de`, `ve sms`), or a brand's name.
fn is_left_open(said: &[(&Word, Role)]) -> bool {
    let verb = said.iter().rposition(|(_, role)| *role != Role::Other);
    let behind = &said[verb.map_or(0, |verb| verb + 1)..];
    let Some(first) = behind.iter().position(is_channel) else {
        return false;
    };
    let is_joined = |(word, _): &(&Word, Role)| vocabulary::joins(&word.text);
    let last = behind.iter().rposition(is_channel).unwrap_or(first);
    if behind[..first].iter().any(is_joined) || behind.get(last + 1).is_some_and(is_joined) {
        return false;
    }
    let clause = behind[last].0.clause;
    let says = |(word, role): &(&Word, Role)| {
        *role == Role::Other
            && !word.is_suffix
            && !is_around(&word.text)
            && scope_loosely(&word.text).is_none()
    };
    let open = behind[last + 1..]
        .iter()
        .filter(|one| one.0.clause == clause);
    let until = said.len() - behind.len() + last;
    // Without a name before it, it is the brand's.
    open.filter(|one| says(one)).count() > 0 && said[..until].iter().any(says)
}

/// Whether a word names a channel of a phone.
fn is_channel((word, role): &(&Word, Role)) -> bool {
    let scope = scope_loosely(&word.text);
    *role == Role::Other && matches!(scope, Some(Scope::One(Channel::Text | Channel::Call)))
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
        return is_behind_channel(said, place).then_some(Scope::Unsaid);
    }
    vocabulary::kept_by(&word.text)
}

/// Whether a word may say that the channel before it is to go on.
fn perhaps_keeps(said: &[(&Word, Role)], place: usize) -> bool {
    let before = place
        .checked_sub(1)
        .map(|place| said[place].0.text.as_str());
    vocabulary::perhaps_wants(&said[place].0.text, before) && is_behind_channel(said, place)
}

/// Whether a word stands behind that of a channel.
fn is_behind_channel(said: &[(&Word, Role)], place: usize) -> bool {
    let mut before = said[..place].iter().rev();
    let is_between =
        |(word, _): &(&Word, Role)| word.is_suffix || vocabulary::is_verbal_noun(&word.text);
    before.find(|one| !is_between(one)).is_some_and(is_channel)
}

/// Whether the word of a channel is told from what is refused by the word before it: `stop calls, not sms`.
fn is_spared(said: &[(&Word, Role)], place: usize) -> bool {
    let mut before = said[..place].iter().rev();
    is_channel(&said[place])
        && before
            .next()
            .is_some_and(|(word, _)| vocabulary::spares(&word.text))
        // `I do not want sms`.
        && !before.next().is_some_and(|(word, _)| vocabulary::spares(&word.text) || word.is_suffix)
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
