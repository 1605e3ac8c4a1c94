//! `cargo xtask bench`: the benchmarks, in the build that is shipped. They live in a crate of their own, so that this
//! one stays quick to compile.

use anyhow::Result;

use crate::process::{self, cargo};

/// What to measure.
#[derive(clap::Args)]
pub struct Options {
    /// Handed on to the benchmark; `-- --help` names its options.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds and runs them.
///
/// # Errors
/// When the build or a measurement fails; no figure does.
pub fn run(options: &Options) -> Result<()> {
    let mut command = cargo(&["run", "--profile", "dist", "--package", "bench", "--"])?;
    process::run(command.args(&options.arguments))
}
