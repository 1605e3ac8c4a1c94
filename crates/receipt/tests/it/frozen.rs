//! Receipts that were handed out once must verify for ever: these files are never made anew.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Timestamp;
use receipt::{
    CheckKey, DayDigest, DayProof, Decision, ListReceipt, Proven, Receipt, RecordKey, StateProof,
    Trust, VerifiedConsent, verify, verify_all, verify_day, verify_list, verify_state,
};
use receipt::{Finding, Unproven};
use sha2::{Digest as _, Sha256};

use crate::scene::{ACCESS, APPROVAL, REFUSAL, SIZE, Scene, recorded_at};

pub const RECEIPT: &[u8] = include_bytes!("../fixtures/receipt.json");
pub const STATE: &[u8] = include_bytes!("../fixtures/state.json");
const RENEWED: &[u8] = include_bytes!("../fixtures/renewed.json");
const AUTHORITATIVE: &[u8] = include_bytes!("../fixtures/receipt-rsa.json");
const DAY: &[u8] = include_bytes!("../fixtures/day.csv");
const DAY_STAMP: &[u8] = include_bytes!("../fixtures/day.tsr");
const LIST: &[u8] = include_bytes!("../fixtures/list.csv");
const LIST_ANSWER: &[u8] = include_bytes!("../fixtures/list-answer.csv");
pub const LIST_CHECK: &[u8] = include_bytes!("../fixtures/list-check.json");
pub const CHECK_KEY: &str = include_str!("../fixtures/check-key.pem");
pub const CONSENT: &[u8] = include_bytes!("../fixtures/kayit.json");
pub const CONSENT_RECEIPTS: [&[u8]; 2] = [
    include_bytes!("../fixtures/makbuz-0.json"),
    include_bytes!("../fixtures/makbuz-1.json"),
];
const LOG_KEY: &str = include_str!("../fixtures/log.vkey");
const WITNESS_KEY: &str = include_str!("../fixtures/witness.vkey");
const DEVELOPMENT_ROOT: &str = include_str!("../fixtures/development-root.pem");
const SHORT_ROOTS: &str = include_str!("../fixtures/renewed-roots.pem");
const RSA_ROOT: &str = include_str!("../fixtures/rsa-root.pem");

/// What a reader of the frozen receipts has.
pub fn trust() -> Trust {
    let mut authorities = tsp::Trust::from_pem(DEVELOPMENT_ROOT).unwrap();
    authorities.extend(tsp::Trust::from_pem(SHORT_ROOTS).unwrap());
    authorities.extend(tsp::Trust::from_pem(RSA_ROOT).unwrap());
    Trust {
        log_keys: vec![LOG_KEY.trim_end().parse().unwrap()],
        witnesses: vec![WITNESS_KEY.trim_end().parse().unwrap()],
        quorum: 1,
        authorities,
        policies: Vec::new(),
        now: Timestamp::from_seconds(1_800_000_000),
    }
}

#[test]
fn a_frozen_receipt_still_verifies() {
    let receipt = Receipt::parse(RECEIPT).unwrap();
    let verdict = verify(&receipt, &trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    assert_eq!(receipt.to_json().as_bytes(), RECEIPT);
    assert_eq!(receipt.movement().recipient, "+905050000001");
}

#[test]
fn a_frozen_receipt_with_a_stamp_by_openssl_still_verifies() {
    let receipt = Receipt::parse(AUTHORITATIVE).unwrap();
    let verdict = verify(&receipt, &trust());
    assert_eq!(verdict.decision(), Decision::Proven);
    assert!(!receipt.is_development());
}

#[test]
fn a_frozen_state_proof_still_verifies() {
    let proof = StateProof::parse(STATE).unwrap();
    let verdict = verify_state(&proof, &trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    assert_eq!(proof.to_json().as_bytes(), STATE);
    let state = |it: &Finding| matches!(it, Finding::Proven(Proven::State { .. }));
    assert!(verdict.findings().any(state));
}

#[test]
fn a_frozen_receipt_with_renewals_still_verifies() {
    let receipt = Receipt::parse(RENEWED).unwrap();
    let mut trust = trust();
    trust.now = Timestamp::from_seconds(recorded_at(0).as_seconds() + 20 * 24 * 60 * 60);
    let verdict = verify(&receipt, &trust);
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    let ended = |it: &Finding| matches!(it, Finding::Unproven(Unproven::Ended { .. }));
    assert!(!verdict.findings().any(ended));
    let renewed = verdict.findings().filter(|it| it.code() == "renewed");
    assert_eq!(renewed.count(), 2);
}

#[test]
fn a_frozen_daily_file_still_verifies() {
    let mut digest = DayDigest::new();
    digest.update(DAY);
    let proof = DayProof::new(digest.finish(), DAY_STAMP).unwrap();
    let verdict = verify_day(&proof, &trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
}

#[test]
fn a_frozen_receipt_of_a_list_still_verifies() {
    let receipt = ListReceipt::parse(LIST_CHECK).unwrap();
    assert_eq!(receipt.to_json().as_bytes(), LIST_CHECK);
    let files = [LIST, LIST_ANSWER].map(|file| Sha256::digest(file).into());
    let key = CheckKey::from_pem(CHECK_KEY).unwrap();
    let verdict = verify_list(&receipt, &files, &[key], &trust());
    assert_eq!(verdict.decision(), Decision::Proven);
}

#[test]
fn a_frozen_record_of_a_verified_consent_still_verifies() {
    let consent = VerifiedConsent::parse(CONSENT).unwrap();
    assert_eq!(consent.statement().to_bytes(), CONSENT);
    let receipts = CONSENT_RECEIPTS.map(|bytes| Receipt::parse(bytes).unwrap());
    let verdict = verify_all(&receipts, &[], &[consent], &trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    let answers = verdict.findings().filter(|it| it.code() == "consentAnswer");
    assert_eq!(answers.count(), 2);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Writes a file that is not there yet; one that is stays as it is.
fn freeze(name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder().join(name);
    if !fs::exists(&path).unwrap_or_default() || fs::read(&path).is_ok_and(|it| it.is_empty()) {
        fs::write(path, bytes).unwrap();
    }
}

/// How the files were made. To freeze another form, give it names of its own.
#[test]
#[ignore = "writes files into the tree"]
fn the_fixtures_are_frozen_once() {
    let mut scene = Scene::new();
    freeze("log.vkey", format!("{}\n", scene.log_key()));
    freeze("witness.vkey", format!("{}\n", scene.witness.verifier()));
    freeze("development-root.pem", scene.authority.root_pem());
    freeze("receipt.json", scene.receipt(APPROVAL).to_json());
    let before = vec![scene.receipt(APPROVAL), scene.receipt(ACCESS)];
    let after = scene.receipt(REFUSAL);
    let key = RecordKey {
        brand_code: before[0].movement().brand_code,
        recipient: before[0].movement().recipient.clone(),
        recipient_type: before[0].movement().recipient_type.clone(),
        channel: before[0].movement().channel.clone(),
    };
    let state = StateProof::new(key, recorded_at(400), before, Some(after)).unwrap();
    freeze("state.json", state.to_json());
    let day = "transactionId,recipient\n0a6e866aef97298d2869d3b725bc27ea,+905050000001\n";
    freeze("day.csv", day);
    let mut digest = DayDigest::new();
    digest.update(day.as_bytes());
    let token = scene.token(tsp::Imprint::Sha384(digest.finish()));
    freeze("day.tsr", token.to_reply_der());
    let (renewed, roots) = crate::renewal::frozen();
    freeze("renewed.json", renewed.to_json());
    freeze("renewed-roots.pem", roots);
    let list = "Telefon\n+905050000001\n+905050000002\n";
    let answer = "Telefon;decision;reason;asof;valid_until;changed_hands\n\
        +905050000001;ALLOW;APPROVED;2026-03-10T12:00:00.000+03:00;2026-03-10T13:00:00.000+03:00;\n\
        +905050000002;DENY;REFUSED;2026-03-10T12:00:00.000+03:00;;\n";
    freeze("list.csv", list);
    freeze("list-answer.csv", answer);
    let (receipt, key) = crate::list::frozen(&scene, list, answer);
    freeze("list-check.json", receipt.to_json());
    freeze("check-key.pem", key);
    let (record, mut scene) = crate::consent::frozen();
    freeze("kayit.json", record);
    for (place, index) in crate::consent::ANSWERS.into_iter().enumerate() {
        let receipt = scene.receipt(index).to_json();
        freeze(&format!("makbuz-{place}.json"), receipt);
    }
    // For an authority of openssl's to stamp: see `tests/fixtures/rsa.sh`.
    freeze("checkpoint.txt", scene.checkpoint().text());
    if let Ok(reply) = fs::read(folder().join("checkpoint.tsr"))
        && !reply.is_empty()
    {
        let stamp = receipt::Stamp {
            token: tsp::Token::parse(&reply).unwrap(),
            renewals: Vec::new(),
        };
        let proof = scene.proof(SIZE - 1);
        let receipt = Receipt::new(scene.opening(SIZE - 1), proof, vec![stamp]).unwrap();
        freeze("receipt-rsa.json", receipt.to_json());
    }
}
