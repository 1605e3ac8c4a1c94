//! `cargo xtask quick`: what a change may have broken, between two edits. Formatting, the tree and the lints of the whole
//! workspace, where what did not change costs nothing; then the tests of the crates that changed, and the quick ones of
//! those that use them.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::test;

/// nextest's words for the tests that take their time and seldom see what a crate below them did: those that run the
/// program as others do, and those that break it, load it, or hold it against a model or a program of others.
const SLOW: &str = "binary_id(izin::it) + test(/(^|::)(\\w+_)?(crash|load|model|peers?|go|openssl|python|programs)::/)";

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
    test::quick(&Changed::of(changed.iter().map(String::as_str)))
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
    /// These crates; none where it is documentation alone.
    Crates(BTreeSet<String>),
    /// Something that every crate is built by.
    All,
}

impl Changed {
    fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut crates = BTreeSet::new();
        for path in paths {
            if let Some(inside) = path.strip_prefix("crates/") {
                crates.extend(inside.split('/').next().map(str::to_owned));
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
                let each = |of: &str| {
                    let sets = crates.iter().map(|name| format!("{of}(={name})"));
                    sets.collect::<Vec<_>>().join(" + ")
                };
                let (whole, users) = (each("package"), each("rdeps"));
                Some(format!("{whole} + (({users}) - ({SLOW}))"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &[&str]) -> Option<String> {
        Changed::of(paths.iter().copied()).tests()
    }

    #[test]
    fn the_tests_of_changed_crates_run_and_the_quick_ones_of_those_that_use_them() {
        let paths = [
            "crates/web/src/page.rs",
            "crates/ledger/tests/it/crash.rs",
            "crates/web/templates/layout.html",
            "docs/checks.md",
        ];
        let whole = "package(=ledger) + package(=web)";
        let users = "(rdeps(=ledger) + rdeps(=web))";
        let expected = format!("{whole} + ({users} - ({SLOW}))");
        assert_eq!(of(&paths), Some(expected));
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
