//! What holds for every Rust file: its size, its opening words, and calls that have a better replacement.

mod bans;

use bans::BANS;

use super::code;
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
    let code = code::only(text);
    for (index, code) in code.lines().enumerate() {
        for ban in BANS
            .iter()
            .filter(|ban| has_call(code, ban.call) && !ban.excepts(&file.path))
        {
            findings.push(Finding::error(
                &file.path,
                index + 1,
                format!("`{}`: {}", ban.call, ban.instead),
            ));
        }
    }
    findings.extend(allowances(file, &code));
    findings
}

/// Exceptions above whose file is gone: these lists may only shrink.
pub fn stale_exceptions(tree: &Tree) -> Vec<Finding> {
    let exceptions = BANS.iter().flat_map(|ban| ban.except).chain(&TABLES);
    let mut stale: Vec<_> = exceptions
        .filter(|path| !tree.has(path.trim_end_matches('/')))
        .map(|path| {
            Finding::error(
                "crates/xtask/src/tidy/rust/bans.rs",
                0,
                format!("the exception `{path}` has no file"),
            )
        })
        .collect();
    stale.sort();
    stale.dedup();
    stale
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

/// Lints that are switched off must say why. Works on the code, where the reason itself is blank but its name is not.
fn allowances(file: &File, code: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for opening in ["[allow(", "[expect("] {
        for (at, _) in code.match_indices(opening) {
            let attribute = code[at..].split(")]").next().unwrap_or_default();
            if !attribute.contains("reason") {
                let line = code[..at].lines().count().max(1);
                let message = format!("`#{opening}…)]` without a `reason = \"…\"`");
                findings.push(Finding::error(&file.path, line, message));
            }
        }
    }
    findings
}

/// Whether the call stands in the code and not at the end of a longer name.
fn has_call(code: &str, call: &str) -> bool {
    code.match_indices(call)
        .any(|(at, _)| !ends_in_word(&code[..at]))
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
    fn every_banned_call_is_found_with_its_replacement() {
        for ban in &BANS {
            let found = found("crates/domain/src/a.rs", ban.call);
            assert_eq!(found.len(), 1, "{}: {found:?}", ban.call);
            assert!(
                found[0].contains(ban.instead) && found[0].contains(":2:"),
                "{found:?}"
            );
        }
    }

    #[test]
    fn words_about_a_call_are_not_the_call() {
        let body = "// never Instant::now()\nlet x = \"todo!()\";\nlet y = MyInstant::now();\nmy_dbg!(x);\n";
        assert!(found("crates/domain/src/a.rs", body).is_empty());
    }

    #[test]
    fn the_time_may_be_read_where_a_clock_starts() {
        assert!(found("crates/ledger/src/options.rs", "SystemTime::now()").is_empty());
        assert_eq!(
            found("crates/ledger/src/other.rs", "SystemTime::now()").len(),
            1
        );
    }

    #[test]
    fn a_lint_is_switched_off_with_a_reason() {
        assert!(
            found(
                "a.rs",
                "#![allow(\n    clippy::x,\n    reason = \"because\"\n)]\n"
            )
            .is_empty()
        );
        let without = found(
            "a.rs",
            "\n#[allow(clippy::x)]\nfn f() {}\n#[expect(clippy::y)]\n",
        );
        assert_eq!(without.len(), 2, "{without:?}");
        assert!(without[0].contains("a.rs:3:"), "{without:?}");
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
        let mut paths: Vec<_> = BANS
            .iter()
            .flat_map(|ban| ban.except)
            .chain(&TABLES)
            .map(|path| {
                if path.ends_with('/') {
                    format!("{path}x.rs")
                } else {
                    (*path).to_owned()
                }
            })
            .collect();
        paths.dedup();
        let files: Vec<_> = paths.iter().map(|path| (path.as_str(), "")).collect();
        assert_eq!(stale_exceptions(&Tree::of(&files)), []);
    }
}
