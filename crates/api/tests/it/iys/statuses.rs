//! `POST …/consents/{recipientType}/status/{type}`.

use axum::http::{Method, StatusCode};
use directory::partner::Permission;
use domain::Channel;
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use super::consents::{EARLY, LATER, consent};
use super::retailers::refuses_strangers;
use crate::app::{Answer, App, PROVIDER, brand_path, user_name};

const PARTNER: u32 = 800_001;

fn path(recipient_type: &str, channel: &str) -> String {
    brand_path(
        PROVIDER,
        &format!("/consents/{recipient_type}/status/{channel}"),
    )
}

async fn ask(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &path("BIREYSEL", "MESAJ"), body).await
}

async fn record(app: &App, recipient: &str, status: &str, date: &str) {
    let path = brand_path(PROVIDER, "/consents");
    let body = consent(recipient, status, date);
    let answer = app.post(PROVIDER, &path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
}

#[tokio::test]
async fn only_those_that_approve_now_are_listed_in_the_order_asked_for() {
    let app = App::new().await;
    let [first, refused, unknown, last] =
        [1, 2, 3, 4].map(|number| format!("+90532555010{number}"));
    record(&app, &last, "ONAY", EARLY).await;
    record(&app, &first, "ONAY", EARLY).await;
    record(&app, &refused, "ONAY", EARLY).await;
    record(&app, &refused, "RET", LATER).await;
    let body = json!({"recipients": [first, refused, unknown, last]});
    let answer = ask(&app, body.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["list"], json!([first, last]));
    assert_eq!(answer.json()["requestId"].as_str().unwrap().len(), 36);
    let path = path("TACIR", "MESAJ");
    let merchants = app.post(PROVIDER, &path, body).await;
    assert_eq!(merchants.json()["list"], json!([]));
}

#[tokio::test]
async fn strangers_are_refused() {
    let body = Some(json!({"recipients": ["+905325550101"]}));
    refuses_strangers(Method::POST, "/consents/BIREYSEL/status/MESAJ", body).await;
}

#[tokio::test]
async fn wrong_lists_have_their_codes() {
    let app = App::new().await;
    let mail = "test@ornek.example";
    let repeated = "+905055566791";
    for (body, code, location, value) in [
        (json!({}), "H168", json!(["recipients"]), None),
        (
            json!({"recipients": {}}),
            "H478",
            json!(["recipients"]),
            Some(json!({})),
        ),
        (
            json!({"recipients": []}),
            "H164",
            json!(["recipients"]),
            Some(json!([])),
        ),
        (
            json!({"recipients": [mail]}),
            "H464",
            json!(["recipient"]),
            Some(json!(mail)),
        ),
        (
            json!({"recipients": ["x"]}),
            "H121",
            json!(["recipients", 0]),
            Some(json!("x")),
        ),
        (
            json!({"recipients": [7]}),
            "H121",
            json!(["recipients", 0]),
            Some(json!(7)),
        ),
        (
            json!({"recipients": [repeated, "+905055566792", repeated]}),
            "H193",
            json!(["recipients", 2]),
            Some(json!(repeated)),
        ),
    ] {
        let answer = ask(&app, body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.codes(), [code], "{body}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"], location, "{body}");
        assert_eq!(error.get("value"), value.as_ref(), "{body}");
    }
    let answer = ask(
        &app,
        json!({"recipients": [mail, "+905325550101", "b@ornek.example"]}),
    )
    .await;
    assert_eq!(answer.codes(), ["H464", "H464"]);
    let answer = ask(&app, json!(["+905325550101"])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H403"]);
}

#[tokio::test]
async fn a_number_for_the_channel_of_mail_is_h464_and_says_what_is_wanted() {
    let app = App::new().await;
    let body = json!({"recipients": ["+905312560714"]});
    let answer = app.post(PROVIDER, &path("BIREYSEL", "EPOSTA"), body).await;
    assert_eq!(answer.codes(), ["H464"]);
    let message = "İzin tipi (type) EPOSTA için, alıcı (recipient) e-posta formatında olmalıdır.";
    assert_eq!(answer.json()["errors"][0]["message"], message);
}

#[tokio::test]
async fn a_thousand_recipients_are_answered_and_one_more_is_h127() {
    let app = App::new().await;
    let mut recipients: Vec<String> = (0..1_001)
        .map(|number| format!("+90532555{number:04}"))
        .collect();
    let answer = ask(&app, json!({"recipients": recipients})).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H127"]);
    assert_eq!(
        answer.json()["errors"][0]["message"],
        "Alıcı listesi (recipients) uzunluğu en fazla 1000 olmalıdır."
    );
    recipients.pop();
    let answer = ask(&app, json!({"recipients": recipients})).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn wrong_words_in_the_path_are_h116_and_h117() {
    let app = App::new().await;
    let body = json!({"recipients": ["+905325550101"]});
    let answer = app.post(PROVIDER, &path("BIREY", "SMS"), body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H116", "H117"]);
    assert_eq!(
        answer.json()["errors"][0]["location"],
        json!(["recipientType"])
    );
    assert_eq!(answer.json()["errors"][0]["value"], "BIREY");
}

#[tokio::test]
async fn a_partner_asks_for_the_channels_it_may_read() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Read).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let ask = async |channel| {
        let path = path("BIREYSEL", channel);
        let body = Some(json!({"recipients": ["+905325550101"]}));
        app.send(Method::POST, &path, Some(&token), body).await
    };
    assert_eq!(ask("MESAJ").await.status, StatusCode::OK);
    assert_eq!(ask("ARAMA").await.codes(), ["H353"]);
}

#[tokio::test]
async fn a_repeated_recipient_is_told_without_a_word_of_retailers() {
    let app = App::new().await;
    let answer = ask(
        &app,
        json!({"recipients": ["+905325550101", "+905325550101"]}),
    )
    .await;
    assert_eq!(answer.codes(), ["H193"]);
    assert_eq!(
        answer.json()["errors"][0]["message"],
        "Alıcı (recipient) değeri liste içinde tekrarlanamaz."
    );
}
