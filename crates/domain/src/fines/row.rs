//! What one line of the table says.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::rate::Rate;
use crate::words;

words! {
    /// A letter (bent) of article 12/1.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Letter: as_word, from_word {
        /// The first.
        A = "a",
        /// The second.
        B = "b",
        /// The third.
        C = "c",
        /// The fourth.
        CWithCedilla = "ç",
        /// The fifth.
        D = "d",
        /// The sixth.
        E = "e",
        /// The seventh.
        F = "f",
        /// The eighth.
        G = "g",
    }
}

words! {
    /// What a provider may have done wrong with a message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Breach: as_word, from_word {
        /// It was sent without consent.
        NoConsent = "no-consent",
        /// It does not say who sent it.
        SenderUnknown = "sender-unknown",
        /// It names no means to reach the sender by.
        NoContactMeans = "no-contact-means",
        /// It cannot be told as commercial, or does not say on what terms its offer stands.
        NotRecognisable = "not-recognisable",
        /// It was sent although the recipient had refused.
        RefusalNotHonoured = "refusal-not-honoured",
    }
}

/// Between what and what a letter's fine lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FineRow {
    /// The least.
    pub least: Amount,
    /// The most.
    pub most: Amount,
    /// Whether it was reckoned from the year before, and not seen printed.
    pub computed: bool,
}

/// The rows of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FineYear {
    /// Where it was printed: the Official Gazette's day and number.
    pub source: String,
    /// By what the year before was raised, where that is known.
    pub rate: Option<Rate>,
    /// By letter.
    pub rows: BTreeMap<Letter, FineRow>,
}

/// By which letter a breach is fined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreachRule {
    /// Which.
    pub breach: Breach,
    /// The first year it holds for.
    pub since: u16,
    /// The article of the law that is broken, `6/1`.
    pub article: String,
    /// The letter.
    pub letter: Letter,
    /// Who says so.
    pub source: String,
}

/// How much a letter's fine may be multiplied where one sending reached more than one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiplierRule {
    /// The letter.
    pub letter: Letter,
    /// The first year it holds for.
    pub since: u16,
    /// The most.
    pub most: u8,
    /// Who says so.
    pub source: String,
}
