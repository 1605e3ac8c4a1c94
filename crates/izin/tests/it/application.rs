//! Applications by commands. What becomes of one is told by the pages' tests, which write one first.

use serde_json::json;

use crate::program::{arg, fails, json};

#[test]
fn applications_are_listed_and_one_that_is_not_there_is_not_decided() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--json", "--data", arg(folder.path())];
    let run = |words: &[&str]| json(words.iter().chain(&data).copied());
    run(&["provider", "add", "Örnek A.Ş.", "--code", "600001"]);
    for state in ["submitted", "draft", "unsigned", "returned", "approved"] {
        let listed = run(&["application", "list", "--state", state]);
        assert_eq!(listed, json!([]), "{state}");
    }
    let id = "0".repeat(32);
    for words in [
        &["application", "show", id.as_str()][..],
        &["application", "approve", id.as_str()],
        &["application", "return", id.as_str(), "--reasons", "Eksik."],
    ] {
        let failed = fails(words.iter().chain(&data).copied(), 11);
        assert!(failed.contains("application"), "{failed}");
    }
    let listed = run(&["provider", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
}
