//! `cargo xtask tidy`: the project's style as a test. Each check names the file, the line and what to do instead.

mod circles;
mod citations;
mod code;
mod consoles;
mod finding;
mod layers;
mod licences;
mod manifests;
mod markdown;
mod rust;
mod text;
mod tree;

use anyhow::{Result, bail};

use finding::Finding;
use tree::Tree;

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
    findings.extend(circles::check(&tree)?);
    findings.extend(consoles::check(&tree));
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
