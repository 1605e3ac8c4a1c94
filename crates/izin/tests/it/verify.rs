//! `izin verify` on frozen receipts, and on changed ones.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{arg, fails, json, run, text};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../receipt/tests/fixtures")
        .join(name)
}

/// The arguments of somebody who has the log's key and the authority's root.
fn trusting(files: &[&Path]) -> Vec<String> {
    let mut arguments = vec!["verify".to_owned()];
    arguments.extend(files.iter().map(|file| arg(file).to_owned()));
    for (option, file) in [
        ("--log-key", "log.vkey"),
        ("--tsa-cert", "development-root.pem"),
    ] {
        arguments.extend([option.to_owned(), arg(&fixture(file)).to_owned()]);
    }
    arguments
}

#[test]
fn a_receipt_with_a_byte_changed_is_13() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("receipt.json");
    let receipt = fs::read(fixture("receipt.json")).unwrap();
    // A few places only; the receipt's own tests try every bit.
    for position in (0..receipt.len()).step_by(receipt.len() / 12) {
        let mut bytes = receipt.clone();
        bytes[position] ^= 1;
        fs::write(&changed, bytes).unwrap();
        let output = run(trusting(&[&changed]));
        // A certificate that cannot be recognised any more is nobody's: 14. Never 0.
        let code = output.status.code();
        assert!(
            matches!(code, Some(12..=14)),
            "byte {position}: {code:?} {}",
            text(&output.stdout)
        );
    }
}

#[test]
fn words_that_contradict_the_proof_are_told_and_are_13() {
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("receipt.json");
    let receipt = fs::read_to_string(fixture("receipt.json")).unwrap();
    let forged = receipt.replacen("\"status\":\"ONAY\"", "\"status\":\"RET\"", 1);
    fs::write(&changed, forged).unwrap();
    let output = run(trusting(&[&changed]));
    assert_eq!(output.status.code(), Some(13));
    let told = text(&output.stdout);
    assert!(told.starts_with("FAILED"), "{told}");
    assert!(
        told.contains("The readable part says something else"),
        "{told}"
    );
}

#[test]
fn what_is_no_receipt_any_more_is_one_line_and_13() {
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("receipt.json");
    let receipt = fs::read(fixture("receipt.json")).unwrap();
    fs::write(&cut, &receipt[..receipt.len() / 2]).unwrap();
    let error = fails(trusting(&[&cut]), 13);
    assert!(error.contains("proves nothing"), "{error}");
    assert!(!error.contains("0505"), "no address in an error: {error}");
}

#[test]
fn several_receipts_are_verified_together() {
    let (one, other) = (fixture("receipt.json"), fixture("renewed.json"));
    let mut arguments = trusting(&[&one, &other]);
    arguments.push("--json".to_owned());
    arguments.extend([
        "--tsa-cert".to_owned(),
        arg(&fixture("renewed-roots.pem")).to_owned(),
    ]);
    let answer = json(arguments);
    assert_eq!(answer["decision"], "proven");
    assert_eq!(answer["development"], true);
    assert_eq!(answer["sections"].as_array().unwrap().len(), 3);
}

#[test]
fn keys_of_the_wrong_kind_and_files_that_are_not_there_are_12() {
    let receipt = fixture("receipt.json");
    let mut arguments = trusting(&[&receipt]);
    arguments.extend(["--witness".to_owned(), arg(&fixture("log.vkey")).to_owned()]);
    let error = fails(arguments, 12);
    assert!(error.contains("not that of a witness"), "{error}");
    let error = fails(trusting(&[&fixture("none.json")]), 12);
    assert!(error.contains("none.json"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = trusting(&[]);
    arguments.extend(["--data".to_owned(), arg(folder.path()).to_owned()]);
    let error = fails(arguments, 12);
    assert!(error.contains("no public log"), "{error}");
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "nothing is made in it");
}
