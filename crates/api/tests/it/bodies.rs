//! How much of a body is read, and how much of all bodies at once.

use std::convert::Infallible;
use std::time::Duration;

use api::edge::body::{ADDRESSES_BYTES_MAX, BATCH_BYTES_MAX, ONE_BYTES_MAX, TOKEN_BYTES_MAX};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use futures::future::join_all;
use futures::stream::{self, StreamExt as _};
use serde_json::json;

use crate::app::{App, PROVIDER, STRANGER, brand_path};

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

#[tokio::test]
async fn each_route_reads_no_more_than_it_can_use() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for (path, most) in [
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
    ] {
        let (body, read) = endless();
        let answer = app.send_request(request(&path, &token, body)).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert!(*read.borrow() <= most + PIECE, "{path}");
    }
    assert_eq!(app.movements(), 0);
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
