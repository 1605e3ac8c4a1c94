//! The sealed record of an answer: what it says, that its receipts belong to it, and how long it is kept.

use std::io::Read as _;

use axum::http::{StatusCode, header};
use receipt::{Decision, Receipt, verify};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{PHONE, TEXT, code_of, confirm, started, told};
use crate::app::{App, OPEN_BRAND, PROVIDER};
use crate::proofs::reader;

const DAY: i64 = 24 * 3_600;

/// A consent that was given by code; the request.
async fn given(app: &App) -> String {
    let (id, message) = started(app, "SMS_OTP").await;
    let answer = confirm(app, told(&id, "SMS_OTP", &code_of(&message))).await;
    assert_eq!(answer.status, StatusCode::OK);
    id
}

/// The request that the movements of a record name, as `docs/format.md` has it.
fn request_of(record: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"izin/verified-consent/v1");
    hasher.update(record);
    let mut id: [u8; 16] = hasher.finalize()[..16].try_into().unwrap();
    id[6] = id[6] & 0x0f | 0x80;
    id[8] = id[8] & 0x3f | 0x80;
    hex::encode(id)
}

#[tokio::test]
async fn a_record_says_what_was_shown_and_its_receipts_verify_and_name_it() {
    let app = App::new().await;
    let id = given(&app).await;
    app.stamp().await;
    let path = format!("/izin/v1/sps/{PROVIDER}/verified-consents/{id}");
    let answer = app.get(PROVIDER, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["burdenOfProof"], "registry");
    let text = answer["record"].as_str().unwrap();
    let record: Value = serde_json::from_str(text).unwrap();
    assert_eq!(record["format"], "izin-verified-consent/v1");
    assert_eq!(
        (&record["text"], &record["formVersion"]),
        (&json!(TEXT), &json!(1))
    );
    assert_eq!(record["recipient"], PHONE);
    assert_eq!(record["asked"], "2026-03-10 12:00:00");
    assert_eq!(
        record["answers"][0],
        json!({
            "brandCode": OPEN_BRAND, "brand": format!("Marka {OPEN_BRAND}"), "type": "MESAJ",
            "status": "ONAY",
        })
    );
    let request = request_of(text.as_bytes());
    assert_eq!(answer["recordRequest"], request);
    let movements = answer["movements"].as_array().unwrap();
    assert_eq!(movements.len(), 2);
    for movement in movements {
        let receipt = Receipt::parse(movement["receipt"].to_string().as_bytes()).unwrap();
        let verdict = verify(&receipt, &reader(&app));
        assert_ne!(verdict.decision(), Decision::Failed);
        let opened = domain::canonical::decode(&receipt.opening().canonical).unwrap();
        assert_eq!(opened.item.request.to_wire(), request);
        assert_eq!(
            receipt.transaction_id().to_wire(),
            movement["transactionId"]
        );
    }
}

#[tokio::test]
async fn the_file_holds_the_record_and_a_receipt_of_each_movement() {
    let app = App::new().await;
    let id = given(&app).await;
    app.stamp().await;
    let path = format!("/via/sps/{PROVIDER}/via/clarification/{id}/file");
    let answer = app.get(PROVIDER, &path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/zip");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes)).unwrap();
    assert_eq!(archive.len(), 3);
    let mut record = String::new();
    archive
        .by_name("kayit.json")
        .unwrap()
        .read_to_string(&mut record)
        .unwrap();
    assert!(record.contains(TEXT));
    // Of a request that was not answered there is none.
    let (other, _) = started(&app, "EPOSTA_OTP").await;
    let path = format!("/via/sps/{PROVIDER}/via/clarification/{other}/file");
    assert_eq!(app.get(PROVIDER, &path).await.codes(), ["H1072"]);
}

#[tokio::test]
async fn a_record_is_sealed_and_kept_as_long_as_its_movements_and_others_a_month() {
    let app = App::new().await;
    let id = given(&app).await;
    let (other, _) = started(&app, "EPOSTA_OTP").await;
    let purge = async || app.registry.contract().purge_verifications().await.unwrap();
    for file in ["directory.sqlite", "directory.sqlite-wal"] {
        let bytes = std::fs::read(app.data().join(file)).unwrap_or_default();
        let has = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(
            !has("izin-verified-consent/v1") && !has("5321112233"),
            "{file}"
        );
    }
    app.pass(30 * DAY + 1);
    assert_eq!(purge().await, 1, "the one that nobody answered");
    let gone = format!("/via/sps/{PROVIDER}/consent/request/{other}");
    assert_eq!(app.get(PROVIDER, &gone).await.codes(), ["H1030"]);
    // An approval that stands is kept, and so is its record.
    app.pass(4 * 366 * DAY);
    app.retain().await;
    assert_eq!(purge().await, 0);
    let subject = app.subject_of(&testkit::address_of(PHONE)).await;
    let all = registry::people::recipient::Selection::Everything;
    let source = domain::Source::RegistryWeb;
    app.change(&subject, &all, domain::Status::Refusal, source)
        .await;
    app.pass(4 * 366 * DAY);
    app.retain().await;
    assert_eq!(purge().await, 1);
    let kept = domain::RequestId::from_wire(&id.replace('-', "")).unwrap();
    assert!(app.directory.verification(kept).await.unwrap().is_none());
}
