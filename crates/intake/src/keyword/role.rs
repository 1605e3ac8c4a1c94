//! What each word does for a refusal: its words, and what denies them.

use super::reading::Word;
use super::vocabulary::{self, Negation, Verb, is_filler, verb_of};

/// The most words between a refusal and what denies it that are passed over.
const BETWEEN_MAX: usize = 3;

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
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

/// Words of refusing, and permissions that are denied; refusals that are denied refuse nothing.
pub fn roles(words: &[Word]) -> Vec<Role> {
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
