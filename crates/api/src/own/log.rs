//! The public log, for everybody and without credentials: its files under the paths of C2SP
//! tlog-tiles, how it stands, and proofs about it.
//!
//! Nothing here says whom a movement is about. What never changes may be cached for good.

mod files;
mod proofs;
mod status;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;
use crate::edge::Problem;

/// What is the same whenever it is asked for.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What the next checkpoint changes.
const FRESH: &str = "public, max-age=1";

/// The routes of this resource; pages of any origin may read the answers.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(files::routes())
        .merge(status::routes())
        .merge(proofs::routes())
        .layer(SetResponseHeaderLayer::overriding(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ))
}

/// An answer that may be cached.
fn answer(content_type: &'static str, cache: &'static str, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, cache),
    ];
    (headers, body).into_response()
}

/// There is no such thing (yet). Never cached, since it may come.
fn not_found() -> Problem {
    Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND)
}
