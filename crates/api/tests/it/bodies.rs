//! How much of a body is read, and how much of all bodies at once.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use api::edge::RawBody;
use api::edge::body::{ADDRESSES_BYTES_MAX, BATCH_BYTES_MAX, ONE_BYTES_MAX, TOKEN_BYTES_MAX};
use api::edge::parsing::UNCOUNTED_BYTES_MAX;
use api::{ApiState, Settings};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use http_body::{Frame, SizeHint};
use serde_json::json;

use crate::app::{App, PROVIDER, STRANGER, brand_path, push};

/// How a body comes in these tests, in bytes.
const PIECE: usize = 16 * 1024;

fn request(path: &str, token: &str, body: Body) -> Request<Body> {
    Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .unwrap()
}

/// A body that never ends and says how much of it was taken.
fn endless() -> (Body, tokio::sync::watch::Receiver<usize>) {
    let (sender, taken) = tokio::sync::watch::channel(0);
    let piece = Bytes::from(vec![b' '; PIECE]);
    let pieces = stream::repeat(piece).map(move |piece| {
        sender.send_modify(|taken| *taken += PIECE);
        Ok::<_, Infallible>(piece)
    });
    (Body::from_stream(pieces), taken)
}

/// Routes that read a body, and how much of it at the most, in bytes.
fn limits() -> [(String, usize); 11] {
    [
        ("/oauth2/token".to_owned(), TOKEN_BYTES_MAX),
        ("/oauth/token".to_owned(), TOKEN_BYTES_MAX),
        ("/oauth/refresh".to_owned(), TOKEN_BYTES_MAX),
        (brand_path(PROVIDER, "/consents"), ONE_BYTES_MAX),
        (brand_path(PROVIDER, "/consents/status"), ONE_BYTES_MAX),
        (brand_path(PROVIDER, "/consents/history"), ONE_BYTES_MAX),
        (brand_path(PROVIDER, "/retailers"), ONE_BYTES_MAX),
        (
            brand_path(PROVIDER, "/consents/retailers/access"),
            ONE_BYTES_MAX,
        ),
        (format!("/izin/v1/brands/{PROVIDER}/check"), ONE_BYTES_MAX),
        (
            brand_path(PROVIDER, "/consents/BIREYSEL/status/MESAJ"),
            ADDRESSES_BYTES_MAX,
        ),
        (brand_path(PROVIDER, "/consents/request"), BATCH_BYTES_MAX),
    ]
}

#[tokio::test]
async fn each_route_reads_no_more_than_it_can_use() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for (path, most) in limits() {
        let (body, read) = endless();
        let answer = app.send_request(request(&path, &token, body)).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(*read.borrow() <= most + PIECE, "{path}");
    }
    assert_eq!(app.movements(), 0);
}

/// A body that says how long it is, and whether it was asked for any of it.
struct Announced {
    bytes: u64,
    asked: Arc<AtomicBool>,
}

impl http_body::Body for Announced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.asked.store(true, Ordering::SeqCst);
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes)
    }
}

#[tokio::test]
async fn a_body_that_calls_itself_too_long_is_refused_before_any_of_it_is_read() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for (path, most) in limits() {
        for (bytes, is_read) in [(most, true), (most + 1, false)] {
            let asked = Arc::new(AtomicBool::new(false));
            let body = Announced {
                bytes: u64::try_from(bytes).unwrap(),
                asked: Arc::clone(&asked),
            };
            let answer = app.send_request(request(&path, &token, Body::new(body)));
            let status = answer.await.status;
            assert_eq!(status == StatusCode::PAYLOAD_TOO_LARGE, !is_read, "{path}");
            assert_eq!(asked.load(Ordering::SeqCst), is_read, "{path}");
        }
    }
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn a_long_body_is_understood_on_a_thread_that_no_request_waits_for() {
    let app = App::new().await;
    let state = ApiState::new(app.registry.clone(), Settings::default(), push());
    let here = std::thread::current().id();
    for (bytes, is_here) in [
        (UNCOUNTED_BYTES_MAX, true),
        (UNCOUNTED_BYTES_MAX + 1, false),
    ] {
        let body: RawBody = RawBody(Bytes::from(vec![b' '; bytes]));
        let thread = body.understood(&state, |_| std::thread::current().id());
        assert_eq!(thread.await.ok().unwrap() == here, is_here, "{bytes}");
    }
}

/// A refusal that says so, and is wrong in a field: answered without a store.
fn refusal() -> String {
    json!({
        "recipient": "+90532555", "type": "MESAJ", "source": "HS_WEB", "status": "RET",
        "consentDate": "2026-03-10 09:00:00",
    })
    .to_string()
}

/// Where a provider hands in batches for its own brand.
fn batches(provider: u32) -> String {
    format!("/sps/{provider}/brands/{provider}/consents/request")
}

/// A long batch that stops on its way.
async fn stopped_batch(app: &App, provider: u32, token: &str) -> Response {
    let start = stream::iter([Ok::<_, Infallible>(Bytes::from(vec![b' '; 2 * PIECE]))]);
    let body = Body::from_stream(start.chain(stream::pending()));
    let path = batches(provider);
    app.respond(request(&path, token, body)).await
}

#[tokio::test]
async fn long_bodies_of_one_party_hold_up_neither_others_nor_a_refusal() {
    let app = App::new().await;
    let (token, other) = (app.token(PROVIDER).await, app.token(STRANGER).await);
    // Who asks is in memory from here on: no store is waited for while time stands still.
    for (provider, token) in [(PROVIDER, &token), (STRANGER, &other)] {
        let path = batches(provider);
        app.send_request(request(&path, token, Body::empty())).await;
    }
    tokio::time::pause();
    let slow = join_all((0..20).map(|_| stopped_batch(&app, PROVIDER, &token)));
    let work = async {
        // All of them have come as far as they get.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let long = " ".repeat(4 * PIECE) + "[]";
        let path = batches(STRANGER);
        let answer = app
            .send_request(request(&path, &other, Body::from(long)))
            .await;
        assert_eq!(answer.codes(), ["H092"]);
        let path = brand_path(PROVIDER, "/consents");
        let ours = app
            .send_request(request(&path, &token, Body::from(refusal())))
            .await;
        assert_eq!(ours.codes(), ["H121"]);
    };
    // Sooner than the slow ones could have given anything back.
    let work = tokio::time::timeout(Duration::from_secs(2), work);
    let (answers, worked) = tokio::join!(slow, work);
    worked.unwrap();
    for answer in answers {
        let status = answer.status();
        assert!(
            [StatusCode::REQUEST_TIMEOUT, StatusCode::SERVICE_UNAVAILABLE].contains(&status),
            "{status}"
        );
    }
    tokio::time::resume();
    assert_eq!(app.movements(), 0);
}
