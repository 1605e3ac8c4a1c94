//! `cargo xtask test`: every check in order, each with its name and duration, until the first that fails.

mod advisories;
mod browser;
mod clients;
mod demo;
mod node;
mod steps;
mod tally;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::Stopwatch;
use crate::quick::Changed;
use steps::{STEPS, Step};
use tally::Tally;

/// Which checks to run.
#[derive(clap::Args)]
pub struct Options {
    /// Run this step alone; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Name the steps, with the minutes each takes from a clean clone on two cores, and do nothing.
    #[arg(long)]
    list: bool,
}

/// Runs the steps chosen; the last line printed says how many checks passed and failed.
///
/// # Errors
/// When a step that does not exist was asked for. A step that fails is printed and is a failure, not an error.
pub fn run(options: &Options) -> Result<ExitCode> {
    let chosen = choose(&options.only)?;
    if options.list {
        for step in chosen {
            println!("{:<14}{:>3} min  {}", step.name, step.minutes, step.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut run = Run::default();
    for step in chosen {
        if let Err(error) = run.step(step.name, step.about, step.run) {
            let name = step.name;
            eprintln!("error: {error:#}");
            eprintln!("run it alone with: cargo xtask test --only {name}");
            return Ok(run.failed());
        }
    }
    Ok(run.passed())
}

/// Runs what is quick, then the tests of what has changed.
pub fn quick(changed: &Changed) -> ExitCode {
    let mut run = Run::default();
    match run.quick(changed) {
        Ok(()) => run.passed(),
        Err(error) => {
            eprintln!("error: {error:#}");
            run.failed()
        }
    }
}

/// Steps that run one after the other, and what came of them.
#[derive(Default)]
struct Run {
    total: Tally,
    done: Vec<(String, Duration)>,
}

impl Run {
    fn quick(&mut self, changed: &Changed) -> Result<()> {
        // The lints are the whole workspace's: of one crate alone, cargo would build the dependencies with other features.
        for step in choose(&["fmt", "tidy", "clippy"].map(str::to_owned))? {
            self.step(step.name, step.about, step.run)?;
        }
        match changed.tests() {
            Some(tests) => self.step("tests", &tests, |tally| steps::tests_of(tally, &tests)),
            None => Ok(()),
        }
    }

    /// Runs one, between two lines that name it.
    fn step(
        &mut self,
        name: &str,
        about: &str,
        run: impl FnOnce(&mut Tally) -> Result<()>,
    ) -> Result<()> {
        println!("==> {name}: {about}");
        let watch = Stopwatch::start();
        let result = run(&mut self.total);
        let elapsed = watch.elapsed();
        let seconds = elapsed.as_secs_f64();
        result.with_context(|| format!("step {name} failed after {seconds:.1} s"))?;
        println!("<== {name} passed in {seconds:.1} s\n");
        self.done.push((name.to_owned(), elapsed));
        Ok(())
    }

    fn failed(mut self) -> ExitCode {
        self.total.fail_unless_counted();
        println!("{}", self.total);
        ExitCode::FAILURE
    }

    fn passed(self) -> ExitCode {
        for (name, elapsed) in self.done {
            println!("{name:<14}{:>7.1} s", elapsed.as_secs_f64());
        }
        for note in self.total.notes() {
            println!("note: {note}");
        }
        println!("{}", self.total);
        ExitCode::SUCCESS
    }
}

/// The steps of these names in their usual order; all of them when none is named.
fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            let known: Vec<_> = STEPS.iter().map(|step| step.name).collect();
            bail!("no step is called {name}; there are {}", known.join(", "));
        }
    }
    Ok(STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|name| name == step.name))
        .collect())
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may fail by panicking; that is its way"
    )]

    use super::*;

    #[test]
    fn without_names_every_step_is_chosen() {
        assert_eq!(choose(&[]).unwrap().len(), STEPS.len());
    }

    #[test]
    fn named_steps_keep_their_usual_order() {
        let names = ["clippy", "fmt"].map(str::to_owned);
        let chosen: Vec<_> = choose(&names)
            .unwrap()
            .iter()
            .map(|step| step.name)
            .collect();
        assert_eq!(chosen, ["fmt", "clippy"]);
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = choose(&["clipy".to_owned()]).err().unwrap().to_string();
        assert!(
            error.contains("clipy") && error.contains("clippy"),
            "{error}"
        );
    }
}
