//! `cargo xtask bare`: README's two commands on a minimal Debian, where only Rust, a C compiler and git are installed.
//!
//! The tests of a developer's machine cannot see what it has that another lacks. This one is made anew each time, in a
//! temporary folder that is gone afterwards.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, geteuid, kill_process_group};

use crate::process::{self, Stopwatch, wait};
use crate::setup;

/// The oldest release of Debian that the project is built on.
const RELEASE: &str = "bookworm";
/// What a developer's machine has beside Debian's minimum: a C compiler and git. Certificates are for fetching crates.
const PACKAGES: &str = "ca-certificates,gcc,git,libc6-dev";
/// Where the clone and the tool chain are within the minimal system.
const CLONE: &str = "srv/izin";
const TOOLCHAIN: &str = "opt/rust";
/// What tells this machine's package clients where to fetch from, copied where it is there.
const CLIENT_SETTINGS: [&str; 4] = [
    ".npmrc",
    ".cargo/config.toml",
    ".config/pip/pip.conf",
    ".pip/pip.conf",
];
/// The demo's address, as README has it.
const DEMO: &str = "127.0.0.1:7710";
/// How long the release build and the demo's start may take.
const DEMO_LIMIT: Duration = Duration::from_hours(1);
/// How long the demo may take to end after an interrupt.
const STOP_LIMIT: Duration = Duration::from_mins(1);

/// Which of README's commands to run.
#[derive(clap::Args)]
pub struct Options {
    /// Run this command alone; otherwise both are run.
    #[arg(long, value_enum)]
    only: Option<Readme>,
}

/// README's commands.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Readme {
    /// `cargo run --release -- demo`
    Demo,
    /// `cargo xtask test`
    Test,
}

/// Makes the system, clones the last commit into it and runs the commands.
///
/// # Errors
/// When this is not root, the system cannot be made, or a command fails.
pub fn run(options: &Options) -> Result<()> {
    ensure!(
        geteuid().is_root(),
        "a minimal system is made with debootstrap, mount and chroot: run this as root"
    );
    setup::debootstrap()?;
    let folder = tempfile::Builder::new().prefix("izin-bare-").tempdir()?;
    let system = System::make(folder.path())?;
    for (command, name, work) in [
        (
            Readme::Demo,
            "cargo run --release -- demo",
            System::demo as fn(&System) -> Result<()>,
        ),
        (Readme::Test, "cargo xtask test", System::test),
    ] {
        if options.only.is_none_or(|only| only == command) {
            println!("==> {name}, on a minimal {RELEASE}");
            let watch = Stopwatch::start();
            work(&system).with_context(|| format!("`{name}` fails on a minimal system"))?;
            println!(
                "<== `{name}` passed in {:.0} s",
                watch.elapsed().as_secs_f64()
            );
        }
    }
    Ok(())
}

/// A minimal Debian in a folder, with a clone of the last commit.
struct System {
    root: PathBuf,
    sysroot: PathBuf,
    registry: PathBuf,
}

impl System {
    fn make(root: &Path) -> Result<Self> {
        println!("==> a minimal {RELEASE} in {}", root.display());
        let include = format!("--include={PACKAGES}");
        process::run(
            process::command("debootstrap", &["--variant=minbase", &include, RELEASE])?.arg(root),
        )?;
        let home = env::home_dir().context("this user has no home")?;
        for name in CLIENT_SETTINGS {
            copy(&home.join(name), &root.join("srv").join(name))?;
        }
        for name in ["etc/resolv.conf", "etc/hosts", "etc/pip.conf"] {
            copy(&Path::new("/").join(name), &root.join(name))?;
        }
        // A machine behind a proxy trusts a certificate of its own.
        copy(
            Path::new("/etc/ssl/certs/ca-certificates.crt"),
            &root.join("etc/ssl/certs/ca-certificates.crt"),
        )?;
        let clone = root.join(CLONE);
        process::run(
            process::command("git", &["clone", "--quiet", "--no-hardlinks"])?
                .arg(process::root()?)
                .arg(&clone),
        )?;
        let sysroot = process::command("rustc", &["--print", "sysroot"])?
            .output()?
            .stdout;
        let sysroot = PathBuf::from(String::from_utf8(sysroot)?.trim());
        let cargo_home = env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
        let registry = cargo_home.join("registry");
        for folder in [TOOLCHAIN, "srv/.cargo/registry", "dev", "proc", "sys"] {
            fs::create_dir_all(root.join(folder))?;
        }
        fs::create_dir_all(&registry)?;
        Ok(Self {
            root: root.to_path_buf(),
            sysroot,
            registry,
        })
    }

    /// A command in the clone, in a mount namespace of its own, so that nothing stays mounted whatever happens. Crates
    /// that this machine has already are not fetched again.
    fn command(&self, line: &str) -> Result<Command> {
        const SCRIPT: &str = r#"set -e
            mount --bind -o ro "$2" "$1/opt/rust"
            mount --bind "$3" "$1/srv/.cargo/registry"
            mount --rbind /dev "$1/dev"
            mount --rbind /sys "$1/sys"
            mount -t proc proc "$1/proc"
            exec chroot "$1" /bin/sh -c "cd /srv/izin && exec $4""#;
        let mut command = process::command("unshare", &["--mount", "sh", "-c", SCRIPT, "sh"])?;
        command
            .args([&self.root, &self.sysroot, &self.registry])
            .arg(line)
            .env(
                "PATH",
                "/opt/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            )
            .env("HOME", "/srv")
            .env("LANG", "C.UTF-8");
        for name in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "RUSTUP_HOME",
            "RUSTUP_TOOLCHAIN",
            "TMPDIR",
        ] {
            command.env_remove(name);
        }
        Ok(command)
    }

    /// Starts the demo, reads its first page and ends it as a person does, with Ctrl-C.
    fn demo(&self) -> Result<()> {
        let mut command = self.command("cargo run --release -- demo")?;
        let child = command
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .context("cannot start unshare")?;
        let mut group = Group(child);
        let output = group.0.stdout.take().context("no output to read")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                println!("{line}");
                if line.contains(DEMO) {
                    let _only_the_first_is_wanted = sender.send(());
                }
            }
        });
        if receiver.recv_timeout(DEMO_LIMIT).is_err() {
            bail!("it did not say that it serves {DEMO}");
        }
        let mut page = String::new();
        let mut stream = TcpStream::connect(DEMO)?;
        stream.write_all(b"GET / HTTP/1.1\r\nhost: 127.0.0.1:7710\r\nconnection: close\r\n\r\n")?;
        stream.read_to_string(&mut page)?;
        ensure!(
            page.starts_with("HTTP/1.1 200 "),
            "its first page is no page: {page}"
        );
        kill_process_group(Pid::from_child(&group.0), Signal::INT)?;
        let status = wait(&mut group.0, STOP_LIMIT)?
            .with_context(|| format!("it still runs {} s after Ctrl-C", STOP_LIMIT.as_secs()))?;
        ensure!(status.success(), "after Ctrl-C it ended with {status}");
        Ok(())
    }

    fn test(&self) -> Result<()> {
        process::run(&mut self.command("cargo xtask test")?)
    }
}

/// A child with all it started; killed when dropped.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // After an orderly end both do nothing.
        let _ended = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _reaped = self.0.wait();
    }
}

/// Copies a file that may not be there.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_file() {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    // What stands there may be a link that leads nowhere within the new system.
    if fs::symlink_metadata(to).is_ok() {
        fs::remove_file(to)?;
    }
    fs::copy(from, to)?;
    Ok(())
}
