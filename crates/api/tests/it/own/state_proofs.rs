//! `POST /izin/v1/brands/{brandCode}/state-proofs`.

use std::sync::Arc;

use axum::http::{Method, StatusCode, header};
use domain::draft::AccessRequest;
use domain::{AccessChange, Address, Channel, ItemId, Policy, RetailerCode, Status, Timestamp};
use ledger::{Action, Command, Outcome};
use receipt::{Decision, Finding, Proven, StateProof, Unproven, verify_state};
use registry::proof::public_log::DEFAULT_POLICY;
use serde_json::{Value, json};

use super::check::{INTERMEDIARY_USER, intermediary};
use super::receipts::{PHONE, key, record};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER};
use crate::proofs::reader;

fn question(instant: &str) -> Value {
    json!({
        "recipient": PHONE, "recipientType": "BIREYSEL", "type": "MESAJ", "instant": instant,
    })
}

async fn ask(app: &App, instant: &str) -> Answer {
    ask_with(app, question(instant)).await
}

async fn ask_with(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &path(""), body).await
}

fn path(parameters: &str) -> String {
    format!("/izin/v1/brands/{OPEN_BRAND}/state-proofs{parameters}")
}

#[track_caller]
fn assert_refused(answer: &Answer, status: StatusCode, codes: &[&str]) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.codes(), codes);
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(!text.contains("izin-receipt"), "{text}");
}

#[track_caller]
fn proof(answer: &Answer) -> StateProof {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert_eq!(answer.status, StatusCode::OK, "{text}");
    StateProof::parse(&answer.bytes).unwrap()
}

fn now(app: &App) -> String {
    app.registry.now().to_wire()
}

async fn change_access(app: &App, times: u32) {
    let address = Address::from_wire(PHONE, Channel::Text).unwrap();
    let key = key(app);
    let request = app.registry.new_request_id();
    let commands = (0..times).map(|index| Command {
        brand: key.brand,
        action: Action::Access(AccessRequest {
            address: address.clone(),
            recipient_type: key.recipient_type,
            channel: key.channel,
            change: AccessChange::Replace(vec![RetailerCode(10_000_000 + index)]),
        }),
        received_at: app.registry.now(),
        item: ItemId { request, index },
        policy: Arc::new(Policy::CONTRACT),
        retried: false,
    });
    let outcomes = app.ledger.submit(commands.collect()).await.unwrap();
    for outcome in outcomes {
        assert!(matches!(outcome, Outcome::Recorded(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn the_receipts_on_both_sides_prove_the_state() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    let approved = now(&app);
    app.pass(10);
    let between = now(&app);
    app.pass(10);
    record(&app, "RET").await;
    app.stamp().await;
    for instant in [&approved, &between] {
        let answer = ask(&app, instant).await;
        let proof = proof(&answer);
        let name = "attachment; filename=\"izin-state.json\"";
        assert_eq!(answer.headers[header::CONTENT_DISPOSITION], name);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(proof.before().len(), 1);
        let verdict = verify_state(&proof, &reader(&app));
        assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
        let status = verdict.findings().find_map(|finding| match finding {
            Finding::Proven(Proven::State { status, .. }) => Some(*status),
            _ => None,
        });
        assert_eq!(status, Some(Status::Approval));
    }
}

#[tokio::test]
async fn an_instant_before_the_first_movement_is_proven_to_have_no_record() {
    let app = App::new().await;
    let before = now(&app);
    record(&app, "ONAY").await;
    app.stamp().await;
    let proof = proof(&ask(&app, &before).await);
    assert!(proof.before().is_empty());
    let verdict = verify_state(&proof, &reader(&app));
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    let mut findings = verdict.findings();
    assert!(findings.any(|finding| matches!(finding, Finding::Proven(Proven::NoRecord { .. }))));
}

#[tokio::test]
async fn changes_of_retailers_since_are_shown_so_that_there_is_no_gap() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    change_access(&app, 3).await;
    let between = now(&app);
    app.pass(10);
    change_access(&app, 1).await;
    record(&app, "RET").await;
    app.stamp().await;
    let proof = proof(&ask(&app, &between).await);
    assert_eq!(proof.before().len(), 4);
    assert_eq!(proof.after().unwrap().proof().index, 4);
    let verdict = verify_state(&proof, &reader(&app));
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
}

#[tokio::test]
async fn milliseconds_tell_movements_of_one_second_apart() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.stamp().await;
    let recorded = Timestamp::from_millis(app.registry.now().as_millis() - 60_000);
    let earlier = Timestamp::from_millis(recorded.as_millis() - 1);
    let before = proof(&ask(&app, &receipt::instant_to_text(earlier)).await);
    assert_eq!((before.before().len(), before.instant()), (0, earlier));
    let at = proof(&ask(&app, &receipt::instant_to_text(recorded)).await);
    assert_eq!((at.before().len(), at.instant()), (1, recorded));
}

#[tokio::test]
async fn with_nothing_after_it_a_state_is_shown_and_not_proven() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.stamp().await;
    let proof = proof(&ask(&app, &now(&app)).await);
    assert_eq!(proof.after(), None);
    let verdict = verify_state(&proof, &reader(&app));
    assert_eq!(verdict.decision(), Decision::Incomplete);
    let open =
        |finding: &Finding| matches!(finding, Finding::Unproven(Unproven::NothingAfter { .. }));
    assert!(verdict.findings().any(open));
}

#[tokio::test]
async fn where_there_is_no_record_there_is_no_proof() {
    let app = App::new().await;
    let answer = ask(&app, &now(&app)).await;
    assert_refused(&answer, StatusCode::NOT_FOUND, &["H403"]);
}

#[tokio::test]
async fn stamps_are_waited_for_where_they_are_asked_for() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.publish();
    let (path, body) = (path("?stamped=true"), question(&now(&app)));
    let answer = app.post(PROVIDER, &path, body.clone()).await;
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, &["H123"]);
    let interval = DEFAULT_POLICY.interval.to_string();
    assert_eq!(answer.headers[header::RETRY_AFTER], interval);
    app.stamp().await;
    proof(&app.post(PROVIDER, &path, body).await);
}

#[tokio::test]
async fn wrong_questions_have_their_codes_all_together() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.publish();
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    for instant in [
        "",
        "2026-03-10",
        "2026-03-10T12:00:00",
        "2026-03-10 12:00:00.5",
    ] {
        let answer = ask(&app, instant).await;
        assert_refused(&answer, unprocessable, &["H158"]);
        assert_eq!(answer.json()["errors"][0]["location"], json!(["instant"]));
    }
    let answer = ask(&app, "2026-03-11 12:00:00").await;
    assert_refused(&answer, unprocessable, &["H162"]);
    let answer = ask_with(&app, json!({})).await;
    assert_refused(&answer, unprocessable, &["H111", "H170", "H114", "H158"]);
    let answer = ask_with(&app, json!("x")).await;
    assert_refused(&answer, StatusCode::BAD_REQUEST, &["H097"]);
}

#[tokio::test]
async fn strangers_learn_nothing() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.publish();
    let body = question(&now(&app));
    let answer = app
        .send(Method::POST, &path(""), None, Some(body.clone()))
        .await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, &["H351"]);
    let answer = app.post(STRANGER, &path(""), body.clone()).await;
    assert_refused(&answer, StatusCode::FORBIDDEN, &["H353"]);
    intermediary(&app, true).await;
    let token = app.token_of(INTERMEDIARY_USER).await;
    let asked = Some(body.clone());
    let others = app.send(Method::POST, &path(""), Some(&token), asked).await;
    assert_eq!(others.bytes, answer.bytes);
    let nobodys = "/izin/v1/brands/999999/state-proofs";
    let unknown = app.post(STRANGER, nobodys, body.clone()).await;
    assert_eq!(unknown.bytes, answer.bytes);
    app.subscribe(PROVIDER, |subscription| subscription.api_use = false)
        .await;
    let answer = ask_with(&app, body).await;
    assert_refused(&answer, StatusCode::FORBIDDEN, &["H586"]);
}

#[tokio::test]
async fn more_changes_of_retailers_than_a_proof_holds_are_h126() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    change_access(&app, 255).await;
    app.publish();
    assert_eq!(proof(&ask(&app, &now(&app)).await).before().len(), 256);
    change_access(&app, 1).await;
    app.publish();
    let answer = ask(&app, &now(&app)).await;
    assert_refused(&answer, StatusCode::UNPROCESSABLE_ENTITY, &["H126"]);
}
