//! Data folders of older programs, opened by this one. They are never made anew: `make.py` beside each says
//! how it came to be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::Client;
use crate::peers::Server;
use crate::program::{arg, run, text};

const BRAND: &str = "/sps/600001/brands/600001";
const PHONE: &str = "+905051230001";

/// What the older program answered.
#[derive(Deserialize)]
struct Expected {
    password: String,
    receipts: Vec<String>,
    batch: String,
    log: Value,
    roots: String,
    /// The brand's file of each day.
    days: BTreeMap<String, String>,
    /// Status, source and transactionId of each recipient's text messages.
    states: BTreeMap<String, [String; 3]>,
}

/// A copy of a frozen folder.
struct Frozen {
    folder: tempfile::TempDir,
    expected: Expected,
}

impl Frozen {
    fn of(version: &str) -> Self {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures")
            .join(version);
        let folder = tempfile::tempdir().unwrap();
        let archive = fs::File::open(kept.join("data.tar.gz")).unwrap();
        let mut archive = tar::Archive::new(GzDecoder::new(archive));
        // Keys are for their owner alone.
        archive.set_preserve_permissions(true);
        archive.unpack(folder.path()).unwrap();
        let expected = fs::read_to_string(kept.join("expected.json")).unwrap();
        let frozen = Self {
            folder,
            expected: serde_json::from_str(&expected).unwrap(),
        };
        let config = "[public_log]\norigin = \"frozen.example/izin\"\nstamp_interval_seconds = 1\n\
                      [contract]\nrate_limits = false\n";
        fs::write(frozen.config(), config).unwrap();
        frozen
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("izin.toml")
    }

    fn serve(&self) -> (Server, Client) {
        let server = Server::start(&self.data(), &self.config());
        let client = Client::of(
            &server.address,
            "api@frozen.example",
            &self.expected.password,
        );
        (server, client)
    }

    /// Checks it; how many of the directory's rows have sums.
    fn check(&self) -> u64 {
        let output = run(["fsck", "--json", "--data", arg(&self.data())]);
        let said = text(&output.stdout);
        assert!(output.status.success(), "{said}{}", text(&output.stderr));
        let counts: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        counts["directory"]["rows"].as_u64().unwrap()
    }

    /// Verifies receipts together, as a reader does.
    fn verify(&self, receipts: &[String]) {
        let write = |name: &str, content: &str| {
            let path = self.folder.path().join(name);
            fs::write(&path, content).unwrap();
            path
        };
        let roots = write("roots.pem", &self.expected.roots);
        let paths: Vec<PathBuf> = (0..)
            .zip(receipts)
            .map(|(number, receipt)| write(&format!("receipt-{number}.json"), receipt))
            .collect();
        let key = self.expected.log["key"].as_str().unwrap();
        let mut arguments = vec!["verify", "--log-key", key, "--tsa-cert", arg(&roots)];
        arguments.extend(paths.iter().map(|path| arg(path)));
        let output = run(arguments);
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

#[test]
fn a_frozen_folder_has_no_differences_before_and_after_it_was_served() {
    let frozen = Frozen::of("868d4a8");
    let summed = frozen.check();
    let (server, client) = frozen.serve();
    let said = json!({
        "recipient": "+905051231135", "recipientType": "BIREYSEL", "type": "MESAJ", "status": "RET",
        "source": "HS_WEB", "consentDate": "2026-11-28 10:00:00",
    });
    let answer = client.post(&format!("{BRAND}/consents"), &said);
    assert_eq!(answer.status, 200, "{answer:?}");
    let checked = json!({"recipient": "+905051231135", "type": "MESAJ"});
    let answer = client.post("/izin/v1/brands/600001/check", &checked);
    assert_eq!(
        (answer.status, &answer.body["decision"]),
        (409, &json!("DENY"))
    );
    server.end();
    // The rows that the older program wrote without a sum have one now.
    assert!(frozen.check() > summed);
}

#[test]
fn what_a_frozen_folder_says_is_what_it_said() {
    let frozen = Frozen::of("868d4a8");
    let (server, client) = frozen.serve();
    let expected = &frozen.expected;
    assert!(expected.states.len() > 40);
    for (recipient, [status, source, transaction]) in &expected.states {
        let question =
            json!({"recipient": recipient, "type": "MESAJ", "recipientType": "BIREYSEL"});
        let answer = client
            .post(&format!("{BRAND}/consents/status"), &question)
            .body;
        assert_eq!(
            [
                &answer["status"],
                &answer["source"],
                &answer["transactionId"]
            ],
            [status, source, transaction],
            "{recipient}"
        );
    }
    for (day, file) in &expected.days {
        let (status, bytes) = client.fetch(&format!("{BRAND}/changes/{day}/file"));
        assert_eq!((status, text(&bytes)), (200, file.clone()), "{day}");
    }
    let batch = client.get(&format!("{BRAND}/consents/request/{}", expected.batch));
    let results = batch.body.as_array().unwrap();
    assert_eq!(results.len(), 40);
    assert!(results.iter().all(|item| item["status"] == "success"));
    let log = client.get("/izin/v1/log").body;
    assert_eq!(log["key"], expected.log["key"]);
    assert!(log["size"].as_u64() >= expected.log["size"].as_u64());
    // The person's refusal of everything.
    assert_eq!(expected.states[PHONE][..2], ["RET", "IYS_WEB"]);
    // Whoever is admitted with another role still is.
    for user in ["api@partner.example", "api@ahs.example"] {
        Client::of(&server.address, user, &expected.password);
    }
    server.end();
}

#[test]
fn the_receipts_of_a_frozen_folder_verify_beside_those_it_gives_now() {
    let frozen = Frozen::of("868d4a8");
    frozen.verify(&frozen.expected.receipts);
    let (server, client) = frozen.serve();
    let mut receipts = frozen.expected.receipts.clone();
    for old in &frozen.expected.receipts {
        let old: Value = serde_json::from_str(old).unwrap();
        let id = old["transactionId"].as_str().unwrap();
        let (status, bytes) = client.fetch(&format!("/izin/v1/receipts/{id}"));
        assert_eq!(status, 200);
        receipts.push(text(&bytes));
    }
    server.end();
    frozen.verify(&receipts);
}
