//! What a record said at an instant, with proof.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::draft::AddressUse;
use domain::{ErrorCode, Timestamp, Violation};
use registry::proof::state_proof::instant_from_text;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::receipts::{stamping, whole};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::words::{ChannelWord, RecipientTypeWord};
use crate::edge::{Bearer, OnlyBrandPath, Parameters, Problem, RawBody};
use crate::iys::status::record_query;

/// The body's name for the instant asked about.
const INSTANT: &str = "instant";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(state_proof))
}

/// Which record, and when; read by hand for the contract's codes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct StateProofBody {
    /// A phone number in E.164 form, or an e-mail address.
    recipient: String,
    /// `BIREYSEL` or `TACIR`.
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[schema(value_type = ChannelWord)]
    r#type: String,
    /// `YYYY-MM-DD HH:mm:ss`, in Türkiye's time; milliseconds may follow after a point. Not in the
    /// future.
    #[schema(example = "2026-03-10 12:00:00.000")]
    instant: String,
}

codes!(StateProofCodes:
    H095, H097, H111, H114, H116, H117, H120, H121, H123 = 503 "Not published or stamped yet.", H126, H158,
    H162, H166, H170, H403 = 404 "There is no such record."
);

/// Prove what a record said at an instant.
///
/// The receipts of the movements on both sides of the instant. Each movement names the one before it of the same
/// record, so that nothing can be left out between them. An instant without milliseconds is that second's
/// beginning.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/state-proofs",
    tag = "proof",
    params(("stamped" = Option<bool>, Query, description = "Whether a time stamp must be in each receipt")),
    request_body = StateProofBody,
    responses((status = 200, body = serde_json::Value, description = "izin-state/v1"), StateProofCodes)
)]
async fn state_proof(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    OnlyBrandPath(brand): OnlyBrandPath,
    parameters: Parameters,
    body: RawBody,
) -> Result<Response, Problem> {
    let registry = &state.registry;
    let scope = registry.contract().brand_of(&caller, brand).await?;
    scope.require_subscription(registry.now())?;
    let stamping = stamping(&parameters)?;
    let object = body.object(ErrorCode::H097)?;
    let (query, instant) = gather(|found| {
        let query = record_query(&object, AddressUse::Query, state.settings.empty_fields);
        let query = found.keep(query);
        query.zip(found.keep(instant(&object)))
    })?;
    let proven = registry
        .proof()
        .state_proof(&scope, &query, instant, stamping)
        .await?;
    let proof = whole(proven, no_record)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"izin-state.json\"",
        ),
    ];
    Ok((headers, proof.to_json()).into_response())
}

/// `H158` unless it is an instant in one of the two forms.
fn instant(object: &Map<String, Value>) -> Result<Timestamp, Vec<Violation>> {
    let value = object.get(INSTANT);
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let exact = instant_from_text(text);
    exact
        .or_else(|| Timestamp::from_wire(text).ok())
        .ok_or_else(|| {
            let violation = ErrorCode::H158.violation().at(INSTANT);
            vec![match value {
                Some(value) => violation.with_value(value.clone()),
                None => violation,
            }]
        })
}

fn no_record() -> Problem {
    Problem::code(ErrorCode::H403).with_status(StatusCode::NOT_FOUND)
}
