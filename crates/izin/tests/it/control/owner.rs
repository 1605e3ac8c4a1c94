//! A data folder of another user than the one who gives commands.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, chown, lchown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::Signal;

use super::registry;
use crate::program::{arg, end, fails, izin, json, run};

/// `nobody`.
const OTHER: u32 = 65_534;

/// Gives a folder and all that is in it away.
fn give_away(path: &Path) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
    lchown(path, Some(OTHER), Some(OTHER)).unwrap();
}

/// What is in a folder: each file's owner and when it was last changed.
fn contents(path: &Path, into: &mut BTreeMap<PathBuf, (u32, i64, i64)>) {
    let metadata = fs::symlink_metadata(path).unwrap();
    let state = (metadata.uid(), metadata.ctime(), metadata.ctime_nsec());
    into.insert(path.to_owned(), state);
    if metadata.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            contents(&entry.unwrap().path(), into);
        }
    }
}

#[test]
fn another_users_folder_is_opened_by_nobody_else_root_included_and_its_server_takes_commands() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can give a folder away");
        return;
    }
    let folder = registry();
    let data = folder.path().join("data");
    let victim = folder.path().join("victim");
    fs::write(&victim, "").unwrap();
    let file = folder.path().join("file.csv");
    fs::write(&file, crate::import::HEADER).unwrap();
    let config = folder.path().join("izin.toml");
    fs::write(&config, "").unwrap();
    symlink(&victim, data.join("clock-trusted.new")).unwrap();
    give_away(&data);
    chown(folder.path(), Some(OTHER), Some(OTHER)).unwrap();
    let look = || {
        let mut found = BTreeMap::new();
        contents(folder.path(), &mut found);
        found
    };
    let before = look();
    for words in [
        &["provider", "suspend", "600001"][..],
        &["provider", "add", "Y"],
        &["provider", "list"],
        &["messages", "list"],
        &["clock", "trust"],
        &["import", arg(&file), "--brand", "600001"],
        &["fsck", "--rebuild-log"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let error = fails(words.iter().copied().chain(["--data", arg(&data)]), 4);
        assert!(error.contains("user 65534"), "{words:?}: {error}");
    }
    assert_eq!(look(), before);

    // A copy that another user may run, wherever this one lies.
    let program = folder.path().join("izin");
    fs::copy(izin([""; 0]).get_program(), &program).unwrap();
    give_away(&program);
    chown(&config, Some(OTHER), Some(OTHER)).unwrap();
    let mut server = std::process::Command::new(&program);
    server.args(["serve", "--listen", "127.0.0.1:0", "--data", arg(&data)]);
    server
        .args(["--config", arg(&config)])
        .uid(OTHER)
        .gid(OTHER);
    let mut server = server.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("serving")));
    let rest = std::thread::spawn(move || lines.count());
    let place = ["--json", "--data", arg(&data)];
    let words = ["provider", "suspend", "600001"];
    assert!(run(words.into_iter().chain(place)).status.success());
    let listed = json(["provider", "list"].into_iter().chain(place));
    assert_eq!(listed[0]["state"], "suspended");
    assert!(
        run(["clock", "trust"].into_iter().chain(place))
            .status
            .success()
    );
    assert_eq!(fs::read(&victim).unwrap(), b"");
    assert!(end(&mut server, Signal::TERM).success());
    rest.join().unwrap();
    let mut after = look();
    after.retain(|path, (owner, ..)| path.starts_with(&data) && *owner == 0);
    assert!(after.is_empty(), "{after:?}");
}
