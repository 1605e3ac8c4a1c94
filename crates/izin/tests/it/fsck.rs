//! `izin fsck`, on the folder of a demo that has ended.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::Value;

use crate::program::{Demo, arg, fails, izin, run, text};

/// Enough for two whole tiles and the beginning of another.
const RECORDS: u32 = 600;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(Some(folder.path()), RECORDS);
    assert!(demo.end(Signal::TERM).success());
    folder
}

/// All files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[bytes.len() / 2] ^= 1;
    changed
}

#[test]
fn a_whole_folder_has_no_differences_and_is_not_changed_by_looking() {
    let folder = folder();
    let before = files(folder.path());
    let output = run(["fsck", "--json", "--data", arg(folder.path())]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert_eq!(said.lines().count(), 1, "{said}");
    let counts: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(counts["differences"], 0);
    assert_eq!(counts["log"]["size"], counts["ledger"]["movements"]);
    assert!(counts["log"]["size"].as_u64().unwrap() > 512, "{counts}");
    assert_eq!(counts["log"]["stamps"], 1);
    let after = files(folder.path());
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
    assert!(after == before, "the contents of a file");
}

#[test]
fn each_changed_cut_or_missing_file_of_the_log_is_named() {
    let folder = folder();
    let mut kinds = Vec::new();
    for part in ["log", "stamps"] {
        for (name, bytes) in files(&folder.path().join(part)) {
            kinds.push((Path::new(part).join(name), bytes));
        }
    }
    assert!(kinds.len() >= 8, "{kinds:?}");
    for (name, bytes) in kinds {
        let path = folder.path().join(&name);
        for damaged in [
            Some(flipped(&bytes)),
            Some(bytes[..bytes.len() - 1].to_vec()),
            None,
        ] {
            // A stamp that is not there looks like one that was never made, until a renewal counts it.
            if damaged.is_none() && name.starts_with("stamps") {
                continue;
            }
            match damaged {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let output = run(["fsck", "--data", arg(folder.path())]);
            let said = text(&output.stdout);
            assert_eq!(output.status.code(), Some(9), "{}: {said}", name.display());
            assert!(said.contains(arg(&name)), "{}: {said}", name.display());
            fs::write(&path, &bytes).unwrap();
        }
    }
    assert!(run(["fsck", "--data", arg(folder.path())]).status.success());
}

#[test]
fn a_log_is_made_anew_from_the_ledger_byte_for_byte() {
    let folder = folder();
    let log = folder.path().join("log");
    let before = files(&log);
    for name in ["tile/0/000", "tile/entries/001"] {
        let path = log.join(name);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, flipped(&bytes)).unwrap();
    }
    let output = run(["fsck", "--rebuild-log", "--data", arg(folder.path())]);
    assert!(output.status.success(), "{}", text(&output.stdout));
    assert_eq!(files(&log), before);
    assert!(folder.path().join("log.replaced/tile/0/000").exists());
    let again = Demo::start(Some(folder.path()), RECORDS);
    assert!(again.end(Signal::TERM).success());
}

#[test]
fn a_damaged_or_renamed_log_is_not_served_and_a_lost_key_is_not_made_anew() {
    let folder = folder();
    let data = arg(folder.path());
    let config = folder.path().join("izin.toml");
    let serve = [
        "serve",
        "--log-level",
        "error",
        "--listen",
        "127.0.0.1:0",
        "--data",
        data,
    ];

    let checkpoint = folder.path().join("log/checkpoint");
    let bytes = fs::read(&checkpoint).unwrap();
    fs::write(&checkpoint, flipped(&bytes)).unwrap();
    let error = fails(serve, 9);
    assert!(error.contains("log/checkpoint"), "{error}");
    fs::write(&checkpoint, bytes).unwrap();

    fs::write(&config, "[public_log]\norigin = \"other.example/izin\"\n").unwrap();
    let error = fails(serve.into_iter().chain(["--config", arg(&config)]), 3);
    assert!(error.contains("localhost/izin"), "{error}");

    let key = folder.path().join("log-key");
    fs::remove_file(&key).unwrap();
    for arguments in [&serve[..], &["fsck", "--data", data]] {
        let error = fails(arguments.iter().copied(), 7);
        assert!(error.contains("log-key"), "{error}");
        assert!(!key.exists());
    }
}

#[test]
fn a_log_is_named_by_the_configuration_though_a_command_was_run_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("izin.toml"));
    fs::write(&config, "[public_log]\norigin = \"own.example/izin\"\n").unwrap();
    let data = arg(&data);
    assert!(
        run(["provider", "add", "A", "--data", data])
            .status
            .success()
    );
    let named = ["--config", arg(&config), "--data", data];
    let added = run(["provider", "add", "B"].into_iter().chain(named));
    assert!(added.status.success(), "{}", text(&added.stderr));
    let checkpoint = fs::read_to_string(Path::new(data).join("log/checkpoint")).unwrap();
    assert!(
        checkpoint.starts_with("own.example/izin\n0\n"),
        "{checkpoint}"
    );
}

#[test]
fn a_folder_in_use_is_not_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(Some(folder.path()), 0);
    let error = fails(["fsck", "--data", arg(folder.path())], 5);
    assert!(error.contains("in use by another process"), "{error}");
    assert!(demo.end(Signal::TERM).success());
    let missing = folder.path().join("none");
    fails(["fsck", "--data", arg(&missing)], 4);
    assert!(!missing.exists());
}

#[test]
fn a_changed_letter_of_a_brands_name_is_a_difference() {
    let folder = folder();
    let file = folder.path().join("directory.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let name = b"Karanfil";
    let places: Vec<_> = bytes
        .windows(name.len())
        .enumerate()
        .filter_map(|(place, window)| (window == name).then_some(place))
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place + 2] ^= 1;
    }
    fs::write(&file, bytes).unwrap();
    let output = run(["fsck", "--data", arg(folder.path())]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(9), "{said}");
    assert!(said.contains("directory: a row of brands"), "{said}");
}

#[test]
fn a_brand_of_the_ledger_that_the_directory_does_not_know_is_a_difference() {
    let (folder, other) = (folder(), tempfile::tempdir().unwrap());
    // Another registry's directory, whole in itself.
    let words = ["provider", "add", "X", "--code", "900001", "--data"];
    let added = run(words.into_iter().chain([arg(other.path())]));
    assert!(added.status.success(), "{}", text(&added.stderr));
    for name in ["directory.sqlite", "directory.sqlite-wal"] {
        let (from, to) = (other.path().join(name), folder.path().join(name));
        if from.exists() {
            fs::copy(from, to).unwrap();
        } else if to.exists() {
            fs::remove_file(to).unwrap();
        }
    }
    let output = run(["fsck", "--data", arg(folder.path())]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(9), "{said}");
    assert!(said.contains("directory: brand "), "{said}");
    assert!(
        said.contains("is missing, of which the ledger has"),
        "{said}"
    );
}

#[test]
fn a_brand_of_the_ledger_is_looked_for_whatever_its_number() {
    for code in ["42", "4294967295"] {
        let folder = tempfile::tempdir().unwrap();
        let [data, other] = ["data", "other"].map(|name| folder.path().join(name));
        let add = [
            "provider",
            "add",
            "X",
            "--historic-loading-until",
            "2100-01-01",
        ];
        for (data, code) in [(&data, code), (&other, "600001")] {
            let added = run(add.into_iter().chain(["--code", code, "--data", arg(data)]));
            assert!(added.status.success(), "{}", text(&added.stderr));
        }
        let file = folder.path().join("consents.csv");
        let consents = "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI\n\
                        MESAJ;+905051230001;1;HS_WEB;2019-05-06 12:00:00\n";
        fs::write(&file, consents).unwrap();
        let import = ["import", arg(&file), "--brand", code, "--data", arg(&data)];
        let imported = run(import);
        assert!(imported.status.success(), "{}", text(&imported.stderr));
        let check = ["fsck", "--data", arg(&data)];
        assert!(run(check).status.success());
        fs::copy(
            other.join("directory.sqlite"),
            data.join("directory.sqlite"),
        )
        .unwrap();
        let output = run(check);
        assert_eq!(output.status.code(), Some(9));
        let said = text(&output.stdout);
        let named =
            format!("directory: brand {code} is missing, of which the ledger has 1 records");
        assert!(said.contains(&named), "{said}");
    }
}

#[test]
fn a_flipped_bit_of_a_grant_a_subscription_or_a_user_is_a_difference() {
    let folder = folder();
    let data = arg(folder.path());
    let add = |words: &[&str]| {
        let added = run(words.iter().copied().chain(["--data", data]));
        assert!(added.status.success(), "{}", text(&added.stderr));
    };
    add(&["provider", "add", "X", "--code", "900001"]);
    add(&["partner", "add", "Y", "--code", "900002"]);
    add(&["partner", "grant", "900002", "900001", "write"]);
    add(&["user", "add", "flipped@x.example", "--provider", "900001"]);
    add(&[
        "subscription",
        "set",
        "--provider",
        "900001",
        "--package",
        "Flipped",
    ]);
    let file = folder.path().join("directory.sqlite");
    let whole = fs::read(&file).unwrap();
    // A grant's row holds its access last but for two numbers and the sum.
    for (table, value) in [
        ("partner_grants", &b"write"[..]),
        ("subscriptions", b"Flipped"),
        ("users", b"flipped@x.example"),
    ] {
        let mut bytes = whole.clone();
        let places: Vec<_> = (0..bytes.len() - value.len())
            .filter(|place| bytes[*place..].starts_with(value))
            .collect();
        for place in places {
            bytes[place + 1] ^= 1;
        }
        fs::write(&file, bytes).unwrap();
        let output = run(["fsck", "--data", data]);
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(9), "{said}");
        let named = format!("directory: a row of {table} in the directory is damaged: ");
        assert!(said.contains(&named), "{said}");
    }
}

#[test]
fn a_damaged_file_of_the_engine_is_damage_and_no_fault_of_the_program() {
    let whole = tempfile::tempdir().unwrap();
    copy_folder(folder().path(), whole.path());
    let mut found = 0;
    let engine = files(&whole.path().join("ledger"));
    for (place, (name, bytes)) in engine.into_iter().enumerate() {
        if bytes.is_empty() {
            continue;
        }
        let lost = (place % 2 == 0).then(|| bytes[..bytes.len() / 2].to_vec());
        // Each on a copy: what is damaged may be cut off by looking at it.
        for damaged in [Some(flipped(&bytes)), lost] {
            let copy = tempfile::tempdir().unwrap();
            copy_folder(whole.path(), copy.path());
            let path = copy.path().join("ledger").join(&name);
            match damaged {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let output = run(["fsck", "--data", arg(copy.path())]);
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            let code = output.status.code();
            // Not every byte says something.
            assert!(
                [Some(0), Some(9)].contains(&code),
                "{}: {code:?} {said}",
                name.display()
            );
            found += usize::from(code == Some(9));
        }
    }
    assert!(found > 10, "{found}");
}

/// With the files' permissions: keys that others can read are refused.
fn copy_folder(from: &Path, to: &Path) {
    for (name, mut bytes) in files(from) {
        let (source, path) = (from.join(&name), to.join(name));
        if path.extension().is_some_and(|ending| ending == "jnl") {
            // The engine makes its journals long beforehand.
            let end = bytes.iter().rposition(|byte| *byte != 0);
            bytes.truncate(end.map_or(0, |end| end + 1));
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(path, fs::metadata(source).unwrap().permissions()).unwrap();
    }
}

#[test]
fn a_copy_that_cannot_be_written_to_is_checked_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    /// Who owns nothing.
    const NOBODY: u32 = 65_534;
    let folder = folder();
    let copy = tempfile::tempdir().unwrap();
    copy_folder(folder.path(), copy.path());
    fs::remove_file(copy.path().join("lock")).unwrap();
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let mut folders = vec![copy.path().to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                allow(&path, 0o444);
            }
        }
        allow(&next, 0o555);
    }
    let before = files(copy.path());
    let mut check = izin(["fsck", "--data", arg(copy.path())]);
    if rustix::process::geteuid().is_root() {
        // Permissions say nothing to root.
        check.uid(NOBODY);
    }
    let output = match check.output() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            eprintln!("skipped: nobody else may run the program where it was built");
            return;
        }
        output => output.unwrap(),
    };
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert_eq!(files(copy.path()), before);
    // A difference is found there as well.
    let tile = copy.path().join("log/tile/0/000");
    allow(&tile, 0o644);
    let bytes = fs::read(&tile).unwrap();
    fs::write(&tile, flipped(&bytes)).unwrap();
    assert_eq!(check.output().unwrap().status.code(), Some(9));
    // So that it can be removed.
    let mut folders = vec![copy.path().to_owned()];
    while let Some(next) = folders.pop() {
        allow(&next, 0o755);
        let entries = fs::read_dir(&next)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        folders.extend(entries.filter(|path| path.is_dir()));
    }
}

#[test]
fn a_difference_is_said_of_the_folder_and_not_of_its_copy() {
    let folder = folder();
    let lost = folder.path().join("ledger/keyspaces/3/current");
    fs::remove_file(&lost).unwrap();
    let said = fails(["fsck", "--data", arg(folder.path())], 9);
    assert!(said.contains(arg(&lost)), "{said}");
}

#[test]
fn no_copy_is_made_within_the_folder_itself() {
    let folder = folder();
    let before = files(folder.path());
    let output = izin(["fsck", "--data", arg(folder.path())])
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(files(folder.path()) == before);
}
