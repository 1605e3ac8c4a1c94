//! Proofs about the public log: that it has only grown, and when it was stamped by whom.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::ErrorCode;
use registry::proof::public_log::Consistency;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{FRESH, IMMUTABLE, answer, not_found};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::query::is_number;
use crate::edge::{Parameters, Pieces, Problem};

/// What authorities' certificates may be cached for: the operator changes them.
const AN_HOUR: &str = "public, max-age=3600";
/// Ends the name of a file of certificates.
const PEM: &str = ".pem";
/// The media type of JSON.
const JSON: &str = "application/json";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(consistency))
        .routes(routes!(covering))
        .routes(routes!(stamp))
        .routes(routes!(authority))
}

/// That the log of one size is the beginning of the log of another. Hashes are in base64.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConsistencyBody {
    old: u64,
    old_root: String,
    new: u64,
    new_root: String,
    /// RFC 6962, section 2.1.2.
    proof: Vec<String>,
}

codes!(ConsistencyCodes: H015 = 404 "The log has not had these sizes.", H016, H095);

/// Prove that the log has only grown between two sizes.
#[utoipa::path(
    get,
    path = "/izin/v1/log/consistency",
    tag = "log",
    params(
        ("old" = u64, Query, description = "The smaller size"),
        ("new" = Option<u64>, Query, description = "The larger size; the newest unless given"),
    ),
    responses((status = 200, body = ConsistencyBody), ConsistencyCodes)
)]
async fn consistency(
    State(state): State<ApiState>,
    query: Parameters,
) -> Result<Response, Problem> {
    let old = number(&query, "old")?.ok_or_else(|| missing("old"))?;
    let new = number(&query, "new")?;
    let found = state.registry.proof().log_consistency(old, new).await?;
    let body = Json(ConsistencyBody::from(found.ok_or_else(not_found)?));
    let cache = if new.is_some() { IMMUTABLE } else { FRESH };
    Ok(([(header::CACHE_CONTROL, cache)], body).into_response())
}

codes!(CoveringCodes: H015 = 404 "None does yet.", H016, H095);

/// The earliest time stamp that covers a movement.
#[utoipa::path(
    get,
    path = "/izin/v1/log/stamps",
    tag = "log",
    params(("covering" = u64, Query, description = "The movement's position, from 0")),
    responses((status = 200, body = serde_json::Value, description = "izin-stamp/v1"), CoveringCodes)
)]
async fn covering(State(state): State<ApiState>, query: Parameters) -> Result<Response, Problem> {
    let index = number(&query, "covering")?.ok_or_else(|| missing("covering"))?;
    let found = state.registry.proof().log_stamp_covering(index).await?;
    Ok(answer(JSON, IMMUTABLE, found.ok_or_else(not_found)?))
}

codes!(StampCodes: H015 = 404 "This size was not stamped.");

/// The time stamp of a size.
#[utoipa::path(
    get,
    path = "/izin/v1/log/stamps/{size}",
    tag = "log",
    params(("size" = u64, Path, description = "The checkpoint's size")),
    responses((status = 200, body = serde_json::Value, description = "izin-stamp/v1"), StampCodes)
)]
async fn stamp(
    State(state): State<ApiState>,
    Pieces(size): Pieces<String>,
) -> Result<Response, Problem> {
    let size = digits(&size).ok_or_else(not_found)?;
    let found = state.registry.proof().log_stamp(size).await?;
    Ok(answer(JSON, IMMUTABLE, found.ok_or_else(not_found)?))
}

codes!(AuthorityCodes: H015 = 404 "No such authority.");

/// The certificates that an authority's time stamps lead to.
///
/// As this registry is configured. Whoever verifies should have them from the authority itself.
#[utoipa::path(
    get,
    path = "/izin/v1/log/authorities/{file}",
    tag = "log",
    params(("file" = String, Path, description = "The authority's name and `.pem`")),
    responses((status = 200, body = String, content_type = "application/pem-certificate-chain"), AuthorityCodes)
)]
async fn authority(
    State(state): State<ApiState>,
    Pieces(file): Pieces<String>,
) -> Result<Response, Problem> {
    let name = file.strip_suffix(PEM).ok_or_else(not_found)?;
    let roots = state.registry.proof().authority_roots(name);
    let roots = roots.ok_or_else(not_found)?.to_owned();
    let content_type = "application/pem-certificate-chain";
    Ok(answer(content_type, AN_HOUR, roots.into_bytes()))
}

impl From<Consistency> for ConsistencyBody {
    fn from(found: Consistency) -> Self {
        Self {
            old: found.old,
            old_root: BASE64_STANDARD.encode(found.old_root),
            new: found.new,
            new_root: BASE64_STANDARD.encode(found.new_root),
            proof: found
                .proof
                .iter()
                .map(|hash| BASE64_STANDARD.encode(hash))
                .collect(),
        }
    }
}

/// A number of the query.
fn number(query: &Parameters, name: &'static str) -> Result<Option<u64>, Problem> {
    match query.get(name) {
        None => Ok(None),
        Some(text) => digits(text).map(Some).ok_or_else(|| missing(name)),
    }
}

/// Decimal digits only: no sign, no blanks.
fn digits(text: &str) -> Option<u64> {
    is_number(text).then(|| text.parse().ok()).flatten()
}

fn missing(name: &str) -> Problem {
    let violation = ErrorCode::H016.violation().filled(&[("fields", name)]);
    violation.into()
}
