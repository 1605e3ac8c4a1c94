//! `POST …/consents/history`.

use api::Settings;
use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use domain::Channel;
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::consents::{PHONE, consent};
use super::retailers::{add_retailer, refuses_strangers};
use crate::app::{Answer, App, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;

fn query() -> Value {
    json!({"recipient": PHONE, "recipientType": "BIREYSEL", "type": "MESAJ"})
}

async fn ask(app: &App, parameters: &str, body: Value) -> Answer {
    let path = brand_path(PROVIDER, &format!("/consents/history{parameters}"));
    app.post(PROVIDER, &path, body).await
}

async fn record(app: &App, status: &str, date: &str) -> Value {
    let path = brand_path(PROVIDER, "/consents");
    let answer = app
        .post(PROVIDER, &path, consent(PHONE, status, date))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
    answer.json()["transactionId"].clone()
}

fn ids(answer: &Answer) -> Vec<Value> {
    let body = answer.json();
    let list = body["list"].as_array().unwrap();
    list.iter()
        .map(|entry| entry["transactionId"].clone())
        .collect()
}

#[tokio::test]
async fn the_movements_come_newest_first_with_their_paging() {
    let app = App::new().await;
    let first = record(&app, "ONAY", "2026-03-10 08:00:00").await;
    let second = record(&app, "RET", "2026-03-10 09:00:00").await;
    let third = record(&app, "ONAY", "2026-03-10 10:00:00").await;
    let answer = ask(&app, "", query()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(ids(&answer), [third, second.clone(), first.clone()]);
    let pagination = json!({"totalCount": 3, "pageSize": 3, "offset": 0});
    assert_eq!(answer.json()["pagination"], pagination);
    let entry = json!({
        "consentDate": "2026-03-10 09:00:00",
        "source": "HS_WEB",
        "recipient": PHONE,
        "recipientType": "BIREYSEL",
        "status": "RET",
        "type": "MESAJ",
        "creationDate": "2026-03-10 12:00:00",
        "transactionId": second,
    });
    assert_eq!(answer.json()["list"][1], entry);
    let page = ask(&app, "?limit=1&offset=2", query()).await;
    assert_eq!(ids(&page), [first]);
    let pagination = json!({"totalCount": 3, "pageSize": 1, "offset": 2});
    assert_eq!(page.json()["pagination"], pagination);
}

#[tokio::test]
async fn changes_of_access_are_not_in_it() {
    let app = App::new().await;
    let retailer = add_retailer(&app, PROVIDER, 1).await;
    let only = record(&app, "ONAY", "2026-03-10 08:00:00").await;
    let mut body = query();
    body["retailerAccess"] = json!([retailer]);
    let path = brand_path(PROVIDER, "/consents/retailers/access");
    let answer = app.post(PROVIDER, &path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
    assert_eq!(app.movements(), 2);
    let answer = ask(&app, "", query()).await;
    assert_eq!(ids(&answer), [only]);
    assert_eq!(answer.json()["pagination"]["totalCount"], 1);
}

#[tokio::test]
async fn an_unknown_record_has_an_empty_history() {
    let app = App::new().await;
    let answer = ask(&app, "", query()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["list"], json!([]));
    assert_eq!(answer.json()["pagination"]["totalCount"], 0);
}

#[tokio::test]
async fn strangers_are_refused() {
    refuses_strangers(Method::POST, "/consents/history", Some(query())).await;
}

#[tokio::test]
async fn wrong_bounds_have_the_codes_of_the_history() {
    let app = App::new().await;
    for (parameters, codes, location, value) in [
        ("?limit=-1", &["H182"][..], "limit", json!(-1)),
        ("?limit=0", &["H187"], "limit", json!(0)),
        ("?limit=101", &["H186"], "limit", json!(101)),
        ("?limit=x", &["H182"], "limit", json!("x")),
        ("?offset=-1", &["H183"], "offset", json!(-1)),
    ] {
        let answer = ask(&app, parameters, query()).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{parameters}"
        );
        assert_eq!(answer.codes(), codes, "{parameters}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!([location]), "{parameters}");
        assert_eq!(error["value"], value, "{parameters}");
        if ["H182", "H183"].contains(&codes[0]) {
            let message = format!("{location} değeri geçerli olmalıdır.");
            assert_eq!(error["message"], message, "{parameters}");
        }
    }
    let answer = ask(&app, "?limit=0&offset=-1", json!({})).await;
    assert_eq!(answer.codes(), ["H111", "H170", "H114", "H183", "H187"]);
}

#[tokio::test]
async fn wrong_fields_have_their_codes() {
    let app = App::new().await;
    for (field, value, codes) in [
        ("type", Value::Null, &["H111"][..]),
        ("recipientType", Value::Null, &["H170"]),
        ("type", json!("EPOSTA"), &["H120"]),
        ("recipient", json!("example@iys.com"), &["H121"]),
    ] {
        let mut body = query();
        body[field] = value;
        let answer = ask(&app, "", body.clone()).await;
        assert_eq!(answer.codes(), codes, "{body}");
    }
    let answer = ask(&app, "", json!("x")).await;
    assert_eq!(answer.codes(), ["H097"]);
}

#[tokio::test]
async fn a_partner_asks_for_the_channels_it_may_read() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Email, Permission::Read).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let path = brand_path(PROVIDER, "/consents/history");
    let answer = app
        .send(Method::POST, &path, Some(&token), Some(query()))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
}

#[tokio::test]
async fn the_hundred_and_first_question_of_an_hour_is_h089() {
    let app = App::with(Settings::default(), registry::Settings::default()).await;
    for count in 0..100 {
        if count % 10 == 0 {
            app.pass(1);
        }
        assert_eq!(
            ask(&app, "", query()).await.status,
            StatusCode::OK,
            "{count}"
        );
    }
    app.pass(1);
    let answer = ask(&app, "", query()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H089"]);
}
