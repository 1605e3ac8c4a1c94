//! How often somebody is asked.

use axum::http::StatusCode;
use serde_json::json;

use super::{form, question, start, start_path};
use crate::app::App;

#[tokio::test]
async fn an_address_is_asked_again_after_three_minutes_and_twice_a_day() {
    let app = App::new().await;
    let form = form(&app).await;
    let body = question(form, "SMS_OTP");
    assert_eq!(start(&app, body.clone()).await.status, StatusCode::OK);
    app.pass(179);
    let answer = start(&app, body.clone()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H465"]);
    app.pass(1);
    assert_eq!(start(&app, body.clone()).await.status, StatusCode::OK);
    app.pass(600);
    assert_eq!(start(&app, body.clone()).await.codes(), ["H453"]);
    assert_eq!(app.messages().await.len(), 2);
    // Another address is not counted with it, and the next day is another.
    assert_eq!(
        start(&app, question(form, "EPOSTA_OTP")).await.status,
        StatusCode::OK
    );
    app.pass(24 * 3_600);
    assert_eq!(start(&app, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_that_many_ask_gets_no_more_messages_and_nobody_is_told() {
    let app = App::new().await;
    let mut sent = 0;
    for provider in 710_001..710_009 {
        app.add_provider(provider).await;
        let content = json!({ "language": "tr", "text": "Metin", "references": [] });
        let owner = domain::ProviderCode(provider);
        let added = app
            .directory
            .add_form(owner, None, content.to_string(), app.now());
        let directory::form::FormAdded::Added { number, version } = added.await.unwrap() else {
            panic!("no form");
        };
        app.directory
            .approve_form(number, version, app.now())
            .await
            .unwrap();
        let mut body = question(number, "EPOSTA_OTP");
        body["consentTypes"][0]["brandCodes"] = json!([provider]);
        let answer = app.post(provider, &start_path(provider), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        sent += app.messages().await.len();
    }
    assert_eq!(sent, 5, "as many as an address gets codes within an hour");
}
