//! The same receipts by a program that shares nothing with ours: `clients/python/check_receipt.py`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Set where the other programs must be there; elsewhere their tests are passed over without them.
const PEERS_WANTED: &str = "IZIN_PEERS";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn available() -> bool {
    let works = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output();
        output.is_ok_and(|output| output.status.success())
    };
    let available = works("python3", "--version") && works("openssl", "version");
    assert!(
        available || std::env::var_os(PEERS_WANTED).is_none(),
        "python3 or openssl is missing"
    );
    available
}

fn check(file: &Path, roots: &[PathBuf]) -> Output {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/python/check_receipt.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(file);
    command.arg("--log-key").arg(fixture("log.vkey"));
    command.arg("--witness").arg(fixture("witness.vkey"));
    for root in roots {
        command.arg("--tsa-cert").arg(root);
    }
    command.output().unwrap()
}

#[test]
fn another_program_finds_the_same_receipts_proven() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // openssl takes one root of a name from a file: each gets its own.
    let pems = fs::read_to_string(fixture("renewed-roots.pem")).unwrap();
    let mut short = Vec::new();
    for (number, pem) in pems
        .split_inclusive("-----END CERTIFICATE-----\n")
        .enumerate()
    {
        let path = folder.path().join(format!("{number}.pem"));
        fs::write(&path, pem).unwrap();
        short.push(path);
    }
    for (file, roots) in [
        ("receipt.json", vec![fixture("development-root.pem")]),
        ("state.json", vec![fixture("development-root.pem")]),
        ("receipt-rsa.json", vec![fixture("rsa-root.pem")]),
        ("renewed.json", short),
    ] {
        let output = check(&fixture(file), &roots);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{file}: {told}");
    }
}

#[test]
fn another_program_finds_changed_receipts_unproven() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("receipt.json");
    let receipt = fs::read_to_string(fixture("receipt.json")).unwrap();
    for (from, to) in [
        ("\"status\":\"ONAY\"", "\"status\":\"RET\""),
        ("\\nindex 3\\n", "\\nindex 2\\n"),
        ("\"key\":\"0", "\"key\":\"1"),
        ("\\n600\\n", "\\n601\\n"),
    ] {
        assert!(receipt.contains(from), "{from}");
        fs::write(&changed, receipt.replacen(from, to, 1)).unwrap();
        let output = check(&changed, &[fixture("development-root.pem")]);
        assert!(!output.status.success(), "{from}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.starts_with("NOT PROVEN: "), "{told}");
    }
    let output = check(&fixture("receipt.json"), &[fixture("rsa-root.pem")]);
    assert!(!output.status.success(), "another authority's root");
}
