//! Answers that nobody can be given.

use std::fs::OpenOptions;
use std::process::Stdio;

use super::{registry, serve};
use crate::import::HEADER;
use crate::program::{arg, izin, json, text};

#[test]
fn an_answer_that_cannot_be_written_is_one_line_that_says_that_it_was_done() {
    let folder = registry();
    let data = folder.path().join("data");
    let file = folder.path().join("file.csv");
    std::fs::write(&file, HEADER).unwrap();
    let full = || {
        let full = OpenOptions::new().write(true).open("/dev/full");
        Stdio::from(full.unwrap())
    };
    let unsaid = |words: &[&str]| {
        let mut command = izin(words.iter().copied().chain(["--data", arg(&data)]));
        let output = command.stdout(full()).output().unwrap();
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.contains("it was done, but"), "{error}");
        // Not even that: the code says it.
        let mut command = izin(["user", "list", "--data", arg(&data)]);
        let output = command.stdout(full()).stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
    };
    let import = ["import", arg(&file), "--brand", "600001", "--json"];
    unsaid(&["user", "add", "bir", "--provider", "600001"]);
    unsaid(&import);
    let server = serve(folder.path());
    unsaid(&["user", "add", "iki", "--provider", "600001"]);
    unsaid(&import);
    unsaid(&["user", "list"]);
    server.end();
    let listed = json(["user", "list", "--json", "--data", arg(&data)]);
    let names: Vec<_> = (0..2).map(|place| listed[place]["name"].clone()).collect();
    assert_eq!(names, ["bir", "iki"]);
}
