//! What may be cited: the numbers of the rules, of the contract's sections and of the decisions.

use std::collections::BTreeSet;

use super::super::finding::Finding;
use super::super::tree::{File, Tree};
use super::number;

/// A document and the numbers in it.
pub struct Page {
    /// From the root.
    pub path: &'static str,
    numbers: BTreeSet<String>,
}

impl Page {
    /// Whether it has this number.
    pub fn has(&self, number: &str) -> bool {
        self.numbers.contains(number)
    }
}

/// All documents that are cited by number.
pub struct Defined([(&'static str, Page); 3]);

/// Reads the numbers that a document defines, with their lines.
type Reader = fn(&File) -> Vec<(usize, String)>;

impl Defined {
    /// Reads the documents; finds those that are missing and what they define twice.
    pub fn read(tree: &Tree) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut page = |path: &'static str, read: Reader| {
            let mut numbers = BTreeSet::new();
            match tree.files().iter().find(|file| file.path == path) {
                None => findings.push(Finding::error(path, 0, "is cited and not there")),
                Some(file) => {
                    for (line, number) in read(file) {
                        if !numbers.insert(number.clone()) {
                            let message = format!("`{number}` is there twice");
                            findings.push(Finding::error(path, line, message));
                        }
                    }
                }
            }
            Page { path, numbers }
        };
        let defined = Self([
            ("rule", page("docs/rules.md", rules)),
            ("contract", page("docs/contract.md", sections)),
            ("decision", page("ARCHITECTURE.md", decisions)),
        ]);
        (defined, findings)
    }

    /// The document that a word cites.
    pub fn page(&self, word: &str) -> Option<&Page> {
        let mut pages = self.0.iter();
        pages.find_map(|(known, page)| (*known == word).then_some(page))
    }
}

/// Headings `### Rule 20. …`.
fn rules(file: &File) -> Vec<(usize, String)> {
    let rule = |text: &str| Some(number(text.strip_prefix("### Rule ")?)?.0.to_owned());
    file.lines()
        .filter_map(|(line, text)| Some((line, rule(text)?)))
        .collect()
}

/// Headings `## 18. …` and `### 5.1 …`, and the entries of numbered lists under them.
fn sections(file: &File) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut section = String::new();
    for (line, text) in file.lines() {
        let heading = text
            .strip_prefix("### ")
            .or_else(|| text.strip_prefix("## "));
        if let Some((number, _)) = heading.and_then(number) {
            number.clone_into(&mut section);
            found.push((line, section.clone()));
        } else if let Some(entry) = entry(text) {
            found.push((line, format!("{section}, no. {entry}")));
        }
    }
    found
}

/// Entries of the numbered list under `## Decisions`.
fn decisions(file: &File) -> Vec<(usize, String)> {
    file.lines()
        .skip_while(|(_, text)| *text != "## Decisions")
        .skip(1)
        .take_while(|(_, text)| !text.starts_with("## "))
        .filter_map(|(line, text)| Some((line, entry(text)?.to_owned())))
        .collect()
}

/// The number of a list's entry.
fn entry(text: &str) -> Option<&str> {
    let (number, rest) = number(text)?;
    rest.starts_with(". ").then_some(number)
}
