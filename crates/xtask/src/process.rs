//! Child processes: cargo without the environment of the cargo that runs us, and output that is shown and read at once.

use std::env;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The variables `cargo run` sets for us that a nested cargo must not see: some build scripts watch them and would
/// build again on every change between `cargo xtask test` and plain `cargo test`.
const OUTER_CARGO: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_PRIMARY_",
];

/// The workspace's root folder.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here
        .ancestors()
        .nth(2)
        .context("xtask must live in crates/")?;
    Ok(root.to_path_buf())
}

/// A command in the workspace's root, without input and without the outer cargo's variables.
pub fn command(program: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root()?)
        .stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let outer = name
            .to_str()
            .is_some_and(|name| OUTER_CARGO.iter().any(|prefix| name.starts_with(prefix)));
        if outer {
            command.env_remove(name);
        }
    }
    Ok(command)
}

/// The cargo that runs us, so that `cargo +toolchain xtask` stays with its tool chain.
pub fn cargo(arguments: &[&str]) -> Result<Command> {
    let program = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = command(&program, arguments)?;
    if io::stdout().is_terminal() {
        // The output passes through us and cargo would otherwise take it for a file.
        command.env("CARGO_TERM_COLOR", "always");
    }
    Ok(command)
}

/// Whether `program arguments` runs and succeeds; its output is not shown.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .and_then(|mut command| {
            Ok(command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?)
        })
        .is_ok_and(|status| status.success())
}

/// Where a program is, as the shell would find it.
///
/// # Errors
/// When no folder of `PATH` has it.
pub fn path_of(program: &str) -> Result<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .with_context(|| format!("the program {program} is not installed"))
}

/// The command as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Runs to the end with its output passed through.
///
/// # Errors
/// When it cannot be started or does not succeed; the message shows the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs to the end, passes every line of both outputs on and hands it to `read` too. Tells whether it succeeded.
///
/// # Errors
/// When it cannot be started or its output cannot be read.
pub fn tee(command: &mut Command, read: &(impl Fn(&str) + Sync)) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    let stdout = child.stdout.take().context("no output to read")?;
    let stderr = child.stderr.take().context("no error output to read")?;
    thread::scope(|scope| {
        scope.spawn(|| pass_on(stderr, &mut io::stderr(), read));
        pass_on(stdout, &mut io::stdout(), read);
    });
    Ok(child.wait()?.success())
}

/// Copies line by line until the end. A reader of ours that went away is no reason to stop the child.
fn pass_on(from: impl Read, to: &mut impl Write, read: &impl Fn(&str)) {
    for line in BufReader::new(from).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        read(&line);
        let _closed = writeln!(to, "{line}");
    }
}

/// Waits for the end of a child for a limited time; none when it still runs then.
///
/// # Errors
/// When the system cannot tell.
#[allow(
    clippy::disallowed_methods,
    reason = "the system offers no wait with a limit without unsafe code"
)]
pub fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let watch = Stopwatch::start();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if watch.elapsed() > limit {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// The only place where this tool reads the time.
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[allow(
        clippy::disallowed_methods,
        reason = "durations are shown to people and nothing is decided by them"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since its start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
