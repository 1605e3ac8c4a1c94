//! The desk's staff by commands.

use serde_json::json;

use crate::program::{arg, fails, json};

#[test]
fn staff_is_added_listed_kept_out_and_given_another_password() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--json", "--data", arg(folder.path())];
    let run = |words: &[&str]| json(words.iter().chain(&data).copied());
    run(&["provider", "add", "Örnek A.Ş.", "--code", "600001"]);
    let made = run(&["staff", "add", "Ayse", "--office", "Çağrı merkezi"]);
    assert_eq!(
        (&made["number"], &made["name"]),
        (&json!(1001), &json!("ayse"))
    );
    assert_eq!(
        (&made["role"], &made["state"]),
        (&json!("agent"), &json!("active"))
    );
    let first = made["password"].as_str().unwrap().to_owned();
    assert_eq!(first.len(), 24);

    let other = [
        "staff",
        "add",
        "veli",
        "--office",
        "Bakanlık",
        "--role",
        "authority",
    ];
    fails(other.iter().chain(&data[1..]), 11);
    let post = ["--province", "34", "--duty", "cases"];
    let officer = run(&[&other[..], &post].concat());
    assert_eq!(
        (&officer["number"], &officer["province"]),
        (&json!(1002), &json!("İstanbul"))
    );
    let recovery = officer["recovery"].as_str().unwrap();
    assert_eq!(recovery.split(' ').count(), 10);
    let moved = ["staff", "officer", "veli", "--national", "--duty", "looks"];
    let moved = run(&moved);
    assert_eq!(moved["province"], "national");
    assert_ne!(moved["secret"], officer["secret"]);
    let agent = ["staff", "officer", "ayse", "--national", "--duty", "cases"];
    fails(agent.iter().chain(&data[1..]), 11);
    assert_eq!(run(&["staff", "disable", "veli"])["state"], "disabled");
    let again = run(&["staff", "password", "ayse"]);
    assert_ne!(again["password"].as_str().unwrap(), first);

    let listed = run(&["staff", "list"]);
    let states: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["state"])
        .collect();
    assert_eq!(states, ["active", "disabled"]);
    assert_eq!(
        (&listed[1]["province"], &listed[1]["duty"]),
        (&json!("national"), &json!("looks"))
    );
    assert!(
        !listed.to_string().contains(&first),
        "no password is listed"
    );
    assert_eq!(
        run(&["staff", "disable", "veli", "--undo"])["state"],
        "active"
    );

    let twice = ["staff", "add", "ayse", "--office", "x"];
    fails(twice.iter().chain(&data[1..]), 11);
    let nobody = ["staff", "disable", "nobody"];
    fails(nobody.iter().chain(&data[1..]), 11);
}
