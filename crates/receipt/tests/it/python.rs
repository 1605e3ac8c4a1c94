//! The same receipts by a program that shares nothing with ours: `clients/python/check_receipt.py`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::Seq;
use receipt::Receipt;

use crate::scene::{ACCESS, APPROVAL, REFUSAL, SIZE, START_MILLIS, Scene, movement};

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

/// Whenever no other time is asked about.
const NOW: i64 = 1_800_000_000;

fn check(file: &Path, roots: &[PathBuf]) -> Output {
    check_at(NOW, &[file], roots)
}

fn check_at(now: i64, files: &[&Path], roots: &[PathBuf]) -> Output {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/python/check_receipt.py");
    let mut command = Command::new("python3");
    command.arg(script).args(files);
    command.arg("--now").arg(now.to_string());
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
        ("renewed.json", short.clone()),
    ] {
        let now = if file == "renewed.json" { RENEWED } else { NOW };
        let output = check_at(now, &[&fixture(file)], &roots);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{file}: {told}");
    }
    refuses(
        &check(&fixture("renewed.json"), &short),
        "certificates have ended",
    );
}

/// When the renewed stamp is on its second renewal.
const RENEWED: i64 = START_MILLIS / 1000 + 20 * 24 * 60 * 60;

fn refuses(output: &Output, why: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{why}");
    assert!(
        told.starts_with("NOT PROVEN: ") && told.contains(why),
        "{why}: {told}"
    );
}

#[test]
fn another_program_finds_the_same_contradictions() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let roots = [fixture("development-root.pem")];
    let write = |name: &str, receipt: &Receipt| {
        let path = folder.path().join(name);
        fs::write(&path, receipt.to_json()).unwrap();
        path
    };
    let scene = |size, changed: u64, previous: Option<u64>| {
        Scene::of((0..size).map(move |index| {
            let mut movement = movement(index);
            movement.item.index += u32::from(index == changed);
            if index == REFUSAL && changed == REFUSAL {
                movement.prev = previous.map(Seq);
            }
            movement
        }))
    };
    let (mut ours, mut other) = (scene(SIZE, SIZE, None), scene(520, 100, None));
    let approval = write("approval", &ours.receipt(APPROVAL));
    let access = write("access", &ours.receipt(ACCESS));
    let refusal = write("refusal", &ours.receipt(REFUSAL));
    let honest = check_at(NOW, &[&approval, &access, &refusal, &approval], &roots);
    assert!(honest.status.success(), "{honest:?}");
    let smaller = write("smaller", &other.receipt(400));
    let leaf = write("leaf", &scene(520, APPROVAL, None).receipt(APPROVAL));
    let fork = write(
        "fork",
        &scene(SIZE + 1, REFUSAL, Some(APPROVAL)).receipt(REFUSAL),
    );
    let skips = write("skips", &scene(SIZE + 1, REFUSAL, None).receipt(REFUSAL));
    let itself = write(
        "itself",
        &scene(SIZE, REFUSAL, Some(REFUSAL)).receipt(REFUSAL),
    );
    let split = write("split", &scene(SIZE, 100, None).receipt(400));
    for (files, why) in [
        (vec![&approval, &smaller], "two histories"),
        (vec![&approval, &leaf], "two leaves"),
        (vec![&access, &fork], "two movements name 3"),
        (vec![&access, &skips], "passes over 300"),
        (vec![&approval, &split], "two trees of one size"),
        (vec![&itself], "names itself"),
    ] {
        let files: Vec<&Path> = files.into_iter().map(PathBuf::as_path).collect();
        refuses(&check_at(NOW, &files, &roots), why);
    }
    let early = START_MILLIS / 1000;
    refuses(&check_at(early, &[&approval], &roots), "in the future");
}

#[test]
fn another_program_finds_the_same_of_records_of_verified_consents() {
    if !available() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let roots = [fixture("development-root.pem")];
    let receipts = [fixture("makbuz-0.json"), fixture("makbuz-1.json")];
    let with_receipts = |record: &Path| {
        let files = [record, &receipts[0], &receipts[1]];
        check_at(NOW, &files, &roots)
    };
    let record = fixture("kayit.json");
    let output = with_receipts(&record);
    assert!(output.status.success(), "{output:?}");
    refuses(
        &check_at(NOW, &[&record, &fixture("receipt.json")], &roots),
        "no receipt of a movement",
    );
    let text = fs::read_to_string(&record).unwrap();
    let forged = folder.path().join("kayit.json");
    for (from, to, why) in [
        ("olmak ister", "olmamak ister", "what was shown"),
        ("+905050000001", "+905050000003", "recipient is not"),
        ("\"RET\"", "\"ONAY\"", "answer 0 of the record"),
        ("10:15:13", "10:15:12", "time of the answer"),
        ("10:15:04", "10:16:04", "out of order"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&forged, text.replacen(from, to, 1)).unwrap();
        refuses(&with_receipts(&forged), why);
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
