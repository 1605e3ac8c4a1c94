//! `POST …/consents/status`.

use api::Settings;
use api::settings::UnknownStatus;
use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use directory::subscription::SubscriptionStatus;
use domain::Channel;
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::consents::{EARLY, LATER, PHONE, consent};
use super::retailers::{add_retailer, refuses_strangers};
use crate::app::{Answer, App, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;

fn path() -> String {
    brand_path(PROVIDER, "/consents/status")
}

fn query(recipient: &str, channel: &str) -> Value {
    json!({"recipient": recipient, "recipientType": "BIREYSEL", "type": channel})
}

async fn ask(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &path(), body).await
}

async fn record(app: &App, body: Value) -> Value {
    let path = brand_path(PROVIDER, "/consents");
    let answer = app.post(PROVIDER, &path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
    answer.json()
}

#[tokio::test]
async fn the_current_standing_is_answered_with_the_movement_that_decided_it() {
    let app = App::new().await;
    record(&app, consent(PHONE, "ONAY", EARLY)).await;
    app.pass(60);
    let receipt = record(&app, consent(PHONE, "RET", LATER)).await;
    let answer = ask(&app, query(PHONE, "MESAJ")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = json!({
        "consentDate": LATER,
        "source": "HS_WEB",
        "recipientType": "BIREYSEL",
        "status": "RET",
        "type": "MESAJ",
        "recipient": PHONE,
        "creationDate": "2026-03-10 12:01:00",
        "retailerAccessCount": 0,
        "transactionId": receipt["transactionId"],
    });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn a_mail_address_is_found_whatever_its_case() {
    let app = App::new().await;
    record(&app, consent("Ayse@Ornek.Example", "ONAY", EARLY)).await;
    let answer = ask(&app, query("AYSE@ORNEK.EXAMPLE", "EPOSTA")).await;
    assert_eq!(answer.json()["recipient"], "ayse@ornek.example");
}

#[tokio::test]
async fn the_retailer_that_took_it_is_named() {
    let app = App::new().await;
    let retailer = add_retailer(&app, PROVIDER, 1).await;
    let other = add_retailer(&app, PROVIDER, 2).await;
    let mut body = consent(PHONE, "ONAY", EARLY);
    body["retailerCode"] = json!(retailer);
    body["retailerAccess"] = json!([other]);
    record(&app, body).await;
    let answer = ask(&app, query(PHONE, "MESAJ")).await.json();
    assert_eq!(answer["retailerCode"], retailer);
    assert!(answer["retailerTitle"].is_string());
    assert_eq!(answer["retailerAccessCount"], 2);
}

#[tokio::test]
async fn a_merchants_record_without_date_and_source_shows_neither() {
    let app = App::new().await;
    let merchant = json!({
        "recipient": PHONE, "type": "MESAJ", "status": "ONAY", "recipientType": "TACIR",
    });
    record(&app, merchant).await;
    let mut body = query(PHONE, "MESAJ");
    assert_eq!(ask(&app, body.clone()).await.json(), json!({}));
    body["recipientType"] = json!("TACIR");
    let answer = ask(&app, body).await.json();
    assert_eq!(answer["status"], "ONAY");
    assert!(answer.get("consentDate").is_none());
    assert!(answer.get("source").is_none());
}

#[tokio::test]
async fn what_an_unknown_record_answers_is_switchable() {
    for (unknown_status, status, body) in [
        (UnknownStatus::EmptyObject, StatusCode::OK, &b"{}"[..]),
        (UnknownStatus::EmptyBody, StatusCode::OK, b""),
    ] {
        let settings = Settings {
            rate_limits: false,
            unknown_status,
            ..Settings::default()
        };
        let app = App::with(settings, registry::Settings::default()).await;
        let answer = ask(&app, query(PHONE, "MESAJ")).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.bytes, body);
    }
    let settings = Settings {
        rate_limits: false,
        unknown_status: UnknownStatus::NotFound,
        ..Settings::default()
    };
    let app = App::with(settings, registry::Settings::default()).await;
    let answer = ask(&app, query(PHONE, "MESAJ")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H403"]);
}

#[tokio::test]
async fn strangers_are_refused() {
    let body = Some(query(PHONE, "MESAJ"));
    refuses_strangers(Method::POST, "/consents/status", body).await;
}

#[tokio::test]
async fn wrong_fields_have_their_codes() {
    let app = App::new().await;
    let long = "+0554321323223333333333";
    for (body, codes, location, value) in [
        (
            json!({"recipientType": "TACIR", "recipient": "x"}),
            &["H111"][..],
            "type",
            Value::Null,
        ),
        (query(PHONE, "SMS"), &["H117"], "type", json!("SMS")),
        (
            json!({"type": "MESAJ", "recipient": PHONE}),
            &["H170"],
            "recipientType",
            Value::Null,
        ),
        (
            json!({"type": "MESAJ", "recipient": PHONE, "recipientType": "TACIRR"}),
            &["H116"],
            "recipientType",
            json!("TACIRR"),
        ),
        (
            json!({"type": "MESAJ", "recipientType": "TACIR", "recipient": null}),
            &["H114"],
            "recipient",
            Value::Null,
        ),
        (
            query("ornekmail.com", "EPOSTA"),
            &["H120"],
            "recipient",
            json!("ornekmail.com"),
        ),
        (
            query("+05543213232", "MESAJ"),
            &["H121"],
            "recipient",
            json!("+05543213232"),
        ),
        (query(long, "MESAJ"), &["H166"], "recipient", json!(long)),
    ] {
        let answer = ask(&app, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.codes(), codes, "{body}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!([location]));
        assert_eq!(error["value"], value);
        assert!(error.get("index").is_none());
    }
    let answer = ask(&app, json!({})).await;
    assert_eq!(answer.codes(), ["H111", "H170", "H114"]);
    let answer = ask(&app, json!([query(PHONE, "MESAJ")])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H097"]);
}

#[tokio::test]
async fn a_subscription_that_is_not_active_is_403() {
    let app = App::new().await;
    app.subscribe(PROVIDER, |subscription| {
        subscription.status = SubscriptionStatus::Paused;
    })
    .await;
    let answer = ask(&app, query(PHONE, "MESAJ")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H520"]);
}

#[tokio::test]
async fn a_partner_asks_for_the_channels_it_may_read() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Read).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let ask = async |channel| {
        let body = Some(query(PHONE, channel));
        app.send(Method::POST, &path(), Some(&token), body).await
    };
    assert_eq!(ask("MESAJ").await.status, StatusCode::OK);
    assert_eq!(ask("ARAMA").await.codes(), ["H353"]);
}

#[tokio::test]
async fn the_thousand_and_first_question_of_an_hour_is_h086() {
    let app = App::with(Settings::default(), registry::Settings::default()).await;
    let token = app.token(PROVIDER).await;
    for count in 0..1_000 {
        if count % 10 == 0 {
            app.pass(1);
        }
        let body = Some(json!({}));
        let answer = app.send(Method::POST, &path(), Some(&token), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{count}");
    }
    app.pass(1);
    let answer = ask(&app, query(PHONE, "MESAJ")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H086"]);
}
