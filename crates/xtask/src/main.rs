//! The project's own tool: `cargo xtask test` runs every check, `cargo xtask tidy` the checks on the tree alone.
//!
//! It is compiled before anything else on a fresh machine, so it keeps to a handful of dependencies.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program talks to people"
)]

mod bare;
mod bench;
mod process;
mod quick;
mod setup;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, tests and checks izin.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the tests need and run every check; stops at the first that fails.
    Test(test::Options),
    /// Check what has changed: formatting, the tree, lints, and the tests of the changed crates and of their users.
    Quick(quick::Options),
    /// Measure izin, built for use, beside its peers, and print a table; what follows `--` is for the benchmark.
    Bench(bench::Options),
    /// Run both commands of README on a minimal Debian made for it, from a clean clone of the last commit; takes root
    /// and about an hour.
    Bare(bare::Options),
    /// Check the tree itself: layers, circles, file sizes, links.
    Tidy,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Test(options) => test::run(&options),
        Command::Quick(options) => quick::run(&options),
        Command::Bench(options) => bench::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Bare(options) => bare::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Tidy => tidy::run().map(|()| ExitCode::SUCCESS),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
