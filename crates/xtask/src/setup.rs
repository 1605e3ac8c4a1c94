//! What the checks need beyond Rust itself, installed when it is missing.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// rustfmt and clippy: rustup's minimal profile comes without them.
pub fn rust_component(component: &str) -> Result<()> {
    let subcommand = if component == "rustfmt" {
        "fmt"
    } else {
        component
    };
    if process::succeeds("cargo", &[subcommand, "--version"]) {
        return Ok(());
    }
    println!("{component} is missing, adding it with rustup");
    process::run(&mut process::command(
        "rustup",
        &["component", "add", component],
    )?)
}

/// Node.js and npm, from the distribution's packages.
pub fn node() -> Result<()> {
    if process::succeeds("node", &["--version"]) && process::succeeds("npm", &["--version"]) {
        return Ok(());
    }
    println!("node or npm is missing, installing them with apt-get");
    apt_get(&["nodejs", "npm"])
}

/// Installs packages of the distribution, as root or with a `sudo` that asks nothing.
fn apt_get(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !process::succeeds("apt-get", &["--version"]) {
        bail!("the tests need {names}: install them with your system's package manager");
    }
    let root = process::command("id", &["-u"])?.output()?.stdout == b"0\n";
    let prefix: &[&str] = if root {
        &[]
    } else if process::succeeds("sudo", &["-n", "true"]) {
        &["sudo", "-n"]
    } else {
        bail!("the tests need {names}: run `apt-get install {names}` as root");
    };
    for rest in [
        &["apt-get", "update", "-q"][..],
        &[
            &["apt-get", "install", "-qy", "--no-install-recommends"],
            packages,
        ]
        .concat(),
    ] {
        let words = [prefix, rest].concat();
        let mut command = process::command(words[0], &words[1..])?;
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

/// The npm packages of a folder's lock file, exactly; nothing is done when they are installed already.
pub fn npm_packages(folder: &Path) -> Result<()> {
    let installed = folder.join("node_modules/.package-lock.json");
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if let (Ok(installed), Ok(locked)) = (
        modified(&installed),
        modified(&folder.join("package-lock.json")),
    ) && installed > locked
    {
        return Ok(());
    }
    process::run(process::command("npm", &["ci", "--ignore-scripts"])?.current_dir(folder))
}
