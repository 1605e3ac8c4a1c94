//! Receipts of a running demo, checked by the program alone.

use std::fs;
use std::path::Path;
use std::process::Output;

use rustix::process::Signal;
use serde_json::json;

use crate::http::{Client, fetch};
use crate::program::{Demo, arg, run, text};

const RECORDS: u32 = 2_000;
/// How often a receipt is asked for before the test gives up.
const QUESTIONS_MAX: u32 = 20_000;
/// Every how many bytes a receipt is changed; that any byte counts is tested where receipts are read.
const STEP: usize = 397;

/// What somebody has who checks a receipt: the key, the certificate, and a folder for the receipt.
struct Checker {
    folder: tempfile::TempDir,
    key: String,
}

impl Checker {
    fn of(demo: &Demo) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = &demo.ready["log"];
        let (status, pem) = fetch(&demo.address(), &demo.path(&log["authority"]));
        assert_eq!(status, 200);
        fs::write(folder.path().join("tsa.pem"), pem).unwrap();
        let key = log["key"].as_str().unwrap().to_owned();
        Self { folder, key }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn check(&self, receipt: &[u8]) -> Output {
        let file = self.path("receipt.json");
        fs::write(&file, receipt).unwrap();
        let (file, pem) = (arg(&file), self.path("tsa.pem"));
        let trust = ["--log-key", &self.key, "--tsa-cert", arg(&pem)];
        run(["verify", file].into_iter().chain(trust))
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn a_receipt_verifies_with_the_logs_key_and_the_stampers_certificate_alone_and_no_changed_one_does()
{
    let demo = Demo::start(None, RECORDS);
    let client = Client::log_in(&demo);
    let (status, receipt) = client.fetch(&demo.path(&demo.ready["receipt"]["url"]));
    assert_eq!(status, 200, "{}", text(&receipt));
    let checker = Checker::of(&demo);
    // The registry is gone, and its folder with it.
    assert!(demo.end(Signal::TERM).success());

    let verified = checker.check(&receipt);
    let said = text(&verified.stdout);
    assert!(
        verified.status.success(),
        "{said}{}",
        text(&verified.stderr)
    );
    assert!(said.contains("development"), "{said}");

    for place in (0..receipt.len()).step_by(STEP) {
        let mut changed = receipt.clone();
        changed[place] ^= 1;
        let refused = checker.check(&changed);
        assert!(!refused.status.success(), "byte {place}");
    }
}

#[test]
fn a_movement_just_recorded_soon_has_a_receipt_with_a_time_stamp() {
    let demo = Demo::start(None, 0);
    let client = Client::log_in(&demo);
    let consent = json!({
        "recipient": "+905321234567", "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
        "recipientType": "BIREYSEL", "consentDate": "2019-05-06 12:00:00",
    });
    let recorded = client.post(&format!("{}/consents", client.brand), &consent);
    assert_eq!(recorded.status, 200, "{recorded:?}");
    let id = recorded.body["transactionId"].as_str().unwrap();
    let path = format!("/izin/v1/receipts/{id}?stamped=true");
    let receipt = (0..QUESTIONS_MAX).find_map(|_| match client.fetch(&path) {
        (200, receipt) => Some(receipt),
        (status, body) => {
            assert_eq!(status, 503, "{}", text(&body));
            std::thread::yield_now();
            None
        }
    });
    let verified = Checker::of(&demo).check(&receipt.expect("a stamped receipt"));
    assert!(
        verified.status.success(),
        "{}{}",
        text(&verified.stdout),
        text(&verified.stderr)
    );
    // Nobody else gets it.
    assert_ne!(fetch(&demo.address(), &path).0, 200);
    assert!(demo.end(Signal::TERM).success());
}

#[test]
fn a_receipt_is_checked_without_leaving_anything_behind() {
    let demo = Demo::start(None, 10);
    let client = Client::log_in(&demo);
    let (_, receipt) = client.fetch(&demo.path(&demo.ready["receipt"]["url"]));
    let checker = Checker::of(&demo);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(checker.path("receipt.json"), receipt).unwrap();
    let (receipt, pem) = (checker.path("receipt.json"), checker.path("tsa.pem"));
    let output = crate::program::izin([
        "verify",
        arg(&receipt),
        "--log-key",
        &checker.key,
        "--tsa-cert",
        arg(&pem),
    ])
    .current_dir(elsewhere.path())
    .output()
    .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(is_empty(elsewhere.path()));
}
