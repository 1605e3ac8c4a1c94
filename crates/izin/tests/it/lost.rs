//! A part of a data folder that is lost is named and never made anew; a folder in whose making the program died is
//! finished by the next start.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::peers::Server;
use crate::program::{Demo, arg, fails, json, run, text};

/// What every data folder has, in the order in which it is made.
const PARTS: [&str; 6] = [
    "keys",
    "ledger",
    "directory.sqlite",
    "checks",
    "signing-key.pem",
    "log-key",
];
/// What comes with the last of them.
const LOG: [&str; 4] = ["log-key", "log-name", "log", "stamps"];

/// A registry with movements, that nobody has open, and room beside it.
fn registry() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), 60);
    assert!(demo.end(Signal::TERM).success());
    (folder, data)
}

/// What is in a folder itself.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // Those come and go: one is there from a clean end until the next start, SQLite's while its file is open.
    let passing = ["closed", "directory.sqlite-shm", "directory.sqlite-wal"];
    names
        .filter(|name| !passing.contains(&name.as_str()))
        .collect()
}

/// The parts are taken away, every start is refused and makes nothing, and the parts are put back.
fn is_refused_without(data: &Path, parts: &[&str], code: i32, named: &str) {
    let aside = data.with_file_name("aside");
    fs::create_dir(&aside).unwrap();
    for part in parts {
        fs::rename(data.join(part), aside.join(part)).unwrap();
    }
    let left = names(data);
    let folder = arg(data);
    let check = ["fsck", "--data", folder];
    let starts = [
        &["provider", "add", "Y", "--data", folder][..],
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--log-level",
            "error",
            "--data",
            folder,
        ],
    ];
    for arguments in starts.into_iter().chain([&check[..]]) {
        let error = fails(arguments.iter().copied(), code);
        assert!(error.contains(named), "{error}");
        assert!(error.contains("backup"), "{error}");
        assert_eq!(names(data), left, "{error}");
    }
    for part in parts {
        fs::rename(aside.join(part), data.join(part)).unwrap();
    }
    fs::remove_dir(&aside).unwrap();
}

#[test]
fn a_part_that_is_lost_is_named_and_never_made_anew() {
    let (_folder, data) = registry();
    for (part, code) in [
        ("keys", 7),
        ("ledger", 9),
        ("directory.sqlite", 9),
        ("checks", 9),
        ("signing-key.pem", 7),
        ("log-key", 7),
    ] {
        is_refused_without(&data, &[part], code, part);
    }
    is_refused_without(&data, &["keys", "ledger"], 9, "ledger");
    // The log is gone altogether: another one would begin a second history under its name.
    is_refused_without(&data, &LOG, 7, "log-key");
    is_refused_without(&data, &["log-key", "log", "stamps"], 7, "log-key");
    // The ledger alone tells that there was something.
    let all_but = ["directory.sqlite", "checks", "signing-key.pem"];
    is_refused_without(&data, &[&all_but[..], &LOG].concat(), 9, "directory.sqlite");
    let listed = json(["provider", "list", "--json", "--data", arg(&data)]);
    assert!(!listed.as_array().unwrap().is_empty());
    assert!(run(["fsck", "--data", arg(&data)]).status.success());
}

#[test]
fn of_two_parts_that_are_lost_at_once_the_one_that_was_made_first_is_named() {
    let (_folder, data) = registry();
    // The keys are the ledger's, which is opened after the parts were looked for.
    let told = [
        ("ledger", 9),
        ("directory.sqlite", 9),
        ("checks", 9),
        ("signing-key.pem", 7),
        ("keys", 7),
        ("log-key", 7),
    ];
    for (place, (first, code)) in told.into_iter().enumerate() {
        for (second, _) in &told[place + 1..] {
            is_refused_without(&data, &[first, second], code, first);
        }
    }
}

#[test]
fn a_check_tells_each_part_that_is_lost() {
    let (_folder, data) = registry();
    let key = data.join("signing-key.pem");
    for lost in [&key, &data.join("checks")] {
        let aside = data.with_file_name("aside");
        fs::rename(lost, &aside).unwrap();
        let output = run(["fsck", "--data", arg(&data)]);
        let said = text(&output.stdout);
        let lines: Vec<_> = said
            .lines()
            .filter(|line| line.starts_with("folder: "))
            .collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains(arg(lost)), "{said}");
        // The rest is checked all the same.
        for part in ["ledger: ", "directory: ", "public log: "] {
            assert!(said.contains(part), "{said}");
        }
        fs::rename(&aside, lost).unwrap();
    }
    fs::remove_file(&key).unwrap();
    fs::remove_dir_all(data.join("checks")).unwrap();
    let output = run(["fsck", "--json", "--data", arg(&data)]);
    let said = text(&output.stdout);
    assert_eq!(said.matches("{\"part\":\"folder\"").count(), 2, "{said}");
    assert!(said.contains("\"differences\":2"), "{said}");
    assert_eq!(output.status.code(), Some(9));
    assert!(!key.exists());
}

#[test]
fn a_directory_that_is_empty_is_lost() {
    let (_folder, data) = registry();
    let file = data.join("directory.sqlite");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, "").unwrap();
    for arguments in [
        &["provider", "add", "Y"][..],
        &["provider", "list"],
        &["fsck"],
    ] {
        let error = fails(arguments.iter().chain(&["--data", arg(&data)]), 9);
        assert!(error.contains("directory.sqlite"), "{error}");
        assert_eq!(fs::read(&file).unwrap(), b"");
    }
    // Half of it is damage, and nothing that permissions would mend.
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let error = fails(["provider", "add", "Y", "--data", arg(&data)], 9);
    assert!(error.contains("backup"), "{error}");
}

#[test]
fn a_log_is_begun_anew_under_another_name() {
    let (folder, data) = registry();
    let (aside, config) = (folder.path().join("aside"), folder.path().join("izin.toml"));
    fs::create_dir(&aside).unwrap();
    for part in ["log-key", "log", "stamps"] {
        fs::rename(data.join(part), aside.join(part)).unwrap();
    }
    let origin = |name: &str| {
        fs::write(&config, format!("[public_log]\norigin = \"{name}\"\n")).unwrap();
    };
    origin("localhost/izin");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--log-level", "error"];
    let place = ["--data", arg(&data), "--config", arg(&config)];
    let error = fails(serve.iter().chain(&place), 7);
    assert!(error.contains("docs/operations.md"), "{error}");
    origin("new.example/izin");
    drop(Server::start(&data, &config));
    let checkpoint = fs::read_to_string(data.join("log/checkpoint")).unwrap();
    assert!(checkpoint.starts_with("new.example/izin\n"), "{checkpoint}");
}

#[test]
fn a_folder_in_whose_making_the_program_died_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let add = |code: usize| {
        let code = (600_001 + code).to_string();
        run([
            "provider",
            "add",
            "X",
            "--code",
            &code,
            "--data",
            arg(&data),
        ])
    };
    assert!(add(0).status.success());
    for (number, _) in PARTS.iter().enumerate().skip(1).rev() {
        // From this one on nothing has been made.
        for part in PARTS[number..].iter().chain(&LOG) {
            let path = data.join(part);
            if path.is_dir() {
                fs::remove_dir_all(&path).unwrap();
            } else if path.exists() {
                fs::remove_file(&path).unwrap();
            }
        }
        if PARTS[number] == "directory.sqlite" {
            // SQLite makes the file first, and then what is in it.
            fs::write(data.join("directory.sqlite"), "").unwrap();
        }
        let added = add(number);
        assert!(
            added.status.success(),
            "without {}: {}",
            PARTS[number],
            text(&added.stderr)
        );
        let names = names(&data);
        assert!(PARTS.iter().all(|part| names.contains(*part)), "{names:?}");
        assert!(run(["fsck", "--data", arg(&data)]).status.success());
    }
}

#[test]
fn a_key_that_is_none_is_7() {
    let folder = tempfile::tempdir().unwrap();
    let data = arg(folder.path());
    let add = ["provider", "add", "X", "--data", data];
    assert!(run(add).status.success());
    for name in ["keys", "signing-key.pem", "log-key"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        let cut = &whole[..whole.len() / 2];
        for damaged in [b"", cut, b"\xff\xfe", b"other\n"] {
            fs::write(&path, damaged).unwrap();
            let error = fails(add, 7);
            assert!(error.contains(name), "{error}");
            assert!(error.contains("backup"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(run(add).status.success());
}

#[test]
fn a_list_changes_nothing_in_a_folder_of_an_older_program() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/868d4a8/data.tar.gz");
    let mut archive = tar::Archive::new(GzDecoder::new(fs::File::open(archive).unwrap()));
    archive.set_preserve_permissions(true);
    archive.unpack(folder.path()).unwrap();
    let data = folder.path().join("data");
    let file = data.join("directory.sqlite");
    let before = fs::read(&file).unwrap();
    for command in ["provider", "brand", "partner", "user", "staff", "hold"] {
        let error = fails([command, "list", "--data", arg(&data)], 4);
        assert!(error.contains("start this izin"), "{error}");
        assert_eq!(fs::read(&file).unwrap(), before);
    }
}
