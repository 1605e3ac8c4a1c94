//! The OpenAPI document and a page to read it by.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use utoipa::openapi::OpenApi;

use crate::ApiState;

/// `GET /izin/v1/openapi.json`: the document, made once.
pub fn routes(document: &OpenApi) -> Router<ApiState> {
    let json = Bytes::from(document.to_pretty_json().unwrap_or_default());
    Router::new().route(
        "/izin/v1/openapi.json",
        get(move || {
            std::future::ready(([(header::CONTENT_TYPE, "application/json")], json.clone()))
        }),
    )
}
