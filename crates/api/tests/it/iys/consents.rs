//! `POST …/consents`, versions 1 and 2.

use api::Settings;
use axum::http::{Method, StatusCode};
use directory::brand::BrandSettings;
use directory::partner::Permission;
use directory::subscription::SubscriptionStatus;
use domain::draft::EmptyFields;
use domain::policy::FirstRefusal;
use domain::{BrandCode, Channel, TransactionId};
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::retailers::{add_retailer, refuses_strangers};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;

/// A right consent, by text message, of the clock's first day.
pub(super) fn consent(recipient: &str, status: &str, date: &str) -> Value {
    json!({
        "recipient": recipient,
        "type": if recipient.contains('@') { "EPOSTA" } else { "MESAJ" },
        "source": "HS_WEB",
        "status": status,
        "consentDate": date,
        "recipientType": "BIREYSEL",
    })
}

pub(super) const PHONE: &str = "+905325550101";
pub(super) const EARLY: &str = "2026-03-10 09:00:00";
pub(super) const LATER: &str = "2026-03-10 10:00:00";

fn approval() -> Value {
    consent(PHONE, "ONAY", EARLY)
}

fn refusal() -> Value {
    consent(PHONE, "RET", LATER)
}

async fn add(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &brand_path(PROVIDER, "/consents"), body)
        .await
}

async fn add_v2(app: &App, body: Value) -> Answer {
    let path = format!("/v2{}", brand_path(PROVIDER, "/consents"));
    app.post(PROVIDER, &path, body).await
}

/// Sends something that has to be refused with these codes and must leave no trace.
async fn refused(app: &App, body: Value, status: StatusCode, codes: &[&str]) -> Answer {
    let before = app.movements();
    let answer = add(app, body.clone()).await;
    assert_eq!(answer.codes(), codes, "{body}");
    assert_eq!(answer.status, status, "{body}");
    assert_eq!(app.movements(), before, "{body}");
    answer
}

fn with(field: &str, value: Value) -> Value {
    let mut body = approval();
    body[field] = value;
    body
}

fn without(field: &str) -> Value {
    let mut body = approval();
    body.as_object_mut().unwrap().remove(field);
    body
}

#[tokio::test]
async fn an_approval_is_recorded_and_its_transaction_id_is_the_movements_name() {
    let app = App::new().await;
    let answer = add(&app, approval()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(body["creationDate"], "2026-03-10 12:00:00");
    let id = body["transactionId"].as_str().unwrap();
    let id = TransactionId::from_wire(id).unwrap();
    assert_eq!(app.ledger.find(id).unwrap().map(|seq| seq.0), Some(0));
    assert_eq!(body.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn strangers_are_refused() {
    refuses_strangers(Method::POST, "/consents", Some(approval())).await;
}

#[tokio::test]
async fn missing_fields_have_their_codes_and_no_value() {
    let app = App::new().await;
    for (field, code) in [
        ("status", "H110"),
        ("type", "H111"),
        ("consentDate", "H112"),
        ("source", "H113"),
        ("recipient", "H114"),
    ] {
        let answer = refused(
            &app,
            without(field),
            StatusCode::UNPROCESSABLE_ENTITY,
            &[code],
        )
        .await;
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!([field]));
        assert!(error.get("value").is_none(), "{error}");
        assert!(error.get("index").is_none(), "{error}");
    }
}

#[tokio::test]
async fn wrong_fields_have_their_codes_and_the_value_as_sent() {
    let app = App::new().await;
    let long = "+9053255501010000";
    for (field, value, codes) in [
        ("status", json!("RED"), &["H115"][..]),
        ("recipientType", json!("KURUMSAL"), &["H116"]),
        ("type", json!("SMS"), &["H117"]),
        ("unknown", json!({"a": 1}), &["H118"]),
        ("source", json!("IYS_WEB"), &["H119"]),
        ("recipient", json!("05325550101"), &["H121"]),
        ("recipient", json!(long), &["H160", "H121"]),
        ("recipient", json!(905_325_550_101_u64), &["H121"]),
        ("consentDate", json!("2026-03-10 09:00:00 "), &["H158"]),
        ("consentDate", json!("2026-15-10 09:00:00"), &["H157"]),
        ("consentDate", json!("2026-03-10 12:00:01"), &["H162"]),
        ("consentDate", json!("2015-04-30 23:59:59"), &["H156"]),
        ("consentDate", json!("2026-03-03 09:00:00"), &["H467"]),
    ] {
        let body = with(field, value.clone());
        let answer = refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, codes).await;
        for error in answer.json()["errors"].as_array().unwrap() {
            assert_eq!(error["location"], json!([field]));
            assert_eq!(error["value"], value);
        }
    }
}

#[tokio::test]
async fn a_wrong_mail_address_is_h120() {
    let app = App::new().await;
    let body = consent("örnek@mail.example", "ONAY", EARLY);
    refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &["H120"]).await;
}

#[tokio::test]
async fn the_fixed_date_of_before_2015_and_the_providers_own_decision() {
    let app = App::new().await;
    let mut body = with("source", json!("HS_2015"));
    body["consentDate"] = json!("2015-04-01 00:00:00");
    let both = ["H156", "H155"];
    refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &both).await;
    let body = with("source", json!("HS_KARAR"));
    let answer = refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &["H408"]).await;
    assert_eq!(answer.json()["errors"][0]["location"], json!(["status"]));
    assert_eq!(answer.json()["errors"][0]["value"], "ONAY");
    let mut body = with("source", json!("HS_KARAR"));
    body["status"] = json!("RET");
    refused(&app, body, StatusCode::BAD_REQUEST, &["H175", "H486"]).await;
}

#[tokio::test]
async fn a_refusal_dated_in_the_second_of_the_approval_is_recorded_and_no_approval_of_it_lifts_it()
{
    let app = App::new().await;
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
    let said = add(&app, consent(PHONE, "RET", EARLY)).await;
    assert_eq!(said.status, StatusCode::OK, "{:?}", said.json());
    refused(&app, approval(), StatusCode::BAD_REQUEST, &["H178"]).await;
    let again = consent(PHONE, "RET", EARLY);
    refused(&app, again, StatusCode::BAD_REQUEST, &["H174"]).await;
    assert_eq!(app.movements(), 2);
    app.pass(3_600);
    let feed = brand_path(PROVIDER, "/consents/changes?source=HS");
    let feed = app.get(PROVIDER, &feed).await.json();
    let told: Vec<_> = (feed["list"].as_array().unwrap().iter())
        .map(|movement| movement["status"].clone())
        .collect();
    assert_eq!(told, ["ONAY", "RET"]);
}

#[tokio::test]
async fn all_violations_come_together() {
    let app = App::new().await;
    let body = json!({"status": "RED", "type": "MESAJ", "recipient": "x", "foo": 1});
    let codes = ["H118", "H112", "H113", "H115", "H121"];
    refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &codes).await;
}

#[tokio::test]
async fn the_rules_against_the_stored_record_are_400() {
    let app = App::new().await;
    refused(&app, refusal(), StatusCode::BAD_REQUEST, &["H175"]).await;
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
    refused(&app, approval(), StatusCode::BAD_REQUEST, &["H178"]).await;
    assert_eq!(add(&app, refusal()).await.status, StatusCode::OK);
    let later = consent(PHONE, "RET", "2026-03-10 11:00:00");
    let answer = refused(&app, later, StatusCode::BAD_REQUEST, &["H174"]).await;
    let error = &answer.json()["errors"][0];
    assert!(error["message"].as_str().unwrap().ends_with("RET"));
    assert!(error.get("location").is_none());
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn a_merchants_first_record_needs_no_date_and_its_update_does() {
    let app = App::new().await;
    let merchant = json!({
        "recipient": PHONE, "type": "MESAJ", "status": "ONAY", "recipientType": "TACIR",
    });
    assert_eq!(add(&app, merchant.clone()).await.status, StatusCode::OK);
    refused(&app, merchant, StatusCode::BAD_REQUEST, &["H462", "H463"]).await;
}

#[tokio::test]
async fn nulls_and_empty_lists_are_absent_or_in_the_strict_way_wrong() {
    let mut body = with("retailerAccess", json!([]));
    body["retailerCode"] = Value::Null;
    body["transactionId"] = Value::Null;
    let app = App::new().await;
    assert_eq!(add(&app, body.clone()).await.status, StatusCode::OK);
    let settings = Settings {
        rate_limits: false,
        empty_fields: EmptyFields::Wrong,
        ..Settings::default()
    };
    let app = App::with(settings, registry::Settings::default()).await;
    let answer = add(&app, body).await;
    let codes = answer.codes();
    assert!(codes.contains(&"H118".to_owned()), "{codes:?}");
    assert!(codes.contains(&"H163".to_owned()), "{codes:?}");
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn retailers_that_do_not_exist_are_h180_after_everything_wrong_with_the_request() {
    let app = App::new().await;
    let known = add_retailer(&app, PROVIDER, 1).await;
    let mut body = with("retailerCode", json!(12_345_678));
    body["retailerAccess"] = json!([known, 87_654_321]);
    let answer = refused(&app, body.clone(), StatusCode::FORBIDDEN, &["H180", "H180"]).await;
    let errors = &answer.json()["errors"];
    assert_eq!(errors[0]["location"], json!(["retailerCode"]));
    assert_eq!(errors[0]["value"], 12_345_678);
    assert_eq!(errors[1]["location"], json!(["retailerAccess", 1]));
    assert_eq!(errors[1]["value"], 87_654_321);
    body["consentDate"] = json!("2026-03-03 09:00:00");
    refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &["H467"]).await;
    let body = with("retailerCode", json!(""));
    refused(&app, body, StatusCode::BAD_REQUEST, &["H267"]).await;
    let mut body = with("retailerCode", json!(known));
    body["retailerAccess"] = json!([known]);
    assert_eq!(add(&app, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_subscription_holds_up_approvals_and_never_a_refusal() {
    let app = App::new().await;
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
    for (status, code) in [
        (SubscriptionStatus::Paused, "H520"),
        (SubscriptionStatus::Closed, "H521"),
    ] {
        app.subscribe(PROVIDER, |subscription| subscription.status = status)
            .await;
        let fresh = consent("+905325550102", "ONAY", EARLY);
        refused(&app, fresh, StatusCode::FORBIDDEN, &[code]).await;
        // What is not even a consent is answered so, too: the subscription comes first.
        refused(&app, json!({}), StatusCode::FORBIDDEN, &[code]).await;
    }
    app.subscribe(PROVIDER, |subscription| subscription.api_use = false)
        .await;
    let fresh = consent("+905325550102", "ONAY", EARLY);
    refused(&app, fresh, StatusCode::FORBIDDEN, &["H586"]).await;
    assert_eq!(add(&app, refusal()).await.status, StatusCode::OK);
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn the_quota_holds_up_new_records_and_never_a_refusal() {
    let app = App::new().await;
    app.subscribe(PROVIDER, |subscription| {
        subscription.consent_limit = Some(1);
        subscription.consent_limit_exceed = false;
    })
    .await;
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
    let fresh = consent("+905325550102", "ONAY", EARLY);
    let answer = refused(&app, fresh, StatusCode::UNPROCESSABLE_ENTITY, &["H525"]).await;
    assert!(answer.json()["errors"][0].get("location").is_none());
    assert_eq!(add(&app, refusal()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_late_refusal_is_recorded() {
    let app = App::new().await;
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
    app.set_clock("2026-04-20 12:00:00");
    assert_eq!(add(&app, refusal()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_limit_on_requests_holds_up_approvals_and_never_a_refusal() {
    let app = App::with(Settings::default(), registry::Settings::default()).await;
    for number in 0..10 {
        let body = consent(&format!("+9053255502{number:02}"), "ONAY", EARLY);
        assert_eq!(add(&app, body).await.status, StatusCode::OK);
    }
    let answer = refused(&app, approval(), StatusCode::TOO_MANY_REQUESTS, &["H124"]).await;
    assert!(answer.json()["errors"][0].get("location").is_none());
    assert_eq!(answer.headers["retry-after"], "1");
    for number in 0..10 {
        let body = consent(&format!("+9053255502{number:02}"), "RET", LATER);
        assert_eq!(add(&app, body).await.status, StatusCode::OK);
    }
    app.pass(1);
    assert_eq!(add(&app, approval()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn where_the_policy_keeps_first_refusals_they_are_recorded() {
    let app = App::new().await;
    let settings = BrandSettings {
        first_refusal: FirstRefusal::Suppress,
        ..BrandSettings::default()
    };
    app.directory
        .set_brand_settings(BrandCode(PROVIDER), settings)
        .await
        .unwrap();
    app.registry.forget_parties();
    assert_eq!(add(&app, refusal()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_partner_writes_the_channels_it_was_granted() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Write).await;
    grant(&app, PARTNER, PROVIDER, Channel::Email, Permission::Read).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let path = brand_path(PROVIDER, "/consents");
    let send = async |body: Value| {
        app.send(Method::POST, &path, Some(&token), Some(body))
            .await
    };
    assert_eq!(send(approval()).await.status, StatusCode::OK);
    let answer = send(consent("ayse@ornek.example", "ONAY", EARLY)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn version_2_answers_an_unchanged_repetition_with_the_first_answer() {
    let app = App::new().await;
    let first = add(&app, approval()).await;
    // Late as it is: nothing new is said.
    app.set_clock("2026-04-20 12:00:00");
    let again = add_v2(&app, approval()).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json(), first.json());
    assert_eq!(app.movements(), 1);
    app.set_clock("2026-03-10 12:30:00");
    for (field, value) in [
        ("source", "HS_MOBIL"),
        ("consentDate", "2026-03-10 08:00:00"),
    ] {
        let answer = add_v2(&app, with(field, json!(value))).await;
        assert_eq!(answer.codes(), ["H178"], "{field}");
    }
    assert_eq!(app.movements(), 1);
    assert_eq!(add_v2(&app, refusal()).await.status, StatusCode::OK);
    assert_eq!(add_v2(&app, refusal()).await.status, StatusCode::OK);
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn historic_consents_are_recorded_while_the_brands_window_is_open() {
    let app = App::new().await;
    let mut body = with("source", json!("HS_2015"));
    body["consentDate"] = json!("2015-05-01 00:00:00");
    refused(
        &app,
        body.clone(),
        StatusCode::UNPROCESSABLE_ENTITY,
        &["H467"],
    )
    .await;
    let path = brand_path(OPEN_BRAND, "/consents");
    let answer = app.post(PROVIDER, &path, body).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn the_date_and_the_providers_own_decision_are_judged_beside_a_wrong_recipient() {
    let app = App::new().await;
    let mut body = with("recipient", json!("nobody"));
    body["source"] = json!("HS_KARAR");
    body["consentDate"] = json!("2014-01-01 10:00:00");
    let codes = ["H121", "H156", "H408"];
    refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &codes).await;
}
