//! What every path shares: unknown routes, wrong methods, slashes, bodies, bad input of every kind.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use futures::stream::{self, StreamExt};
use serde_json::{Value, json};

use crate::app::{Answer, App, PROVIDER, brand_path};

/// Paths that take a body, all of which need a token.
const PATHS: [&str; 7] = [
    "/consents",
    "/consents/request",
    "/consents/status",
    "/consents/BIREYSEL/status/MESAJ",
    "/consents/history",
    "/retailers",
    "/consents/retailers/access",
];

async fn post_raw(app: &App, path: &str, token: &str, body: Body) -> Answer {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    app.send_request(request.body(body).unwrap()).await
}

/// Nothing has been written, neither recorded nor accepted for later.
async fn assert_no_trace(app: &App) {
    app.work_batches_once().await;
    assert_eq!(app.movements(), 0);
}

fn approval() -> Value {
    json!({
        "recipient": "+905325550101", "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
        "consentDate": "2026-03-10 09:00:00",
    })
}

#[tokio::test]
async fn an_unknown_route_answers_in_the_envelope() {
    let app = App::new().await;
    let answer = app.send(Method::GET, "/nowhere", None, None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H015"]);
}

#[tokio::test]
async fn a_wrong_method_answers_in_the_envelope() {
    let app = App::new().await;
    let path = brand_path(PROVIDER, "/consents");
    let answer = app.send(Method::PATCH, &path, None, None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.codes(), ["H015"]);
}

#[tokio::test]
async fn repeated_slashes_are_one() {
    let app = App::new().await;
    let path = format!("/{}", brand_path(PROVIDER, "//consents"));
    let answer = app.post(PROVIDER, &path, approval()).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn codes_that_are_no_numbers_are_h190_and_h191() {
    let app = App::new().await;
    for (path, code) in [
        ("/sps/x/brands/1/consents", "H190"),
        ("/sps/99999999999/brands/1/consents", "H190"),
        // The contract's integers have 32 bits and a sign.
        ("/sps/2147483648/brands/1/consents", "H190"),
        ("/sps/1/brands/4294967295/consents", "H191"),
        ("/sps/%2B1/brands/1/consents", "H190"),
        ("/v2/sps/1/brands/2147483648/consents/request", "H191"),
        ("/izin/v1/brands/2147483648/check", "H191"),
        (
            "/sps/1/brands/2147483648/consents/BIREYSEL/status/MESAJ",
            "H191",
        ),
        ("/sps/%FF/brands/1/consents", "H190"),
        ("/sps/1/brands/-1/consents", "H191"),
    ] {
        let answer = app.post(PROVIDER, path, approval()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(answer.codes(), [code], "{path}");
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_piece_of_a_path_that_is_no_text_names_nothing_and_the_answer_is_in_the_envelope() {
    let app = App::new().await;
    for path in [
        "/info/city/%FF".to_owned(),
        "/info/town/%FF".to_owned(),
        brand_path(PROVIDER, "/retailers/%FF"),
        brand_path(PROVIDER, "/consents/request/%FF"),
    ] {
        let answer = app.get(PROVIDER, &path).await;
        assert!(answer.status.is_client_error(), "{path}");
        assert_ne!(answer.codes(), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn a_token_that_is_missing_random_or_malformed_is_h351_before_the_body_is_read() {
    let app = App::new().await;
    for value in [
        None,
        Some("Bearer izin_at_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Some("Bearer "),
        Some("Bearer"),
        Some("Basic YXBpOnBhcm9sYQ=="),
        Some("\u{ff}"),
    ] {
        for path in PATHS {
            // A body that never ends: whoever reads it does not answer.
            let endless = stream::pending::<Result<Bytes, Infallible>>();
            let mut request = Request::post(brand_path(PROVIDER, path));
            if let Some(value) = value {
                request = request.header(header::AUTHORIZATION, value.as_bytes());
            }
            let request = request.body(Body::from_stream(endless)).unwrap();
            let answer = app.send_request(request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{value:?} {path}");
            assert_eq!(answer.codes(), ["H351"]);
        }
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn what_is_not_json_is_h014() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"not json",
        b"{\"recipient\":\"+90532",
        b"[{\"recipient\":",
        b"{\"recipient\":\"\xff\xfe\"}",
        b"{} {}",
        b"{\"a\":1,}",
        b"NaN",
        deep.as_bytes(),
    ];
    for path in PATHS {
        for body in bodies {
            let start = String::from_utf8_lossy(&body[..body.len().min(20)]);
            let body = Body::from(body.to_vec());
            let answer = post_raw(&app, &brand_path(PROVIDER, path), &token, body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {start}");
            assert_eq!(answer.codes(), ["H014"], "{path} {start}");
        }
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn json_of_the_wrong_shape_is_a_4xx_in_the_envelope() {
    let app = App::new().await;
    for path in PATHS {
        for body in [
            json!([[approval()]]),
            json!([1, null, "x"]),
            json!(1.5),
            Value::Null,
            json!("x"),
            json!(true),
            json!({"recipient": {}, "recipients": 1, "type": [], "status": 1, "consentDate": {},
                   "recipientType": [[]], "retailerAccess": "x", "retailerCode": {}, "a\u{0}": null}),
            json!([{"recipient": null, "type": null}]),
        ] {
            let path = brand_path(PROVIDER, path);
            let answer = app.post(PROVIDER, &path, body.clone()).await;
            assert!(answer.status.is_client_error(), "{path} {body}");
            assert!(!answer.codes().is_empty(), "{path} {body}");
        }
    }
    let answer = app
        .post(
            PROVIDER,
            &brand_path(PROVIDER, "/consents"),
            json!([[approval()]]),
        )
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.codes(), ["H085"]);
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_body_of_fifty_megabytes_is_413_and_read_no_further_than_the_limit() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for path in PATHS {
        let (sender, mut sent) = tokio::sync::watch::channel(0_u64);
        let megabyte = Bytes::from(vec![b' '; 1024 * 1024]);
        let body = stream::iter(0..50).map(move |number| {
            sender.send(number).ok();
            Ok::<_, Infallible>(megabyte.clone())
        });
        let body = Body::from_stream(body);
        let answer = post_raw(&app, &brand_path(PROVIDER, path), &token, body).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(answer.codes(), ["H014"], "{path}");
        assert!(*sent.borrow_and_update() <= 33, "{path}");
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_body_cut_off_by_the_client_is_h014() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for path in PATHS {
        let whole = approval().to_string();
        let chunks = [
            Ok(Bytes::from(whole)),
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
        ];
        let body = Body::from_stream(stream::iter(chunks));
        let answer = post_raw(&app, &brand_path(PROVIDER, path), &token, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.codes(), ["H014"], "{path}");
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_h192() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    // Who is calling is in memory from here on: no store is waited for while time stands still.
    let path = brand_path(PROVIDER, "/consents");
    post_raw(&app, &path, &token, Body::empty()).await;
    tokio::time::pause();
    for path in [path.as_str(), "/oauth2/token"] {
        let start = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"{"))]);
        let slow = Body::from_stream(start.chain(stream::pending()));
        let answer = post_raw(&app, path, &token, slow).await;
        assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
        if path == "/oauth2/token" {
            assert_eq!(answer.json()["error"], "invalid_request");
        } else {
            assert_eq!(answer.codes(), ["H192"]);
        }
    }
    tokio::time::resume();
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn every_answer_in_json_says_that_it_is_utf_8() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    for (method, path) in [
        (Method::GET, format!("/sps/{PROVIDER}/brands")),
        (Method::GET, "/info/city".to_owned()),
        (Method::GET, "/info/city/34".to_owned()),
        (Method::GET, "/info/city/x".to_owned()),
        (Method::GET, brand_path(PROVIDER, "/retailers/1")),
        (Method::POST, brand_path(PROVIDER, "/consents")),
        (Method::POST, "/oauth2/token".to_owned()),
        (Method::POST, "/oauth/refresh".to_owned()),
        (Method::PATCH, brand_path(PROVIDER, "/consents")),
        (Method::GET, "/nowhere".to_owned()),
        (Method::POST, format!("/izin/v1/brands/{PROVIDER}/check")),
        (Method::GET, "/izin/v1/keys".to_owned()),
        (Method::GET, "/izin/v1/log/stamps/1".to_owned()),
        (Method::GET, "/izin/v1/openapi.json".to_owned()),
    ] {
        let answer = app.send(method, &path, Some(&token), None).await;
        let said = &answer.headers[header::CONTENT_TYPE];
        assert_eq!(said, "application/json; charset=utf-8", "{path}");
    }
}

#[tokio::test]
async fn a_path_may_be_spelt_with_too_many_slashes_and_with_letters_encoded() {
    let app = App::new().await;
    for path in [
        format!("/sps/{PROVIDER}/brands//"),
        format!("//sps///{PROVIDER}/brands/"),
        format!("/%73ps/{PROVIDER}/bra%6Eds"),
        format!("/sps/%36{}/brands", &PROVIDER.to_string()[1..]),
        "/info/cit%79//".to_owned(),
    ] {
        let answer = app.get(PROVIDER, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    // What is encoded for a reason, and what is encoded twice, stays as it is.
    for path in ["/info%2Fcity", "/%2573ps/1/brands", "/%2e%2e/info/city"] {
        let answer = app.get(PROVIDER, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.codes(), ["H015"], "{path}");
    }
}

#[tokio::test]
async fn browsers_keep_to_https_where_the_public_address_is_one() {
    for (public_url, expected) in [
        ("https://izin.example", Some("max-age=31536000")),
        ("http://127.0.0.1:7710", None),
    ] {
        let mut settings = api::Settings::default();
        settings.texts.public_url = public_url.to_owned();
        let app = App::with(settings, registry::Settings::default()).await;
        for path in ["/izin/v1/keys", "/sps/nowhere", "/oauth2/token"] {
            let answer = app.send(Method::GET, path, None, None).await;
            let header = answer.headers.get(header::STRICT_TRANSPORT_SECURITY);
            let value = header.map(|value| value.to_str().unwrap());
            assert_eq!(value, expected, "{public_url} {path}");
        }
    }
}

#[tokio::test]
async fn every_answer_forbids_keeping_it() {
    let app = App::new().await;
    let answer = app
        .post(PROVIDER, &brand_path(PROVIDER, "/consents"), approval())
        .await;
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
}
