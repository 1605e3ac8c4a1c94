//! `GET /brands/{tin}` and `POST /brands/{brandCode}/consents/{recipientType}/rejected/{type}`.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Address, Channel};
use serde_json::{Value, json};

use super::check::{INTERMEDIARY_USER, basic, intermediary, record};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER, user_name};

const PHONE: &str = "+905321234567";

async fn get(app: &App, path: &str, user: &str) -> Answer {
    let request = Request::get(path).header(header::AUTHORIZATION, basic(user));
    app.send_request(request.body(Body::empty()).unwrap()).await
}

async fn rejected(app: &App, brand: u32, kind: &str, channel: &str, body: Value) -> Answer {
    let request = Request::post(format!(
        "/brands/{brand}/consents/{kind}/rejected/{channel}"
    ))
    .header(header::AUTHORIZATION, basic(INTERMEDIARY_USER))
    .body(Body::from(body.to_string()))
    .unwrap();
    app.send_request(request).await
}

#[tokio::test]
async fn only_granted_brands_of_the_tax_number_are_told() {
    let app = App::new().await;
    intermediary(&app, true).await;
    let own = get(&app, &format!("/brands/1{PROVIDER:09}"), INTERMEDIARY_USER).await;
    assert_eq!(own.status, StatusCode::OK);
    let brand = json!([{
        "iysCode": PROVIDER, "brandCode": OPEN_BRAND, "name": format!("Marka {OPEN_BRAND}"),
        "master": false,
    }]);
    assert_eq!(own.json(), brand);
    for tin in [format!("1{STRANGER:09}"), "0000000000".to_owned()] {
        let none = get(&app, &format!("/brands/{tin}"), INTERMEDIARY_USER).await;
        assert_eq!((none.status, none.json()), (StatusCode::OK, json!([])));
    }
}

#[tokio::test]
async fn who_is_no_intermediary_learns_no_brands() {
    let app = App::new().await;
    let answer = get(
        &app,
        &format!("/brands/1{PROVIDER:09}"),
        &user_name(PROVIDER),
    )
    .await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::FORBIDDEN, vec!["H353".into()])
    );
    let request = Request::get("/brands/1").body(Body::empty()).unwrap();
    let answer = app.send_request(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.codes(), ["H351"]);
    assert!(answer.headers.contains_key(header::WWW_AUTHENTICATE));
}

#[tokio::test]
async fn the_refused_and_those_without_a_record_are_rejected_as_they_were_sent() {
    let app = App::new().await;
    intermediary(&app, true).await;
    record(&app, "onay@ornek.example", "BIREYSEL", "EPOSTA", "ONAY").await;
    record(&app, "ret@ornek.example", "BIREYSEL", "EPOSTA", "ONAY").await;
    record(&app, "ret@ornek.example", "BIREYSEL", "EPOSTA", "RET").await;
    let list =
        json!({ "recipients": ["Yok@ornek.example", "ONAY@ornek.example", "RET@ornek.example"] });
    let answer = rejected(&app, OPEN_BRAND, "BIREYSEL", "EPOSTA", list).await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = json!({ "list": ["Yok@ornek.example", "RET@ornek.example"] });
    assert_eq!(answer.json(), expected);
    let address = Address::from_wire("yok@ornek.example", Channel::Email).unwrap();
    let logged = app.checks_of(&address).await;
    assert_eq!(logged.len(), 1, "every check is logged (rule 41)");
}

#[tokio::test]
async fn without_a_grant_nothing_is_told() {
    let app = App::new().await;
    intermediary(&app, true).await;
    for brand in [PROVIDER, STRANGER, 123_456] {
        let list = json!({ "recipients": [PHONE] });
        let answer = rejected(&app, brand, "BIREYSEL", "MESAJ", list).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::FORBIDDEN, vec!["H353".into()])
        );
    }
}

#[tokio::test]
async fn a_bad_list_is_refused_whole() {
    let app = App::new().await;
    intermediary(&app, true).await;
    let codes = async |kind: &str, channel: &str, body: Value| {
        rejected(&app, OPEN_BRAND, kind, channel, body)
            .await
            .codes()
    };
    let one = json!({ "recipients": [PHONE] });
    assert_eq!(codes("KURUM", "MESAJ", one.clone()).await, ["H116"]);
    assert_eq!(codes("TACIR", "SMS", one.clone()).await, ["H117"]);
    assert_eq!(codes("TACIR", "EPOSTA", one).await, ["H464"]);
    assert_eq!(codes("TACIR", "MESAJ", json!({})).await, ["H168"]);
    assert_eq!(
        codes("TACIR", "MESAJ", json!({ "recipients": [] })).await,
        ["H164"]
    );
    assert_eq!(
        codes("TACIR", "MESAJ", json!({ "recipients": ["5"] })).await,
        ["H121"]
    );
    let many: Vec<_> = (0..=1_000)
        .map(|number| format!("+90532{number:07}"))
        .collect();
    assert_eq!(
        codes("TACIR", "MESAJ", json!({ "recipients": many })).await,
        ["H127"]
    );
}

#[tokio::test]
async fn when_nothing_can_be_said_nobody_is_told_that_all_may_be_sent_to() {
    let app = App::new().await;
    intermediary(&app, true).await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "RET").await;
    app.checks.log.close().unwrap();
    let body = json!({ "recipients": [PHONE] });
    let answer = rejected(&app, OPEN_BRAND, "BIREYSEL", "MESAJ", body).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["decision"], "UNKNOWN");
    assert_eq!(answer.json()["list"], Value::Null);
}
