//! The public log, for everybody and without credentials: its files under the paths of C2SP
//! tlog-tiles, how it stands, and proofs about it.
//!
//! Nothing here says whom a movement is about. What never changes may be cached for good.

mod proofs;
mod status;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ErrorCode;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::problem::Envelope;
use crate::edge::{Pieces, Problem};

/// What is the same whenever it is asked for.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What the next checkpoint changes.
const FRESH: &str = "public, max-age=1";

/// The routes of this resource; pages of any origin may read the answers.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        // Its rest has slashes in it, which OpenAPI has no form for.
        .route("/log/tile/{*rest}", get(tile))
        .merge(status::routes())
        .merge(proofs::routes())
        .layer(SetResponseHeaderLayer::overriding(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ))
}

#[utoipa::path(
    get,
    path = "/log/checkpoint",
    tag = "log",
    summary = "The newest signed checkpoint of the public log",
    description = "A signed note (C2SP tlog-checkpoint). The tiles are beside it under `/log/tile/`, \
                   as C2SP tlog-tiles names them; the entries are the commitments that the \
                   transactionIds are the hashes of.",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 500, body = Envelope, description = "H015: the log is damaged"),
    )
)]
async fn checkpoint(State(state): State<ApiState>) -> Result<Response, Problem> {
    file(&state, "checkpoint").await
}

async fn tile(
    State(state): State<ApiState>,
    Pieces(rest): Pieces<String>,
) -> Result<Response, Problem> {
    file(&state, &format!("tile/{rest}")).await
}

async fn file(state: &ApiState, path: &str) -> Result<Response, Problem> {
    let file = state.registry.log_file(path).await?.ok_or_else(not_found)?;
    let (content_type, cache) = if file.immutable {
        ("application/octet-stream", IMMUTABLE)
    } else {
        ("text/plain; charset=utf-8", FRESH)
    };
    Ok(answer(content_type, cache, file.bytes))
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
