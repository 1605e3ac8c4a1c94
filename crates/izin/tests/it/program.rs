//! Starting the program and ending it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// The program with arguments, its own environment variables unset.
pub fn izin<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_izin"));
    command.args(arguments);
    for name in [
        "IZIN_CONFIG",
        "IZIN_DATA",
        "IZIN_LISTEN",
        "IZIN_LOG_FORMAT",
        "IZIN_LOG_LEVEL",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs to the end.
pub fn run<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Output {
    izin(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs to the end, which must be success; its output as JSON.
pub fn json<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Value {
    let output = run(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Output as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs to the end, which must be this exit code with exactly one line on standard error.
pub fn fails<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>, code: i32) -> String {
    let output = run(arguments);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.starts_with("izin: "), "{error}");
    error
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Sends a signal to a child and waits for its end. A minimal system has no program `kill`.
pub fn end(child: &mut Child, signal: Signal) -> ExitStatus {
    kill_process(Pid::from_child(child), signal).unwrap();
    child.wait().unwrap()
}

/// A running demo; killed when dropped.
pub struct Demo {
    child: Child,
    /// The line it printed when it was ready.
    pub ready: Value,
}

impl Demo {
    /// Starts one on a free port and waits for its line.
    pub fn start(data: Option<&Path>, records: u32) -> Self {
        let mut command = izin(["demo", "--json", "--listen", "127.0.0.1:0"]);
        command.args(["--records", &records.to_string()]);
        if let Some(data) = data {
            command.arg("--data").arg(data);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line:?}"));
        Self { child, ready }
    }

    /// `host:port` of its interface.
    pub fn address(&self) -> String {
        let url = self.ready["api"].as_str().unwrap();
        url.strip_prefix("http://").unwrap().to_owned()
    }

    /// Its process.
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// The path of an address that it named.
    pub fn path(&self, url: &Value) -> String {
        let url = url.as_str().unwrap();
        url.strip_prefix(self.ready["api"].as_str().unwrap())
            .unwrap()
            .to_owned()
    }

    /// Ends it with a signal and waits.
    pub fn end(mut self, signal: Signal) -> ExitStatus {
        end(&mut self.child, signal)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // After an orderly end both do nothing.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A registry whose brand 600001 takes consents of any date, in `data` of this folder.
pub fn registry() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let words = [
        "provider",
        "add",
        "X",
        "--code",
        "600001",
        "--historic-loading-until",
        "2100-01-01",
    ];
    let added = run(words.into_iter().chain(["--data", arg(&data)]));
    assert!(added.status.success(), "{}", text(&added.stderr));
    folder
}
