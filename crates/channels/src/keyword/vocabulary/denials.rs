//! What turns a word round: a permission that is denied refuses, a refusal that is denied does not.

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

/// What denies the word before it: a permission, or a refusal (`iptal etmeyin`).
const DENIALS: &[&str] = &[
    "degil",
    "degildir",
    "etmiyorum",
    "etmiyoruz",
    "etmem",
    "etme",
    "etmeyin",
    "etmeyiniz",
    "etmedim",
    "etmeyelim",
    "etmesin",
    "etmesinler",
    "etmeyecegim",
    "etmeyecegiz",
    "edilmesin",
    "edilmemeli",
    "vermiyorum",
    "vermiyoruz",
    "vermem",
    "vermeyin",
    "vermedim",
    "yapma",
    "yapmayin",
    "yapmayalim",
    "yapmiyorum",
    "yapilmasin",
    "olmasin",
];

/// What denies a permission, and of refusals those alone that are nouns.
const DENIALS_OF_PERMISSION: &[&str] = &[
    "yok",
    "yoktur",
    "istemiyorum",
    "istemiyoruz",
    "istemem",
    "istemedim",
];

/// Refusals that are nouns: `ret istemiyorum` wants none, `hayır istemiyorum` is one.
const NOUNS: &[&str] = &[
    "ret", "rett", "red", "redd", "iptal", "iptali", "iptalini", "iptl", "ibtal",
];

/// Infinitives between a word and what denies it: `onay vermek istemiyorum`, `iptal etmek istemiyorum`.
const INFINITIVES: &[&str] = &["vermek", "etmek", "olmak", "ettirmek", "yapmak"];

/// Refusals that are infinitives themselves: `çıkmak istemiyorum`.
const REFUSING_INFINITIVES: &[&str] = &["reddetmek", "durdurmak", "cikmak", "cikarmak"];

/// Stems of refusals that carry their denial themselves: `reddetmeyin`, `silinmesin`. The longer come first
/// where one begins with another.
const STEMS: &[&str] = &[
    "reddedil", "reddet", "durdurul", "durdur", "dur", "iptalet", "silin", "sil", "kaldiril",
    "kaldir", "cikaril", "cikar", "cikart", "cik", "vazgec",
];

/// Endings that deny.
const DENYING_ENDINGS: &[&str] = &[
    "me",
    "ma",
    "mem",
    "mam",
    "mez",
    "maz",
    "meyin",
    "mayin",
    "meyiniz",
    "mayiniz",
    "mesin",
    "masin",
    "mesinler",
    "masinlar",
    "meyelim",
    "mayalim",
    "miyorum",
    "miyoruz",
    "muyorum",
    "muyoruz",
    "medim",
    "madim",
    "meyecegim",
    "mayacagim",
];

/// What withdraws a permission by itself, and what does behind `geri`.
const WITHDRAWALS: &[&str] = &["cekiyorum", "cekiyoruz", "cektim", "cektik"];
const WITHDRAWALS_BACK: &[&str] = &[
    "aliyorum", "aliyoruz", "aldim", "aldik", "alin", "aliniz", "almak", "cekin", "cekmek",
];

/// What denies an English refusal behind it.
const DENIALS_BEFORE: &[&str] = &["dont", "not", "never"];

/// Refusals in English.
const ENGLISH: &[&str] = &["stop", "cancel", "unsubscribe", "unsub", "remove", "optout"];

/// Whether a word permits.
pub fn permits(word: &str) -> bool {
    PERMISSIONS.contains(&word)
}

/// Whether a word denies the permission before it.
pub fn denies_permission(word: &str) -> bool {
    DENIALS.contains(&word) || DENIALS_OF_PERMISSION.contains(&word)
}

/// Whether a word takes the permission before it back; `back`: `geri` stands between the two.
pub fn withdraws(word: &str, back: bool) -> bool {
    WITHDRAWALS.contains(&word) || (back && WITHDRAWALS_BACK.contains(&word))
}

/// Whether the word stands between a permission and what withdraws it.
pub fn takes_back(word: &str) -> bool {
    word == "geri"
}

/// Whether a word denies the refusal before it; `between` is an infinitive between the two, or the refusal
/// itself; `joined`: no comma parts the two.
pub fn denies_refusal(word: &str, between: &str, joined: bool) -> bool {
    let infinitive = INFINITIVES.contains(&between) || REFUSING_INFINITIVES.contains(&between);
    let noun = joined && NOUNS.contains(&between);
    DENIALS.contains(&word) || ((infinitive || noun) && DENIALS_OF_PERMISSION.contains(&word))
}

/// Whether a word denies the refusal behind it: `do not stop`.
pub fn denies_before(word: &str, refusal: &str) -> bool {
    ENGLISH.contains(&refusal) && DENIALS_BEFORE.contains(&word)
}

/// Whether a word is a refusal and its denial in one.
pub fn is_denied_refusal(word: &str) -> bool {
    let denied = |stem: &&str| {
        let ending = word.strip_prefix(*stem);
        ending.is_some_and(|ending| DENYING_ENDINGS.contains(&ending))
    };
    STEMS.iter().any(denied)
}

/// Whether a word is an infinitive that may stand between a word and what denies it.
pub fn is_infinitive(word: &str) -> bool {
    INFINITIVES.contains(&word)
}
