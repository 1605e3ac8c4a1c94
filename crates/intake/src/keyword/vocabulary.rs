//! The words that are understood, folded: small letters without marks.

mod around;
mod denials;
mod wishes;

use domain::Channel;

use super::scope::Scope;
use around::AROUND;
use wishes::UNWANTING;

pub use denials::{
    Negation, denies_before, denies_permission, denies_refusal, is_denied_refusal, is_infinitive,
    is_refusing_noun, permits, stands_before, stands_between, takes_back, withdraws,
};
pub use wishes::{
    Excepts, Undoes, continues, contrasts, excepts, is_ablative, is_unwanting, is_verbal_noun,
    joins, kept_by, perhaps_wants, spares, undoes_refusal, wants,
};

/// What a word asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// RET.
    Refuse,
    /// ONAY.
    Approve,
    /// DURUM.
    State,
    /// LİSTE.
    List,
    /// YARDIM.
    Help,
}

const VERBS: &[(Verb, &[&str])] = &[
    (
        Verb::Refuse,
        &[
            "ret",
            "red",
            "reddet",
            "reddediyorum",
            "retet",
            "iptal",
            "dur",
            "durdur",
            "durdurun",
            "stop",
            "cik",
            "cikis",
            "cikar",
            "cikart",
            "cikarin",
            "hayir",
            "unsubscribe",
            "unsub",
            "cancel",
            "rett",
            "redd",
            "reddederim",
            "reddediyoruz",
            "reddettim",
            "reddetmek",
            "rededin",
            "reddedin",
            "reddediniz",
            "rettir",
            "iptali",
            "iptalini",
            "iptale",
            "iptl",
            "ibtal",
            "durdurmak",
            "durdurunuz",
            "cikmak",
            "cikarmak",
            "cikariniz",
            "sil",
            "silin",
            "siliniz",
            "silinsin",
            "kaldir",
            "kaldirin",
            "kaldiriniz",
            "vazgectim",
            "vazgeciyorum",
            "gondermeyin",
            "gondermeyiniz",
            "gonderme",
            "yollamayin",
            "yollamayiniz",
            "yollama",
            "atmayin",
            "atmayiniz",
            "atma",
            "aramayin",
            "aramayiniz",
            "aramasin",
            "aramasinlar",
            "gelmesin",
            "gondermesin",
            "vermiyorum",
            "vermiyoruz",
            "vermem",
            "onaylamiyorum",
            "onaylamiyoruz",
            "onaylamam",
            "onaylama",
            "onaylamayin",
            "onaylamayiniz",
            "atmasin",
            "atmasinlar",
            "yollamasin",
            "yollamasinlar",
            "gondermesinler",
            "gelmesinler",
            "yazmayin",
            "yazmasin",
            "yazmasinlar",
            "redediyorum",
            "remove",
            "optout",
        ],
    ),
    (Verb::Refuse, UNWANTING),
    (
        Verb::Approve,
        &["onay", "onayla", "onayliyorum", "evet", "kabul", "approve"],
    ),
    (
        Verb::State,
        &["durum", "durumum", "sorgu", "sorgula", "status"],
    ),
    (
        Verb::List,
        &[
            "liste",
            "listem",
            "listele",
            "list",
            "markalar",
            "markalarim",
        ],
    ),
    (
        Verb::Help,
        &[
            "yardim", "help", "bilgi", "info", "komut", "komutlar", "nasil",
        ],
    ),
];

/// Endings of words of scope, as in `mesajlarını`, `smslerini`, `aramalarınızı`.
const SCOPE_STEMS: &[(Scope, &[&str])] = &[
    (
        Scope::One(Channel::Text),
        &["mesaj", "sms", "kisamesaj", "texting"],
    ),
    (
        Scope::One(Channel::Call),
        &[
            "aramalar",
            "aramasi",
            "aramaya",
            "aramayi",
            "aranma",
            "cagri",
            "telefonla",
            "telefonu",
            "calling",
        ],
    ),
    (Scope::One(Channel::Email), &["eposta", "email", "maill"]),
];

/// Endings that a name takes, the longest first.
const ENDINGS: &[&str] = &[
    "lardan", "lerden", "larin", "lerin", "ndan", "nden", "dan", "den", "tan", "ten", "nin", "nun",
    "ya", "ye", "yi", "yu", "na", "ne", "ni", "nu", "da", "de", "ta", "te", "in", "un", "la", "le",
    "a", "e", "i", "u",
];

/// The fewest letters a name keeps without its ending.
const STEM_LETTERS: usize = 3;

/// Verbs that are often written together with the brand, longest first.
const GLUED: &[(&str, Verb)] = &[
    ("reddet", Verb::Refuse),
    ("durdur", Verb::Refuse),
    ("iptal", Verb::Refuse),
    ("durum", Verb::State),
    ("onay", Verb::Approve),
    ("stop", Verb::Refuse),
    ("ret", Verb::Refuse),
    ("dur", Verb::Refuse),
];

/// Refusals in English that other sentences have, too: one at the beginning is meant.
const LEADING: &[&str] = &["quit", "end"];

/// Refusals whose letters people double, space out or both.
const SHORT: &[&str] = &["ret", "red", "iptal", "dur", "stop", "cik", "hayir"];

/// How many letters the longest of them has.
pub const SPELT_MAX: usize = 5;

const SCOPES: &[(Scope, &[&str])] = &[
    (
        Scope::One(Channel::Text),
        &[
            "sms",
            "smsi",
            "mesaj",
            "mesaji",
            "mesajlar",
            "mesajlari",
            "mesajlarini",
            "mesajlariniz",
            "mesajlarinizi",
            "mesajini",
            "smsler",
            "smsleri",
            "smslerini",
            "smslerinizi",
            "msj",
            "kisamesaj",
            "text",
            "texts",
            "message",
            "messages",
        ],
    ),
    (
        Scope::One(Channel::Call),
        &[
            "arama",
            "aramasi",
            "aramalar",
            "aramalari",
            "aramalarini",
            "aramalarinizi",
            "aranmak",
            "cagri",
            "cagrilar",
            "cagrilari",
            "telefon",
            "telefonla",
            "tel",
            "call",
            "calls",
        ],
    ),
    (
        Scope::One(Channel::Email),
        &[
            "eposta",
            "epostalar",
            "epostalari",
            "epostalarini",
            "email",
            "mail",
            "mailler",
            "mailleri",
        ],
    ),
    (
        Scope::All,
        &[
            "tum", "tumu", "tumunu", "hepsi", "hepsini", "tamami", "butun", "all",
        ],
    ),
];

/// Said to be polite, or by test systems: says nothing about what is asked.
const FILLERS: &[&str] = &[
    "lutfen",
    "lutfn",
    "ltfn",
    "rica",
    "ederim",
    "tesekkurler",
    "tesekkur",
    "sagolun",
    "merhaba",
    "merhabalar",
    "selam",
    "slm",
    "iyi",
    "gunler",
    "artik",
    "beni",
    "bana",
    "please",
    "thanks",
    "sdxiys",
];

/// "Brands", where all of them are meant.
const BRANDS: &[&str] = &[
    "marka",
    "markalar",
    "markalari",
    "firma",
    "firmalar",
    "firmalari",
    "markadan",
    "markanin",
    "markalardan",
    "markalarin",
    "firmadan",
    "firmalardan",
    "firmalarin",
    "sirketler",
    "sirketlerden",
];

/// What a word asks for.
pub fn verb_of(word: &str) -> Option<Verb> {
    let has = |words: &&[&str]| words.iter().any(|known| same(word, known));
    let known = VERBS
        .iter()
        .find(|(_, words)| has(words))
        .map(|(verb, _)| *verb);
    known.or_else(|| is_doubled(word).then_some(Verb::Refuse))
}

/// Whether a word refuses where a message begins with it.
pub fn refuses_in_front(word: &str) -> bool {
    LEADING.contains(&word)
}

/// The word of refusing that some letters begin with.
pub fn spelt_out(letters: &str) -> Option<&'static str> {
    let found = SHORT.iter().find(|known| letters.starts_with(**known));
    found.copied()
}

/// Whether a word is one of refusing with letters written twice: `REET`, `İPTALL`.
fn is_doubled(word: &str) -> bool {
    let mut once: Vec<char> = word.chars().collect();
    once.dedup();
    let is = |known: &&str| known.chars().eq(once.iter().copied());
    once.len() < word.chars().count() && SHORT.iter().any(is)
}

/// For what channels a word is.
pub fn scope_of(word: &str) -> Option<Scope> {
    SCOPES
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(scope, _)| *scope)
}

/// For what channels a word is that has the endings it takes in a sentence.
pub fn scope_loosely(word: &str) -> Option<Scope> {
    scope_of(word).or_else(|| {
        let begins = |stems: &&[&str]| stems.iter().any(|stem| word.starts_with(stem));
        let found = SCOPE_STEMS.iter().find(|(_, stems)| begins(stems));
        found.map(|(scope, _)| *scope)
    })
}

/// Whether a word stands around a refusal and is about no brand.
pub fn is_around(word: &str) -> bool {
    is_filler(word) || AROUND.contains(&word)
}

/// A name without each of the endings it may have.
pub fn without_ending(word: &str) -> impl Iterator<Item = &str> {
    let stems = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    stems.filter(|stem| stem.chars().count() >= STEM_LETTERS)
}

/// The verb a word begins with, and the rest. A word that is a verb itself begins with none.
pub fn glued(word: &str) -> Option<(Verb, &str)> {
    if verb_of(word).is_some() {
        return None;
    }
    GLUED.iter().find_map(|(verb, kind)| {
        let rest = word.strip_prefix(verb)?;
        (!rest.is_empty()).then_some((*kind, rest))
    })
}

/// The word of scope a word ends with, and what stands before it.
pub fn glued_scope(word: &str) -> Option<(&str, Scope)> {
    SCOPES.iter().find_map(|(scope, words)| {
        let rest = words.iter().find_map(|known| word.strip_suffix(known))?;
        (!rest.is_empty()).then_some((rest, *scope))
    })
}

/// Whether a word says nothing about what is asked.
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Whether a word means brands as such.
pub fn means_brands(word: &str) -> bool {
    BRANDS.contains(&word)
}

/// Whether a word is understood as something else than a brand.
pub fn is_reserved(word: &str) -> bool {
    verb_of(word).is_some() || scope_of(word).is_some() || is_filler(word) || means_brands(word)
}

/// Whether a word is the known one, letters that were lost left aside.
fn same(word: &str, known: &str) -> bool {
    if !word.contains('?') {
        return word == known;
    }
    word.chars().count() == known.len()
        && word
            .chars()
            .zip(known.chars())
            .all(|(letter, other)| letter == other || letter == '?')
        && word.chars().any(|letter| letter != '?')
}
