//! `POST /izin/v1/voice`.

use axum::http::{Method, StatusCode};
use directory::gateway::GatewayKind;
use serde_json::{Value, json};

use super::texts::gateway;
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, brand_path};

const PATH: &str = "/izin/v1/voice";
const PHONE: &str = "+905321234567";

async fn send(app: &App, token: &str, body: Value) -> Answer {
    app.send(Method::POST, PATH, Some(token), Some(body)).await
}

/// Presses keys in one call, from its beginning; the last answer.
async fn press(app: &App, token: &str, verified: bool, keys: &[&str]) -> Value {
    let mut body = json!({ "call": "c1", "caller": PHONE, "verified": verified });
    let mut answer = send(app, token, body.clone()).await;
    for key in keys {
        assert_eq!(answer.status, StatusCode::OK);
        body["state"] = answer.json()["state"].clone();
        body["input"] = json!(key);
        answer = send(app, token, body.clone()).await;
    }
    answer.json()
}

async fn approve(app: &App) {
    let consent = json!({
        "recipient": PHONE, "type": "ARAMA", "recipientType": "BIREYSEL", "status": "ONAY",
        "source": "HS_WEB", "consentDate": "2026-03-10 11:00:00",
    });
    let path = brand_path(OPEN_BRAND, "/consents");
    let answer = app.post(PROVIDER, &path, consent).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refusal_by_voice_is_seen_by_the_next_check_and_in_the_brands_feed() {
    let app = App::new().await;
    approve(&app).await;
    let token = gateway(&app, "ivr", GatewayKind::Voice, true).await;
    let menu = press(&app, &token, true, &[]).await;
    assert_eq!(menu["language"], "tr");
    assert_eq!(menu["choices"][0]["key"], "1");
    assert_eq!(menu["end"], false);
    press(&app, &token, true, &["2", &format!("{OPEN_BRAND}#"), "1"]).await;
    let question = json!({ "recipient": PHONE, "type": "ARAMA" });
    let check = format!("/izin/v1/brands/{OPEN_BRAND}/check");
    let check = app.post(PROVIDER, &check, question).await;
    assert_eq!(check.status, StatusCode::CONFLICT);
    app.pass(3_601);
    let feed = brand_path(OPEN_BRAND, "/consents/changes?source=IYS");
    let feed = app.get(PROVIDER, &feed).await.json();
    assert_eq!(feed["list"][0]["source"], "IYS_CM", "{feed}");
    assert_eq!(feed["list"][0]["status"], "RET");
}

#[tokio::test]
async fn the_last_brand_that_asked_to_call_is_offered_first() {
    let app = App::new().await;
    approve(&app).await;
    let question = json!({ "recipient": PHONE, "type": "ARAMA" });
    let check = format!("/izin/v1/brands/{OPEN_BRAND}/check");
    app.post(PROVIDER, &check, question).await;
    let token = gateway(&app, "ivr", GatewayKind::Voice, true).await;
    let offer = press(&app, &token, true, &["2"]).await;
    let said = offer["speak"].to_string();
    assert!(said.contains(&format!("Marka {OPEN_BRAND}")), "{said}");
    let before = app.movements();
    press(&app, &token, true, &["2", "1"]).await;
    assert_eq!(app.movements(), before + 1);
}

#[tokio::test]
async fn a_gateway_whose_word_does_not_count_has_its_callers_type_a_code() {
    let app = App::new().await;
    approve(&app).await;
    let token = gateway(&app, "aggregator", GatewayKind::Voice, false).await;
    let before = app.movements();
    let asked = press(&app, &token, true, &[]).await;
    assert_eq!(
        (&asked["digits"], asked["choices"].as_array().unwrap().len()),
        (&json!(6), 0)
    );
    press(&app, &token, true, &["3", "1"]).await;
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn only_a_voice_gateways_own_token_opens_it() {
    let app = App::new().await;
    let text = gateway(&app, "text", GatewayKind::Text, true).await;
    for token in [&text, "", &app.token(PROVIDER).await] {
        let answer = send(&app, token, json!({ "call": "c1", "caller": PHONE })).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::UNAUTHORIZED, vec!["H351".to_owned()])
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_together() {
    let app = App::new().await;
    let token = gateway(&app, "ivr", GatewayKind::Voice, true).await;
    let cases = [
        (json!({}), vec!["H016", "H016"]),
        (
            json!({ "call": "c1", "caller": PHONE, "verified": "yes" }),
            vec!["H095"],
        ),
        (
            json!({ "call": "c1", "caller": PHONE, "digit": "1" }),
            vec!["H095"],
        ),
        (
            json!({ "call": "c".repeat(101), "caller": PHONE }),
            vec!["H017"],
        ),
        (
            json!({ "call": "c1", "caller": PHONE, "state": "s".repeat(2_049) }),
            vec!["H017"],
        ),
    ];
    for (body, codes) in cases {
        assert_eq!(send(&app, &token, body).await.codes(), codes);
    }
}

#[tokio::test]
async fn a_caller_is_known_by_an_address_as_by_a_plain_number() {
    let app = App::new().await;
    approve(&app).await;
    let token = gateway(&app, "ivr", GatewayKind::Voice, true).await;
    for caller in [
        "tel:+905321234567",
        "sip:+905321234567@gw.isletmeci.example;user=phone",
        "+90 (0)532 123 45 67",
    ] {
        let body = json!({ "call": "c1", "caller": caller, "verified": true });
        let menu = send(&app, &token, body).await.json();
        assert_eq!(menu["choices"][0]["key"], "1", "{caller}");
    }
    // Who cannot be known hears so, and is put through.
    let body = json!({ "call": "c1", "caller": "tel:+905321234567;ext=1", "verified": true });
    let end = send(&app, &token, body).await.json();
    assert_eq!((&end["end"], &end["state"]), (&json!(true), &json!("")));
}
