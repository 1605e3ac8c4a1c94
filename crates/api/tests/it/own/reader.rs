//! `GET /izin/v1/openapi.json` and `GET /izin/v1/docs`.

use axum::http::{Method, StatusCode, header};

use crate::app::App;

#[tokio::test]
async fn the_served_document_is_the_one_the_handlers_make() {
    let app = App::new().await;
    let answer = app
        .send(Method::GET, "/izin/v1/openapi.json", None, None)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let made: serde_json::Value =
        serde_json::from_str(&api::openapi().to_pretty_json().unwrap()).unwrap();
    assert_eq!(answer.json(), made);
}

#[tokio::test]
async fn the_page_shows_every_path_and_runs_nothing() {
    let app = App::new().await;
    let answer = app.send(Method::GET, "/izin/v1/docs", None, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/html; charset=utf-8"
    );
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"));
    let page = String::from_utf8(answer.bytes).unwrap();
    for path in api::openapi().paths.paths.keys() {
        assert!(page.contains(path), "{path} is missing");
    }
    assert!(!page.contains("<script"));
}
