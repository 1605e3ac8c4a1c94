//! Whose a connection is: who may know of it and remove it, and when it ends.

use axum::http::{Method, StatusCode};
use directory::partner::{PartnerCode, Permission};
use directory::push::{PushProgress, PushStatus};
use domain::{BrandCode, Channel};
use registry::contract::push::{
    PushAnswer, PushOutcome, PushPost, PushReach, PushRound, PushTransport,
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::endpoint::{Endpoint, Mood, Pushing};
use super::{REGISTER, UNREGISTER, codes, connection};
use crate::app::{OPEN_BRAND, PROVIDER, start};
use crate::iys::brands::{add_partner, grant};

const PARTNER: u32 = 800_001;
const OTHER_PARTNER: u32 = 800_002;

/// Two partners that may record text messages of the brand.
async fn with_partners() -> Pushing {
    let pushing = Pushing::new().await;
    for partner in [PARTNER, OTHER_PARTNER] {
        add_partner(&pushing.app, partner, true).await;
        grant(
            &pushing.app,
            partner,
            OPEN_BRAND,
            Channel::Text,
            Permission::Write,
        )
        .await;
    }
    pushing
}

async fn register(pushing: &Pushing, party: u32, url: &str) -> (StatusCode, Value) {
    let body = json!({"connection": [connection(url)]});
    pushing.call_as(party, Method::POST, REGISTER, body).await
}

async fn urls(pushing: &Pushing, party: u32) -> Vec<String> {
    let listed = pushing.call_as(party, Method::GET, REGISTER, Value::Null);
    let (status, body) = listed.await;
    assert_eq!(status, StatusCode::OK);
    let list = body.as_array().unwrap().iter();
    list.map(|one| one["url"].as_str().unwrap().to_owned())
        .collect()
}

async fn remove(pushing: &Pushing, party: u32, request: Value) -> (StatusCode, Value) {
    pushing
        .call_as(party, Method::POST, UNREGISTER, request)
        .await
}

async fn revoke(pushing: &Pushing, channel: Channel) {
    let ended = pushing
        .app
        .directory
        .revoke(
            PartnerCode(PARTNER),
            BrandCode(OPEN_BRAND),
            channel,
            start(),
        )
        .await;
    assert!(ended.unwrap());
}

/// With any other credentials than its own.
fn unknown(url: &str) -> Value {
    let mut request = connection(url);
    request["username"] = json!("anybody");
    request["password"] = json!("anything");
    request
}

#[tokio::test]
async fn a_partners_connection_is_known_to_it_and_to_the_provider_alone() {
    let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
    let secret = format!("{}?secret=1", endpoint.url);
    let own = format!("{}?own=1", endpoint.url);
    assert_eq!(register(&pushing, PARTNER, &secret).await.0, StatusCode::OK);
    assert_eq!(register(&pushing, PROVIDER, &own).await.0, StatusCode::OK);
    assert_eq!(urls(&pushing, PARTNER).await, std::slice::from_ref(&secret));
    assert!(urls(&pushing, OTHER_PARTNER).await.is_empty());
    let listed = pushing.listed().await;
    assert_eq!(listed.len(), 2);
    let at = |url: &str| listed.iter().find(|one| one["url"] == url).unwrap();
    assert_eq!(at(&secret)["integratorIysCode"], PARTNER);
    assert!(at(&own).get("integratorIysCode").is_none());

    // Nobody finds out by removing, not even with the right credentials.
    for (party, url) in [
        (OTHER_PARTNER, &secret),
        (OTHER_PARTNER, &own),
        (PARTNER, &own),
    ] {
        let (status, body) = remove(&pushing, party, connection(url)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(codes(&body), ["H530"]);
    }
    assert_eq!(pushing.listed().await.len(), 2);
}

#[tokio::test]
async fn a_partner_puts_nothing_in_the_place_of_the_providers_dead_connection() {
    let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
    register(&pushing, PROVIDER, &endpoint.url).await;
    let directory = &pushing.app.directory;
    let known = directory.active_push_connections().await.unwrap();
    let dead = PushProgress {
        cursor: known[0].connection.cursor,
        failures: 80,
        failing_since: Some(start()),
        retry_at: None,
        status: PushStatus::Paused,
    };
    let id = known[0].connection.id;
    directory.set_push_progress(id, dead).await.unwrap();
    let (_, body) = register(&pushing, PARTNER, &endpoint.url).await;
    assert_eq!(codes(&body), ["H530"]);
    assert!(urls(&pushing, PARTNER).await.is_empty());
    let known = directory.push_connection(id).await.unwrap().unwrap();
    assert_eq!(known.connection.status, PushStatus::Paused);
}

#[tokio::test]
async fn the_provider_removes_a_partners_connection_without_its_credentials() {
    let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
    register(&pushing, PARTNER, &endpoint.url).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    let (_, body) = remove(&pushing, PARTNER, unknown(&endpoint.url)).await;
    assert_eq!(codes(&body), ["H530"], "the partner itself needs them");
    let (status, _) = remove(&pushing, PROVIDER, unknown(&endpoint.url)).await;
    assert_eq!(status, StatusCode::OK);
    assert!(urls(&pushing, PARTNER).await.is_empty());
    assert_eq!(pushing.deliver().await, PushRound::default());
    assert_eq!(endpoint.taken().len(), 1, "the test data");
}

#[tokio::test]
async fn a_connection_ends_with_its_grant_and_does_not_come_back_with_it() {
    let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
    register(&pushing, PARTNER, &endpoint.url).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    assert_eq!(pushing.deliver().await.delivered, 1);
    revoke(&pushing, Channel::Text).await;
    pushing.recipient_says("+905321110002", Channel::Text).await;
    assert_eq!(pushing.deliver().await, PushRound::default());
    assert!(pushing.listed().await.is_empty());

    grant(
        &pushing.app,
        PARTNER,
        OPEN_BRAND,
        Channel::Text,
        Permission::Write,
    )
    .await;
    pushing.recipient_says("+905321110003", Channel::Text).await;
    assert_eq!(pushing.deliver().await, PushRound::default());
    assert_eq!(endpoint.taken().len(), 2, "the test data and the first");

    // Asked for anew, it begins there.
    assert_eq!(
        register(&pushing, PARTNER, &endpoint.url).await.0,
        StatusCode::OK
    );
    pushing.recipient_says("+905321110004", Channel::Text).await;
    assert_eq!(pushing.deliver().await.delivered, 1);
    let last = endpoint.taken().pop().unwrap();
    assert_eq!(last["list"][0]["recipient"], "+905321110004");
}

#[tokio::test]
async fn other_channels_grants_and_the_providers_own_connections_go_on() {
    let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
    grant(
        &pushing.app,
        PARTNER,
        OPEN_BRAND,
        Channel::Email,
        Permission::Write,
    )
    .await;
    let mut email = connection(&endpoint.url);
    email["type"] = json!("EPOSTA");
    let body = json!({"connection": [email]});
    let (status, _) = pushing.call_as(PARTNER, Method::POST, REGISTER, body).await;
    assert_eq!(status, StatusCode::OK);
    let own = format!("{}?own=1", endpoint.url);
    register(&pushing, PROVIDER, &own).await;
    revoke(&pushing, Channel::Text).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    pushing
        .recipient_says("a@example.com", Channel::Email)
        .await;
    assert_eq!(pushing.deliver().await.delivered, 2);
}

#[tokio::test]
async fn a_grant_for_asking_only_and_a_lost_licence_end_connections_too() {
    for lost in ["write", "licence"] {
        let (pushing, endpoint) = (with_partners().await, Endpoint::start(Mood::Right).await);
        register(&pushing, PARTNER, &endpoint.url).await;
        let directory = &pushing.app.directory;
        if lost == "write" {
            grant(
                &pushing.app,
                PARTNER,
                OPEN_BRAND,
                Channel::Text,
                Permission::Read,
            )
            .await;
        } else {
            let licensed = |on| directory.set_partner_licensed(PartnerCode(PARTNER), on);
            licensed(false).await.unwrap();
            licensed(true).await.unwrap();
        }
        pushing.recipient_says("+905321110001", Channel::Text).await;
        assert_eq!(pushing.deliver().await, PushRound::default(), "{lost}");
        assert!(urls(&pushing, PARTNER).await.is_empty(), "{lost}");
        assert!(pushing.listed().await.is_empty(), "{lost}");
    }
}

/// An endpoint that is slow to prove itself.
#[derive(Default)]
struct Slow {
    asked: Notify,
    go_on: Notify,
}

impl PushTransport for Slow {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> futures::future::BoxFuture<'a, PushAnswer> {
        Box::pin(async move {
            if post.credentials.is_none() {
                return PushOutcome::Answered(401).into();
            }
            self.asked.notify_one();
            self.go_on.notified().await;
            PushOutcome::Answered(200).into()
        })
    }
}

#[tokio::test]
async fn a_grant_that_ends_while_the_endpoint_is_tried_opens_nothing() {
    let mut pushing = with_partners().await;
    let slow = std::sync::Arc::new(Slow::default());
    let (registry, settings) = (pushing.app.registry.clone(), api::Settings::default());
    pushing.router = api::router(api::ApiState::new(registry, settings, slow.clone()));
    // All or none: not even the one whose grant goes on.
    let (app, write) = (&pushing.app, Permission::Write);
    grant(app, PARTNER, OPEN_BRAND, Channel::Call, write).await;
    let text = connection("https://push.example.com/");
    let mut call = text.clone();
    call["type"] = json!("ARAMA");
    let body = json!({"connection": [call, text]});
    let registering = pushing.call_as(PARTNER, Method::POST, REGISTER, body);
    let revoking = async {
        slow.asked.notified().await;
        revoke(&pushing, Channel::Text).await;
        slow.go_on.notify_one();
        slow.asked.notified().await;
        slow.go_on.notify_one();
    };
    let ((status, body), ()) = futures::join!(registering, revoking);
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(codes(&body), ["H353"]);
    assert!(pushing.listed().await.is_empty());
}
