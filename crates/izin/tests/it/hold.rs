//! Holds and the retention by commands.

use serde_json::json;

use crate::program::{arg, fails, json, run, text};

#[test]
fn a_hold_is_placed_listed_and_released_by_commands() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--json", "--data", arg(folder.path())];
    let run = |words: &[&str]| json(words.iter().chain(&data).copied());
    run(&["provider", "add", "Örnek A.Ş.", "--code", "600001"]);

    let phone = "+905050000001";
    let whole = run(&["hold", "add", phone, "--case", "2026/17", "--by", "desk"]);
    assert_eq!(
        (&whole["number"], &whole["records"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(whole["brand"], json!(null));
    let one = run(&[
        "hold",
        "add",
        "a@b.example",
        "--case",
        "2026/18",
        "--by",
        "desk",
        "--brand",
        "600001",
        "--type",
        "eposta",
        "--recipient-type",
        "tacir",
    ]);
    assert_eq!(one["type"], "EPOSTA");
    assert_eq!(one["recipientType"], "TACIR");

    let released = run(&["hold", "release", "1", "--by", "court"]);
    assert_eq!(released["releasedBy"], "court");
    let numbers = |words: &[&str]| -> Vec<u64> {
        let holds = run(words);
        let holds = holds.as_array().unwrap().iter();
        holds.map(|hold| hold["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&["hold", "list"]), [2]);
    assert_eq!(numbers(&["hold", "list", "--all"]), [1, 2]);
    let listed = run(&["hold", "list", "--all"]).to_string();
    assert!(!listed.contains(&phone[1..]), "no address is shown");

    let again = ["hold", "release", "1", "--by", "court"];
    let error = fails(again.iter().chain(&data[1..]), 11);
    assert!(error.contains("hold"), "{error}");

    let would = run(&["retention", "--dry-run"]);
    assert_eq!((&would["over"], &would["held"]), (&json!(0), &json!(0)));
    assert_eq!(
        (&would["complaints"], &would["accounts"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(run(&["retention"])["erasedRecords"], 0);
}

#[test]
fn a_hold_of_a_record_that_cannot_be_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", arg(folder.path())];
    let added = run(["provider", "add", "X", "--code", "600001"]
        .iter()
        .chain(&data));
    assert!(added.status.success(), "{}", text(&added.stderr));
    for (address, brand, channel, says) in [
        ("+905050000001", "600002", "mesaj", "no such brand"),
        ("+905050000001", "600001", "eposta", "channel"),
        ("a@b.example", "600001", "arama", "channel"),
    ] {
        let words = ["hold", "add", address, "--case", "1", "--by", "desk"];
        let record = ["--brand", brand, "--type", channel];
        let error = fails(words.iter().chain(&record).chain(&data), 11);
        assert!(error.contains(says), "{error}");
    }
    let listed = json(["hold", "list", "--all", "--json"].iter().chain(&data));
    assert_eq!(listed, json!([]));
}

#[test]
fn a_hold_of_one_record_names_brand_and_channel() {
    let words = [
        "hold",
        "add",
        "+905050000001",
        "--case",
        "1",
        "--by",
        "desk",
    ];
    for part in [["--brand", "600001"], ["--type", "mesaj"]] {
        let output = run(words.iter().chain(&part));
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    let output = run(["hold", "add", "nobody", "--case", "1", "--by", "desk"]);
    assert_eq!(output.status.code(), Some(2));
}
