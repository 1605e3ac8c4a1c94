//! Lets a real browser loose on the pages of `izin demo`.

use anyhow::Result;

use super::demo::Demo;
use super::node;
use super::tally::Tally;
use crate::process;
use crate::setup;

/// Runs the tests of `browser/`.
///
/// # Errors
/// When a test fails, or the demo does not start, or does not end cleanly on SIGTERM.
pub fn run(tally: &mut Tally) -> Result<()> {
    let folder = process::root()?.join("browser");
    setup::chromium()?;
    setup::npm_packages(&folder)?;
    Demo::with(|demo| super::steps::counted(tally, &mut node::tests(&folder, demo)?))
}
