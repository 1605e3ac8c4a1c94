//! Being a witness of other logs, as C2SP tlog-witness has it: its statuses, its media types, no
//! envelope. Where this registry is no witness there are no such paths.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry::proof::public_log::{
    Cosigning, CosigningRefusal, SIZE_MEDIA_TYPE, WITNESS_REQUEST_BYTES_MAX, encode_size,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::body::BODY_TIMEOUT;
use crate::edge::{Pieces, Problem};

/// The media type of signatures and checkpoints.
const TEXT: &str = "text/plain; charset=utf-8";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(add_checkpoint))
        .routes(routes!(newest))
}

/// Cosign another log's checkpoint (C2SP tlog-witness).
///
/// Only where this registry is a witness, and for the logs it watches.
#[utoipa::path(
    post,
    path = "/witness/add-checkpoint",
    tag = "log",
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, body = String, content_type = "text/plain", description = "The signature's line"),
        (status = 400, body = String, content_type = "text/plain", description = "Not such a request, or the older size is above the newer one"),
        (status = 403, body = String, content_type = "text/plain", description = "The log has not signed it"),
        (status = 404, body = String, content_type = "text/plain", description = "This log is not watched"),
        (status = 409, body = String, content_type = "text/x.tlog.size", description = "The size that was cosigned last"),
        (status = 422, body = String, content_type = "text/plain", description = "The proof does not hold"),
    )
)]
async fn add_checkpoint(State(state): State<ApiState>, request: Request) -> Response {
    if !state.registry.proof().is_witness() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let body = axum::body::to_bytes(request.into_body(), WITNESS_REQUEST_BYTES_MAX);
    let Ok(Ok(body)) = tokio::time::timeout(BODY_TIMEOUT, body).await else {
        return refusal(
            StatusCode::BAD_REQUEST,
            "the request is too long or breaks off",
        );
    };
    match cosign(&state, body).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    }
}

async fn cosign(state: &ApiState, body: Bytes) -> Result<Response, Problem> {
    let Ok(body) = String::from_utf8(body.into()) else {
        return Ok(refusal(StatusCode::BAD_REQUEST, "the request is no text"));
    };
    Ok(match state.registry.proof().cosign(body).await? {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Cosigning::Cosigned(line)) => ([(header::CONTENT_TYPE, TEXT)], line).into_response(),
        Some(Cosigning::Conflict(size)) => {
            let headers = [(header::CONTENT_TYPE, SIZE_MEDIA_TYPE)];
            (StatusCode::CONFLICT, headers, encode_size(size)).into_response()
        }
        Some(Cosigning::Refused { kind, reason }) => refusal(status_of(kind), &reason),
    })
}

/// The newest checkpoint cosigned of a log.
#[utoipa::path(
    get,
    path = "/witness/{originHash}/checkpoint",
    tag = "log",
    params(("originHash" = String, Path, description = "SHA-256 of the log's origin, in hexadecimal digits")),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 404, description = "None was cosigned"),
    )
)]
async fn newest(
    State(state): State<ApiState>,
    Pieces(hash): Pieces<String>,
) -> Result<Response, Problem> {
    Ok(match state.registry.proof().newest_cosigned(hash).await? {
        Some(note) => ([(header::CONTENT_TYPE, TEXT)], note).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// The status the specification gives a refusal.
fn status_of(kind: CosigningRefusal) -> StatusCode {
    match kind {
        CosigningRefusal::Malformed => StatusCode::BAD_REQUEST,
        CosigningRefusal::NotSigned => StatusCode::FORBIDDEN,
        CosigningRefusal::UnknownLog => StatusCode::NOT_FOUND,
        CosigningRefusal::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn refusal(status: StatusCode, reason: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, TEXT)];
    (status, headers, format!("{reason}\n")).into_response()
}
