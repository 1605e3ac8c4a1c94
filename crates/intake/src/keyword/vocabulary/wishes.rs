//! What people want to keep, and what they except.

use domain::Channel;

use crate::keyword::scope::Scope;

/// Something is to go on. `gelebilir` and its like are known by their beginnings.
const KEEPING: &[&str] = &[
    "gelsin",
    "gelsinler",
    "kalsin",
    "kalsinlar",
    "kalacak",
    "atsin",
    "atsinlar",
    "gondersin",
    "gondersinler",
    "yollasin",
    "yollasinlar",
    "yazsin",
    "yazsinlar",
    "surdurun",
    "sursun",
];
const KEEPING_BEGINNINGS: &[&str] = &[
    "gelebilir",
    "kalabilir",
    "atabilir",
    "gonderebilir",
    "yollayabilir",
    "yazabilir",
    "alabilir",
];

/// The same of calls.
const KEEPING_CALLS: &[&str] = &["arasin", "arasinlar", "aransin"];
const KEEPING_CALLS_BEGINNINGS: &[&str] = &["arayabilir"];

/// Behind `devam`: something is to go on.
const CONTINUING: &[&str] = &[
    "etsin",
    "etsinler",
    "edin",
    "ediniz",
    "edebilir",
    "edebilirler",
    "edebilirsiniz",
    "etmesini",
];

/// Said of what is wanted, right behind it.
const WANTING: &[&str] = &[
    "istiyorum",
    "istiyoruz",
    "isterim",
    "isteriz",
    "atin",
    "gonderin",
    "yollayin",
    "veriyorum",
];

/// The same, or said of the refusal (`sms tamam iptal edin`): enough not to refuse beside another channel.
const PERHAPS_WANTING: &[&str] = &[
    "olsun", "olur", "olabilir", "tamam", "okey", "ok", "devam", "serbest", "acik", "aynen",
    "evet", "birak", "birakin", "biraksin", "okay", "fine", "yes", "good", "welcome", "allowed",
];

/// What nothing stands against: `mesajda sıkıntı yok`, `sms sorun değil`.
const TROUBLES: &[&str] = &["sorun", "sikinti", "problem"];

/// Said of what is not refused, right behind it: `arama değil sms iptal`.
const SPARING: &[&str] = &["degil", "degildir"];

/// Between what is wanted and the word for it: `sms almak istiyorum`, `arama da istiyorum`, `sms is ok`.
const VERBAL_NOUNS: &[&str] = &[
    "almak",
    "da",
    "de",
    "gelmesini",
    "yine",
    "izin",
    "is",
    "are",
];

/// In front of the channel that is to go on: `stop calls, not sms`, `leave sms`.
const SPARING_BEFORE: &[&str] = &["not", "leave", "continue", "want", "allow"];

/// Between two channels of which each is meant otherwise, or not for certain alike.
const CONTRASTS: &[&str] = &["ama", "fakat", "ancak", "lakin"];

/// Beside a channel: it is meant like the one before it.
const JOINING: &[&str] = &["da", "de", "ve", "ile", "hem", "and", "too", "also"];

/// Said of what is not wanted: refuses by itself, and turns a word of keeping before it round.
pub(super) const UNWANTING: &[&str] = &[
    "istemiyorum",
    "istemiyoruz",
    "istemiyom",
    "istemyorum",
    "istemem",
    "istemedim",
];

/// Something is left out, or one is told from the others.
const EXCEPTIONS: &[&str] = &[
    "sadece",
    "yalniz",
    "yalnizca",
    "kalan",
    "kalani",
    "kalanlar",
    "kalanlari",
    "kalanlarin",
    "gerisi",
    "gerisini",
    "istisna",
    "baskalari",
    "baskalarini",
    "except",
    "excluding",
    "but",
    "only",
    "keep",
    "other",
    "others",
    "besides",
    "apart",
];
const EXCEPTION_BEGINNINGS: &[&str] = &["haric", "disinda", "diger", "oteki", "oburleri"];

/// `Ondan başka`, `başka markalar`: an exception by what stands around it; `başka mesaj istemiyorum` has none.
const ELSE: &[&str] = &["baska", "baskasi", "baskasini"];

/// Endings of what a refusal is given up with: `iptal etmekten vazgeçtim`, `iptalden`, `retten`.
const ABLATIVES: &[&str] = &["den", "dan", "ten", "tan"];
const REFUSAL_BEGINNINGS: &[&str] = &["iptal", "ret", "red", "durdur", "cik", "sil", "kaldir"];

/// How a word excepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excepts {
    /// By itself.
    Always,
    /// Behind an ablative, or where all of something are spoken of.
    Among,
}

/// Whether a word says that something is to go on; of which channel, if it says so itself.
pub fn kept_by(word: &str) -> Option<Scope> {
    let begins = |list: &[&str]| list.iter().any(|begin| word.starts_with(begin));
    if KEEPING_CALLS.contains(&word) || begins(KEEPING_CALLS_BEGINNINGS) {
        return Some(Scope::One(Channel::Call));
    }
    (KEEPING.contains(&word) || begins(KEEPING_BEGINNINGS)).then_some(Scope::Unsaid)
}

/// Whether a word behind `devam` says that something is to go on.
pub fn continues(word: &str, next: Option<&str>) -> bool {
    word == "devam" && next.is_some_and(|next| CONTINUING.contains(&next))
}

/// Whether a word says that what stands before it is wanted, or not to be refused.
pub fn wants(word: &str) -> bool {
    WANTING.contains(&word) || SPARING.contains(&word)
}

/// Whether a word may say so; `before` is the word before it.
pub fn perhaps_wants(word: &str, before: Option<&str>) -> bool {
    let trouble = before.is_some_and(|before| TROUBLES.contains(&before));
    PERHAPS_WANTING.contains(&word) || (trouble && matches!(word, "yok" | "degil"))
}

/// Whether a word says that the channel behind it is wanted, or not to be refused.
pub fn spares(word: &str) -> bool {
    SPARING_BEFORE.contains(&word)
}

/// Whether what stands before a word may be meant otherwise than what stands behind it.
pub fn contrasts(word: &str) -> bool {
    CONTRASTS.contains(&word)
}

/// Whether a word joins a channel to the one before it.
pub fn joins(word: &str) -> bool {
    JOINING.contains(&word)
}

/// Whether a word may stand between what is wanted and [`wants`].
pub fn is_verbal_noun(word: &str) -> bool {
    VERBAL_NOUNS.contains(&word) || TROUBLES.contains(&word)
}

/// Whether a word says that what stands before it is not wanted.
pub fn is_unwanting(word: &str) -> bool {
    UNWANTING.contains(&word)
}

/// Whether a word leaves something out.
pub fn excepts(word: &str) -> Option<Excepts> {
    let begins = |begin: &&str| word.starts_with(*begin);
    if EXCEPTIONS.contains(&word) || EXCEPTION_BEGINNINGS.iter().any(begins) {
        return Some(Excepts::Always);
    }
    ELSE.contains(&word).then_some(Excepts::Among)
}

/// Whether a word has the ending of what something is told from or given up with.
pub fn is_ablative(word: &str) -> bool {
    ABLATIVES.iter().any(|ending| word.ends_with(ending))
}

/// What may undo a refusal: `vazgeçtim` with a word of refusing in the ablative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undoes {
    /// The word gives something up.
    GivesUp,
    /// The word is a refusal that is given up.
    Given,
}

/// Whether a word gives up a refusal, or is one that is given up.
pub fn undoes_refusal(word: &str) -> Option<Undoes> {
    if word.starts_with("vazgec") {
        return Some(Undoes::GivesUp);
    }
    let refusal = REFUSAL_BEGINNINGS
        .iter()
        .any(|begin| word.starts_with(begin));
    let given = word == "etmekten" || (refusal && is_ablative(word));
    given.then_some(Undoes::Given)
}
