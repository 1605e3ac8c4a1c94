//! What we build on: whether it may be used, and what is known to be wrong with it, by cargo-deny.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::tally::Tally;
use crate::process;
use crate::setup;

/// What cargo-deny says when it cannot get the database; everything else that it ends with is a finding.
const NO_DATABASE: &str = "failed to fetch advisory database";

/// Licences, bans and sources as `deny.toml` has them, then the advisories. Where the
/// database cannot be reached, that is noted and nothing fails.
///
/// # Errors
/// When there is a finding, or cargo-deny cannot be installed.
pub fn run(tally: &mut Tally) -> Result<()> {
    let cargo_deny = setup::cargo_deny()?;
    process::run(&mut command(&cargo_deny, &["bans", "licenses", "sources"])?)?;
    tally.pass();
    let output = command(&cargo_deny, &["advisories"])?.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        tally.pass();
    } else if said.contains(NO_DATABASE) {
        tally.note("advisories were NOT looked at: their database cannot be reached from here");
    } else {
        bail!("`cargo deny check advisories` found something:\n{said}");
    }
    Ok(())
}

fn command(cargo_deny: &Path, checks: &[&str]) -> Result<Command> {
    let mut command = process::command(&cargo_deny.to_string_lossy(), &["--locked", "check"])?;
    command.args(checks);
    Ok(command)
}
