//! `cargo xtask quick`: what a change may have broken, between two edits. Formatting, the tree and the lints of the whole
//! workspace, where what did not change costs nothing; the tests of the crates that changed; of those that use them the quick
//! tests that are named after a file that changed, because a tree of tests mirrors what it tests. The whole is
//! `cargo xtask test`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::test;

/// nextest's words for the tests that take their time and seldom see what a crate below them did: those that run the
/// program as others do, and those that break it, load it, or hold it against a model or a program of others.
const SLOW: &str = "binary_id(izin::it) + test(/(^|::)(\\w+_)?(crash|load|model|peers?|go|openssl|python|programs)::/)";

/// What folders and files are called wherever they are.
const NAMELESS: &[&str] = &["", "src", "tests", "it", "lib", "main", "mod"];

/// Compared with what.
#[derive(clap::Args)]
pub struct Options {
    /// Test what has changed since this commit, in place of what is not committed.
    #[arg(long, value_name = "COMMIT", default_value = "HEAD")]
    since: String,
}

/// Runs the checks.
///
/// # Errors
/// When git cannot tell what has changed.
pub fn run(options: &Options) -> Result<ExitCode> {
    let since = options.since.as_str();
    let mut changed = git(&["diff", "--name-only", since, "--"])?;
    changed.extend(git(&["ls-files", "--others", "--exclude-standard"])?);
    let changed = Changed::of(changed.iter().map(String::as_str));
    Ok(test::quick(&changed))
}

/// The lines that git prints.
fn git(arguments: &[&str]) -> Result<Vec<String>> {
    let output = process::command("git", arguments)?
        .output()
        .context("cannot start git")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git failed: {}", said.trim());
    let lines = String::from_utf8_lossy(&output.stdout);
    Ok(lines.lines().map(str::to_owned).collect())
}

/// What has changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    /// These crates, each with what its changed files and their folders are called; none where it is documentation alone.
    Crates(BTreeMap<String, BTreeSet<String>>),
    /// Something that every crate is built by.
    All,
}

impl Changed {
    fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut crates = BTreeMap::<_, BTreeSet<_>>::new();
        for path in paths {
            if let Some(inside) = path.strip_prefix("crates/") {
                let mut parts = inside.split('/');
                let Some(name) = parts.next() else { continue };
                let topics = crates.entry(name.to_owned()).or_default();
                let names = parts.filter_map(|part| part.split('.').next());
                let names = names.map(|name| name.replace('-', "_"));
                topics.extend(names.filter(|name| says_something(name)));
            } else if path == "Cargo.lock" || Path::new(path).extension() == Some("toml".as_ref()) {
                return Self::All;
            }
        }
        Self::Crates(crates)
    }

    /// nextest's words for the tests that are to run. `None`: there are none.
    pub fn tests(&self) -> Option<String> {
        match self {
            Self::All => Some("all()".to_owned()),
            Self::Crates(crates) if crates.is_empty() => None,
            Self::Crates(crates) => {
                let mut sets = crates
                    .keys()
                    .map(|name| format!("package(={name})"))
                    .collect::<Vec<_>>();
                for (name, topics) in crates {
                    if !topics.is_empty() {
                        let topics = topics.iter().map(String::as_str).collect::<Vec<_>>();
                        let named = format!("test(/(^|::)({})(::|_)/)", topics.join("|"));
                        sets.push(format!("((rdeps(={name}) & {named}) - ({SLOW}))"));
                    }
                }
                Some(sets.join(" + "))
            }
        }
    }
}

/// Whether a folder or a file of this name tells what it is about, in letters that a pattern takes as they are.
fn says_something(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    !NAMELESS.contains(&name) && name.chars().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str]) -> Option<String> {
        Changed::of(paths.iter().copied()).tests()
    }

    #[test]
    fn the_tests_of_changed_crates_run_and_those_of_their_users_that_are_named_after_what_changed()
    {
        let paths = [
            "crates/registry/src/contract/push.rs",
            "crates/ledger/tests/it/crash.rs",
            "crates/ledger/src/lib.rs",
            "docs/checks.md",
        ];
        let whole = "package(=ledger) + package(=registry)";
        let ledgers = "((rdeps(=ledger) & test(/(^|::)(crash)(::|_)/)) - (";
        let registrys = "((rdeps(=registry) & test(/(^|::)(contract|push)(::|_)/)) - (";
        let expected = format!("{whole} + {ledgers}{SLOW})) + {registrys}{SLOW}))");
        assert_eq!(of(&paths), Some(expected));
        let nameless = ["crates/web/src/lib.rs", "crates/web/tests/it/+.rs"];
        assert_eq!(of(&nameless).as_deref(), Some("package(=web)"));
    }

    #[test]
    fn documentation_has_no_tests_of_crates() {
        assert_eq!(of(&["README.md", "browser/story.test.js"]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn all_tests_run_when_what_every_crate_is_built_by_has_changed() {
        for path in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
            assert_eq!(of(&[path]).as_deref(), Some("all()"), "{path}");
        }
    }
}
