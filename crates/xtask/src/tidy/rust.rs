//! What holds for every Rust file and no lint tells: its size, its opening words, and marks of unfinished work.

use super::finding::Finding;
use super::tree::{File, Tree};

/// Above this a file should be split soon.
const LINES_WANTED: usize = 300;
/// Above this it must be.
const LINES_MAX: usize = 500;

/// Files that are tables of facts, as long as the facts are many.
const TABLES: [&str; 1] = ["crates/domain/src/error/table.rs"];

/// Marks of unfinished work. In pieces, so that this file passes itself.
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];

/// Checks one file.
pub fn check(file: &File) -> Vec<Finding> {
    let Some(text) = file.text.as_deref().filter(|_| file.is("rs")) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    findings.extend(length(file, text));
    findings.extend(opening(file, text));
    for (line, text) in file.lines() {
        for mark in MARKS.iter().filter(|mark| has_word(text, mark)) {
            findings.push(Finding::error(
                &file.path,
                line,
                format!("`{mark}`: finish it, or write an issue"),
            ));
        }
    }
    findings
}

/// Exceptions above whose file is gone: the list may only shrink.
pub fn stale_exceptions(tree: &Tree) -> Vec<Finding> {
    let gone = TABLES.iter().filter(|path| !tree.has(path));
    let message = |path| format!("the exception `{path}` has no file");
    gone.map(|path| Finding::error("crates/xtask/src/tidy/rust.rs", 0, message(path)))
        .collect()
}

fn length(file: &File, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    if TABLES.contains(&file.path.as_str()) || lines <= LINES_WANTED {
        return None;
    }
    if lines > LINES_MAX {
        let message =
            format!("{lines} lines; more than {LINES_MAX} are not one thing, split it by noun");
        return Some(Finding::error(&file.path, 0, message));
    }
    Some(Finding::warning(
        &file.path,
        format!("{lines} lines; aim at {LINES_WANTED}"),
    ))
}

fn opening(file: &File, text: &str) -> Option<Finding> {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    (!first.starts_with("//!"))
        .then(|| Finding::error(&file.path, 1, "open with `//!` and what this file is for"))
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let after = text[at + word.len()..].chars().next();
        !ends_in_word(&text[..at]) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn ends_in_word(text: &str) -> bool {
    text.chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The findings for a file that opens properly.
    fn found(path: &str, body: &str) -> Vec<String> {
        let tree = Tree::of(&[(path, &format!("//! A file.\n{body}"))]);
        tree.files()
            .iter()
            .flat_map(check)
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        let tree = Tree::of(&[("a.rs", "use std::fmt;\n"), ("b.rs", "\n//! B.\n")]);
        let found: Vec<_> = tree.files().iter().flat_map(check).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "a.rs");
    }

    #[test]
    fn a_long_file_warns_and_a_longer_one_fails_but_a_table_may_be_long() {
        assert!(found("a.rs", &"\n".repeat(LINES_WANTED - 1)).is_empty());
        assert!(found("a.rs", &"\n".repeat(LINES_WANTED))[0].starts_with("warning: a.rs"));
        assert!(found("a.rs", &"\n".repeat(LINES_MAX - 1))[0].starts_with("warning"));
        assert!(found("a.rs", &"\n".repeat(LINES_MAX))[0].starts_with("error"));
        assert!(found(TABLES[0], &"\n".repeat(LINES_MAX)).is_empty());
    }

    #[test]
    fn marks_of_unfinished_work_are_found_and_placeholders_of_digits_are_not() {
        for mark in MARKS {
            assert_eq!(found("a.rs", &format!("// {mark}: later\n")).len(), 1);
        }
        assert!(found("a.rs", &format!("// +905{}X {}_\n", MARKS[1], MARKS[1])).is_empty());
    }

    #[test]
    fn an_exception_without_its_file_is_reported() {
        assert!(!stale_exceptions(&Tree::of(&[("a.rs", "")])).is_empty());
        let files: Vec<_> = TABLES.iter().map(|path| (*path, "")).collect();
        assert_eq!(stale_exceptions(&Tree::of(&files)), []);
    }
}
