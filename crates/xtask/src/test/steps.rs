//! The steps in their order: what is quick and often wrong first, what needs the whole build last.

use std::mem;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};

use super::tally::Tally;
use super::{advisories, browser, clients};
use crate::process::{self, cargo};
use crate::{setup, tidy};

/// One check.
pub struct Step {
    /// What `--only` calls it.
    pub name: &'static str,
    /// One line for people.
    pub about: &'static str,
    /// How many minutes it takes from a clean clone on two cores, rounded up. What is built already takes a third.
    pub minutes: u8,
    /// Runs it and adds to the tally what passed.
    pub run: fn(&mut Tally) -> Result<()>,
}

/// All of them.
pub const STEPS: [Step; 10] = [
    Step {
        name: "fmt",
        about: "formatting as rustfmt has it",
        minutes: 1,
        run: fmt,
    },
    Step {
        name: "tidy",
        about: "layers, circles, file sizes, links",
        minutes: 1,
        run: tidy_tree,
    },
    Step {
        name: "dependencies",
        about: "licences, bans and known faults of what is built",
        minutes: 1,
        run: advisories::run,
    },
    Step {
        name: "clippy",
        about: "lints, every warning an error",
        minutes: 8,
        run: clippy,
    },
    Step {
        name: "tests",
        about: "unit and integration tests",
        minutes: 18,
        run: tests,
    },
    Step {
        name: "doc-tests",
        about: "the examples in the documentation",
        minutes: 1,
        run: doc_tests,
    },
    Step {
        name: "docs",
        about: "the documentation and its links",
        minutes: 2,
        run: docs,
    },
    Step {
        name: "fuzz",
        about: "the fuzz targets compile",
        minutes: 4,
        run: fuzz,
    },
    Step {
        name: "clients",
        about: "İYS clients of others against the demo",
        minutes: 1,
        run: clients::run,
    },
    Step {
        name: "browser",
        about: "the pages in Chromium, phone and desktop, both languages",
        minutes: 4,
        run: browser::run,
    },
];

fn fmt(tally: &mut Tally) -> Result<()> {
    setup::rust_component("rustfmt")?;
    check(tally, &mut cargo(&["fmt", "--all", "--", "--check"])?)
}

fn tidy_tree(tally: &mut Tally) -> Result<()> {
    tidy::run()?;
    tally.pass();
    Ok(())
}

fn clippy(tally: &mut Tally) -> Result<()> {
    setup::rust_component("clippy")?;
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    check(tally, &mut cargo(&arguments)?)
}

/// With nextest where it is installed, for its output and its limit on hangs; compiling it would take minutes.
fn tests(tally: &mut Tally) -> Result<()> {
    setup::peers()?;
    let arguments: &[&str] = if process::succeeds("cargo", &["nextest", "--version"]) {
        &["nextest", "run", "--workspace", "--profile", "ci"]
    } else {
        &[
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]
    };
    // A test that runs another program does without it on a machine that lacks it, but not here.
    counted(tally, cargo(arguments)?.env("IZIN_PEERS", "1"))
}

/// Tests by nextest's words for them. Built with those of the whole workspace: what did not change is built already.
pub fn tests_of(tally: &mut Tally, tests: &str) -> Result<()> {
    if !process::succeeds("cargo", &["nextest", "--version"]) {
        bail!("only nextest can choose tests so: `cargo install --locked cargo-nextest`");
    }
    let arguments = [
        "nextest",
        "run",
        "--workspace",
        "--profile",
        "ci",
        "-E",
        tests,
    ];
    counted(tally, &mut cargo(&arguments)?)
}

fn doc_tests(tally: &mut Tally) -> Result<()> {
    counted(tally, &mut cargo(&["test", "--workspace", "--doc"])?)
}

fn docs(tally: &mut Tally) -> Result<()> {
    let arguments = [
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ];
    check(tally, cargo(&arguments)?.env("RUSTDOCFLAGS", "-D warnings"))
}

/// A workspace of its own, which nothing else here compiles. Without cargo-fuzz its targets need no nightly Rust.
fn fuzz(tally: &mut Tally) -> Result<()> {
    let arguments = [
        "check",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--bins",
        "--target-dir",
        "target/fuzz",
    ];
    check(tally, cargo(&arguments)?.env("RUSTFLAGS", "-D warnings"))
}

/// A command that is one check by itself.
fn check(tally: &mut Tally, command: &mut Command) -> Result<()> {
    process::run(command)?;
    tally.pass();
    Ok(())
}

/// A command that runs tests and prints how many.
pub fn counted(tally: &mut Tally, command: &mut Command) -> Result<()> {
    let counter = Mutex::new(mem::take(tally));
    let succeeded = process::tee(command, &|line| {
        counter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .read(line);
    })?;
    *tally = counter.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !succeeded || tally.has_failures() {
        bail!("`{}` failed", process::shown(command));
    }
    Ok(())
}
