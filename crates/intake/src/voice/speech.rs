//! What is said to a caller.

use domain::Language;
use words::{Value, Words};

use super::Choice;

/// What is to be said in one step.
pub struct Speech {
    pub words: Words,
    pub said: Vec<String>,
    pub choices: Vec<Choice>,
    pub digits: Option<u8>,
}

impl Speech {
    pub fn new(language: Language) -> Self {
        Self {
            words: Words::of(language),
            said: Vec::new(),
            choices: Vec::new(),
            digits: None,
        }
    }

    /// Says a sentence.
    pub fn say(&mut self, id: &str, variables: &[(&str, Value<'_>)]) {
        self.said.push(self.words.with(id, variables));
    }

    /// Offers a key, and says so.
    pub fn offer(&mut self, key: &str, id: &str) {
        let label = self.words.text(id);
        let variables = [("key", key.into()), ("label", label.clone().into())];
        self.say("voice-choice", &variables);
        self.choices.push(Choice {
            key: key.to_owned(),
            label,
        });
    }
}
