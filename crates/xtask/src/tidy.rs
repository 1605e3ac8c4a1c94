//! `cargo xtask tidy`: the project's style as a test. Each check names the file, the line and what to do instead.

mod citations;
mod code;
mod layers;
mod licences;
mod manifests;
mod markdown;
mod rust;
mod text;
mod tree;

use std::fmt;

use anyhow::{Result, bail};

use tree::Tree;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the workspace's root, with `/`.
    path: String,
    /// From 1; 0 when the finding is about the whole file.
    line: usize,
    /// What is wrong and what to do instead.
    message: String,
    /// Worth knowing, but no failure.
    warning: bool,
}

impl Finding {
    fn error(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
            warning: false,
        }
    }

    fn warning(path: &str, message: impl Into<String>) -> Self {
        Self {
            warning: true,
            ..Self::error(path, 0, message)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rank = if self.warning { "warning" } else { "error" };
        match self.line {
            0 => write!(out, "{rank}: {}: {}", self.path, self.message),
            line => write!(out, "{rank}: {}:{line}: {}", self.path, self.message),
        }
    }
}

/// Both halves: the tree and what it is built from.
///
/// # Errors
/// When there is something to mend.
pub fn run() -> Result<()> {
    tree()?;
    dependencies()
}

/// Checks the files of the tree.
///
/// # Errors
/// When there is something to mend.
pub fn tree() -> Result<()> {
    let tree = Tree::read(&crate::process::root()?)?;
    let mut findings = Vec::new();
    for file in tree.files() {
        findings.extend(text::check(file));
        findings.extend(rust::check(file));
        findings.extend(markdown::check(file, &tree));
    }
    findings.extend(citations::check(&tree));
    findings.extend(rust::stale_exceptions(&tree));
    findings.extend(manifests::check(&tree)?);
    findings.extend(layers::check(&tree)?);
    report(findings)
}

/// Checks the licences and bans of what is built.
///
/// # Errors
/// When there is something to mend, or cargo cannot resolve the dependencies from the lock file.
pub fn dependencies() -> Result<()> {
    report(licences::check()?)
}

fn report(mut findings: Vec<Finding>) -> Result<()> {
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    let errors = findings.iter().filter(|finding| !finding.warning).count();
    if errors > 0 {
        bail!("{errors} to mend");
    }
    Ok(())
}
