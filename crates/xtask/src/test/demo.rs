//! `izin demo`, started for tests that look at it from outside.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::process::{self, cargo, wait};

/// How long the demo may take to fill its ledger and open its port, unoptimised and beside other work.
const START_LIMIT: Duration = Duration::from_mins(5);
/// How long it may take to end after SIGTERM.
const STOP_LIMIT: Duration = Duration::from_secs(30);
/// The demo's error output, under its home.
const LOG: &str = "demo.log";
/// How much of the demo's log is shown when something failed.
const LOG_TAIL_LINES: usize = 30;

/// Builds the `izin` program in the profile of the tests and tells where cargo put it.
fn binary() -> Result<PathBuf> {
    // With the tests of the whole workspace, although only one program is wanted: that is what the step before has
    // built, and asking for less would unify features differently and compile half of the dependencies again.
    let arguments = [
        "build",
        "--workspace",
        "--bins",
        "--tests",
        "--message-format=json-render-diagnostics",
    ];
    let output = cargo(&arguments)?.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "izin does not build");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message["target"]["name"] == "izin" && message["profile"]["test"] == false
        })
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .context("cargo built izin but did not say where")
}

/// A running demo: a registry as its users have it, over a socket. Killed when dropped before its end.
pub struct Demo {
    child: Child,
    /// The line it printed when it was ready.
    pub line: String,
    /// The program.
    pub program: PathBuf,
    /// The folder with its data.
    pub data: PathBuf,
}

impl Demo {
    /// Builds the program, starts a demo of its own, does the work and sees it end cleanly; the end of
    /// its log is printed when anything went wrong.
    pub fn with(work: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let binary = binary()?;
        let home = tempfile::tempdir()?;
        let result = Self::start(&binary, home.path()).and_then(|demo| {
            work(&demo)?;
            demo.stop()
        });
        if result.is_err() {
            eprintln!(
                "the end of the demo's log:\n{}",
                tail(&home.path().join(LOG))
            );
        }
        result
    }

    /// Starts it with its data and its log under `home`.
    fn start(binary: &Path, home: &Path) -> Result<Self> {
        let data = home.join("data");
        let mut command = process::command(&binary.to_string_lossy(), &["demo", "--json"])?;
        command
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(File::create(home.join(LOG))?);
        let child = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", process::shown(&command)))?;
        let mut demo = Self {
            child,
            line: String::new(),
            program: binary.to_owned(),
            data,
        };
        demo.line = demo
            .ready_line()
            .context("`izin demo` did not become ready")?;
        Ok(demo)
    }

    /// The first line of its output; the rest is read and thrown away so that it never blocks on a full pipe.
    fn ready_line(&mut self) -> Result<String> {
        let output = self.child.stdout.take().context("no output to read")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _only_the_first_is_wanted = sender.send(line);
            }
        });
        let line = match receiver.recv_timeout(START_LIMIT) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("nothing was printed within {} s", START_LIMIT.as_secs())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => bail!("it ended ({})", self.child.wait()?),
        };
        let value: Value =
            serde_json::from_str(&line).context("its first line is not one JSON document")?;
        ensure!(
            value["api"].is_string() && value["providers"].is_array(),
            "its first line lacks `api` or `providers`"
        );
        Ok(line)
    }

    /// Ends it as an operator does and expects it to end well.
    fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let status: ExitStatus = wait(&mut self.child, STOP_LIMIT)?
            .with_context(|| format!("it still runs {} s after SIGTERM", STOP_LIMIT.as_secs()))?;
        ensure!(status.success(), "after SIGTERM it ended with {status}");
        Ok(())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // After a clean stop both do nothing.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
}
