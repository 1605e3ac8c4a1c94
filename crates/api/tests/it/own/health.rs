//! `GET /health/live` and `GET /health/ready`.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::app::{Answer, App};

async fn get(app: &App, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    app.send_request(request).await
}

fn part<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let parts = answer["parts"].as_array().unwrap();
    parts.iter().find(|part| part["name"] == name).unwrap()
}

#[tokio::test]
async fn every_part_is_named_and_ready_needs_no_credentials() {
    let app = App::new().await;
    let live = get(&app, "/health/live").await;
    assert_eq!(
        (live.status, live.json()),
        (StatusCode::OK, json!({"status": "live"}))
    );
    let ready = get(&app, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    let body = ready.json();
    assert_eq!(body["status"], "ready");
    for name in [
        "ledger",
        "checkLog",
        "directory",
        "publicLog",
        "stamps",
        "clock",
    ] {
        assert_eq!(part(&body, name)["status"], "ok", "{name}");
    }
}

#[tokio::test]
async fn a_vital_part_that_has_failed_makes_it_unready() {
    let app = App::new().await;
    app.checks.log.close().unwrap();
    let ready = get(&app, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let body = ready.json();
    assert_eq!(body["status"], "unready");
    assert_eq!(part(&body, "checkLog")["status"], "failed");
    assert_eq!(part(&body, "ledger")["status"], "ok");
}

#[tokio::test]
async fn a_ledger_that_has_stopped_and_a_closed_directory_are_told() {
    let app = App::new().await;
    app.ledger.close().unwrap();
    app.directory.close().await;
    let ready = get(&app, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    let body = ready.json();
    assert_eq!(part(&body, "ledger")["status"], "failed");
    assert_eq!(part(&body, "directory")["status"], "failed");
}

#[tokio::test]
async fn a_public_log_that_has_stopped_is_told_and_stops_nothing_else() {
    let app = App::new().await;
    app.proofs.log.stop("another history".to_owned());
    let ready = get(&app, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    let body = ready.json();
    assert_eq!(body["status"], "degraded");
    assert_eq!(part(&body, "publicLog")["status"], "failed");
    assert!(!ready.json().to_string().contains("another history"));
}

#[tokio::test]
async fn the_parts_are_asked_once_a_second_and_after_the_clock_was_set_back() {
    let app = App::new().await;
    assert_eq!(get(&app, "/health/ready").await.status, StatusCode::OK);
    app.checks.log.close().unwrap();
    assert_eq!(get(&app, "/health/ready").await.status, StatusCode::OK);
    app.pass(-10);
    let ready = get(&app, "/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
}
