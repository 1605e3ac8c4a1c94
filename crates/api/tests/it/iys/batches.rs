//! `…/consents/request`, versions 1 and 2, and what becomes of a batch.

mod worker;

use std::sync::Arc;

use api::Settings;
use api::settings::RequestIds;
use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use directory::subscription::SubscriptionStatus;
use domain::draft::{EmptyFields, parse};
use domain::policy::Quota;
use domain::{BrandCode, Channel, ItemId, Policy, RequestId};
use ledger::{Action, Command, Outcome};
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::consents::{EARLY, LATER, PHONE, consent};
use super::retailers::{add_retailer, refuses_strangers};
use crate::app::{Answer, App, PROVIDER, STRANGER, brand_path, start, user_name};

const PARTNER: u32 = 800_001;
const OTHER: &str = "ayse@ornek.example";

fn path() -> String {
    brand_path(PROVIDER, "/consents/request")
}

async fn add(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &path(), body).await
}

async fn add_v2(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &format!("/v2{}", path()), body).await
}

/// Hands in a batch that is accepted and gives its id.
async fn accepted(app: &App, body: Value) -> String {
    let answer = add(app, body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.json());
    answer.json()["requestId"].as_str().unwrap().to_owned()
}

async fn result(app: &App, id: &str) -> Value {
    let answer = app.get(PROVIDER, &format!("{}/{id}", path())).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

async fn result_v2(app: &App, id: &str) -> Value {
    let answer = app.get(PROVIDER, &format!("/v2{}/{id}", path())).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

async fn work(app: &App) {
    while app.work_batches_once().await > 0 {}
}

/// Sends something that has to be refused with these codes; nothing of it may wait or be recorded.
async fn refused(app: &App, body: Value, status: StatusCode, codes: &[&str]) -> Answer {
    let before = app.movements();
    let answer = add(app, body).await;
    assert_eq!(answer.codes(), codes);
    assert_eq!(answer.status, status);
    let pending = app.directory.pending(BrandCode(PROVIDER)).await.unwrap();
    assert_eq!(pending.batches, 0);
    assert_eq!(app.movements(), before);
    answer
}

fn two() -> Value {
    json!([consent(PHONE, "ONAY", EARLY), consent(OTHER, "RET", EARLY)])
}

#[tokio::test]
async fn an_accepted_batch_is_echoed_and_its_items_get_their_results() {
    let app = App::new().await;
    let answer = add(&app, two()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let body = answer.json();
    let id = body["requestId"].as_str().unwrap();
    assert_eq!(id.len(), 32);
    let first = &body["subRequests"][0];
    let keys: Vec<_> = first.as_object().unwrap().keys().collect();
    let documented = [
        "recipient",
        "type",
        "source",
        "status",
        "consentDate",
        "recipientType",
        "subRequestId",
        "creationDate",
    ];
    assert_eq!(keys, documented);
    assert_eq!(first["recipient"], PHONE);
    assert_eq!(first["creationDate"], "2026-03-10 12:00:00");

    assert_eq!(result(&app, id).await, json!([]), "while it waits");
    assert_eq!(app.movements(), 0);
    app.pass(5);
    work(&app).await;
    let results = result(&app, id).await;
    let success = &results[0];
    assert_eq!(success["index"], 0);
    assert_eq!(success["status"], "success");
    assert_eq!(success["requestId"], id);
    assert_eq!(success["subRequestId"], first["subRequestId"]);
    assert_eq!(success["creationDate"], "2026-03-10 12:00:05");
    assert_eq!(success["transactionId"].as_str().unwrap().len(), 64);
    assert!(success.get("error").is_none());
    let failure = &results[1];
    assert_eq!(failure["index"], 1);
    assert_eq!(failure["status"], "failure");
    assert_eq!(failure["error"]["code"], "H175");
    assert_eq!(
        failure["subRequestId"],
        body["subRequests"][1]["subRequestId"]
    );
    assert!(failure.get("transactionId").is_none());
    assert_eq!(results.as_array().unwrap().len(), 2);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn strangers_are_refused() {
    let approvals = json!([consent(PHONE, "ONAY", EARLY)]);
    refuses_strangers(Method::POST, "/consents/request", Some(approvals)).await;
    let id = "/consents/request/0195a1b2c3d4e5f60718293a4b5c6d7e";
    refuses_strangers(Method::GET, id, None).await;
}

#[tokio::test]
async fn the_id_is_written_with_or_without_dashes_and_found_by_either() {
    let app = App::new().await;
    let id = accepted(&app, two()).await;
    work(&app).await;
    let bytes = RequestId::from_wire(&id).unwrap().0;
    let dashed = uuid::Uuid::from_bytes(bytes).to_string();
    assert_eq!(result(&app, &dashed).await, result(&app, &id).await);
    assert_eq!(result(&app, &dashed).await.as_array().unwrap().len(), 2);
    let settings = Settings {
        rate_limits: false,
        request_ids: RequestIds::Dashed,
        ..Settings::default()
    };
    let app = App::with(settings, registry::Settings::default()).await;
    let id = accepted(&app, two()).await;
    assert_eq!(id.len(), 36);
    work(&app).await;
    assert_eq!(result(&app, &id).await[0]["requestId"], id.as_str());
}

#[tokio::test]
async fn an_id_that_cannot_be_one_is_refused_and_an_unknown_one_is_empty() {
    let app = App::new().await;
    for (id, code) in [
        ("a9817bd8-0642-4d8c-946b-cc47d5aac41ab", "H198"),
        ("abcde", "H199"),
        ("12345", "H400"),
    ] {
        let answer = app.get(PROVIDER, &format!("{}/{id}", path())).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.codes(), [code]);
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!(["requestId"]));
        assert_eq!(error["value"], id);
    }
    for id in ["abc1", "0195a1b2c3d4e5f60718293a4b5c6d7e"] {
        assert_eq!(result(&app, id).await, json!([]));
    }
}

#[tokio::test]
async fn another_brands_batch_is_unknown_and_so_is_one_older_than_sixty_days() {
    let app = App::new().await;
    let id = accepted(&app, two()).await;
    work(&app).await;
    let path = format!("/sps/{STRANGER}/brands/{STRANGER}/consents/request/{id}");
    let answer = app.get(STRANGER, &path).await;
    assert_eq!(answer.json(), json!([]));
    app.pass(59 * 86_400);
    assert_ne!(result(&app, &id).await, json!([]));
    app.pass(2 * 86_400);
    assert_eq!(result(&app, &id).await, json!([]));
    app.registry.contract().purge_batches().await.unwrap();
    assert_eq!(
        app.directory
            .purge_batches(app.registry.now())
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn what_is_no_list_is_h092_and_what_is_no_json_h014() {
    let app = App::new().await;
    let bad = StatusCode::BAD_REQUEST;
    for body in [
        json!({"consents": two()}),
        json!([]),
        json!("x"),
        json!(1),
        Value::Null,
    ] {
        refused(&app, body, bad, &["H092"]).await;
    }
    let answer = refused(&app, json!([[{"a": 1}]]), bad, &["H085"]).await;
    assert_eq!(answer.json()["errors"][0]["index"], 0);
}

#[tokio::test]
async fn a_thousand_items_are_accepted_and_one_more_is_h091() {
    let app = App::new().await;
    let item = |number: u32| consent(&format!("+90532555{number:04}"), "ONAY", EARLY);
    let mut items: Vec<Value> = (0..1_001).map(item).collect();
    let too_many = json!(items);
    let answer = refused(&app, too_many, StatusCode::UNPROCESSABLE_ENTITY, &["H091"]).await;
    assert!(answer.json()["errors"][0].get("index").is_none());
    items.pop();
    let id = accepted(&app, json!(items)).await;
    work(&app).await;
    let results = result(&app, &id).await;
    let results = results.as_array().unwrap();
    assert_eq!(results.len(), 1_000);
    assert!(results.iter().all(|result| result["status"] == "success"));
    assert_eq!(app.movements(), 1_000);
}

#[tokio::test]
async fn one_wrong_item_refuses_the_whole_batch_with_every_index() {
    let app = App::new().await;
    let body = json!([
        consent("+905325550100", "ONAY", "2042-02-10 09:30:00"),
        consent("+905325550101", "ONAY", "2020-15-10 09:30:00"),
        consent("+905325550102", "ONAY", EARLY),
        consent("+905325550103", "RED", EARLY),
        consent("+905325550104", "ONAY", "2026-03-03 09:00:00"),
    ]);
    let codes = ["H162", "H157", "H115", "H467"];
    let answer = refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &codes).await;
    let errors = answer.json();
    let indexes: Vec<_> = errors["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["index"].as_u64().unwrap())
        .collect();
    assert_eq!(indexes, [0, 1, 3, 4]);
    assert_eq!(errors["errors"][3]["location"], json!(["consentDate"]));
    assert_eq!(errors["errors"][3]["value"], "2026-03-03 09:00:00");
}

#[tokio::test]
async fn an_items_date_is_judged_beside_its_wrong_recipient() {
    let app = App::new().await;
    let mut item = consent("nobody", "ONAY", "2014-01-01 10:00:00");
    item["source"] = json!("HS_2015");
    let items = json!([consent("+905325550101", "ONAY", EARLY), item]);
    let codes = ["H121", "H156", "H155"];
    let answer = refused(&app, items, StatusCode::UNPROCESSABLE_ENTITY, &codes).await;
    for error in answer.json()["errors"].as_array().unwrap() {
        assert_eq!(error["index"], 1);
    }
}

#[tokio::test]
async fn a_repeated_record_is_h194_with_index_and_no_location() {
    let app = App::new().await;
    let mut shouted = consent("AYSE@Ornek.Example", "RET", LATER);
    let body = json!([
        consent(OTHER, "ONAY", EARLY),
        consent(PHONE, "ONAY", EARLY),
        shouted.clone(),
    ]);
    let answer = refused(&app, body, StatusCode::UNPROCESSABLE_ENTITY, &["H194"]).await;
    let error = &answer.json()["errors"][0];
    assert_eq!(error["index"], 2);
    assert!(error.get("location").is_none());
    assert!(error.get("value").is_none());
    // The other recipient type is another record.
    shouted["recipientType"] = json!("TACIR");
    shouted["status"] = json!("ONAY");
    accepted(&app, json!([consent(OTHER, "ONAY", EARLY), shouted])).await;
}

#[tokio::test]
async fn unknown_retailers_are_h180_with_index() {
    let app = App::new().await;
    let known = add_retailer(&app, PROVIDER, 1).await;
    let mut taken = consent(OTHER, "ONAY", EARLY);
    taken["retailerCode"] = json!(12_345_678);
    let mut open = consent(PHONE, "ONAY", EARLY);
    open["retailerAccess"] = json!([known, 87_654_321]);
    let body = json!([consent("+905325550199", "ONAY", EARLY), taken, open]);
    let codes = ["H180", "H180"];
    let answer = refused(&app, body, StatusCode::FORBIDDEN, &codes).await;
    let errors = &answer.json()["errors"];
    assert_eq!(errors[0]["index"], 1);
    assert_eq!(errors[0]["location"], json!(["retailerCode"]));
    assert_eq!(errors[0]["value"], 12_345_678);
    assert_eq!(errors[1]["index"], 2);
    assert_eq!(errors[1]["location"], json!(["retailerAccess", 1]));
}

#[tokio::test]
async fn a_partner_hands_in_the_channels_it_may_write() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Write).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let body = json!([consent(PHONE, "ONAY", EARLY), consent(OTHER, "ONAY", EARLY)]);
    let answer = app
        .send(Method::POST, &path(), Some(&token), Some(body))
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
    assert_eq!(answer.json()["errors"][0]["index"], 1);
    let body = json!([consent(PHONE, "ONAY", EARLY)]);
    let answer = app
        .send(Method::POST, &path(), Some(&token), Some(body))
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_partner_sees_no_batch_with_a_channel_it_may_not_read() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Read).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let text = accepted(&app, json!([consent(PHONE, "ONAY", EARLY)])).await;
    let mixed = json!([
        consent("+905321112277", "ONAY", EARLY),
        consent(OTHER, "ONAY", EARLY)
    ]);
    let mixed = accepted(&app, mixed).await;
    // A refused item tells of its channel, too.
    let late = accepted(&app, json!([consent(OTHER, "ONAY", EARLY)])).await;
    work(&app).await;
    assert_eq!(result(&app, &late).await[0]["status"], "failure");
    for (id, seen) in [(&text, 1), (&mixed, 0), (&late, 0)] {
        for path in [path(), format!("/v2{}", path())] {
            let path = format!("{path}/{id}");
            let answer = app.send(Method::GET, &path, Some(&token), None).await;
            assert_eq!(answer.status, StatusCode::OK);
            let seen_now = answer.json().as_array().unwrap().len();
            assert_eq!(seen_now, seen, "{path}");
        }
    }
    grant(&app, PARTNER, PROVIDER, Channel::Email, Permission::Read).await;
    let path = format!("{}/{mixed}", path());
    let answer = app.send(Method::GET, &path, Some(&token), None).await;
    assert_eq!(answer.json(), result(&app, &mixed).await);
}

#[tokio::test]
async fn with_a_refusal_in_it_a_batch_passes_the_subscription_and_its_approvals_fail() {
    let app = App::new().await;
    accepted(&app, json!([consent(PHONE, "ONAY", EARLY)])).await;
    work(&app).await;
    app.subscribe(PROVIDER, |subscription| {
        subscription.status = SubscriptionStatus::Closed;
    })
    .await;
    let approvals = json!([consent(OTHER, "ONAY", EARLY)]);
    refused(&app, approvals, StatusCode::FORBIDDEN, &["H521"]).await;
    let mixed = json!([consent(OTHER, "ONAY", EARLY), consent(PHONE, "RET", LATER)]);
    let id = accepted(&app, mixed).await;
    app.subscribe(PROVIDER, |_| ()).await;
    work(&app).await;
    let results = result(&app, &id).await;
    assert_eq!(results[0]["status"], "failure");
    assert_eq!(results[0]["error"]["code"], "H521");
    assert_eq!(results[1]["status"], "success");
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn with_a_refusal_in_it_a_batch_passes_the_limit_on_requests() {
    let app = App::with(Settings::default(), registry::Settings::default()).await;
    for number in 0..10 {
        let body = json!([consent(&format!("+9053255502{number:02}"), "ONAY", EARLY)]);
        accepted(&app, body).await;
    }
    let approvals = json!([consent(PHONE, "ONAY", EARLY)]);
    let answer = add(&app, approvals).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H124"]);
    let pending = app.directory.pending(BrandCode(PROVIDER)).await.unwrap();
    assert_eq!(pending.batches, 10);
    accepted(&app, two()).await;
}

#[tokio::test]
async fn batches_are_worked_off_in_the_order_of_their_acceptance() {
    let app = App::new().await;
    let first = accepted(&app, json!([consent(PHONE, "ONAY", EARLY)])).await;
    let second = accepted(&app, json!([consent(PHONE, "RET", LATER)])).await;
    let third = accepted(&app, json!([consent(PHONE, "ONAY", LATER)])).await;
    assert_eq!(app.work_batches_once().await, 3);
    assert_eq!(app.work_batches_once().await, 0);
    assert_eq!(result(&app, &first).await[0]["status"], "success");
    assert_eq!(result(&app, &second).await[0]["status"], "success");
    assert_eq!(result(&app, &third).await[0]["error"]["code"], "H178");
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn of_two_batches_that_date_a_record_alike_the_one_that_refuses_wins_in_either_order() {
    for order in [["ONAY", "RET", "ONAY"], ["ONAY", "ONAY", "RET"]] {
        let app = App::new().await;
        for status in order {
            accepted(&app, json!([consent(PHONE, status, EARLY)])).await;
        }
        work(&app).await;
        let status = brand_path(PROVIDER, "/consents/status");
        let question = json!({"type": "MESAJ", "recipient": PHONE, "recipientType": "BIREYSEL"});
        let stands = app.post(PROVIDER, &status, question).await.json();
        assert_eq!(stands["status"], "RET", "{stands}");
        assert_eq!(app.movements(), 2);
    }
}

#[tokio::test]
async fn an_item_in_time_when_accepted_stays_in_time() {
    let app = App::new().await;
    let id = accepted(&app, json!([consent(PHONE, "ONAY", EARLY)])).await;
    app.set_clock("2026-04-20 12:00:00");
    work(&app).await;
    assert_eq!(result(&app, &id).await[0]["status"], "success");
}

#[tokio::test]
async fn the_quota_is_asked_item_by_item() {
    let app = App::new().await;
    app.subscribe(PROVIDER, |subscription| {
        subscription.consent_limit = Some(1);
        subscription.consent_limit_exceed = false;
    })
    .await;
    let body = json!([consent(PHONE, "ONAY", EARLY), consent(OTHER, "ONAY", EARLY)]);
    let id = accepted(&app, body).await;
    work(&app).await;
    let results = result(&app, &id).await;
    assert_eq!(results[0]["status"], "success");
    assert_eq!(results[1]["error"]["code"], "H525");
}

#[tokio::test]
async fn version_2_points_an_unchanged_repetition_to_the_item_that_recorded_it() {
    let app = App::new().await;
    let body = json!([consent(PHONE, "ONAY", EARLY)]);
    let first = add_v2(&app, body.clone()).await.json();
    work(&app).await;
    // Late as it is: nothing new is said.
    app.set_clock("2026-04-20 12:00:00");
    let second = add_v2(&app, body).await;
    assert_eq!(second.status, StatusCode::ACCEPTED);
    let second = second.json();
    assert_ne!(second["requestId"], first["requestId"]);
    work(&app).await;
    let original = result_v2(&app, first["requestId"].as_str().unwrap()).await;
    assert!(original[0].get("isAddConsentV2Service").is_none());
    let id = second["requestId"].as_str().unwrap();
    let repeated = &result_v2(&app, id).await[0];
    assert_eq!(repeated["status"], "success");
    assert_eq!(repeated["isAddConsentV2Service"], "true");
    assert_eq!(repeated["transactionId"], original[0]["transactionId"]);
    assert_eq!(repeated["creationDate"], original[0]["creationDate"]);
    let information = json!({
        "requestId": first["requestId"],
        "subRequestId": first["subRequests"][0]["subRequestId"],
    });
    assert_eq!(repeated["originalRequestInformation"], information);
    let in_version_1 = &result(&app, id).await[0];
    assert!(in_version_1.get("originalRequestInformation").is_none());
    assert_eq!(app.movements(), 1);
}
