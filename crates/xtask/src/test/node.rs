//! Tests that run in Node.js against a demo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::demo::Demo;
use crate::process;
use crate::setup;

/// The command for all test files of a folder. They find the demo by the line it printed, and the program and the data
/// folder where they do what its operator does.
///
/// # Errors
/// When the folder has no test.
pub fn tests(folder: &Path, demo: &Demo) -> Result<Command> {
    // One file after the other: all of them speak to one demo, and for the same people.
    let arguments = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
    let node = folder.join(setup::NODE);
    let mut command = process::command(&node.to_string_lossy(), &arguments)?;
    command
        .args(test_files(folder)?)
        .current_dir(folder)
        .env("IZIN_DEMO", &demo.line)
        .env("IZIN_PROGRAM", &demo.program)
        .env("IZIN_DATA", &demo.data)
        // The demo is on this machine; a proxy of the environment is not asked.
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1");
    Ok(command)
}

/// The test files by name, so that a Node without glob patterns finds them too.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    ensure!(!files.is_empty(), "no test in {}", folder.display());
    files.sort();
    Ok(files)
}
