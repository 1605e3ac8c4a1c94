//! The socket itself, and what comes over it that is no command.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{registry, serve};
use crate::program::{Demo, arg, fails, json, run, text};

const SOCKET: &str = "control.sock";

/// A text with its length before it.
fn frame(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap();
    [&length.to_be_bytes()[..], text.as_bytes()].concat()
}

fn greeting(protocol: u32, data: &Path) -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let data = fs::metadata(data).unwrap();
    let folder = json!({"device": data.dev(), "inode": data.ino()});
    frame(&json!({"protocol": protocol, "version": version, "folder": folder}).to_string())
}

/// What is answered to these bytes.
fn answer(data: &Path, bytes: &[u8]) -> Value {
    let mut stream = UnixStream::connect(data.join(SOCKET)).unwrap();
    // Whoever has heard enough does not read the rest.
    let _said = stream.write_all(bytes);
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut text = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut text).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn suspend(data: &Path) -> std::process::Output {
    run(["provider", "suspend", "600001", "--data", arg(data)])
}

#[test]
fn what_is_no_command_is_told_so_and_changes_nothing() {
    let folder = registry();
    let data = folder.path().join("data");
    let server = serve(folder.path());
    let command = |words: Value| frame(&json!({"Command": {"words": words}}).to_string());
    for (bytes, says) in [
        (b"GET / HTTP/1.1\r\nHost: izin\r\n\r\n".to_vec(), "too long"),
        (frame("{}"), "no command"),
        (frame("izin"), "no command"),
        (greeting(0, &data), "protocol"),
        (
            [greeting(3, &data), frame("{\"Drop\": null}")].concat(),
            "no command",
        ),
        (
            [greeting(3, &data), u32::MAX.to_be_bytes().to_vec()].concat(),
            "too long",
        ),
        (
            [
                greeting(0, &data),
                command(json!(["izin", "provider", "suspend", "600001"])),
            ]
            .concat(),
            "protocol",
        ),
        (
            [greeting(3, &data), command(json!(["izin", "serve"]))].concat(),
            "serve",
        ),
        ([greeting(3, &data), command(json!([]))].concat(), "Usage"),
    ] {
        let answer = answer(&data, &bytes);
        let what = answer["Err"]["what"].as_str().unwrap();
        assert!(what.contains(says), "{what}");
    }
    // Who goes away in the middle leaves nothing behind.
    let half = [greeting(3, &data), vec![0, 0, 0, 9, b'{']].concat();
    for bytes in [&half[..2], &half] {
        let mut stream = UnixStream::connect(data.join(SOCKET)).unwrap();
        stream.write_all(bytes).unwrap();
    }
    let listed = json(["provider", "list", "--json", "--data", arg(&data)]);
    assert_eq!(listed[0]["state"], "active");
    let suspended = suspend(&data);
    assert!(suspended.status.success(), "{}", text(&suspended.stderr));
    server.end();
}

#[test]
fn clients_that_say_nothing_hold_up_no_command_are_bounded_and_not_waited_for_at_the_end() {
    let folder = registry();
    let data = folder.path().join("data");
    let server = serve(folder.path());
    let hold = |count| -> Vec<_> {
        let connect = |_| UnixStream::connect(data.join(SOCKET)).unwrap();
        (0..count).map(connect).collect()
    };
    let state = || {
        let listed = json(["provider", "list", "--json", "--data", arg(&data)]);
        listed[0]["state"].clone()
    };
    // As many as there are places for commands.
    let some = hold(8);
    assert!(suspend(&data).status.success());
    assert_eq!(state(), "suspended");
    let rest = hold(64 - some.len());
    let resume = ["provider", "resume", "600001", "--data", arg(&data)];
    let error = fails(resume, 5);
    assert!(error.contains("busy with other commands"), "{error}");
    assert_eq!(state(), "suspended");
    for mut stream in rest {
        // Its place is free once it has been told.
        stream.write_all(&frame("{}")).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
    assert!(run(resume).status.success());
    assert_eq!(state(), "active");
    server.end();
    for mut stream in some {
        let mut told = Vec::new();
        stream.read_to_end(&mut told).unwrap();
        assert!(text(&told[4..]).contains("about to end"));
    }
}

#[test]
fn the_socket_is_its_owners_alone_goes_with_the_server_and_is_replaced_where_one_died() {
    let folder = tempfile::tempdir().unwrap();
    // An address has no room for the path of this folder.
    let data = folder.path().join("d".repeat(120)).join("data");
    let socket = data.join(SOCKET);
    let mode = || fs::symlink_metadata(&socket).unwrap().permissions().mode() & 0o777;
    let suspend = |action| {
        let words = ["provider", action, "610001", "--json", "--data", arg(&data)];
        json(words)["state"].clone()
    };
    let demo = Demo::start(Some(&data), 0);
    assert_eq!(mode(), 0o600);
    assert_eq!(suspend("suspend"), "suspended");
    assert!(demo.end(Signal::TERM).success());
    assert!(!socket.exists());

    let demo = Demo::start(Some(&data), 0);
    demo.end(Signal::KILL);
    let left = fs::symlink_metadata(&socket).unwrap();
    assert!(left.file_type().is_socket());
    let checked = run(["fsck", "--data", arg(&data)]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    assert_eq!(suspend("resume"), "active");
    let demo = Demo::start(Some(&data), 0);
    assert_eq!((mode(), suspend("suspend")), (0o600, json!("suspended")));
    assert!(demo.end(Signal::TERM).success());
}

#[test]
fn a_folder_whose_holder_takes_no_commands_is_5() {
    let folder = registry();
    let data = folder.path().join("data");
    let lock = OpenOptions::new()
        .write(true)
        .open(data.join("lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let words = ["provider", "suspend", "600001", "--data", arg(&data)];
    let error = fails(words, 5);
    assert!(error.contains("in use by another process"), "{error}");
    // One that listens and answers nothing it can be asked.
    let listener = UnixListener::bind(data.join(SOCKET)).unwrap();
    let mute = std::thread::spawn(move || drop(listener.accept().unwrap()));
    let error = fails(words, 5);
    assert!(error.contains("gone without an answer"), "{error}");
    mute.join().unwrap();
    let listed = json(["provider", "list", "--json", "--data", arg(&data)]);
    assert_eq!(listed[0]["state"], "active");
}

#[test]
fn a_command_is_not_carried_out_in_another_folder_than_it_names() {
    let (one, other) = (registry(), registry());
    let (data, elsewhere) = (one.path().join("data"), other.path().join("data"));
    let server = serve(one.path());
    let lock = OpenOptions::new().write(true).open(elsewhere.join("lock"));
    let lock = lock.unwrap();
    lock.try_lock().unwrap();
    symlink(data.join(SOCKET), elsewhere.join(SOCKET)).unwrap();
    let words = ["provider", "suspend", "600001", "--data", arg(&elsewhere)];
    let error = fails(words, 5);
    assert!(error.contains("another data folder"), "{error}");
    for data in [&data, &elsewhere] {
        let listed = json(["provider", "list", "--json", "--data", arg(data)]);
        assert_eq!(listed[0]["state"], "active");
    }
    server.end();
}

#[test]
fn steps_of_an_import_that_fit_no_file_are_told_so_and_record_nothing() {
    let folder = registry();
    let data = folder.path().join("data");
    let server = serve(folder.path());
    let of = json!({"brand": 600_001, "file": vec![0; 32]});
    let asked = |step: Value| {
        let step = json!({ "Import": step }).to_string();
        answer(&data, &[greeting(3, &data), frame(&step)].concat())
    };
    let take = |at: u64, bytes: &str| asked(json!({"Take": {"of": of, "at": at, "bytes": bytes}}));
    let draft = json!({"name": null, "bytes": 4, "again": false});
    let choice = json!({"columns": [], "whole_file": []});
    let no_import = take(0, "");
    assert_eq!(no_import["Err"]["exit"], "InUse", "{no_import}");
    let begun = asked(json!({"Begin": [of, draft]}));
    let stage = &begun["Ok"]["Import"]["Standing"]["stage"];
    assert_eq!(stage, "Receiving", "{begun}");
    // Behind what has come, past its end, and what is no base64.
    let taken = take(u64::MAX, "eA==");
    assert_eq!(taken["Ok"]["Import"]["Taken"], 0, "{taken}");
    for bytes in ["eHh4eHg=", "#"] {
        let told = take(0, bytes);
        assert!(told["Err"]["what"].is_string(), "{told}");
    }
    for step in [
        json!({"Confirm": [of, choice]}),
        json!({"Refused": {"of": of, "from": u64::MAX}}),
    ] {
        let told = asked(step);
        assert_eq!(told["Err"]["exit"], "InUse", "{told}");
    }
    server.end();
    assert!(crate::import::movements(&folder).is_empty());
}
