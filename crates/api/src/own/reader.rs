//! The OpenAPI document, and a page to read it by: made once, without scripts.

mod page;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::ApiState;

/// What the page may load: its own style, which stands in it, and nothing else.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";

/// `GET /izin/v1/openapi.json` and `GET /izin/v1/docs`.
pub fn routes(document: &OpenApi) -> Router<ApiState> {
    let json = document.to_pretty_json().unwrap_or_default();
    let page = page::render(&serde_json::from_str(&json).unwrap_or_default());
    Router::new()
        .route("/izin/v1/openapi.json", fixed("application/json", json))
        .route("/izin/v1/docs", fixed("text/html; charset=utf-8", page))
}

fn fixed(content_type: &'static str, text: String) -> axum::routing::MethodRouter<ApiState> {
    let bytes = Bytes::from(text);
    get(move || {
        let headers = [
            (header::CONTENT_TYPE, content_type),
            (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        ];
        std::future::ready((headers, bytes.clone()).into_response())
    })
}
