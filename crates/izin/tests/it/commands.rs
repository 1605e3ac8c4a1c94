//! Setting a registry up without a web page, and what the commands print.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::program::{arg, json};

#[test]
fn a_provider_is_set_up_by_commands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--json", "--data", arg(folder.path())];
    let run = |words: &[&str]| json(words.iter().chain(&data).copied());

    let provider = run(&["provider", "add", "Örnek A.Ş.", "--code", "600001"]);
    assert_eq!(provider["state"], "active");
    let brand = run(&[
        "brand",
        "add",
        "600001",
        "İkinci",
        "--historic-loading-until",
        "2030-01-01",
    ]);
    assert_eq!(brand["historicLoadingUntil"], "2030-01-01 00:00:00");
    let code = brand["code"].to_string();
    let brand = run(&["brand", "set", &code, "--first-refusal", "suppress"]);
    assert_eq!(brand["historicLoadingUntil"], "2030-01-01 00:00:00");
    assert_eq!(brand["firstRefusal"], "suppress");
    let brands = run(&["brand", "list"]);
    assert_eq!(brands.as_array().unwrap().len(), 2);

    let made = run(&["user", "add", "a@b.example", "--provider", "600001"]);
    assert_eq!(made["password"].as_str().unwrap().len(), 24);
    let file = folder.path().join("password");
    fs::write(&file, "given-parola\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let given = run(&[
        "user",
        "add",
        "c@b.example",
        "--provider",
        "600001",
        "--password-file",
        arg(&file),
    ]);
    assert_eq!(given.get("password"), None);

    let partner = run(&["partner", "add", "Köprü", "--code", "600009", "--licensed"]);
    assert_eq!(partner["licensed"], true);
    let granted = run(&[
        "partner",
        "grant",
        "600009",
        "600001",
        "write",
        "--channel",
        "mesaj",
    ]);
    assert_eq!(
        granted,
        json!({"partner": 600_009, "brand": 600_001, "ARAMA": null, "MESAJ": "write", "EPOSTA": null})
    );
    let revoked = run(&["partner", "revoke", "600009", "600001"]);
    assert_eq!(revoked["MESAJ"], json!(null));
    for licensed in ["false", "true"] {
        let set = run(&["partner", "set", "600009", "--licensed", licensed]);
        assert_eq!(set["licensed"].to_string(), licensed);
        assert_eq!(run(&["partner", "list"])[0]["licensed"], set["licensed"]);
    }

    run(&["intermediary", "add", "Ulak", "--code", "600010"]);
    assert_eq!(
        run(&["intermediary", "grant", "600010", "600001"])["mayAsk"],
        true
    );
    for (command, reports) in [("name-reporter", true), ("dismiss-reporter", false)] {
        let answer = run(&["intermediary", command, "600010"]);
        assert_eq!(answer["reportsLines"], reports);
        assert_eq!(run(&["intermediary", "list"])[0]["reportsLines"], reports);
    }

    let set = run(&[
        "subscription",
        "set",
        "--provider",
        "600001",
        "--consent-limit",
        "5",
    ]);
    assert_eq!(set["consentLimit"], 5);
    let set = run(&[
        "subscription",
        "set",
        "--provider",
        "600001",
        "--status",
        "paused",
    ]);
    assert_eq!(
        (&set["consentLimit"], &set["status"]),
        (&json!(5), &json!("PAUSED"))
    );
}

#[test]
fn help_and_configuration_are_as_recorded() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
