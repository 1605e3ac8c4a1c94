//! Receipts: a movement with everything that proves it, for those entitled to it.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, TransactionId};
use registry::proof::receipts::{Proven, Receipt, Stamping};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Bearer, Parameters, Pieces, Problem};

/// How many digits of the transactionId a file's name has.
const NAME_DIGITS: usize = 12;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(receipt))
}

codes!(ReceiptCodes:
    H093 = 404 "No such movement, or none that the caller may see.", H093 = 410 "It has just been erased.",
    H095, H123 = 503 "Not published or stamped yet.", H520, H521, H524, H586
);

/// The receipt of a movement.
///
/// One file that stands on its own: the movement, its place in the public log, the log's signed checkpoint and
/// its time stamp. Whoever may see the movement in its record's history may have it. A movement that no time
/// stamp covers yet has a receipt without stamps, named so; with `stamped=true` the answer is 503 until there is
/// one, and `Retry-After` is the interval at which stamps are made, at most an hour.
#[utoipa::path(
    get,
    path = "/izin/v1/receipts/{transactionId}",
    tag = "proof",
    params(
        ("transactionId" = String, Path, description = "64 hexadecimal digits"),
        ("stamped" = Option<bool>, Query, description = "Whether a time stamp must be in it"),
    ),
    responses((status = 200, body = serde_json::Value, description = "izin-receipt/v1"), ReceiptCodes)
)]
async fn receipt(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    Pieces(id): Pieces<String>,
    query: Parameters,
) -> Result<Response, Problem> {
    let Some(transaction) = TransactionId::from_wire(&id) else {
        return Err(unknown());
    };
    let stamping = stamping(&query)?;
    let proven = state
        .registry
        .proof()
        .receipt(&caller, transaction, stamping)
        .await?;
    whole(proven, unknown).map(|receipt| file(&receipt))
}

fn file(receipt: &Receipt) -> Response {
    let id = receipt.transaction_id().to_wire();
    let digits = &id[..NAME_DIGITS];
    // A person who keeps the file sees by its name that its time is nobody's word yet.
    let missing = if receipt.stamps().is_empty() {
        "-unstamped"
    } else {
        ""
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"izin-receipt-{digits}{missing}.json\""),
        ),
    ];
    (headers, receipt.to_json()).into_response()
}

fn unknown() -> Problem {
    Problem::code(ErrorCode::H093).with_status(StatusCode::NOT_FOUND)
}

/// Whether the query asks for a time stamp.
pub(super) fn stamping(query: &Parameters) -> Result<Stamping, Problem> {
    match query.switch("stamped", ErrorCode::H095) {
        Ok(true) => Ok(Stamping::Required),
        Ok(false) => Ok(Stamping::Optional),
        Err(wrong) => Err((*wrong).into()),
    }
}

/// What there is of a proof, or the answer that there is none.
pub(super) fn whole<T>(proven: Proven<T>, unknown: fn() -> Problem) -> Result<T, Problem> {
    match proven {
        Proven::Whole(proof) => Ok(*proof),
        Proven::Waiting(retry) => Err(Problem::code(ErrorCode::H123)
            .with_status(StatusCode::SERVICE_UNAVAILABLE)
            .with_wait(retry.as_secs())),
        Proven::Erased => Err(unknown().with_status(StatusCode::GONE)),
        Proven::Unknown => Err(unknown()),
    }
}
