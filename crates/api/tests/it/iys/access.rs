//! `…/consents/retailers/access…` in all its spellings.

use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use domain::{Address, BrandCode, Channel, ConsentKey, RecipientType};
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::retailers::{add_retailer, record, refuses_strangers};
use crate::app::{App, OPEN_BRAND, PROVIDER, brand_path};

const PHONE: &str = "+905321112233";
const OTHER: &str = "+905321112244";
const ADD: &str = "/consents/retailers/access";
const LIST: &str = "/consent/retailers/access/list";
const REMOVE: &str = "/consents/retailers/access/remove";
const REMOVE_ALL: &str = "/consents/retailers/access/remove/all";

fn path(rest: &str) -> String {
    brand_path(OPEN_BRAND, rest)
}

fn one(retailers: &[u32]) -> Value {
    json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipient": PHONE, "retailerAccess": retailers})
}

fn many(recipients: &[&str], retailers: &[u32]) -> Value {
    json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipients": recipients,
           "retailerAccess": retailers})
}

async fn put(app: &App, rest: &str, body: Value) -> crate::app::Answer {
    let token = app.token(PROVIDER).await;
    app.send(Method::PUT, &path(rest), Some(&token), Some(body))
        .await
}

/// Who may use the record of a phone number, straight from the ledger.
fn allowed(app: &App, phone: &str) -> Vec<u32> {
    let address = Address::from_wire(phone, Channel::Text).unwrap();
    let key = ConsentKey {
        recipient: app.ledger.recipient_id(&address),
        brand: BrandCode(OPEN_BRAND),
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    };
    let state = app.ledger.state(&key).unwrap().expect("a record");
    state.retailer_access.iter().map(|code| code.0).collect()
}

/// With two retailers, ascending, and a record.
async fn app_with_two() -> (App, [u32; 2]) {
    let app = App::new().await;
    let mut codes = [
        add_retailer(&app, OPEN_BRAND, 1).await,
        add_retailer(&app, OPEN_BRAND, 2).await,
    ];
    codes.sort_unstable();
    record(&app, OPEN_BRAND, PHONE, &[]).await;
    (app, codes)
}

#[tokio::test]
async fn adding_answers_the_movement_and_adding_again_the_same_one() {
    let (app, [first, second]) = app_with_two().await;
    let answer = app.post(PROVIDER, &path(ADD), one(&[second, first])).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(body["transactionId"].as_str().unwrap().len(), 64);
    assert_eq!(body["creationDate"], "2026-03-10 12:00:00");
    assert_eq!(allowed(&app, PHONE), [first, second]);
    assert_eq!(app.movements(), 2);
    let again = app.post(PROVIDER, &path(ADD), one(&[first])).await;
    assert_eq!(again.json(), body);
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn adding_to_no_record_is_h401() {
    let app = App::new().await;
    let code = add_retailer(&app, OPEN_BRAND, 1).await;
    let answer = app.post(PROVIDER, &path(ADD), one(&[code])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H401"]);
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn retailers_of_nobody_are_h180_each_at_its_place() {
    let (app, [first, _]) = app_with_two().await;
    let body = one(&[12_345_678, first, 23_456_789]);
    let answer = app.post(PROVIDER, &path(ADD), body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H180", "H180"]);
    let errors = &answer.json()["errors"];
    assert_eq!(errors[0]["location"], json!(["retailerAccess", 0]));
    assert_eq!(errors[0]["value"], 12_345_678);
    assert_eq!(errors[1]["location"], json!(["retailerAccess", 2]));
    let answer = put(&app, ADD, many(&[PHONE], &[12_345_678])).await;
    assert_eq!(answer.codes(), ["H180"]);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn replacing_leaves_the_named_retailers_alone_and_passes_over_unknown_recipients() {
    let (app, [first, second]) = app_with_two().await;
    record(&app, OPEN_BRAND, OTHER, &[first]).await;
    let body = many(&[PHONE, OTHER, "+905321112255"], &[second]);
    let answer = put(&app, ADD, body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(answer.bytes.is_empty());
    assert_eq!(allowed(&app, PHONE), [second]);
    assert_eq!(allowed(&app, OTHER), [second]);
    assert_eq!(app.movements(), 4);
}

#[tokio::test]
async fn a_recipient_twice_is_h193_at_its_place_and_nothing_is_written() {
    let (app, [first, second]) = app_with_two().await;
    record(&app, OPEN_BRAND, OTHER, &[first]).await;
    let before = app.movements();
    let body = many(&[PHONE, OTHER, PHONE], &[first, second]);
    let mut all = body.clone();
    all.as_object_mut().unwrap().remove("retailerAccess");
    for answer in [
        put(&app, ADD, body.clone()).await,
        app.post(PROVIDER, &path(REMOVE), body).await,
        app.post(PROVIDER, &path(REMOVE_ALL), all).await,
    ] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.codes(), ["H193"]);
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], json!(["recipients", 2]));
        assert_eq!(error["value"], PHONE);
    }
    // The same address in another spelling is the same recipient.
    let emails = json!({"type": "EPOSTA", "recipientType": "BIREYSEL",
                        "recipients": ["a@ornek.example", "A@ornek.example"]});
    let answer = app.post(PROVIDER, &path(REMOVE_ALL), emails).await;
    assert_eq!(answer.codes(), ["H193"]);
    assert_eq!(answer.json()["errors"][0]["value"], "A@ornek.example");
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_retailers_number_comes_back_as_it_was_sent() {
    let (app, [first, _]) = app_with_two().await;
    let access = json!([first, "23456789", "012345678"]);
    let mut body = one(&[]);
    body["retailerAccess"] = access.clone();
    let mut replacing = many(&[PHONE], &[]);
    replacing["retailerAccess"] = access.clone();
    for answer in [
        app.post(PROVIDER, &path(ADD), body).await,
        put(&app, ADD, replacing).await,
    ] {
        assert_eq!(answer.codes(), ["H180", "H180"]);
        assert_eq!(answer.json()["errors"][0]["value"], "23456789");
        assert_eq!(answer.json()["errors"][1]["value"], "012345678");
    }
    let consent = json!({
        "recipient": PHONE, "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
        "consentDate": "2026-03-10 11:59:00", "retailerCode": "34567890", "retailerAccess": access,
    });
    let single = app
        .post(PROVIDER, &path("/consents"), consent.clone())
        .await;
    let batch = json!([
        {"recipient": OTHER, "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
         "consentDate": "2026-03-10 11:59:00"},
        consent,
    ]);
    let batch = app.post(PROVIDER, &path("/consents/request"), batch).await;
    for answer in [single, batch] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), ["H180", "H180", "H180"]);
        let body = answer.json();
        let values: Vec<_> = body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| &error["value"])
            .collect();
        assert_eq!(
            values,
            [&json!("34567890"), &json!("23456789"), &json!("012345678")]
        );
    }
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn the_list_is_paged() {
    let (app, [first, second]) = app_with_two().await;
    app.post(PROVIDER, &path(ADD), one(&[first, second])).await;
    let body = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipient": PHONE});
    let list = path(&format!("{LIST}?offset=1&limit=1"));
    let answer = app.post(PROVIDER, &list, body).await.json();
    assert_eq!(
        answer["pagination"],
        json!({"offset": 1, "pageSize": 1, "totalCount": 2})
    );
    assert_eq!(answer["list"].as_array().unwrap().len(), 1);
    assert_eq!(answer["list"][0]["retailerCode"], second);
    let body = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipient": OTHER});
    let answer = app.post(PROVIDER, &path(LIST), body).await;
    assert_eq!(answer.json()["list"], json!([]));
}

#[tokio::test]
async fn the_lists_own_codes_are_answered_together() {
    let app = App::new().await;
    let list = path(&format!("{LIST}?offset=-1&limit=0"));
    let answer = app.post(PROVIDER, &list, json!({})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H111", "H170", "H114", "H182", "H187"]);
    let body = json!({"type": "MESAJ", "recipientType": "BIREYSEL",
                      "recipient": "+905543213232213232"});
    let answer = app
        .post(PROVIDER, &path(&format!("{LIST}?limit=101")), body)
        .await;
    assert_eq!(answer.codes(), ["H166", "H186"]);
    assert_eq!(answer.json()["errors"][0]["location"], json!(["recipient"]));
}

#[tokio::test]
async fn removing_takes_the_named_ones_and_removing_all_the_rest() {
    let (app, [first, second]) = app_with_two().await;
    app.post(PROVIDER, &path(ADD), one(&[first, second])).await;
    let answer = app
        .post(PROVIDER, &path(REMOVE), many(&[PHONE], &[first]))
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(answer.bytes.is_empty());
    assert_eq!(allowed(&app, PHONE), [second]);
    let all = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipients": [PHONE, OTHER]});
    let answer = app.post(PROVIDER, &path(REMOVE_ALL), all).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(answer.bytes.is_empty());
    assert!(allowed(&app, PHONE).is_empty());
}

#[tokio::test]
async fn removing_a_retailer_of_nobody_is_h058() {
    let (app, _) = app_with_two().await;
    let answer = app
        .post(PROVIDER, &path(REMOVE), many(&[PHONE], &[12_345_678]))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H058"]);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn every_spelling_of_every_path_is_served() {
    let (app, [first, _]) = app_with_two().await;
    for spelling in [
        "consents/retailers",
        "consents/retailer",
        "consent/retailers",
        "consent/retailer",
    ] {
        let at = |rest: &str| format!("/{spelling}/access{rest}");
        assert_eq!(
            app.post(PROVIDER, &path(&at("")), one(&[first]))
                .await
                .status,
            StatusCode::OK
        );
        assert_eq!(
            put(&app, &at(""), many(&[PHONE], &[first])).await.status,
            StatusCode::ACCEPTED
        );
        let who = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipient": PHONE});
        let list = app.post(PROVIDER, &path(&at("/list")), who).await.json();
        assert_eq!(list["list"][0]["retailerCode"], first);
        let removed = app
            .post(PROVIDER, &path(&at("/remove")), many(&[PHONE], &[first]))
            .await;
        assert_eq!(removed.status, StatusCode::ACCEPTED);
        let all = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipients": [PHONE]});
        let removed = app.post(PROVIDER, &path(&at("/remove/all")), all).await;
        assert_eq!(removed.status, StatusCode::ACCEPTED);
        assert!(allowed(&app, PHONE).is_empty());
    }
}

#[tokio::test]
async fn a_body_that_is_no_request_has_the_calls_own_code() {
    let app = App::new().await;
    for (rest, code) in [
        (ADD, "H090"),
        (LIST, "H173"),
        (REMOVE, "H172"),
        (REMOVE_ALL, "H172"),
    ] {
        for body in [json!([]), json!("x"), json!({"retailers": [1]})] {
            let answer = app.post(PROVIDER, &path(rest), body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert_eq!(answer.codes(), [code], "{rest}");
        }
    }
    assert_eq!(put(&app, ADD, json!([])).await.codes(), ["H171"]);
}

#[tokio::test]
async fn missing_fields_are_answered_together() {
    let app = App::new().await;
    let answer = app.post(PROVIDER, &path(ADD), json!({})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H111", "H170", "H168", "H169"]);
    let errors = answer.json()["errors"].clone();
    let places: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["location"][0].clone())
        .collect();
    assert_eq!(
        places,
        ["type", "recipientType", "recipients", "retailerAccess"]
    );
    let nulls =
        json!({"type": null, "recipientType": null, "recipients": null, "retailerAccess": null});
    assert_eq!(
        put(&app, ADD, nulls).await.codes(),
        ["H111", "H170", "H168", "H169"]
    );
    let answer = app.post(PROVIDER, &path(REMOVE_ALL), json!({})).await;
    assert_eq!(answer.codes(), ["H111", "H170", "H168"]);
}

#[tokio::test]
async fn wrong_fields_are_named_with_place_and_value() {
    let (app, _) = app_with_two().await;
    let long: Vec<u32> = (10_000_000..10_000_101).collect();
    let crowd: Vec<String> = (0..101)
        .map(|number| format!("+9053211{number:05}"))
        .collect();
    for (field, value, code, location) in [
        ("type", json!("EPOSTAA"), "H117", json!(["type"])),
        (
            "recipientType",
            json!("TACIRR"),
            "H116",
            json!(["recipientType"]),
        ),
        (
            "retailerAccess",
            json!([]),
            "H163",
            json!(["retailerAccess"]),
        ),
        (
            "retailerAccess",
            json!(long),
            "H126",
            json!(["retailerAccess"]),
        ),
        ("recipients", json!([]), "H164", json!(["recipients"])),
        ("recipients", json!(PHONE), "H478", json!(["recipients"])),
        ("recipients", json!(crowd), "H127", json!(["recipients"])),
    ] {
        let mut body = many(&[PHONE], &[12_345_678]);
        body[field] = value.clone();
        for (rest, method) in [(ADD, Method::PUT), (REMOVE, Method::POST)] {
            let token = app.token(PROVIDER).await;
            let answer = app
                .send(method, &path(rest), Some(&token), Some(body.clone()))
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.codes(), [code]);
            let error = &answer.json()["errors"][0];
            assert_eq!(error["location"], location);
            assert_eq!(error["value"], value);
            if ["H126", "H127"].contains(&code) {
                let message = error["message"].as_str().unwrap();
                assert!(message.contains("en fazla 100 "), "{message}");
            }
        }
    }
    let body = many(&[PHONE, "905546789898"], &[12_345_678]);
    let error = put(&app, ADD, body).await.json()["errors"][0].clone();
    assert_eq!(error["code"], "H121");
    assert_eq!(error["location"], json!(["recipients", 1]));
    assert_eq!(error["value"], "905546789898");
    let mut body = many(&["ornekmail.com"], &[12_345_678]);
    body["type"] = json!("EPOSTA");
    assert_eq!(put(&app, ADD, body).await.codes(), ["H120"]);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn a_partner_needs_the_right_grant_for_the_channel() {
    const PARTNER: u32 = 800_001;
    let (app, [first, _]) = app_with_two().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Email, Permission::Write).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Read).await;
    let who = json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipient": PHONE});
    assert_eq!(
        app.post(PARTNER, &path(LIST), who).await.status,
        StatusCode::OK
    );
    for (rest, body) in [
        (ADD, one(&[first])),
        (REMOVE, many(&[PHONE], &[first])),
        (REMOVE_ALL, many(&[PHONE], &[first])),
    ] {
        let answer = app.post(PARTNER, &path(rest), body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.codes(), ["H353"]);
    }
    assert_eq!(app.movements(), 1);
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Write).await;
    let answer = app.post(PARTNER, &path(ADD), one(&[first])).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn every_call_refuses_strangers() {
    for (method, rest) in [
        (Method::POST, ADD),
        (Method::PUT, ADD),
        (Method::POST, LIST),
        (Method::POST, REMOVE),
        (Method::POST, REMOVE_ALL),
    ] {
        refuses_strangers(method, rest, Some(one(&[12_345_678]))).await;
    }
}
