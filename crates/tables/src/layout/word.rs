//! The words of cells: the contract's, and those that people write instead.

use domain::{Channel, RecipientType, Source, Status, folding};

use super::field::Field;

/// What people write instead of the contract's words, folded by [`fold`].
const INSTEAD: [(Field, &str, &str); 25] = [
    (Field::Channel, "sms", "MESAJ"),
    (Field::Channel, "kisamesaj", "MESAJ"),
    (Field::Channel, "telefon", "ARAMA"),
    (Field::Channel, "cagri", "ARAMA"),
    (Field::Channel, "seslicagri", "ARAMA"),
    (Field::Channel, "mail", "EPOSTA"),
    (Field::Channel, "email", "EPOSTA"),
    (Field::Status, "1", "ONAY"),
    (Field::Status, "0", "RET"),
    (Field::Status, "evet", "ONAY"),
    (Field::Status, "hayir", "RET"),
    (Field::Status, "onayli", "ONAY"),
    (Field::Status, "onaylandi", "ONAY"),
    (Field::Status, "red", "RET"),
    (Field::Status, "reddedildi", "RET"),
    (Field::Status, "iptal", "RET"),
    (Field::RecipientType, "kisi", "BIREYSEL"),
    (Field::RecipientType, "bireyselmusteri", "BIREYSEL"),
    (Field::RecipientType, "tuccar", "TACIR"),
    (Field::RecipientType, "kurumsal", "TACIR"),
    (Field::Source, "web", "HS_WEB"),
    (Field::Source, "mobil", "HS_MOBIL"),
    (Field::Source, "cagrimerkezi", "HS_CAGRI_MERKEZI"),
    (Field::Source, "islakimza", "HS_ISLAK_IMZA"),
    (Field::Source, "fizikselortam", "HS_FIZIKSEL_ORTAM"),
];

/// What a word in a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The contract's own, however it is written.
    Contracts(&'static str),
    /// One that stands for the contract's word, as people write it.
    Instead(&'static str),
    /// Another.
    Other,
}

/// What a word is, folded by [`fold`].
pub fn of(field: Field, folded: &str) -> Word {
    if let Some(word) = words(field).into_iter().find(|word| fold(word) == folded) {
        return Word::Contracts(word);
    }
    let known = INSTEAD
        .iter()
        .find(|(of, word, _)| *of == field && *word == folded);
    known.map_or(Word::Other, |(_, _, means)| Word::Instead(means))
}

/// Whether it is, letter by letter, a word that the contract has for the field and a provider may send.
pub fn is_contracts(field: Field, word: &str) -> bool {
    match field {
        Field::Channel => Channel::from_wire(word).is_ok(),
        Field::Status => Status::from_wire(word).is_ok(),
        Field::RecipientType => RecipientType::from_wire(word).is_ok(),
        Field::Source => Source::from_provider_wire(word).is_ok(),
        _ => false,
    }
}

/// Whether the field's cells hold words.
pub const fn has_words(field: Field) -> bool {
    matches!(
        field,
        Field::Channel | Field::Status | Field::RecipientType | Field::Source
    )
}

/// The contract's words for a field.
fn words(field: Field) -> Vec<&'static str> {
    match field {
        Field::Channel => Channel::ALL.iter().map(|one| one.as_wire()).collect(),
        Field::Status => Status::ALL.iter().map(|one| one.as_wire()).collect(),
        Field::RecipientType => RecipientType::ALL.iter().map(|one| one.as_wire()).collect(),
        Field::Source => Source::ALL.iter().map(|one| one.as_wire()).collect(),
        _ => Vec::new(),
    }
}

/// What sets the words of a cell apart, beside blanks.
const PARTING: [char; 2] = ['_', '-'];

/// The word of a cell in small letters without Turkish marks. Only what belongs to no word is passed over: blanks and
/// quotes around it, and what sets words apart. With any other sign it is another word, which nobody knows: `#MESAJ`,
/// `-MESAJ`, `!ONAY` and `~~ONAY~~` are how people mark out what shall not be taken as it stands.
pub fn fold(cell: &str) -> String {
    let cell = cell.trim_matches(|letter: char| letter.is_whitespace() || is_quote(letter));
    let mut word = folding::fold(cell);
    let is_parting = |letter: char| letter.is_whitespace() || PARTING.contains(&letter);
    if !(word.starts_with(PARTING) || word.ends_with(PARTING)) {
        word.retain(|letter| !is_parting(letter));
    }
    word
}

const fn is_quote(letter: char) -> bool {
    matches!(
        letter,
        '"' | '\'' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}'
    )
}
