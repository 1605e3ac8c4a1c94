//! `GET …/events`.

mod together;

use api::{ApiState, Settings};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use directory::partner::{PartnerCode, Permission};
use domain::{BrandCode, Channel, Source, Status};
use futures::StreamExt as _;
use registry::job::Stop;
use registry::limits::PARTY_STREAMS_MAX;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, brand_path, push, start, user_name};
use crate::iys::brands::{add_partner, grant};
use crate::iys::day_changes::{approve, word};
use crate::iys::retailers::submit;

const PARTNER: u32 = 800_001;

/// What a client is told.
struct Client {
    body: BodyDataStream,
    text: String,
}

/// An event: its id, and its data.
#[derive(Debug, PartialEq)]
struct Event {
    id: String,
    data: Value,
}

fn request(token: &str, query: &str, last: Option<&str>) -> Request<Body> {
    let path = format!("/izin/v1/brands/{PROVIDER}/events{query}");
    let mut request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    if let Some(last) = last {
        request = request.header("Last-Event-ID", last);
    }
    request.body(Body::empty()).unwrap()
}

impl Client {
    async fn connect(app: &App, query: &str, last: Option<&str>) -> Self {
        let token = app.token(PROVIDER).await;
        Self::connect_with(app, &token, query, last).await
    }

    async fn connect_with(app: &App, token: &str, query: &str, last: Option<&str>) -> Self {
        let response = app.respond(request(token, query, last)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/event-stream"
        );
        Self::of(response)
    }

    /// At another brand of the provider's.
    async fn at(app: &App, brand: u32, query: &str) -> Self {
        let token = app.token(PROVIDER).await;
        let path = format!("/izin/v1/brands/{brand}/events{query}");
        let request = Request::get(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty());
        let response = app.respond(request.unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        Self::of(response)
    }

    fn of(response: axum::response::Response) -> Self {
        Self {
            body: response.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The next block of lines; `None`: the stream has ended.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let piece = self.body.next().await?.unwrap();
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The next event.
    async fn event(&mut self) -> Event {
        loop {
            let block = self.block().await.expect("an event");
            let mut lines = block.lines();
            let Some(id) = lines.next().and_then(|line| line.strip_prefix("id: ")) else {
                continue;
            };
            let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
            return Event {
                id: id.to_owned(),
                data: serde_json::from_str(data).unwrap(),
            };
        }
    }

    async fn events(&mut self, count: usize) -> Vec<Event> {
        let mut events = Vec::new();
        while events.len() < count {
            events.push(self.event().await);
        }
        events
    }
}

fn phone(number: u32) -> String {
    format!("+90532555{number:04}")
}

#[tokio::test]
async fn events_are_the_feeds_movements_and_whoever_comes_again_misses_none() {
    let app = App::new().await;
    for number in 0..5 {
        approve(&app, PROVIDER, &phone(number)).await;
    }
    submit(
        &app,
        PROVIDER,
        word(&phone(9), Status::Approval, Source::Web),
    )
    .await;
    let mut client = Client::connect(&app, "", None).await;
    let first = client.events(3).await;
    drop(client);
    approve(&app, PROVIDER, &phone(5)).await;
    let last = first[2].id.clone();
    let mut client = Client::connect(&app, "", Some(&last)).await;
    let rest = client.events(3).await;
    drop(client);
    // The cursor is the feed's, and may stand in the address as well.
    let mut client = Client::connect(&app, &format!("?after={last}"), None).await;
    assert_eq!(client.events(3).await, rest);
    let all: Vec<Event> = first.into_iter().chain(rest).collect();
    app.pass(3_600);
    let feed = brand_path(PROVIDER, "/consents/changes");
    let feed = app.get(PROVIDER, &feed).await.json();
    let data: Vec<Value> = all.iter().map(|event| event.data.clone()).collect();
    assert_eq!(feed["list"], Value::from(data));
    assert_eq!(feed["after"], all[5].id);
    // The same fields in the same order.
    let text = |value: &Value| serde_json::to_string(value).unwrap();
    assert_eq!(text(&feed["list"][0]), text(&all[0].data));
    // The provider's own are asked for by name.
    let mut client = Client::connect(&app, "?source=HS", None).await;
    assert_eq!(client.event().await.data["recipient"], phone(9));
}

#[tokio::test]
async fn a_cursor_from_before_the_feeds_window_goes_on_where_it_stood() {
    let app = App::new().await;
    approve(&app, PROVIDER, &phone(1)).await;
    approve(&app, PROVIDER, &phone(2)).await;
    let mut client = Client::connect(&app, "", None).await;
    let first = client.event().await;
    app.pass(30 * 24 * 3_600);
    let mut again = Client::connect(&app, "", Some(&first.id)).await;
    assert_eq!(again.event().await.data["recipient"], phone(2));
}

#[tokio::test]
async fn what_is_recorded_while_a_client_waits_comes_to_it() {
    let app = App::new().await;
    let mut client = Client::connect(&app, "", None).await;
    assert_eq!(client.block().await.unwrap(), "retry: 2000");
    let waits = client.event();
    let (event, ()) = tokio::join!(waits, async {
        tokio::task::yield_now().await;
        approve(&app, PROVIDER, &phone(1)).await;
    });
    assert_eq!(event.data["recipient"], phone(1));
}

#[tokio::test]
async fn a_partner_follows_its_channels_and_no_longer_than_its_grant() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, PROVIDER, Channel::Text, Permission::Read).await;
    approve(&app, PROVIDER, "ayse@ornek.example").await;
    approve(&app, PROVIDER, &phone(1)).await;
    let token = app.token_of(&user_name(PARTNER)).await;
    let mut client = Client::connect_with(&app, &token, "", None).await;
    assert_eq!(client.event().await.data["recipient"], phone(1));
    let (partner, brand) = (PartnerCode(PARTNER), BrandCode(PROVIDER));
    let ended = app.directory.revoke(partner, brand, Channel::Text, start());
    assert!(ended.await.unwrap());
    approve(&app, PROVIDER, &phone(2)).await;
    assert_eq!(client.block().await, None);
    let answer = app.send_request(request(&token, "", None)).await;
    assert_eq!(answer.codes(), ["H353"]);
    let stranger = app.token(STRANGER).await;
    let answer = app.send_request(request(&stranger, "", None)).await;
    assert_eq!(answer.codes(), ["H353"]);
}

#[tokio::test]
async fn a_stream_ends_after_an_hour() {
    let app = App::new().await;
    approve(&app, PROVIDER, &phone(1)).await;
    let mut client = Client::connect(&app, "", None).await;
    client.event().await;
    app.pass(3_600);
    assert_eq!(client.block().await, None);
}

#[tokio::test]
async fn a_party_with_too_many_streams_is_h124_and_others_get_theirs() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    let mut open = Vec::new();
    for _ in 0..PARTY_STREAMS_MAX {
        open.push(Client::connect_with(&app, &token, "", None).await);
    }
    let answer = app.send_request(request(&token, "", None)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H124"]);
    let path = format!("/izin/v1/brands/{STRANGER}/events");
    let other = Request::get(path)
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(STRANGER).await),
        )
        .body(Body::empty())
        .unwrap();
    assert_eq!(app.respond(other).await.status(), StatusCode::OK);
    open.pop();
    Client::connect_with(&app, &token, "", None).await;
}

#[tokio::test]
async fn the_end_of_the_program_ends_a_stream_that_waits() {
    let app = App::new().await;
    let stop = Stop::new();
    let state = ApiState::new(app.registry.clone(), Settings::default(), push());
    let router = api::router(state.with_stop(stop.clone()));
    let token = app.token(PROVIDER).await;
    let response = router.oneshot(request(&token, "", None)).await.unwrap();
    let mut client = Client::of(response);
    assert!(client.block().await.is_some());
    let (block, ()) = tokio::join!(client.block(), async { stop.cancel() });
    assert_eq!(block, None);
}

#[tokio::test]
async fn a_question_in_wrong_words_is_refused() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for (query, code) in [("?source=BOTH", "H506"), ("?after=1&after=2", "H095")] {
        let answer = app.send_request(request(&token, query, None)).await;
        assert_eq!(answer.codes(), [code]);
    }
    let path = format!("/izin/v1/brands/{OPEN_BRAND}x/events");
    assert_eq!(app.get(PROVIDER, &path).await.codes(), ["H191"]);
}
