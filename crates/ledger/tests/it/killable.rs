//! A test that starts itself again as another process, which is killed at some moment.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;

/// Names the folder for the process that is to be killed.
const FOLDER: &str = "IZIN_TEST_KILLED_IN";
/// Where that process begins to count.
const FIRST: &str = "IZIN_TEST_KILLED_FROM";

/// What the process was told that is to be killed: its folder, and where it begins to count. `None`: this is
/// the test itself.
pub fn told<N: FromStr>() -> Option<(PathBuf, N)> {
    let folder = std::env::var_os(FOLDER)?;
    let first = std::env::var(FIRST).ok()?.parse().ok()?;
    Some((PathBuf::from(folder), first))
}

/// Starts a test again, named with its module. Its output is to be read.
pub fn start_again(test: &str, folder: &Path, first: &impl ToString) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}
