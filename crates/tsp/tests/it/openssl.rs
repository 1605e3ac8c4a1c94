//! The other implementation: the `openssl` program.

use std::path::Path;
use std::process::{Command, Output};

/// Runs it in a folder; `Err` has what it says on failure.
pub fn run(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output();
    said(&output.expect("openssl is installed"))
}

/// Runs a script that makes files in a folder.
pub fn script(script: &Path, folder: &Path) {
    let output = Command::new("sh").arg(script).arg(folder).output();
    said(&output.expect("sh is installed")).unwrap();
}

fn said(output: &Output) -> Result<String, String> {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        Ok(out)
    } else {
        Err(format!("{out}{err}"))
    }
}
