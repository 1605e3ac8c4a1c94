//! What a brand sees of its push connections and does about them.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Channel;
use hmac::{Hmac, KeyInit as _, Mac as _};
use registry::contract::push::{ATTEMPTS_KEPT, ATTEMPTS_LISTED, PushRound, WAITS};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::app::{OPEN_BRAND, PROVIDER, STRANGER, seconds};
use crate::iys::push::endpoint::{Endpoint, Mood, Pushing};

fn path(rest: &str) -> String {
    format!("/izin/v1/brands/{OPEN_BRAND}/webhooks{rest}")
}

async fn get(pushing: &Pushing, rest: &str) -> (StatusCode, Value) {
    pushing.call(Method::GET, &path(rest), Value::Null).await
}

async fn post(pushing: &Pushing, rest: &str, body: Value) -> (StatusCode, Value) {
    pushing.call(Method::POST, &path(rest), body).await
}

/// A registered connection for text messages; its name.
async fn connected(pushing: &Pushing, endpoint: &Endpoint) -> String {
    let connection =
        json!({"url": endpoint.url, "type": "MESAJ", "username": "u", "password": "p"});
    assert_eq!(pushing.register(&[connection]).await.0, StatusCode::OK);
    let (status, list) = get(pushing, "").await;
    assert_eq!(status, StatusCode::OK);
    list[0]["id"].as_str().unwrap().to_owned()
}

async fn attempts(pushing: &Pushing, id: &str) -> Vec<Value> {
    let (status, list) = get(pushing, &format!("/{id}/attempts")).await;
    assert_eq!(status, StatusCode::OK);
    list.as_array().unwrap().clone()
}

/// The transactionIds of what was posted so far, the test data left out; each post a list.
fn posted(endpoint: &Endpoint) -> Vec<Vec<String>> {
    let ids = |body: &Value| -> Vec<String> {
        let list = body["list"].as_array().unwrap().iter();
        list.map(|one| one["transactionId"].as_str().unwrap().to_owned())
            .collect()
    };
    let all: Vec<_> = endpoint.taken().iter().map(ids).collect();
    all.into_iter()
        .filter(|ids| !ids[0].starts_with("e52ee305"))
        .collect()
}

#[tokio::test]
async fn a_brand_sees_how_its_connections_stand() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    let (_, list) = get(&pushing, "").await;
    let fresh = json!([{ "id": id, "url": endpoint.url, "type": "MESAJ", "registerTime": "2026-03-10 12:00:00",
        "state": "active", "signed": false, "replays": false }]);
    assert_eq!(list, fresh);
    pushing.recipient_says("+905321110001", Channel::Text).await;
    endpoint.set(Mood::TurnsAllAway);
    pushing.deliver().await;
    let (_, list) = get(&pushing, "").await;
    assert_eq!(list[0]["failingSince"], "2026-03-10 12:00:00");
    assert_eq!(list[0]["retryAt"], "2026-03-10 12:00:05");
}

#[tokio::test]
async fn each_post_is_kept_with_how_it_ended_and_what_the_endpoint_said() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    pushing
        .recipient_says("a@ornek.example", Channel::Email)
        .await;
    endpoint.set(Mood::TurnsAllAway);
    pushing.deliver().await;
    endpoint.set(Mood::Right);
    pushing.app.pass(seconds(WAITS[0]));
    pushing.deliver().await;
    let taken = &posted(&endpoint)[0];
    assert_eq!(
        attempts(&pushing, &id).await,
        [
            json!({"number": 2, "time": "2026-03-10 12:00:05", "first": taken[0], "last": taken[0], "movements": 1,
                "replay": false, "outcome": "answered", "httpStatus": 200, "answer": "tamam"}),
            json!({"number": 1, "time": "2026-03-10 12:00:00", "first": taken[0], "last": taken[0], "movements": 1,
                "replay": false, "outcome": "answered", "httpStatus": 401, "answer": "kapalı"}),
        ]
    );
    let (_, before) = get(&pushing, &format!("/{id}/attempts?before=2")).await;
    assert_eq!(before[0]["number"], 1);
    let (status, body) = get(&pushing, &format!("/{id}/attempts?before=x")).await;
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (StatusCode::BAD_REQUEST, &json!("H095"))
    );
}

#[tokio::test]
async fn attempts_are_listed_in_pages_and_forgotten_after_a_month() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    for number in 0..=ATTEMPTS_LISTED {
        pushing
            .recipient_says(&format!("+90532{number:07}"), Channel::Text)
            .await;
        assert_eq!(pushing.deliver().await.delivered, 1);
    }
    let listed = attempts(&pushing, &id).await;
    assert_eq!(listed.len(), ATTEMPTS_LISTED as usize);
    assert_eq!(listed[0]["number"], ATTEMPTS_LISTED + 1);
    pushing.app.pass(seconds(ATTEMPTS_KEPT));
    let contract = || pushing.app.registry.contract();
    assert_eq!(contract().purge_push_attempts().await.unwrap(), 0);
    pushing.app.pass(1);
    let purged = contract().purge_push_attempts().await.unwrap();
    assert_eq!(purged, u64::from(ATTEMPTS_LISTED) + 1);
}

#[tokio::test]
async fn a_trial_sends_the_test_data_and_shows_the_answer() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    let before = endpoint.taken().len();
    let rest = format!("/{id}/test");
    let trial = |mood| {
        endpoint.set(mood);
        post(&pushing, &rest, Value::Null)
    };
    let right = json!({"outcome": "answered", "httpStatus": 200, "answer": "tamam"});
    assert_eq!(trial(Mood::Right).await, (StatusCode::OK, right));
    assert_eq!(endpoint.taken().len(), before + 1);
    let wrong = json!({"outcome": "answered", "httpStatus": 401, "answer": "kapalı"});
    assert_eq!(trial(Mood::TurnsAllAway).await, (StatusCode::OK, wrong));
    assert!(
        attempts(&pushing, &id).await.is_empty(),
        "no movement was tried"
    );
}

#[tokio::test]
async fn a_paused_connection_is_resumed_where_it_stood_once_its_endpoint_proves_itself() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    endpoint.set(Mood::TurnsAllAway);
    pushing.deliver().await;
    pushing.app.pass(72 * 3_600);
    assert_eq!(pushing.deliver().await.failed, 1);
    assert_eq!(get(&pushing, "").await.1[0]["state"], "paused");
    let (status, body) = post(&pushing, &format!("/{id}/resume"), Value::Null).await;
    let code = &body["errors"][0]["code"];
    assert_eq!(
        (status, code),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("H530"))
    );
    assert_eq!(get(&pushing, "").await.1[0]["state"], "paused");
    pushing.recipient_says("+905321110002", Channel::Text).await;
    endpoint.set(Mood::Right);
    let (status, body) = post(&pushing, &format!("/{id}/resume"), Value::Null).await;
    assert_eq!((status, &body["state"]), (StatusCode::OK, &json!("active")));
    assert!(body.get("failingSince").is_none());
    assert_eq!(pushing.deliver().await.delivered, 2);
}

#[tokio::test]
async fn movements_are_sent_once_more_after_what_is_new_and_move_no_place() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    for phone in ["+905321110001", "+905321110002", "+905321110003"] {
        pushing.recipient_says(phone, Channel::Text).await;
        pushing.deliver().await;
    }
    let sent = posted(&endpoint).concat();
    let span = json!({"first": sent[0], "last": sent[1]});
    let (status, body) = post(&pushing, &format!("/{id}/replay"), span.clone()).await;
    assert_eq!(
        (status, &body["replays"]),
        (StatusCode::ACCEPTED, &json!(true))
    );
    let (status, body) = post(&pushing, &format!("/{id}/replay"), span).await;
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (StatusCode::CONFLICT, &json!("H123"))
    );
    pushing.recipient_says("+905321110004", Channel::Text).await;
    let new = pushing.deliver().await;
    assert_eq!(
        (new.delivered, new.more),
        (1, true),
        "what is new goes first"
    );
    // A failure keeps the stretch, and the rest of it follows.
    endpoint.set(Mood::TurnsAllAway);
    assert_eq!(pushing.deliver().await.failed, 1);
    endpoint.set(Mood::Right);
    pushing.app.pass(seconds(WAITS[0]));
    assert_eq!(pushing.deliver().await.delivered, 2);
    assert_eq!(posted(&endpoint).last().unwrap(), &sent[..2]);
    assert_eq!(pushing.deliver().await, PushRound::default());
    assert_eq!(get(&pushing, "").await.1[0]["replays"], json!(false));
    let kept = attempts(&pushing, &id).await;
    assert_eq!(
        (&kept[0]["replay"], &kept[0]["movements"]),
        (&json!(true), &json!(2))
    );
    // One alone.
    let (status, _) = post(
        &pushing,
        &format!("/{id}/replay"),
        json!({"first": sent[2]}),
    )
    .await;
    assert_eq!(status, StatusCode::ACCEPTED);
    pushing.deliver().await;
    assert_eq!(posted(&endpoint).last().unwrap(), &sent[2..3]);
}

#[tokio::test]
async fn a_span_that_is_none_is_h093_and_nothing_is_sent() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    for phone in ["+905321110001", "+905321110002"] {
        pushing.recipient_says(phone, Channel::Text).await;
    }
    pushing.deliver().await;
    let sent = posted(&endpoint).concat();
    for span in [
        json!({}),
        json!({"first": 7}),
        json!({"first": sent[0], "last": null}),
        json!({"first": sent[1], "last": sent[0]}),
        json!({"first": "0".repeat(64)}),
    ] {
        let (status, body) = post(&pushing, &format!("/{id}/replay"), span.clone()).await;
        let code = &body["errors"][0]["code"];
        assert_eq!(
            (status, code),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("H093")),
            "{span}"
        );
    }
    assert_eq!(pushing.deliver().await, PushRound::default());
}

#[tokio::test]
async fn what_came_before_a_connection_is_never_sent_over_it() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.recipient_says("+905321110001", Channel::Text).await;
    let old = pushing
        .app
        .ledger
        .movement(domain::Seq(0))
        .unwrap()
        .unwrap();
    let old = old.transaction.to_wire();
    pushing.app.pass(1);
    let id = connected(&pushing, &endpoint).await;
    pushing.recipient_says("+905321110002", Channel::Text).await;
    pushing.deliver().await;
    let new = posted(&endpoint).concat().remove(0);
    for span in [json!({"first": old}), json!({"first": old, "last": new})] {
        let (status, _) = post(&pushing, &format!("/{id}/replay"), span.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{span}");
    }
    assert_eq!(pushing.deliver().await, PushRound::default());
}

#[tokio::test]
async fn messages_are_signed_with_the_newest_key_once_there_is_one() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    pushing.deliver().await;
    assert!(!endpoint.last().0.contains_key("webhook-signature"));
    for phone in ["+905321110002", "+905321110003"] {
        let (status, body) = post(&pushing, &format!("/{id}/secret"), Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        let secret = body["secret"]
            .as_str()
            .unwrap()
            .strip_prefix("whsec_")
            .unwrap();
        pushing.recipient_says(phone, Channel::Text).await;
        pushing.deliver().await;
        let (headers, body) = endpoint.last();
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&BASE64_STANDARD.decode(secret).unwrap()).unwrap();
        mac.update(
            format!(
                "{}.{}.{body}",
                header("webhook-id"),
                header("webhook-timestamp")
            )
            .as_bytes(),
        );
        let expected = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(header("webhook-signature"), expected);
    }
    assert_eq!(get(&pushing, "").await.1[0]["signed"], json!(true));
}

#[tokio::test]
async fn a_message_that_is_sent_again_has_its_name_and_another_has_another() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    post(&pushing, &format!("/{id}/secret"), Value::Null).await;
    let mut names = Vec::new();
    for phone in ["+905321110001", "+905321110002"] {
        pushing.recipient_says(phone, Channel::Text).await;
        pushing.deliver().await;
        names.push(endpoint.last().0["webhook-id"].clone());
    }
    let first = &posted(&endpoint)[0][0];
    post(&pushing, &format!("/{id}/replay"), json!({"first": first})).await;
    pushing.deliver().await;
    names.push(endpoint.last().0["webhook-id"].clone());
    assert_eq!(names[0], names[2]);
    assert_ne!(names[0], names[1]);
}

#[tokio::test]
async fn somebody_elses_connection_and_one_that_is_none_are_404() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let id = connected(&pushing, &endpoint).await;
    let master = format!("/izin/v1/brands/{PROVIDER}/webhooks/{id}");
    let none = path("/00000000-0000-0000-0000-000000000000");
    for place in [master, none, path("/x")] {
        for (method, rest) in [
            (Method::GET, "/attempts"),
            (Method::POST, "/test"),
            (Method::POST, "/resume"),
            (Method::POST, "/replay"),
            (Method::POST, "/secret"),
        ] {
            let body = json!({"first": "0".repeat(64)});
            let (status, _) = pushing.call(method, &format!("{place}{rest}"), body).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{place}{rest}");
        }
    }
    let refused = pushing
        .call_as(STRANGER, Method::GET, &path(""), Value::Null)
        .await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN);
    assert_eq!(get(&pushing, "").await.1[0]["signed"], json!(false));
}
