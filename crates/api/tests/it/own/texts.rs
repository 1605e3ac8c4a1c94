//! `POST /izin/v1/texts`.

use axum::http::{Method, StatusCode};
use directory::gateway::GatewayKind;
use domain::{Address, Channel};
use serde_json::{Value, json};

use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, brand_path, start};

const PATH: &str = "/izin/v1/texts";
const PHONE: &str = "+905321234567";

/// Adds a gateway; its token.
pub async fn gateway(app: &App, name: &str, kind: GatewayKind, verified: bool) -> String {
    let added = app
        .directory
        .add_gateway(name, kind, verified, &keys::OsRandom, start());
    added.await.unwrap().1.0
}

async fn bring(app: &App, token: &str, body: Value) -> Answer {
    app.send(Method::POST, PATH, Some(token), Some(body)).await
}

fn refusal() -> Value {
    json!({
        "id": "m1", "sender": "905321234567", "recipient": "3338",
        "text": format!("RET {OPEN_BRAND}"), "reply": "INLINE",
    })
}

/// Records an approval of text messages.
async fn approve(app: &App) {
    let consent = json!({
        "recipient": PHONE, "type": "MESAJ", "recipientType": "BIREYSEL", "status": "ONAY",
        "source": "HS_WEB", "consentDate": "2026-03-10 11:00:00",
    });
    let path = brand_path(OPEN_BRAND, "/consents");
    let answer = app.post(PROVIDER, &path, consent).await;
    assert_eq!(answer.status, StatusCode::OK);
}

async fn status(app: &App) -> String {
    let path = brand_path(OPEN_BRAND, "/consents/status");
    let question = json!({ "recipient": PHONE, "type": "MESAJ", "recipientType": "BIREYSEL" });
    let answer = app.post(PROVIDER, &path, question).await;
    answer.json()["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn a_refusal_is_seen_by_the_next_check_and_in_the_brands_feed() {
    let app = App::new().await;
    approve(&app).await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let answer = bring(&app, &token, refusal()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["outcome"], "DONE");
    let said = answer.json()["answer"].as_str().unwrap().to_owned();
    assert!(said.contains("SMS reddiniz"), "{said}");
    assert_eq!(status(&app).await, "RET");
    let question = json!({ "recipient": PHONE, "type": "MESAJ" });
    let check = format!("/izin/v1/brands/{OPEN_BRAND}/check");
    let check = app.post(PROVIDER, &check, question).await;
    assert_eq!(check.status, StatusCode::CONFLICT);
    app.pass(3_601);
    let feed = brand_path(OPEN_BRAND, "/consents/changes?source=IYS");
    let feed = app.get(PROVIDER, &feed).await.json();
    let change = &feed["list"][0];
    assert_eq!(change["source"], "IYS_KISAMESAJ", "{feed}");
    assert_eq!(change["status"], "RET");
}

#[tokio::test]
async fn an_answer_is_given_back_only_when_asked_for() {
    let app = App::new().await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let mut body = refusal();
    let first = bring(&app, &token, body.clone()).await.json();
    let again = bring(&app, &token, body.clone()).await.json();
    assert_eq!(again["outcome"], "REPEATED");
    assert_eq!(again["answer"], first["answer"]);
    body["id"] = json!("m2");
    body["reply"] = json!("MESSAGE");
    let sent = bring(&app, &token, body).await.json();
    assert_eq!(sent, json!({ "outcome": "UNCHANGED" }));
}

#[tokio::test]
async fn the_outcome_says_what_was_brought_about() {
    let app = App::new().await;
    approve(&app).await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let refuse = format!("RET {OPEN_BRAND}");
    for (text, outcome) in [
        (refuse.as_str(), "DONE"),
        ("DURUM 999999", "NOT_UNDERSTOOD"),
        ("RET 999999", "NOT_UNDERSTOOD"),
        ("RET", "ASKED"),
        ("LISTE", "ANSWERED"),
        ("RET TUM", "UNCHANGED"),
        ("0000", "NOT_RECORDED"),
        ("merhaba", "NOT_UNDERSTOOD"),
    ] {
        let mut body = refusal();
        body["id"] = json!(text);
        body["text"] = json!(text);
        let answer = bring(&app, &token, body).await.json();
        assert_eq!(answer["outcome"], outcome, "{text}: {answer}");
    }
}

#[tokio::test]
async fn only_a_gateways_own_token_opens_it() {
    let app = App::new().await;
    approve(&app).await;
    let before = app.movements();
    let removed = gateway(&app, "removed", GatewayKind::Text, true).await;
    app.directory
        .remove_gateway("removed", start())
        .await
        .unwrap();
    let voice = gateway(&app, "voice", GatewayKind::Voice, true).await;
    let user = app.token(PROVIDER).await;
    for token in [&removed, &voice, &user, "izin_gw_", ""] {
        let answer = bring(&app, token, refusal()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token}");
        assert_eq!(answer.codes(), ["H351"]);
    }
    let none = app.send(Method::POST, PATH, None, Some(refusal())).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    // And a gateway's token opens nothing else.
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let path = brand_path(OPEN_BRAND, "/consents/status");
    let other = app.send(Method::POST, &path, Some(&token), Some(json!({})));
    assert_eq!(other.await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_spoof_prone_gateway_or_route_changes_nothing() {
    let app = App::new().await;
    approve(&app).await;
    let before = app.movements();
    let token = gateway(&app, "aggregator", GatewayKind::Text, false).await;
    let mut body = refusal();
    for route in [json!(null), json!("SUBSCRIBER")] {
        body["route"] = route;
        assert_eq!(
            bring(&app, &token, body.clone()).await.status,
            StatusCode::OK
        );
    }
    let token = gateway(&app, "operator", GatewayKind::Text, true).await;
    for route in ["FOREIGN", "APPLICATION", "UNKNOWN"] {
        body["route"] = json!(route);
        assert_eq!(
            bring(&app, &token, body.clone()).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(app.movements(), before);
    assert_eq!(status(&app).await, "ONAY");
}

#[tokio::test]
async fn what_is_wrong_is_told_together_and_nothing_is_done() {
    let app = App::new().await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let before = app.movements();
    let cases = [
        (json!([]), vec!["H095"]),
        (json!({}), vec!["H016", "H016", "H016"]),
        (
            json!({ "sender": 5, "recipient": "3338", "text": "RET" }),
            vec!["H095"],
        ),
        (
            json!({ "sender": PHONE, "recipient": "3338", "text": "x".repeat(1_601) }),
            vec!["H017"],
        ),
    ];
    for (body, codes) in cases {
        let answer = bring(&app, &token, body).await;
        assert_eq!(answer.codes(), codes);
    }
    let wrong = [
        ("rout", json!("FOREIGN")),
        ("route", json!("foreign")),
        ("reply", json!("SMS")),
        ("part", json!({ "reference": 1, "total": 2, "number": 3 })),
        ("part", json!({ "reference": 1, "total": 11, "number": 1 })),
        ("part", json!({ "reference": 1, "total": 2 })),
        ("part", json!("1/2")),
        ("receivedAt", json!("yesterday")),
    ];
    for (member, value) in wrong {
        let mut body = refusal();
        body[member] = value;
        let answer = bring(&app, &token, body).await;
        assert!(answer.status.is_client_error(), "{member}");
    }
    let broken = app.send(Method::POST, PATH, Some(&token), None).await;
    assert_eq!(broken.codes(), ["H014"]);
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn no_limit_of_requests_holds_a_refusal_back() {
    let app = App::with(api::Settings::default(), registry::Settings::default()).await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    for number in 0..40 {
        let body = json!({
            "id": format!("m{number}"), "sender": format!("+90532{number:07}"),
            "recipient": "3338", "text": format!("RET {OPEN_BRAND}"),
        });
        let answer = bring(&app, &token, body).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert_eq!(app.movements(), 40);
    let address = Address::from_wire("+905320000039", Channel::Text).unwrap();
    assert!(
        app.ledger
            .address(app.ledger.recipient_id(&address))
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_refusal_counts_in_whatever_certain_form_its_sender_is_written() {
    let app = App::new().await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    let senders = [
        "tel:+905320000001",
        "tel:+90-532-000-00-02",
        "TEL:+905320000003;phone-context=+90",
        "sip:+905320000004@gw.isletmeci.example;user=phone",
        "sips:+905320000005;npdi@10.0.0.1:5061",
        "\"Ali\" <sip:%2B905320000006@gw.isletmeci.example>;tag=a1",
        "+90 (0)532 000 00 07",
        "+90 (0) 532 000 00 08",
        "+90 (0532) 000 00 09",
        "+90 0532 000 00 10",
        "0090 (0)532 000 00 11",
        "tel:+90(0)532-000-00-12",
        "tel:05320000013",
        " +90-532-000-00-14 ",
    ];
    for (number, sender) in (1..).zip(senders) {
        let mut body = refusal();
        body["sender"] = json!(sender);
        let answer = bring(&app, &token, body).await;
        assert_eq!(answer.json()["outcome"], "DONE", "{sender}");
        let phone = format!("+9053200000{number:02}");
        let address = Address::from_wire(&phone, Channel::Text).unwrap();
        let recipient = app.ledger.recipient_id(&address);
        assert!(app.ledger.address(recipient).unwrap().is_some(), "{sender}");
    }
    assert_eq!(app.movements(), 14);
}

#[tokio::test]
async fn a_number_that_cannot_be_read_is_an_error_and_a_name_is_ignored() {
    let app = App::new().await;
    let token = gateway(&app, "g", GatewayKind::Text, true).await;
    for sender in [
        "+49 (0)170 3210035",
        "tel:+905321234567;ext=12",
        "tel:5321234567;phone-context=+49",
        "sip:5321234567:geheim@gw.isletmeci.example",
        "+905321234567 x12",
        "+90 132 123 45 67",
        "2121234567",
        "\u{665}\u{663}\u{662}\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}",
    ] {
        let mut body = refusal();
        body["sender"] = json!(sender);
        let answer = bring(&app, &token, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{sender}");
        assert_eq!(answer.codes(), ["H121"], "{sender}");
        assert_eq!(answer.json()["errors"][0]["location"], json!(["sender"]));
    }
    for sender in [
        "IZIN",
        "ORNEK 5321234567",
        "3338",
        "",
        "sip:ornek@gw.example",
    ] {
        let mut body = refusal();
        body["sender"] = json!(sender);
        let answer = bring(&app, &token, body).await;
        assert_eq!(answer.json(), json!({ "outcome": "IGNORED" }), "{sender}");
    }
    // Our own number is a loop, however it is written.
    let mut body = refusal();
    body["recipient"] = json!("tel:+908501234567");
    body["sender"] = json!("sip:908501234567@gw.isletmeci.example");
    let answer = bring(&app, &token, body).await;
    assert_eq!(answer.json(), json!({ "outcome": "IGNORED" }));
    assert_eq!(app.movements(), 0);
}
