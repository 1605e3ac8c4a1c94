//! What an operator may decide about the rules, as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{BrandCode, Timestamp, words};

/// The switches that `rules::decide` obeys for one brand's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Until when consents of any age may be loaded (the contract's activation date); afterwards
    /// an approval older than three business days is `H467` (rule 23). `None`: already over.
    pub historic_loading_until: Option<Timestamp>,
    /// What a refusal for an unknown record becomes (rule 18).
    pub first_refusal: FirstRefusal,
    /// What an unchanged repetition becomes (rule 19).
    pub repetition: Repetition,
    /// How many records the provider may hold; never held against a refusal (rule 27).
    pub quota: Option<Quota>,
}

words! {
    /// See [`Policy::first_refusal`].
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum FirstRefusal: as_word, from_word {
        /// The contract's way: `H175`.
        Refuse = "refuse",
        /// Kept, so that a refusal is never lost.
        Suppress = "suppress",
    }
}

/// See [`Policy::repetition`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// Version 1 of the contract: `H174` or `H178`.
    Refuse,
    /// Version 2: the first answer again.
    AnswerFirst,
}

/// A ceiling on the number of records of several brands together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The highest number of records.
    pub limit: u64,
    /// The brands that share it.
    pub brands: Arc<[BrandCode]>,
}

impl Policy {
    /// The contract's behaviour, version 1, outside the historic loading window.
    pub const CONTRACT: Self = Self {
        historic_loading_until: None,
        first_refusal: FirstRefusal::Refuse,
        repetition: Repetition::Refuse,
        quota: None,
    };
}
