//! `…/agreements/{reportDate}`: what was recorded on a day, agreed between the registry and a
//! brand (contract 10).

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;
use registry::contract::reconciliation::Agreement;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day_reports::DayReport;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::words::ProcessStatusWord;
use crate::edge::{Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(agreement, agree))
        .routes(routes!(timestamp))
}

/// How the digest is made.
const HASH_METHOD: &str = "SHA-384";

/// What is known of a day's file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgreementBody {
    /// queued, inprogress, completed or error.
    #[schema(value_type = ProcessStatusWord)]
    process_status: &'static str,
    /// The file's digest, in lower-case hexadecimal digits; absent until completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash_value: Option<String>,
    /// How the digest is made.
    hash_method: &'static str,
    /// Whether the brand has agreed.
    agreement_status: bool,
}

impl From<Agreement> for AgreementBody {
    fn from(agreement: Agreement) -> Self {
        Self {
            process_status: agreement.process.as_wire(),
            hash_value: agreement.digest.map(hex::encode),
            hash_method: HASH_METHOD,
            agreement_status: agreement.agreed,
        }
    }
}

/// What a brand says of a day's file.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "only documents what is read by hand")]
struct AgreeBody {
    /// Nothing but true can be said.
    agreement_status: bool,
}

/// The agreement was noted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AgreedBody {
    /// Always true.
    agreement_captured: bool,
}

codes!(AgreementCodes: H501, H502);

/// The digest of a day's movements, and whether the brand has agreed to it.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/agreements/{reportDate}",
    responses(
        (status = 200, body = AgreementBody),
        (status = 204, description = "No movements on that day"),
        AgreementCodes,
    )
)]
async fn agreement(
    State(state): State<ApiState>,
    DayReport(report): DayReport,
) -> Result<Response, Problem> {
    let known = state.registry.contract().agreement(&report).await?;
    Ok(match known {
        Some(agreement) => Json(AgreementBody::from(agreement)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

codes!(AgreeCodes: H101 "The digest is not made yet.", H501, H502, H512);

/// Agree to the digest of a day's movements.
#[utoipa::path(
    put,
    path = "/sps/{iysCode}/brands/{brandCode}/agreements/{reportDate}",
    request_body = AgreeBody,
    responses(
        (status = 200, body = AgreedBody),
        (status = 204, description = "No movements on that day"),
        AgreeCodes,
    )
)]
async fn agree(
    State(state): State<ApiState>,
    DayReport(report): DayReport,
    body: RawBody,
) -> Result<Response, Problem> {
    if body.json()?.get("agreementStatus") != Some(&Value::Bool(true)) {
        return Err(ErrorCode::H512.violation().at("agreementStatus").into());
    }
    let agreed = state.registry.contract().agree(&report).await?;
    Ok(if agreed {
        let body = AgreedBody {
            agreement_captured: true,
        };
        Json(body).into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    })
}

codes!(TimestampCodes: H501, H502);

/// The time stamp over the digest of a day's movements.
///
/// An RFC 3161 response in DER, as a `.tsr` file holds it.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/agreements/{reportDate}/timestamp",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 204, description = "There is none (yet)"),
        TimestampCodes,
    )
)]
async fn timestamp(
    State(state): State<ApiState>,
    DayReport(report): DayReport,
) -> Result<Response, Problem> {
    let stamp = state.registry.contract().day_stamp(&report).await?;
    Ok(match stamp {
        Some(stamp) => ([(header::CONTENT_TYPE, "text/plain")], stamp).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}
