//! `izin verify` on frozen receipts, and on changed ones.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::Value;

use crate::program::{Demo, arg, fails, json, run, text};

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
fn what_cannot_be_read_as_a_receipt_is_one_line_and_12() {
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("receipt.json");
    let receipt = fs::read(fixture("receipt.json")).unwrap();
    let half = &receipt[..receipt.len() / 2];
    let marked = [b"\xef\xbb\xbf", half].concat();
    for broken in [half, &marked, b"{}", &[&receipt[..], b"."].concat()] {
        fs::write(&cut, broken).unwrap();
        let error = fails(trusting(&[&cut]), 12);
        assert!(error.contains("proves nothing"), "{error}");
        assert!(!error.contains("0505"), "no address in an error: {error}");
    }
    let (day, stamp) = (fixture("day.csv"), fixture("log.vkey"));
    let error = fails(trusting(&[&day, &stamp]), 12);
    assert!(error.contains("proves nothing"), "{error}");
}

#[test]
fn a_receipt_that_an_editor_has_ended_with_more_blanks_is_proven() {
    let folder = tempfile::tempdir().unwrap();
    let ended = folder.path().join("receipt.json");
    let receipt = fs::read_to_string(fixture("receipt.json")).unwrap();
    for end in ["\n", " ", "\r\n\r\n"] {
        fs::write(&ended, format!("{receipt}{end}")).unwrap();
        let output = run(trusting(&[&ended]));
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn several_receipts_are_verified_together() {
    let (one, other) = (fixture("receipt.json"), fixture("state.json"));
    let mut arguments = trusting(&[&one, &other]);
    arguments.push("--json".to_owned());
    let answer = json(arguments);
    assert_eq!(answer["decision"], "proven");
    assert_eq!(answer["development"], true);
    assert_eq!(answer["sections"].as_array().unwrap().len(), 6);
}

#[test]
fn a_stamp_that_ended_without_renewal_is_told_and_is_14() {
    let renewed = fixture("renewed.json");
    for (language, told) in [("en", "counts today"), ("tr", "bugün sayıldığı")] {
        let mut arguments = trusting(&[&renewed]);
        arguments.extend(["--lang".to_owned(), language.to_owned()]);
        arguments.extend([
            "--tsa-cert".to_owned(),
            arg(&fixture("renewed-roots.pem")).to_owned(),
        ]);
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(14));
        let text = text(&output.stdout);
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_verified_consent_is_proven_by_its_receipts_and_a_forged_text_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (record, one, other) = (
        fixture("kayit.json"),
        fixture("makbuz-0.json"),
        fixture("makbuz-1.json"),
    );
    let mut arguments = trusting(&[&record, &one, &other]);
    arguments.push("--json".to_owned());
    let answer = json(arguments);
    assert_eq!(answer["decision"], "proven");
    let forged = folder.path().join("kayit.json");
    let text = fs::read_to_string(&record).unwrap();
    let changed = text.replacen("olmak ister", "olmamak ister", 1);
    assert_ne!(changed, text);
    fs::write(&forged, changed).unwrap();
    for (language, told) in [
        ("en", "what was shown, for whom"),
        ("tr", "gösterilen metin"),
    ] {
        let mut arguments = trusting(&[&forged, &one, &other]);
        arguments.extend(["--lang".to_owned(), language.to_owned()]);
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(13));
        let said = self::text(&output.stdout);
        assert!(said.contains(told), "{said}");
    }
    let output = run(trusting(&[&record]));
    assert_eq!(output.status.code(), Some(14), "no receipt is given");
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

#[test]
fn a_whole_log_is_recomputed_from_a_copy_and_each_damage_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), 600);
    let key = demo.ready["log"]["key"].as_str().unwrap().to_owned();
    assert!(demo.end(Signal::TERM).success());
    let copy = folder.path().join("copy");
    // Nothing but what is public.
    for part in ["log", "stamps"] {
        copy_folder(&data.join(part), &copy.join(part));
    }
    let verify = || {
        let arguments = ["verify", "--data", arg(&copy), "--log-key", &key, "--json"];
        let output = run(arguments);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), answer)
    };
    let finding = |answer: &Value, code: &str| -> Option<String> {
        let findings = answer["sections"][0]["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["code"] == code)?;
        Some(found["text"].as_str().unwrap().to_owned())
    };
    // No authority's certificate was given, so that the time is not proven; the log is.
    let (_, answer) = verify();
    assert!(finding(&answer, "recomputed").is_some(), "{answer}");
    assert!(finding(&answer, "differs").is_none(), "{answer}");

    // Between entries and their tile nobody can tell which was changed.
    for (file, named) in [
        ("log/tile/0/000", "log/tile/0/000"),
        ("log/tile/entries/000", "log/tile/0/000"),
        ("log/checkpoint", "log/checkpoint"),
    ] {
        let path = copy.join(file);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        fs::write(&path, bytes).unwrap();
        let (code, answer) = verify();
        assert_eq!(code, Some(13), "{file}: {answer}");
        assert!(finding(&answer, "recomputed").is_none(), "{answer}");
        let told = finding(&answer, "differs").unwrap();
        assert!(told.starts_with(named), "{file}: {told}");
        assert!(!told.contains("ledger"), "there is none: {told}");
        fs::remove_file(&path).unwrap();
        assert!(matches!(
            run(["verify", "--data", arg(&copy), "--log-key", &key])
                .status
                .code(),
            Some(12 | 13)
        ));
        fs::write(&path, whole).unwrap();
    }
    let (_, answer) = verify();
    assert!(finding(&answer, "recomputed").is_some(), "{answer}");
}

#[test]
fn a_whole_log_is_proven_by_stamps_and_by_the_witnesses_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(Some(&data), 10);
    let key = demo.ready["log"]["key"].as_str().unwrap().to_owned();
    assert!(demo.end(Signal::TERM).success());
    let root = data.join("development-tsa/root.pem");
    let verify = |more: &[&str]| {
        let trust = ["--log-key", &key, "--tsa-cert", arg(&root), "--json"];
        let arguments = ["verify", "--data", arg(&data)].into_iter().chain(trust);
        let output = run(arguments.chain(more.iter().copied()));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = answer["sections"][0]["findings"].as_array().unwrap();
        let codes = findings.iter().map(|finding| finding["code"].clone());
        (output.status.code(), codes.collect::<Vec<_>>())
    };
    let (code, findings) = verify(&[]);
    assert_eq!(code, Some(0), "{findings:?}");
    assert!(findings.contains(&"stamped".into()), "{findings:?}");
    assert!(findings.contains(&"oneView".into()), "{findings:?}");

    let witness = fixture("witness.vkey");
    let (code, findings) = verify(&["--witness", arg(&witness), "--quorum", "1"]);
    assert_eq!(code, Some(14), "{findings:?}");
    assert!(findings.contains(&"quorum".into()), "{findings:?}");

    fs::remove_dir_all(data.join("stamps")).unwrap();
    let (code, findings) = verify(&[]);
    assert_eq!(code, Some(14), "{findings:?}");
    assert!(findings.contains(&"noStamp".into()), "{findings:?}");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let Ok(entries) = fs::read_dir(from) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
