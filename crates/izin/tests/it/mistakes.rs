//! What goes wrong gets one clear line and an exit code of its own.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::program::{arg, fails, run, text};

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_taken_port_is_6() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = fails(["demo", "--listen", &address], 6);
    assert!(
        error.contains(&format!("the address {address} is taken")),
        "{error}"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_4() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let inside = file.join("data");
    let error = fails(
        ["demo", "--listen", "127.0.0.1:0", "--data", arg(&inside)],
        4,
    );
    assert!(error.contains(arg(&inside)), "{error}");
    let error = fails(["provider", "list", "--data", arg(&inside)], 4);
    assert!(error.contains("no data folder of izin"), "{error}");
}

#[test]
fn a_typo_in_the_configuration_is_3_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (config, data) = (folder.path().join("izin.toml"), folder.path().join("data"));
    fs::write(&config, "[contract]\nrate_limit = false\n").unwrap();
    let arguments = ["serve", "--config", arg(&config), "--data", arg(&data)];
    let error = fails(arguments, 3);
    assert!(
        error.contains("line 2: unknown key `rate_limit`; did you mean `rate_limits`?"),
        "{error}"
    );
    assert!(!data.exists());
    fs::write(
        &config,
        "[[holidays]]\ndate = \"1900-01-01\"\nkind = \"full\"\n",
    )
    .unwrap();
    fails(["config", "check", arg(&config)], 3);
    fs::write(&config, "[ledger]\ncache_mib = 0\n").unwrap();
    fails(["config", "check", arg(&config)], 3);
    fails(["config", "check", arg(&data)], 12);
}

#[test]
fn a_secret_that_cannot_be_read_or_used_is_told_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (config, data) = (folder.path().join("izin.toml"), folder.path().join("data"));
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    let rest = ["--config", arg(&config), "--data", arg(&data)];
    let missing = folder.path().join("missing");
    let long = folder.path().join("long");
    fs::write(&long, "123456789\n").unwrap();
    set_mode(&long, 0o600);
    let open = folder.path().join("open");
    fs::write(&open, "12345678\n").unwrap();
    set_mode(&open, 0o644);
    let relay = "[smtp]\nhost = \"mail.example\"\nuser = \"izin\"\n";
    let centre = "[pages]\nshort_number = \"4040\"\n[smpp]\naddress = \"127.0.0.1:2775\"\n";
    let identity = "[identity]\nissuer = \"https://identity.example\"\nclient_id = \"izin\"\n\
                    name = \"e-Devlet\"\n";
    for (section, key, file, code) in [
        (relay, "password_file", &missing, 12),
        (centre, "password_file", &missing, 12),
        (centre, "password_file", &long, 3),
        (relay, "password_file", &open, 7),
        (centre, "password_file", &open, 7),
        (identity, "client_secret_file", &open, 7),
        (identity, "client_secret_file", &missing, 12),
    ] {
        fs::write(&config, format!("{section}{key} = {:?}\n", arg(file))).unwrap();
        fails(listen.iter().chain(&rest), code);
        assert!(!data.exists(), "{section}");
    }
    let remote = "[smtp]\nhost = \"mail.example\"\ntls = \"none\"\n";
    fs::write(&config, remote).unwrap();
    let error = fails(listen.iter().chain(&rest), 3);
    assert!(error.contains("`smtp` cannot be used"), "{error}");
    assert!(!data.exists());
}

#[test]
fn a_missing_key_file_is_7_and_none_is_made_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let data = arg(folder.path());
    assert!(
        run(["provider", "add", "X", "--data", data])
            .status
            .success()
    );
    let keys = folder.path().join("keys");
    fs::remove_file(&keys).unwrap();
    let error = fails(["provider", "add", "Y", "--data", data], 7);
    assert!(error.contains("key file"), "{error}");
    assert!(!keys.exists());
}

#[test]
fn keys_that_others_can_read_are_7_with_the_command_that_closes_them() {
    let folder = tempfile::tempdir().unwrap();
    let data = arg(folder.path());
    let add = ["provider", "add", "X", "--data", data];
    assert!(run(add).status.success());
    for name in [
        "keys",
        "signing-key.pem",
        "log-key",
        "development-tsa/key.pem",
    ] {
        let key = folder.path().join(name);
        set_mode(&key, 0o640);
        let error = fails(add, 7);
        assert!(
            error.contains(&format!("chmod 600 {}", arg(&key))),
            "{error}"
        );
        set_mode(&key, 0o600);
    }
    let listed = run(["provider", "list", "--json", "--data", data]);
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

/// All files and folders below a folder, and itself, that others than the owner can reach.
fn open_to_others(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut open = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.permissions().mode() & 0o077 != 0 {
            open.push(path.clone());
        }
        if metadata.is_dir() {
            waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        }
    }
    open
}

#[test]
fn everything_this_program_makes_is_its_owners_alone_whatever_the_umask() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("a/data");
    let demo = crate::program::Demo::start(Some(&data), 100);
    assert_eq!(open_to_others(&data), Vec::<std::path::PathBuf>::new());
    drop(demo);
    // A folder of an older program, or out of a copy, is closed before it is used.
    let sqlite = data.join("directory.sqlite");
    for (path, mode) in [
        (&data, 0o755),
        (&data.join("ledger"), 0o755),
        (&sqlite, 0o644),
    ] {
        set_mode(path, mode);
    }
    let added = run(["provider", "add", "X", "--data", arg(&data)]);
    assert!(added.status.success(), "{}", text(&added.stderr));
    assert_eq!(open_to_others(&data), Vec::<std::path::PathBuf>::new());
}

#[test]
fn an_unknown_party_and_a_taken_number_are_11() {
    let folder = tempfile::tempdir().unwrap();
    let data = arg(folder.path());
    let add = ["provider", "add", "X", "--code", "600001", "--data", data];
    assert!(run(add).status.success());
    fails(add, 11);
    fails(["brand", "add", "700001", "B", "--data", data], 11);
    fails(["brand", "set", "700001", "--data", data], 11);
}

#[test]
fn every_command_about_a_party_refuses_one_that_is_not_there_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = arg(folder.path());
    for add in [
        &["provider", "add", "X", "--code", "600001"][..],
        &["partner", "add", "Y", "--code", "600009"],
        &["intermediary", "add", "Z", "--code", "600010"],
    ] {
        let added = run(add.iter().copied().chain(["--data", data]));
        assert!(added.status.success(), "{}", text(&added.stderr));
    }
    let lists = || {
        [
            "provider",
            "brand",
            "user",
            "partner",
            "intermediary",
            "hold",
        ]
        .map(|kind| text(&run([kind, "list", "--json", "--data", data]).stdout))
    };
    let before = lists();
    for (words, says) in [
        (&["brand", "add", "700001", "B"][..], "provider"),
        (&["brand", "set", "700001"], "brand"),
        (&["brand", "short-name", "add", "700001", "kisa"], "brand"),
        (&["provider", "suspend", "700001"], "provider"),
        (&["provider", "resume", "700001"], "provider"),
        (&["user", "add", "a", "--provider", "700001"], "provider"),
        (&["user", "add", "a", "--partner", "600001"], "partner"),
        (
            &["user", "add", "a", "--intermediary", "600009"],
            "intermediary",
        ),
        (&["user", "set-password", "nobody"], "user"),
        (
            &["partner", "set", "600001", "--licensed", "true"],
            "partner",
        ),
        (&["partner", "grant", "600001", "600001", "read"], "partner"),
        (&["partner", "grant", "600009", "700001", "read"], "brand"),
        (&["partner", "revoke", "600001", "600001"], "partner"),
        (&["partner", "revoke", "600009", "700001"], "brand"),
        (
            &["intermediary", "grant", "600009", "600001"],
            "intermediary",
        ),
        (&["intermediary", "grant", "600010", "700001"], "brand"),
        (
            &["intermediary", "revoke", "600009", "600001"],
            "intermediary",
        ),
        (&["intermediary", "revoke", "600010", "700001"], "brand"),
        (&["intermediary", "name-reporter", "600009"], "intermediary"),
        (
            &["intermediary", "dismiss-reporter", "600009"],
            "intermediary",
        ),
        (&["subscription", "set", "--provider", "600009"], "provider"),
        (&["subscription", "set", "--partner", "600001"], "partner"),
        (&["import", "/dev/null", "--brand", "700001"], "brand"),
    ] {
        let error = fails(words.iter().copied().chain(["--data", data]), 11);
        assert!(error.contains(says), "{words:?}: {error}");
        assert_eq!(lists(), before, "{words:?}");
    }
}

#[test]
fn a_slip_in_the_folders_name_is_4_and_makes_no_registry() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("dta"), folder.path().join("a.csv"));
    fs::write(&file, "recipient\n").unwrap();
    let (data, file) = (arg(&data), arg(&file));
    for arguments in [
        &["import", file, "--brand", "600001", "--data", data][..],
        &["brand", "add", "600001", "B", "--data", data],
        &["brand", "set", "600001", "--data", data],
        &["provider", "suspend", "600001", "--data", data],
    ] {
        let error = fails(arguments.iter().copied(), 4);
        assert!(error.contains("no data folder of izin"), "{error}");
    }
    assert!(!folder.path().join("dta").exists());
}
