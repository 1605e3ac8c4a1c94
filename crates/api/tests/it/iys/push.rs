//! `…/push/registration`, `…/push/unregistration` and the deliveries, against an endpoint on this
//! machine.

mod delivery;
pub(crate) mod endpoint;
mod owner;

use std::sync::Arc;
use std::time::Duration;

use api::{ApiState, Settings};
use axum::http::{Method, StatusCode};
use domain::Channel;
use outward::PushClient;
use registry::contract::push::{
    ANSWER_TIMEOUT, PAUSED_AFTER, PushAnswer, PushMessage, PushOutcome, PushPost, PushReach,
    PushRound, PushTransport, PushUrl, WAITS,
};
use serde_json::{Value, json};

use super::retailers::{record, refuses_strangers};
use crate::app::{App, OPEN_BRAND, PROVIDER, brand_path, seconds};
use endpoint::{Endpoint, Mood, Pushing};

const REGISTER: &str = "/push/registration";
const UNREGISTER: &str = "/push/unregistration";

fn connection(url: &str) -> Value {
    json!({"url": url, "type": "MESAJ", "username": "u", "password": "p"})
}

fn codes(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().expect("an error envelope");
    errors
        .iter()
        .map(|error| error["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_registration_sends_the_fixed_test_data_with_the_credentials() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let (status, body) = pushing.register(&[connection(&endpoint.url)]).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({"message": "Bağlantı oluşturuldu"}))
    );
    let test = json!({"list": [{"iysCode": 121_212, "brandCode": 121_212,
        "consentDate": "2015-05-01 15:00:00", "creationDate": "2015-05-01 15:00:00",
        "source": "IYS_MOBIL", "recipient": "pushtest@iys.org.tr", "recipientType": "BIREYSEL",
        "status": "ONAY", "type": "EPOSTA",
        "transactionId": "e52ee30512adfcd2a41fb3b4682f5bd61eee5b1c92bda665fc0b7e56644d429d"}]});
    assert_eq!(endpoint.taken(), [test]);
    assert_eq!(
        pushing.listed().await,
        [
            json!({"url": endpoint.url, "type": "MESAJ", "registerTime": "2026-03-10 12:00:00",
                "status": "Bağlantı Oluşturuldu"})
        ]
    );
}

#[tokio::test]
async fn an_endpoint_that_does_not_prove_itself_is_h530() {
    let pushing = Pushing::new().await;
    let endpoint = Endpoint::start(Mood::Right).await;
    let mut wrong = connection(&endpoint.url);
    wrong["password"] = json!("wrong");
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let gone = connection(&format!("http://{closed}/push"));
    let no_tls = connection(&endpoint.url.replace("http:", "https:"));
    for request in [wrong, gone, no_tls] {
        let (status, body) = pushing.register(&[request]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(codes(&body), ["H530"]);
        assert_eq!(body["errors"][0]["message"], "Bağlantı oluşturulamadı.");
    }
    for mood in [Mood::LetsAnybodyIn, Mood::TurnsAllAway, Mood::Redirects] {
        endpoint.set(mood);
        let (_, body) = pushing.register(&[connection(&endpoint.url)]).await;
        assert_eq!(codes(&body), ["H530"], "{mood:?}");
    }
    assert!(pushing.listed().await.is_empty());
}

#[tokio::test]
async fn one_bad_endpoint_leaves_none_registered() {
    let pushing = Pushing::new().await;
    let (good, bad) = (
        Endpoint::start(Mood::Right).await,
        Endpoint::start(Mood::TurnsAllAway).await,
    );
    let (_, body) = pushing
        .register(&[connection(&good.url), connection(&bad.url)])
        .await;
    assert_eq!(codes(&body), ["H530"]);
    assert!(pushing.listed().await.is_empty());
}

/// Answers nothing in time, without waiting for it.
struct Silent;

impl PushTransport for Silent {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> futures::future::BoxFuture<'a, PushAnswer> {
        assert_eq!(post.timeout, ANSWER_TIMEOUT);
        Box::pin(async { PushOutcome::TimedOut.into() })
    }
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_in_time_is_h191() {
    let mut pushing = Pushing::new().await;
    let registry = pushing.app.registry.clone();
    let state = ApiState::new(registry, Settings::default(), Arc::new(Silent));
    pushing.router = api::router(state);
    let (status, body) = pushing
        .register(&[connection("https://push.example.com/")])
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(codes(&body), ["H191"]);
    assert_eq!(
        body["errors"][0]["message"],
        "Bağlantı zaman aşımına uğradı."
    );
    assert!(pushing.listed().await.is_empty());
}

/// The test data, from nobody.
fn stranger(url: &PushUrl, timeout: Duration) -> PushPost<'_> {
    PushPost {
        url,
        credentials: None,
        signing: None,
        message: &PushMessage::Test,
        timeout,
    }
}

#[tokio::test]
async fn the_client_gives_up_after_the_time_it_was_given() {
    // Bound and never accepted from: the connection stands, nobody answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let text = format!("http://{}/", silent.local_addr().unwrap());
    let url = PushUrl::new(&text, PushReach::Loopback).unwrap();
    let client = PushClient::new(PushReach::Loopback);
    let answer = client.post(stranger(&url, Duration::from_millis(20))).await;
    assert_eq!(answer.outcome, PushOutcome::TimedOut);
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_not_called() {
    let endpoint = Endpoint::start(Mood::LetsAnybodyIn).await;
    let local = endpoint.url.replace("127.0.0.1", "localhost");
    // Read under the open policy, called under the strict one: only the resolver can refuse.
    let url = PushUrl::new(&local, PushReach::Loopback).unwrap();
    let client = PushClient::new(PushReach::Public);
    let answer = client.post(stranger(&url, ANSWER_TIMEOUT)).await;
    assert_eq!(answer.outcome, PushOutcome::Unreachable);
    assert!(endpoint.taken().is_empty());
}

#[tokio::test]
async fn wrong_fields_of_a_connection_have_their_codes() {
    let app = App::new().await;
    for (field, value, code) in [
        ("url", json!(null), "H531"),
        ("url", json!("http://push.example.com/"), "H531"),
        ("url", json!("https://10.0.0.1/"), "H530"),
        ("url", json!("https://u:p@push.example.com/"), "H530"),
        ("type", json!(null), "H111"),
        ("type", json!("EPOSTAa"), "H117"),
        ("username", json!(""), "H093"),
        ("username", json!("a:b"), "H093"),
        ("password", json!(null), "H093"),
        ("password", json!(7), "H093"),
    ] {
        let mut request = connection("https://push.example.com/");
        request[field] = value;
        for (rest, body) in [
            (REGISTER, json!({"connection": [request]})),
            (UNREGISTER, request),
        ] {
            let answer = app
                .post(PROVIDER, &brand_path(OPEN_BRAND, rest), body)
                .await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.codes(), [code], "{field}");
        }
    }
    let answer = app
        .post(PROVIDER, &brand_path(OPEN_BRAND, UNREGISTER), json!({}))
        .await;
    assert_eq!(answer.codes(), ["H531", "H111", "H093", "H093"]);
    for body in [
        json!([]),
        json!({}),
        json!({"connection": []}),
        json!({"connection": [1]}),
    ] {
        let answer = app
            .post(PROVIDER, &brand_path(OPEN_BRAND, REGISTER), body)
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H014"]);
    }
}

#[tokio::test]
async fn a_type_has_at_most_two_connections_each_place_once() {
    let pushing = Pushing::new().await;
    let endpoint = Endpoint::start(Mood::Right).await;
    let at = |query: &str| connection(&format!("{}?{query}", endpoint.url));
    assert_eq!(pushing.register(&[at("1")]).await.0, StatusCode::OK);
    assert_eq!(codes(&pushing.register(&[at("1")]).await.1), ["H530"]);
    assert_eq!(pushing.register(&[at("2")]).await.0, StatusCode::OK);
    assert_eq!(codes(&pushing.register(&[at("3")]).await.1), ["H530"]);
    let mut email = at("1");
    email["type"] = json!("EPOSTA");
    assert_eq!(pushing.register(&[email]).await.0, StatusCode::OK);
    assert_eq!(pushing.listed().await.len(), 3);
    assert_eq!(endpoint.taken().len(), 3);
}

#[tokio::test]
async fn removing_needs_the_connections_own_credentials() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    let mut wrong = connection(&endpoint.url);
    wrong["password"] = json!("q");
    let elsewhere = connection(&format!("{}?other", endpoint.url));
    // One that would not be called could never be registered; removing it fails as removing.
    let never = connection("https://10.0.0.1/x");
    for request in [wrong, elsewhere, never] {
        let (status, body) = pushing.call(Method::POST, UNREGISTER, request).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(codes(&body), ["H530"]);
        assert_eq!(body["errors"][0]["message"], "Bağlantı kaldırılamadı.");
        assert_eq!(pushing.listed().await.len(), 1);
    }
    let right = connection(&endpoint.url);
    let (status, body) = pushing.call(Method::POST, UNREGISTER, right).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, json!({"message": "Bağlantı Kaldırıldı"}))
    );
    assert!(pushing.listed().await.is_empty());
}

#[tokio::test]
async fn removing_one_types_connection_leaves_anothers_to_the_same_place() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    let text = connection(&endpoint.url);
    let mut email = text.clone();
    email["type"] = json!("EPOSTA");
    pushing.register(&[text, email.clone()]).await;
    let removed = pushing.call(Method::POST, UNREGISTER, email).await;
    assert_eq!(removed.0, StatusCode::OK);
    let listed = pushing.listed().await;
    assert_eq!((listed.len(), &listed[0]["type"]), (1, &json!("MESAJ")));
}

#[tokio::test]
async fn recipients_movements_of_the_type_are_delivered_in_order_and_once() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.recipient_says("+905321110000", Channel::Text).await;
    pushing.register(&[connection(&endpoint.url)]).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    pushing
        .recipient_says("a@example.com", Channel::Email)
        .await;
    record(&pushing.app, OPEN_BRAND, "+905321110009", &[]).await;
    pushing.recipient_says("+905321110002", Channel::Text).await;
    assert_eq!(
        pushing.deliver().await,
        PushRound {
            delivered: 2,
            failed: 0,
            more: false
        }
    );
    let taken = endpoint.taken();
    let list = taken[1]["list"].as_array().unwrap();
    let recipients: Vec<_> = list
        .iter()
        .map(|entry| entry["recipient"].clone())
        .collect();
    assert_eq!(recipients, ["+905321110001", "+905321110002"]);
    let feed = pushing
        .app
        .ledger
        .movement(domain::Seq(1))
        .unwrap()
        .unwrap();
    assert_eq!(
        list[0],
        json!({"iysCode": PROVIDER, "brandCode": OPEN_BRAND, "consentDate": "2026-03-10 12:00:00",
               "creationDate": "2026-03-10 12:00:00", "source": "IYS_WEB",
               "recipient": "+905321110001", "recipientType": "BIREYSEL", "status": "ONAY",
               "type": "MESAJ", "transactionId": feed.transaction.to_wire()})
    );
    assert_eq!(pushing.deliver().await, PushRound::default());
    assert_eq!(endpoint.taken().len(), 2);
}

#[tokio::test]
async fn a_failed_delivery_waits_and_is_made_again_whole() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    endpoint.set(Mood::TurnsAllAway);
    assert_eq!(
        pushing.deliver().await,
        PushRound {
            delivered: 0,
            failed: 1,
            more: false
        }
    );
    endpoint.set(Mood::Right);
    assert_eq!(pushing.deliver().await, PushRound::default());
    pushing.recipient_says("+905321110002", Channel::Text).await;
    pushing.app.pass(seconds(WAITS[0]));
    assert_eq!(pushing.deliver().await.delivered, 2);
    let list = endpoint.taken()[1]["list"].clone();
    assert_eq!(list[0]["recipient"], "+905321110001");
    assert_eq!(list[1]["recipient"], "+905321110002");
}

#[tokio::test]
async fn a_connection_whose_endpoint_stays_away_is_paused_and_goes_on_where_it_stood() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    endpoint.set(Mood::TurnsAllAway);
    let hours = seconds(PAUSED_AFTER) / 3_600;
    for _ in 0..=hours / 2 {
        assert_eq!(pushing.deliver().await.failed, 1);
        pushing.app.pass(2 * 3_600);
    }
    assert_eq!(pushing.deliver().await, PushRound::default());
    pushing.recipient_says("+905321110002", Channel::Text).await;
    assert_eq!(
        pushing.listed().await[0]["status"],
        "Bağlantı Oluşturulamadı"
    );
    endpoint.set(Mood::Right);
    assert_eq!(
        pushing.register(&[connection(&endpoint.url)]).await.0,
        StatusCode::OK
    );
    assert_eq!(pushing.listed().await.len(), 1);
    assert_eq!(pushing.deliver().await.delivered, 2, "nothing is skipped");
}

#[tokio::test]
async fn every_call_refuses_strangers() {
    let one = connection("https://push.example.com/");
    refuses_strangers(Method::POST, REGISTER, Some(json!({"connection": [one]}))).await;
    refuses_strangers(Method::GET, REGISTER, None).await;
    refuses_strangers(Method::POST, UNREGISTER, Some(one)).await;
}
