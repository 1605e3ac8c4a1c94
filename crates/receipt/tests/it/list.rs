//! Receipts of lists that were checked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::{Signer as _, SigningKey};
use receipt::{
    CheckKey, Decision, Document, Fault, Finding, ListFile, ListReceipt, ListStatement, Proven,
    ReceiptError, verify_list,
};
use sha2::{Digest as _, Sha256};
use tlog::Checkpoint;

use crate::scene::Scene;

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[4; 32])
}

fn check_key() -> CheckKey {
    CheckKey::from_bytes(signing_key().verifying_key().as_bytes()).unwrap()
}

fn statement(scene: &Scene) -> ListStatement {
    let note = scene.checkpoint();
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    ListStatement {
        run: "6c7a2b9e-0000-4000-8000-000000000001".to_owned(),
        brand_code: 606_060,
        channel: "MESAJ".to_owned(),
        recipient_type: "BIREYSEL".to_owned(),
        rows: 4,
        allowed: 1,
        denied: 2,
        invalid: 1,
        changed_hands: 1,
        as_of_from: "2026-03-10T12:00:00.000+03:00".to_owned(),
        as_of_until: "2026-03-10T12:00:01.000+03:00".to_owned(),
        valid_until: "2026-03-10T13:00:00.000+03:00".to_owned(),
        input_sha256: hex::encode([1; 32]),
        output_sha256: hex::encode([2; 32]),
        log: checkpoint.origin.to_string(),
        tree_size: checkpoint.size,
        tree_root: STANDARD.encode(checkpoint.root),
        key_id: hex::encode([0; 8]),
    }
}

fn signed(scene: &Scene, statement: ListStatement) -> ListReceipt {
    let sign = |bytes: &[u8]| signing_key().sign(bytes).to_bytes();
    ListReceipt::sign(statement, scene.checkpoint(), sign)
}

/// A receipt for such files, and the public key in PEM.
pub fn frozen(scene: &Scene, list: &str, answer: &str) -> (ListReceipt, String) {
    let statement = ListStatement {
        rows: 2,
        allowed: 1,
        denied: 1,
        invalid: 0,
        changed_hands: 0,
        input_sha256: hex::encode(Sha256::digest(list)),
        output_sha256: hex::encode(Sha256::digest(answer)),
        ..statement(scene)
    };
    let key = signing_key().verifying_key();
    let pem = key.to_public_key_pem(LineEnding::LF).unwrap();
    (signed(scene, statement), pem)
}

#[test]
fn a_receipt_is_read_as_it_was_written_and_proves_what_the_key_signed() {
    let scene = Scene::new();
    let receipt = signed(&scene, statement(&scene));
    let json = receipt.to_json();
    assert!(json.ends_with('\n') && json.lines().count() == 1);
    let read = ListReceipt::parse(json.as_bytes()).unwrap();
    assert_eq!(read, receipt);
    let document = Document::parse(json.as_bytes()).unwrap();
    assert_eq!(document, Document::List(Box::new(receipt)));
    let verdict = verify_list(&read, &[[1; 32], [2; 32]], &[check_key()], &scene.trust());
    assert_eq!(verdict.decision(), Decision::Proven);
    let codes: Vec<_> = verdict.findings().map(Finding::code).collect();
    let expected = [
        "listSigned",
        "listFile",
        "listFile",
        "signed",
        "cosigned",
        "listTime",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn what_was_not_signed_so_fails() {
    let scene = Scene::new();
    let receipt = signed(&scene, statement(&scene));
    let failed = |receipt: &ListReceipt, files: &[[u8; 32]], keys: &[CheckKey]| {
        let verdict = verify_list(receipt, files, keys, &scene.trust());
        let faults: Vec<_> = verdict
            .findings()
            .filter(|finding| matches!(finding, Finding::Failed(_)))
            .cloned()
            .collect();
        (verdict.decision(), faults)
    };
    let other_key = SigningKey::from_bytes(&[5; 32]).verifying_key();
    let other_key = CheckKey::from_bytes(other_key.as_bytes()).unwrap();
    let is_fault =
        |found, fault| assert_eq!(found, (Decision::Failed, vec![Finding::Failed(fault)]));
    is_fault(failed(&receipt, &[], &[other_key]), Fault::ListSignature);
    is_fault(failed(&receipt, &[], &[]), Fault::ListSignature);
    is_fault(
        failed(&receipt, &[[1; 32], [3; 32]], &[check_key()]),
        Fault::ListFile,
    );
    let changed = receipt
        .to_json()
        .replace("\\\"denied\\\":2", "\\\"denied\\\":3");
    assert_ne!(changed, receipt.to_json());
    let changed = ListReceipt::parse(changed.as_bytes()).unwrap();
    is_fault(failed(&changed, &[], &[check_key()]), Fault::ListSignature);
    let elsewhere = ListStatement {
        tree_size: 599,
        ..statement(&scene)
    };
    is_fault(
        failed(&signed(&scene, elsewhere), &[], &[check_key()]),
        Fault::ListTree,
    );
    let trust = receipt::Trust {
        log_keys: Vec::new(),
        ..scene.trust()
    };
    let verdict = verify_list(&receipt, &[], &[check_key()], &trust);
    assert_eq!(verdict.decision(), Decision::Failed);
}

#[test]
fn which_file_is_not_given_is_told() {
    let scene = Scene::new();
    let receipt = signed(&scene, statement(&scene));
    let verdict = verify_list(&receipt, &[[2; 32]], &[check_key()], &scene.trust());
    let given = Finding::Proven(Proven::ListFile(ListFile::Answered));
    assert!(verdict.findings().any(|finding| *finding == given));
    let codes: Vec<_> = verdict.findings().map(Finding::code).collect();
    assert_eq!(codes[codes.len() - 2..], ["listFileNotGiven", "listTime"]);
    assert_eq!(verdict.decision(), Decision::Proven);
}

#[test]
fn what_the_format_does_not_have_is_refused() {
    let scene = Scene::new();
    let json = signed(&scene, statement(&scene)).to_json();
    let refused = |text: String| ListReceipt::parse(text.as_bytes()).unwrap_err();
    let more = json.replacen('{', "{\"more\":1,", 1);
    assert!(matches!(refused(more), ReceiptError::Json { .. }));
    for (from, to, member) in [
        (
            "\\\"rows\\\":4",
            "\\\"rows\\\":4,\\\"more\\\":1",
            "statement",
        ),
        ("\"signature\":\"", "\"signature\":\"00", "signature"),
        (
            "\"checkpoint\":\"",
            "\"checkpoint\":\"\\u0000",
            "checkpoint",
        ),
    ] {
        let text = json.replace(from, to);
        assert_ne!(text, json);
        assert_eq!(refused(text), ReceiptError::Member(member));
    }
    assert!(matches!(
        Document::parse(
            json.replace("izin-list-check/v1", "izin-list-check/v2")
                .as_bytes()
        ),
        Err(ReceiptError::Format(_))
    ));
}
