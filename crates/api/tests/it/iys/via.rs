//! `/via/sps/{iysCode}/…`: consents that the registry itself takes.

mod ends;
mod limits;
mod proof;
mod refusals;

use axum::http::{Method, StatusCode};
use directory::form::FormAdded;
use directory::grant::Permission;
use domain::{Channel, ProviderCode};
use registry::message::{AnswerWay, Content, OutgoingMessage};
use serde_json::{Value, json};

use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, user_name};
use crate::iys::brands::{add_partner, grant};

pub const PHONE: &str = "+905321112233";
pub const EMAIL: &str = "ayse.yilmaz@posta.example";
pub const PARTNER: u32 = 800_001;
pub const TEXT: &str = "Kampanyalardan haberdar olmak istiyorum.";
pub const NOTICE: &str = "https://marka.example/aydinlatma/3";

/// A form of the provider's that the operator has approved.
pub async fn form(app: &App) -> u32 {
    let content = json!({
        "language": "tr", "text": TEXT,
        "references": [{ "kind": "AYDINLATMA_METNI", "at": NOTICE }],
    });
    let provider = ProviderCode(PROVIDER);
    let added = app
        .directory
        .add_form(provider, None, content.to_string(), app.now());
    let FormAdded::Added { number, version } = added.await.unwrap() else {
        panic!("no form");
    };
    let approved = app.directory.approve_form(number, version, app.now());
    assert!(approved.await.unwrap());
    number
}

/// What asks for a consent to the second brand.
pub fn question(form: u32, method: &str) -> Value {
    let (recipient, types) = if method.starts_with("SMS") {
        (PHONE, json!(["MESAJ", "ARAMA"]))
    } else {
        (EMAIL, json!(["EPOSTA"]))
    };
    json!({
        "formId": form, "recipient": recipient, "verificationType": method,
        "consentTypes": [{
            "title": "ETK", "brandCodes": [OPEN_BRAND], "types": types, "recipientType": "BIREYSEL",
        }],
    })
}

pub fn start_path(provider: u32) -> String {
    format!("/via/sps/{provider}/consent")
}

pub async fn start(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &start_path(PROVIDER), body).await
}

/// A request that was started, and the message that asks.
pub async fn started(app: &App, method: &str) -> (String, OutgoingMessage) {
    let form = form(app).await;
    let answer = start(app, question(form, method)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["code"], "OK");
    let id = answer.json()["message"]["requestId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(id.len(), 36, "with dashes");
    let messages = app.messages().await.into_iter();
    let mut asking = messages.filter(|one| matches!(one.content, Content::Question { .. }));
    (id, asking.next().expect("a message"))
}

pub fn code_of(message: &OutgoingMessage) -> String {
    match &message.content {
        Content::Question {
            answer: AnswerWay::Code { code, .. },
            ..
        } => code.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn token_of(message: &OutgoingMessage) -> String {
    match &message.content {
        Content::Question {
            answer: AnswerWay::Link { token, .. },
            ..
        } => token.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn told(id: &str, method: &str, code: &str) -> Value {
    json!({
        "requestId": id, "verificationType": method,
        "consentTypes": [{ "title": "ETK", "otpCode": code }],
    })
}

pub async fn confirm(app: &App, body: Value) -> Answer {
    let path = format!("/via/sps/{PROVIDER}/confirmation");
    app.post(PROVIDER, &path, body).await
}

pub async fn progress(app: &App, id: &str) -> Value {
    let path = format!("/via/sps/{PROVIDER}/consent/request/{id}");
    let answer = app.get(PROVIDER, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["message"].clone()
}

/// A code that is another one.
pub fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// A partner that may record text messages and calls of the second brand; its token.
pub async fn partner(app: &App) -> String {
    add_partner(app, PARTNER, true).await;
    for channel in [Channel::Text, Channel::Call] {
        grant(app, PARTNER, OPEN_BRAND, channel, Permission::Write).await;
    }
    app.token_of(&user_name(PARTNER)).await
}

pub async fn post_as(app: &App, token: &str, path: &str, body: Value) -> Answer {
    app.send(Method::POST, path, Some(token), Some(body)).await
}
