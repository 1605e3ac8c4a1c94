//! What turns a word round: a permission that is denied refuses, a refusal that is denied does not.

use super::wishes::is_unwanting;

/// Words of permission that a denial behind them turns into a refusal: `onay vermiyorum`, `iznim yok`.
const PERMISSIONS: &[&str] = &[
    "onay",
    "onayi",
    "onayim",
    "onayimi",
    "onaylarim",
    "onaylarimi",
    "izin",
    "iznim",
    "izni",
    "iznimi",
    "izinlerim",
    "izinlerimi",
    "kabul",
    "evet",
    "riza",
    "rizam",
    "rizami",
];

/// What denies the word before it, besides the verbs of [`negation`].
const DENIALS: &[&str] = &["degil", "degildir"];

/// What denies a permission and, of refusals, those alone that are nouns or infinitives; besides
/// [`is_unwanting`].
const ABSENCES: &[&str] = &["yok", "yoktur"];

/// The same of plans: `iptal etmeyi düşünmüyorum`.
const NO_PLANS: &[&str] = &[
    "dusunmuyorum",
    "dusunmuyoruz",
    "dusunmem",
    "gerekmiyor",
    "gerekmez",
];

/// Refusals that are nouns: `ret istemiyorum` wants none, `hayır istemiyorum` is one.
const NOUNS: &[&str] = &[
    "ret", "rett", "red", "redd", "iptal", "iptali", "iptalini", "iptale", "iptl", "ibtal", "cikis",
];

/// Between a word and what denies it: `onay vermek istemiyorum`, `iptal etmek istemiyorum`.
const INFINITIVES: &[&str] = &["vermek", "etmek", "olmak", "ettirmek", "yapmak"];

/// The same of refusals alone: `iptal edilmesini istemiyorum`, `iptale gerek yok`.
const BETWEEN: &[&str] = &["gerek", "luzum", "niyetim", "niyetimiz", "niyetinde"];

/// What verbs that stand behind a noun begin with: `iptal et…`, `onay ver…`, `ret de…`.
const AUXILIARIES: &[&str] = &[
    "et", "ed", "edil", "ettir", "ettiril", "yap", "yapil", "yaptir", "ol", "olun", "ver", "veril",
    "de", "den",
];

/// Of those, what any word may stand before.
const SAYING: &[&str] = &["de", "den"];

/// `Ret yazmadım`, where `ret, yazmayın` refuses twice.
const NOT_SENT: &[&str] = &["yazmadim", "gondermedim", "yollamadim", "atmadim"];

/// Stems of refusals that carry their denial themselves: `reddetmeyin`, `silinmesin`.
const STEMS: &[&str] = &[
    "reddet",
    "redded",
    "reddedil",
    "redet",
    "rededil",
    "retet",
    "durdur",
    "durdurul",
    "dur",
    "iptalet",
    "iptaledil",
    "sil",
    "silin",
    "kaldir",
    "kaldiril",
    "cikar",
    "cikaril",
    "cikart",
    "cikartil",
    "cik",
    "cikil",
    "vazgec",
];

/// Endings of what is wished or announced, behind the `me` or `ma` that denies.
const WISHED: &[&str] = &[
    "", "m", "z", "zler", "zlar", "zsin", "zsiniz", "yiz", "yin", "yiniz", "sin", "sinler",
    "yelim", "yalim", "yeyim", "yayim", "dim", "dik",
];
const WISHED_BEGINNINGS: &[&str] = &[
    "yecek", "yacak", "yeceg", "yacag", "meli", "mali", "mek", "mak", "men", "man", "mes", "mas",
    "mem", "mam", "mel",
];

/// Endings of what is said to have happened, to happen, or to be left undone.
const TOLD_BEGINNINGS: &[&str] = &[
    "di", "mis", "den", "dan", "yen", "yan", "yip", "yince", "zsem", "zsam", "zsek", "zsak", "sem",
    "sam", "sek", "sak", "yecekse", "yacaksa",
];

/// Endings of nouns made of verbs, which deny nothing: `iptal edilmesini`, `silmenizi`, `çıkmayı`.
const VERBAL_NOUNS: &[&str] = &[
    "mek", "mak", "meyi", "mayi", "meye", "maya", "mesi", "masi", "mesini", "masini", "mesine",
    "masina", "meni", "mani", "menizi", "manizi", "melerini", "malarini",
];

/// How a word denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negation {
    /// It is not to happen: `etmeyin`, `edilmeyecek`.
    Wished,
    /// It does not or did not happen, which may be complained of: `edilmedi`, `etmiyorsunuz`.
    Told,
}

/// What withdraws a permission by itself, and what does behind `geri`.
const WITHDRAWALS: &[&str] = &["cekiyorum", "cekiyoruz", "cektim", "cektik"];
const WITHDRAWALS_BACK: &[&str] = &[
    "aliyorum", "aliyoruz", "aldim", "aldik", "alin", "aliniz", "almak", "cekin", "cekmek",
];

/// What denies an English refusal behind it, and what may stand between the two: `I don't want to stop`.
const DENIALS_BEFORE: &[&str] = &["dont", "didnt", "wouldnt", "shouldnt", "not", "never"];
const BEFORE_REFUSALS: &[&str] = &["want", "wish", "intend", "to", "ever"];

/// Refusals in English.
const ENGLISH: &[&str] = &["stop", "cancel", "unsubscribe", "unsub", "remove", "optout"];

/// Whether a word permits.
pub fn permits(word: &str) -> bool {
    PERMISSIONS.contains(&word)
}

/// Whether a word denies the permission before it.
pub fn denies_permission(word: &str) -> bool {
    let is_known = DENIALS.contains(&word) || ABSENCES.contains(&word) || is_unwanting(word);
    is_known || word == "verilmedi" || negation(word) == Some(Negation::Wished)
}

/// Whether a word takes the permission before it back; `back`: `geri` stands between the two.
pub fn withdraws(word: &str, back: bool) -> bool {
    WITHDRAWALS.contains(&word) || (back && WITHDRAWALS_BACK.contains(&word))
}

/// Whether the word stands between a permission and what withdraws it.
pub fn takes_back(word: &str) -> bool {
    word == "geri"
}

/// How a word denies the refusal before it; `between` is the last word between the two, or the refusal
/// itself; `joined`: no comma parts the two.
pub fn denies_refusal(word: &str, between: &str, joined: bool) -> Option<Negation> {
    if DENIALS.contains(&word) || NOT_SENT.contains(&word) {
        return Some(Negation::Wished);
    }
    let is_between = stands_between(between) || is_verbal_noun(between, STEMS);
    let noun = joined && NOUNS.contains(&between);
    let absent = ABSENCES.contains(&word) || NO_PLANS.contains(&word) || is_unwanting(word);
    if (is_between || noun) && absent {
        return Some(Negation::Wished);
    }
    // `Dur, yapma` and `hayır olmaz` refuse twice; `hayır demedim` does not.
    let takes_verbs = is_between || noun || (joined && ENGLISH.contains(&between));
    negation_of(word, if takes_verbs { AUXILIARIES } else { SAYING })
}

/// Whether a word denies the refusal behind it: `do not stop`.
pub fn denies_before(word: &str, refusal: &str) -> bool {
    ENGLISH.contains(&refusal) && DENIALS_BEFORE.contains(&word)
}

/// Whether a word may stand between [`denies_before`] and the refusal.
pub fn stands_before(word: &str) -> bool {
    BEFORE_REFUSALS.contains(&word)
}

/// Whether a word is a refusal and its denial in one.
pub fn is_denied_refusal(word: &str) -> Option<Negation> {
    negation_of(word, STEMS)
}

/// Whether a word is a refusal made a noun, which another may deny: `silinmesini istemiyorum`.
pub fn is_refusing_noun(word: &str) -> bool {
    is_verbal_noun(word, STEMS)
}

/// Whether a word may stand between a permission and what denies it.
pub fn is_infinitive(word: &str) -> bool {
    INFINITIVES.contains(&word)
}

/// Whether a word may stand between a refusal and what denies it.
pub fn stands_between(word: &str) -> bool {
    is_infinitive(word) || BETWEEN.contains(&word) || is_verbal_noun(word, AUXILIARIES)
}

fn is_verbal_noun(word: &str, stems: &[&str]) -> bool {
    let mut endings = stems.iter().filter_map(|stem| word.strip_prefix(stem));
    endings.any(|ending| VERBAL_NOUNS.contains(&ending))
}

/// How a verb that stands behind a noun denies it.
fn negation(word: &str) -> Option<Negation> {
    negation_of(word, AUXILIARIES)
}

fn negation_of(word: &str, stems: &[&str]) -> Option<Negation> {
    let mut endings = stems.iter().filter_map(|stem| word.strip_prefix(stem));
    endings.find_map(negation_in)
}

/// How the ending of a verb denies it. Who cannot refuse (`iptal edemiyorum`) and who threatens (`iptal
/// etmezseniz`) wants to.
fn negation_in(ending: &str) -> Option<Negation> {
    let begins = |text: &str, list: &[&str]| list.iter().any(|begin| text.starts_with(begin));
    // `Edemezsiniz`.
    let able = ending.strip_prefix(['e', 'a']);
    if let Some(rest) = able.and_then(|rest| strip_any(rest, &["me", "ma"])) {
        return (rest.starts_with('z') && WISHED.contains(&rest)).then_some(Negation::Wished);
    }
    if let Some(rest) = strip_any(ending, &["miyo", "muyo"]) {
        let own = ["rum", "ruz", "m", "z"].contains(&rest);
        return Some(if own {
            Negation::Wished
        } else {
            Negation::Told
        });
    }
    let rest = strip_any(ending, &["me", "ma"])?;
    if WISHED.contains(&rest) {
        Some(Negation::Wished)
    } else if begins(rest, TOLD_BEGINNINGS) {
        Some(Negation::Told)
    } else {
        begins(rest, WISHED_BEGINNINGS).then_some(Negation::Wished)
    }
}

fn strip_any<'a>(text: &'a str, beginnings: &[&str]) -> Option<&'a str> {
    beginnings.iter().find_map(|begin| text.strip_prefix(begin))
}
