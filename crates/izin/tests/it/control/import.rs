//! Imports beside a running server.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{registry, serve};
use crate::import::{HEADER, kept_bytes, long_file, movements, refused};
use crate::program::{arg, fails, izin, run, text};

fn words<'a>(data: &'a Path, file: &'a Path) -> [&'a str; 7] {
    let (data, file) = (arg(data), arg(file));
    [
        "import", file, "--brand", "600001", "--json", "--data", data,
    ]
}

/// Imports; the exit code and the summary.
fn import(data: &Path, file: &Path) -> (Option<i32>, serde_json::Value) {
    let output = run(words(data, file));
    let summary = serde_json::from_slice(&output.stdout);
    let summary = summary.unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (output.status.code(), summary)
}

fn write(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("file.csv");
    fs::write(&file, text).unwrap();
    file
}

/// Waits until the server has begun to record the file: more is kept than the file itself.
fn wait_for_a_group(child: &mut Child, data: &Path, file: &Path) {
    let kept = data.join("blobs");
    let least = fs::metadata(file).unwrap().len() + 64 * 1024;
    while child.try_wait().unwrap().is_none() && kept_bytes(&kept) <= least {
        std::thread::yield_now();
    }
}

#[test]
fn lines_are_recorded_and_refused_as_without_a_server() {
    let (stopped, running) = (registry(), registry());
    let text = format!(
        "{HEADER}MESAJ;05321234567;0;HS_WEB;08.05.2020 12:00\n\
         MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00\n;;;;\n\
         MESAJ;yok;1;HS_WEB;06.05.2020 12:00\n\
         x\u{1};y\n\
         ARAMA;05321234568;0;HS_WEB;06.05.2020 12:00\n"
    );
    let (one, other) = (write(stopped.path(), &text), write(running.path(), &text));
    let server = serve(running.path());
    let (code, mut summary) = import(&running.path().join("data"), &other);
    assert_eq!(code, Some(10), "{summary}");
    // The server tells of nothing but lines: the file and the side file are the caller's.
    summary["rejects"] = format!("{}.rejects.csv", arg(&one)).into();
    assert_eq!(import(&stopped.path().join("data"), &one).1, summary);
    let (_, again) = import(&running.path().join("data"), &other);
    assert_eq!(
        (&again["recorded"], &again["doneEarlier"]),
        (&0.into(), &5.into())
    );
    assert_eq!(refused(&stopped), refused(&running));
    let unknown = ["import", arg(&other), "--brand", "700001", "--data"];
    let data = running.path().join("data");
    let error = fails(unknown.into_iter().chain([arg(&data)]), 11);
    assert!(error.contains("brand"), "{error}");
    server.end();
    assert_eq!(movements(&stopped), movements(&running));
}

#[test]
fn an_import_whose_client_or_server_ends_is_taken_up_again_and_ends_as_one_run_does() {
    let (whole, broken) = (registry(), registry());
    let (whole_file, file) = (
        write(whole.path(), &long_file()),
        write(broken.path(), &long_file()),
    );
    assert_eq!(import(&whole.path().join("data"), &whole_file).0, Some(10));
    let data = broken.path().join("data");
    let start = || {
        let mut command = izin(words(&data, &file));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let server = serve(broken.path());
    // Once while the file is handed over, or as soon as it is recorded.
    let mut child = start();
    wait_for_a_group(&mut child, &data, &file);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut child = start();
    wait_for_a_group(&mut child, &data, &file);
    server.end();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5));
    let error = text(&ended.stderr);
    assert_eq!(error.lines().count(), 1, "{error}");

    let server = serve(broken.path());
    assert_eq!(import(&data, &file).0, Some(10));
    server.end();
    assert_eq!(movements(&broken), movements(&whole));
    assert_eq!(refused(&broken), refused(&whole));
}

#[test]
fn a_file_is_imported_once_at_a_time() {
    let folder = registry();
    let file = write(folder.path(), HEADER);
    let server = serve(folder.path());
    let other = File::open(&file).unwrap();
    other.try_lock().unwrap();
    let error = fails(words(&folder.path().join("data"), &file), 5);
    assert!(error.contains("being imported already"), "{error}");
    assert!(!folder.path().join("file.csv.rejects.csv").exists());
    drop(other);
    assert_eq!(import(&folder.path().join("data"), &file).0, Some(0));
    server.end();
}

#[test]
fn a_copy_of_a_file_that_is_being_imported_is_the_same_import() {
    let (whole, folder) = (registry(), registry());
    let whole_file = write(whole.path(), &long_file());
    assert_eq!(import(&whole.path().join("data"), &whole_file).0, Some(10));
    let file = write(folder.path(), &long_file());
    let copy = folder.path().join("copy.csv");
    fs::copy(&file, &copy).unwrap();
    let data = folder.path().join("data");
    let server = serve(folder.path());
    let mut command = izin(words(&data, &file));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait_for_a_group(&mut child, &data, &file);
    let first = Pid::from_child(&child);
    kill_process(first, Signal::STOP).unwrap();
    let (code, summary) = import(&data, &copy);
    assert_eq!(code, Some(10), "{summary}");
    kill_process(first, Signal::CONT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(10));
    let sides = ["copy.csv.rejects.csv", "file.csv.rejects.csv"];
    let [one, other] = sides.map(|side| fs::read(folder.path().join(side)).unwrap());
    assert_eq!(one, other);
    server.end();
    assert_eq!(movements(&folder), movements(&whole));
    assert_eq!(refused(&folder), refused(&whole));
}
