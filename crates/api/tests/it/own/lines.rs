//! `POST /izin/v1/lines/closed`.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory::intermediary::IntermediaryCode;
use domain::{Address, Channel};
use serde_json::{Value, json};

use super::check::{INTERMEDIARY, INTERMEDIARY_USER, basic, intermediary, record};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, brand_path, start, user_name};

const PHONE: &str = "+905321234567";
/// An hour, in seconds.
const HOUR: i64 = 3_600;

async fn post(app: &App, user: &str, body: &str) -> Answer {
    let request = Request::post("/izin/v1/lines/closed")
        .header(header::AUTHORIZATION, basic(user))
        .body(Body::from(body.to_owned()))
        .unwrap();
    app.send_request(request).await
}

async fn report(app: &App, lines: Value) -> Answer {
    let body = json!({ "lines": lines }).to_string();
    post(app, INTERMEDIARY_USER, &body).await
}

/// An intermediary that may report lines.
async fn reporter(app: &App) {
    intermediary(app, true).await;
    app.directory
        .name_line_reporter(IntermediaryCode(INTERMEDIARY), start())
        .await
        .unwrap();
}

async fn is_hidden(app: &App) -> bool {
    let address = Address::from_wire(PHONE, Channel::Text).unwrap();
    let subject = app.subject_of(&address).await;
    subject.addresses[0].hidden_until.is_some()
}

#[tokio::test]
async fn a_closed_line_ends_approvals_and_the_provider_is_told() {
    let app = App::new().await;
    reporter(&app).await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let closed_at = app.registry.now().to_wire();
    app.pass(2 * HOUR);
    let lines = json!([{ "phone": PHONE, "closedAt": closed_at }]);
    let answer = report(&app, lines.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({ "outcomes": ["CLOSED"] }));
    app.pass(2 * HOUR);
    let path = brand_path(OPEN_BRAND, "/consents/changes");
    let feed = app.get(PROVIDER, &path).await.json();
    let movement = &feed["list"][0];
    assert_eq!(movement["source"], "IYS_AHS_HAT_KAPATMA");
    assert_eq!(movement["status"], "RET");
    assert_eq!(movement["recipient"], PHONE);
    let again = report(&app, lines).await;
    assert_eq!(again.json(), json!({ "outcomes": ["KNOWN"] }));
    let tomorrow = json!([{ "phone": PHONE, "closedAt": "2099-01-01 00:00:00" }]);
    let answer = report(&app, tomorrow).await;
    assert_eq!(answer.json(), json!({ "outcomes": ["FUTURE"] }));
}

#[tokio::test]
async fn who_has_not_been_named_a_reporter_is_refused_whatever_is_sent() {
    let app = App::new().await;
    intermediary(&app, true).await;
    let closed_at = app.registry.now().to_wire();
    let right = json!({ "lines": [{ "phone": PHONE, "closedAt": closed_at }] }).to_string();
    let provider = user_name(PROVIDER);
    for user in [INTERMEDIARY_USER, provider.as_str()] {
        for body in [right.as_str(), "{", ""] {
            let answer = post(&app, user, body).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{user} {body}");
            assert_eq!(answer.codes(), ["H353"]);
        }
    }
    let nobody = Request::post("/izin/v1/lines/closed").body(Body::from(right));
    let answer = app.send_request(nobody.unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!is_hidden(&app).await);
}

#[tokio::test]
async fn a_wrong_line_has_the_whole_report_refused() {
    let app = App::new().await;
    reporter(&app).await;
    let closed_at = app.registry.now().to_wire();
    let right = json!({ "phone": PHONE, "closedAt": closed_at });
    for (wrong, codes) in [
        (
            json!({ "phone": "123", "closedAt": closed_at }),
            vec!["H121"],
        ),
        (
            json!({ "phone": PHONE, "closedAt": "yesterday" }),
            vec!["H158"],
        ),
        (
            json!({ "phone": PHONE, "closedAt": "2026-02-30 00:00:00" }),
            vec!["H157"],
        ),
        (
            json!({ "phone": 905_321_234_567_u64 }),
            vec!["H121", "H158"],
        ),
        (json!(["phone"]), vec!["H121", "H158"]),
    ] {
        let answer = report(&app, json!([right, wrong])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(answer.codes(), codes, "{wrong}");
        let location = &answer.json()["errors"][0]["location"];
        assert_eq!((&location[0], &location[1]), (&json!("lines"), &json!(1)));
    }
    assert!(!is_hidden(&app).await);
}

#[tokio::test]
async fn what_is_no_report_is_refused() {
    let app = App::new().await;
    reporter(&app).await;
    let line = json!({ "phone": PHONE, "closedAt": app.registry.now().to_wire() });
    let many = json!({ "lines": vec![line; 1_001] }).to_string();
    for (body, codes) in [
        ("", "H014"),
        ("[]", "H403"),
        ("{}", "H164"),
        (r#"{"lines":[]}"#, "H164"),
        (r#"{"lines":{}}"#, "H164"),
        (many.as_str(), "H125"),
    ] {
        let answer = post(&app, INTERMEDIARY_USER, body).await;
        assert_eq!(answer.codes(), [codes]);
    }
    assert!(!is_hidden(&app).await);
}
