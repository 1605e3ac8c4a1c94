//! Reading the members of a gateway's request; everything that is wrong is told together.

use domain::{ErrorCode, Violation};
use serde_json::{Map, Value};

/// The members of a JSON object, each asked for once; what was not asked for is refused at the end,
/// because a misspelt member would change the request without a word.
pub struct Members<'a> {
    object: &'a Map<String, Value>,
    known: Vec<&'static str>,
    violations: Vec<Violation>,
}

/// The most violations that are told.
const VIOLATIONS_MAX: usize = 20;

impl<'a> Members<'a> {
    /// Over an object.
    pub const fn new(object: &'a Map<String, Value>) -> Self {
        Self {
            object,
            known: Vec::new(),
            violations: Vec::new(),
        }
    }

    fn sent(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// Notes that a member is not as it should be (`H095`).
    pub fn wrong(&mut self, name: &'static str) {
        self.violations.push(ErrorCode::H095.violation().at(name));
    }

    /// Notes another violation.
    pub fn add(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    /// A text of at most `most` characters that may be missing; a longer one is `H017`.
    pub fn text(&mut self, name: &'static str, most: usize) -> Option<String> {
        let value = self.sent(name)?;
        let Some(text) = value.as_str() else {
            self.wrong(name);
            return None;
        };
        if text.chars().nth(most).is_some() {
            let limit = most.to_string();
            let long = ErrorCode::H017.violation().at(name);
            self.add(long.filled(&[("key", name), ("limit", &limit)]));
            return None;
        }
        Some(text.to_owned())
    }

    /// A text that has to be there; a missing one is `H016`.
    pub fn needed(&mut self, name: &'static str, most: usize) -> String {
        if self.object.get(name).is_none_or(Value::is_null) {
            self.known.push(name);
            let missing = ErrorCode::H016.violation().at(name);
            self.add(missing.filled(&[("fields", name)]));
            return String::new();
        }
        self.text(name, most).unwrap_or_default()
    }

    /// A flag that may be missing.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let value = self.sent(name)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong(name);
        }
        flag
    }

    /// A number of an object inside that may be missing.
    pub fn number(&mut self, name: &'static str, most: u64) -> Option<u64> {
        let value = self.sent(name)?;
        let number = value.as_u64().filter(|number| *number <= most);
        if number.is_none() {
            self.wrong(name);
        }
        number
    }

    /// An object inside that may be missing.
    pub fn object(&mut self, name: &'static str) -> Option<&'a Map<String, Value>> {
        let value = self.sent(name)?;
        let object = value.as_object();
        if object.is_none() {
            self.wrong(name);
        }
        object
    }

    /// One word of a list that may be missing.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let value = self.sent(name)?;
        let said = value.as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == said);
        if found.is_none() {
            self.wrong(name);
        }
        found.map(|(_, meant)| *meant)
    }

    /// Everything that is wrong, unknown members included.
    pub fn finish(mut self) -> Result<(), Vec<Violation>> {
        let known = &self.known;
        let unknown = self
            .object
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
            .map(|name| ErrorCode::H095.violation().at(name.clone()));
        let unknown: Vec<Violation> = unknown.collect();
        self.violations.extend(unknown);
        self.violations.truncate(VIOLATIONS_MAX);
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(self.violations)
        }
    }
}
