//! `/log/checkpoint` and `/log/tile/*` in pieces, compressed, and not sent again.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use flate2::read::GzDecoder;

use super::log::fill;
use crate::app::{Answer, App};

const TILE: &str = "/log/tile/0/000.p/40";
const PATHS: [&str; 3] = ["/log/checkpoint", TILE, "/log/tile/entries/000.p/40"];

async fn app() -> App {
    let app = App::new().await;
    fill(&app, 40).await;
    app.publish();
    app
}

async fn ask(
    app: &App,
    method: Method,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    app.send_request(request.body(Body::empty()).unwrap()).await
}

fn tag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let app = app().await;
    for path in PATHS {
        let whole = ask(&app, Method::GET, path, &[]).await;
        assert_eq!(whole.status, StatusCode::OK, "{path}");
        let known = tag(&whole);
        let weak = format!("W/{known}");
        for known in [known.as_str(), &weak, "\"x\", *", "*"] {
            for method in [Method::GET, Method::HEAD] {
                let same = ask(&app, method, path, &[(header::IF_NONE_MATCH, known)]).await;
                assert_eq!(same.status, StatusCode::NOT_MODIFIED, "{path} {known}");
                assert!(same.bytes.is_empty());
                assert_eq!(tag(&same), tag(&whole));
                assert_eq!(
                    same.headers[header::CACHE_CONTROL],
                    whole.headers[header::CACHE_CONTROL]
                );
            }
        }
        let other = ask(&app, Method::GET, path, &[(header::IF_NONE_MATCH, "\"x\"")]).await;
        assert_eq!((other.status, other.bytes), (StatusCode::OK, whole.bytes));
    }
    // A checkpoint that has grown is another.
    let before = tag(&ask(&app, Method::GET, "/log/checkpoint", &[]).await);
    super::receipts::record(&app, "ONAY").await;
    app.publish();
    let after = ask(
        &app,
        Method::GET,
        "/log/checkpoint",
        &[(header::IF_NONE_MATCH, &before)],
    )
    .await;
    assert_eq!(after.status, StatusCode::OK);
    assert_ne!(tag(&after), before);
}

#[tokio::test]
async fn a_range_is_given_alone_and_one_that_is_not_there_is_416() {
    let app = app().await;
    for path in PATHS {
        let whole = ask(&app, Method::GET, path, &[]).await;
        let len = whole.bytes.len();
        assert_eq!(whole.headers[header::ACCEPT_RANGES], "bytes");
        for (range, expected) in [
            ("bytes=0-31", 0..32),
            ("bytes=32-", 32..len),
            ("bytes=-8", len - 8..len),
        ] {
            let headers = [(header::RANGE, range), (header::ACCEPT_ENCODING, "gzip")];
            let piece = ask(&app, Method::GET, path, &headers).await;
            assert_eq!(piece.status, StatusCode::PARTIAL_CONTENT, "{path} {range}");
            let said = format!("bytes {}-{}/{len}", expected.start, expected.end - 1);
            assert_eq!(piece.headers[header::CONTENT_RANGE], said);
            assert!(!piece.headers.contains_key(header::CONTENT_ENCODING));
            assert_eq!(piece.bytes, whole.bytes[expected], "{path} {range}");
        }
        let beyond = format!("bytes={len}-");
        let none = ask(&app, Method::GET, path, &[(header::RANGE, &beyond)]).await;
        assert_eq!(none.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(
            none.headers[header::CONTENT_RANGE],
            format!("bytes */{len}")
        );
        // A file that has become another is sent whole.
        let stale = [(header::RANGE, "bytes=0-3"), (header::IF_RANGE, "\"x\"")];
        assert_eq!(
            ask(&app, Method::GET, path, &stale).await.bytes,
            whole.bytes
        );
    }
}

#[tokio::test]
async fn who_takes_gzip_gets_it_under_a_name_of_its_own() {
    let app = app().await;
    for path in PATHS {
        let whole = ask(&app, Method::GET, path, &[]).await;
        assert!(!whole.headers.contains_key(header::CONTENT_ENCODING));
        let gzip = [(header::ACCEPT_ENCODING, "gzip, deflate")];
        let small = ask(&app, Method::GET, path, &gzip).await;
        assert_eq!(small.status, StatusCode::OK, "{path}");
        assert_eq!(small.headers[header::CONTENT_ENCODING], "gzip", "{path}");
        assert_eq!(small.headers[header::VARY], "accept-encoding");
        assert_ne!(tag(&small), tag(&whole));
        let mut bytes = Vec::new();
        GzDecoder::new(small.bytes.as_slice())
            .read_to_end(&mut bytes)
            .unwrap();
        assert_eq!(bytes, whole.bytes, "{path}");
        let known = tag(&small);
        let again = [
            (header::ACCEPT_ENCODING, "gzip"),
            (header::IF_NONE_MATCH, known.as_str()),
        ];
        let again = ask(&app, Method::GET, path, &again).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}
