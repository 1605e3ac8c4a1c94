//! Licence expressions as packages state them (SPDX, and the older form with a slash for "or").

use std::collections::BTreeSet;

/// Whether the expression can be satisfied by the allowed licences alone. What cannot be read is not allowed.
pub fn allowed(expression: &str, licences: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader {
        words: &words,
        licences,
    };
    reader.either() == Some(true) && reader.words.is_empty()
}

/// Reads by recursive descent; AND binds tighter than OR, as the specification has it.
struct Reader<'a> {
    words: &'a [&'a str],
    licences: &'a BTreeSet<String>,
}

impl Reader<'_> {
    fn either(&mut self) -> Option<bool> {
        let mut value = self.both()?;
        while self.take("OR") {
            value |= self.both()?;
        }
        Some(value)
    }

    fn both(&mut self) -> Option<bool> {
        let mut value = self.one()?;
        while self.take("AND") {
            value &= self.one()?;
        }
        Some(value)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let value = self.either()?;
            return self.take(")").then_some(value);
        }
        let (name, rest) = self.words.split_first()?;
        self.words = rest;
        if self.take("WITH") {
            let (exception, rest) = self.words.split_first()?;
            self.words = rest;
            return Some(self.licences.contains(&format!("{name} WITH {exception}")));
        }
        Some(self.licences.contains(*name))
    }

    fn take(&mut self, word: &str) -> bool {
        if self.words.first() == Some(&word) {
            self.words = &self.words[1..];
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed_here(expression: &str) -> bool {
        let licences = [
            "MIT",
            "Apache-2.0",
            "Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ];
        allowed(
            expression,
            &licences
                .iter()
                .map(|licence| (*licence).to_owned())
                .collect(),
        )
    }

    #[test]
    fn one_of_several_is_enough_and_all_of_several_are_needed() {
        assert!(allowed_here("MIT"));
        assert!(allowed_here("GPL-2.0-only OR MIT"));
        assert!(allowed_here("GPL-2.0-only/MIT"));
        assert!(allowed_here("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!allowed_here("MIT AND GPL-2.0-only"));
        assert!(!allowed_here("(MIT OR Apache-2.0) AND GPL-2.0-only"));
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(allowed_here("MIT OR MIT AND GPL-2.0-only"));
        assert!(allowed_here("GPL-2.0-only AND MIT OR MIT"));
    }

    #[test]
    fn an_exception_is_a_licence_of_its_own() {
        assert!(allowed_here("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed_here("MIT WITH LLVM-exception"));
    }

    #[test]
    fn what_cannot_be_read_is_not_allowed() {
        for expression in ["", "no licence", "MIT OR", "(MIT", "MIT)", "MIT MIT"] {
            assert!(!allowed_here(expression), "{expression}");
        }
    }
}
