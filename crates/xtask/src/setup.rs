//! What the checks need beyond Rust itself, installed when it is missing.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// The oldest Node (major, minor) whose test runner can do what the tests ask; Debian 12 has it.
const NODE_MIN: (u32, u32) = (18, 19);

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
///
/// # Errors
/// When they cannot be installed, or the Node that is there is too old for the tests.
fn node() -> Result<()> {
    if !process::succeeds("node", &["--version"]) || !process::succeeds("npm", &["--version"]) {
        println!("node or npm is missing, installing them with apt-get");
        apt_get(&["nodejs", "npm"])?;
    }
    let output = process::command("node", &["--version"])?.output()?;
    let version = String::from_utf8_lossy(&output.stdout);
    let (major, minor) = NODE_MIN;
    if parse_version(&version).is_none_or(|found| found < NODE_MIN) {
        bail!(
            "the tests need Node {major}.{minor} or newer, here is {}",
            version.trim()
        );
    }
    Ok(())
}

/// Where Debian's packages put Go's libraries.
const GO_PATH: &str = "/usr/share/gocode";

/// What the tests hold our log, our time stamps and our sign-in against: Go with its library `golang.org/x/mod`, and
/// openssl, from the distribution's packages, and what `clients/package-lock.json` names.
///
/// # Errors
/// When they cannot be installed.
pub fn peers() -> Result<()> {
    npm_packages(&process::root()?.join("clients"))?;
    let library = Path::new(GO_PATH).join("src/golang.org/x/mod/sumdb");
    let mut missing = Vec::new();
    if !process::succeeds("go", &["version"]) {
        missing.push("golang-go");
    }
    if !library.exists() {
        missing.push("golang-golang-x-mod-dev");
    }
    if !process::succeeds("/usr/bin/python3", &["-c", "import aiosmtpd"]) {
        missing.push("python3-aiosmtpd");
    }
    if !process::succeeds("openssl", &["version"]) {
        missing.push("openssl");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(", ");
    println!("{names} missing, installing with apt-get");
    apt_get(&missing)
}

/// A browser for the tests of the pages, with a font that has all letters, from the distribution's packages.
///
/// # Errors
/// When it cannot be installed.
pub fn chromium() -> Result<()> {
    if process::succeeds("chromium", &["--version"]) {
        return Ok(());
    }
    println!("chromium is missing, installing it with apt-get");
    apt_get(&["chromium", "fonts-dejavu-core"])
}

/// Major and minor number of "v20.20.2".
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
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

/// Node.js, and the npm packages of a folder's lock file, exactly; nothing is done when they are installed
/// already.
///
/// # Errors
/// When they cannot be installed.
pub fn npm_packages(folder: &Path) -> Result<()> {
    node()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v18.9.1") < Some(NODE_MIN));
        assert!(parse_version("v18.19.0") >= Some(NODE_MIN));
        assert_eq!(parse_version("20"), None);
    }
}
