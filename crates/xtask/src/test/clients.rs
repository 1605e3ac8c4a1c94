//! Lets the clients of `clients/` loose on `izin demo`: a registry as its users have it, over a socket.

use std::path::Path;

use anyhow::Result;

use super::demo::Demo;
use super::node;
use super::tally::Tally;
use crate::process;
use crate::setup;

/// Runs every foreign client's tests.
///
/// # Errors
/// When a test fails, or the demo does not start, or does not end cleanly on SIGTERM.
pub fn run(tally: &mut Tally) -> Result<()> {
    let folder = process::root()?.join("clients");
    setup::npm_packages(&folder)?;
    setup::tuspy()?;
    setup::python_packages("standardwebhooks")?;
    Demo::with(|demo| node_tests(tally, &folder, demo))
}

fn node_tests(tally: &mut Tally, folder: &Path, demo: &Demo) -> Result<()> {
    let mut command = node::tests(folder, demo)?;
    // The client writes the local year beside the UTC month.
    command.env("TZ", "UTC");
    super::steps::counted(tally, &mut command)
}
