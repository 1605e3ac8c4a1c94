//! The record of a consent that the registry itself has taken, with what proves it: for whoever has to show that a consent
//! was given.

use axum::Json;
use axum::extract::State;
use domain::{ErrorCode, RequestId};
use registry::contract::verified::{MovementProof, VerifiedRecord};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::words::{ChannelWord, StatusWord};
use crate::edge::{Bearer, Pieces, Problem, ProviderPath};

/// On whom the burden of proof is.
const REGISTRY: &str = "registry";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(verified))
}

/// The record of a consent that was taken through the registry.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VerifiedConsentBody {
    /// Who has to show that the consent was given: `registry`.
    burden_of_proof: &'static str,
    /// What was shown and answered, word for word: JSON of the form izin-verified-consent/v1.
    record: String,
    /// The request that each receipt names: a hash of the record.
    record_request: String,
    /// The movements that the answer became.
    movements: Vec<VerifiedMovementBody>,
}

/// A movement that an answer became.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VerifiedMovementBody {
    brand_code: u32,
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    #[schema(value_type = StatusWord)]
    status: &'static str,
    creation_date: String,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
    /// izin-receipt/v1; absent: it has been erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<serde_json::Value>,
}

impl From<MovementProof> for VerifiedMovementBody {
    fn from(proof: MovementProof) -> Self {
        let receipt = proof.receipt.as_ref();
        Self {
            brand_code: proof.brand.0,
            r#type: proof.channel.as_wire(),
            status: proof.status.as_wire(),
            creation_date: proof.recorded_at.to_wire(),
            transaction_id: proof.transaction.to_wire(),
            receipt: receipt.and_then(|one| serde_json::from_str(&one.to_json()).ok()),
        }
    }
}

impl From<VerifiedRecord> for VerifiedConsentBody {
    fn from(record: VerifiedRecord) -> Self {
        Self {
            burden_of_proof: REGISTRY,
            record: record.text,
            record_request: record.request.to_wire(),
            movements: record.proofs.into_iter().map(Into::into).collect(),
        }
    }
}

codes!(VerifiedCodes:
    H093 = 404 "No such record, or none that the caller may see.",
    H123 = 503 "A movement is not published yet.", H353, H520, H521, H524, H586
);

/// The record of a consent that was taken through the registry.
#[utoipa::path(
    get,
    path = "/izin/v1/sps/{iysCode}/verified-consents/{requestId}",
    tag = "verification",
    responses((status = 200, body = VerifiedConsentBody), VerifiedCodes)
)]
async fn verified(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    ProviderPath(provider): ProviderPath,
    pieces: Pieces<(String, String)>,
) -> Result<Json<VerifiedConsentBody>, Problem> {
    let contract = state.registry.contract();
    contract.provider(&caller, provider).await?;
    let unknown = || Problem::code(ErrorCode::H093).with_status(axum::http::StatusCode::NOT_FOUND);
    let Pieces((_, id)) = pieces;
    let id = RequestId::from_wire(&id).ok_or_else(unknown)?;
    let record = contract.verified_record(&caller, provider, id).await?;
    Ok(Json(record.ok_or_else(unknown)?.into()))
}
