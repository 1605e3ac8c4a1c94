//! The words that are understood, folded: small letters without marks.

use domain::Channel;

use super::Scope;

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
            "istemiyorum",
            "istemem",
            "unsubscribe",
            "cancel",
        ],
    ),
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
            "msj",
            "kisamesaj",
        ],
    ),
    (
        Scope::One(Channel::Call),
        &[
            "arama",
            "aramasi",
            "aramalar",
            "aramalari",
            "cagri",
            "cagrilar",
            "telefon",
            "tel",
            "call",
            "calls",
        ],
    ),
    (
        Scope::One(Channel::Email),
        &["eposta", "epostalar", "email", "mail", "mailler"],
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
];

/// What a word asks for.
pub fn verb_of(word: &str) -> Option<Verb> {
    let has = |words: &&[&str]| words.iter().any(|known| same(word, known));
    VERBS
        .iter()
        .find(|(_, words)| has(words))
        .map(|(verb, _)| *verb)
}

/// For what channels a word is.
pub fn scope_of(word: &str) -> Option<Scope> {
    SCOPES
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(scope, _)| *scope)
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
    word.chars().count() == known.len()
        && word
            .chars()
            .zip(known.chars())
            .all(|(letter, other)| letter == other || letter == '?')
        && word.chars().any(|letter| letter != '?')
}
