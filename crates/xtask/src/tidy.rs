//! `cargo xtask tidy`: the project's style as a test. Each check names the file, the line and what to do instead.

mod circles;
mod citations;
mod consoles;
mod finding;
mod layers;
mod manifests;
mod markdown;
mod rust;
mod text;
mod tree;

use anyhow::{Result, bail};

use finding::Finding;
use tree::Tree;

/// Checks the files of the tree.
///
/// # Errors
/// When there is something to mend.
pub fn run() -> Result<()> {
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
