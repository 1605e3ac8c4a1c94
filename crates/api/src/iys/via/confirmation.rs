//! `POST /via/sps/{iysCode}/confirmation`: the code that the recipient has told the brand (contract 14.2).

use axum::Json;
use axum::extract::State;
use domain::ErrorCode;
use registry::contract::verified::VerifiedMovement;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::{ViaAnswer, ViaCall, ViaProblem};
use super::draft;
use crate::ApiState;
use crate::edge::RawBody;
use crate::edge::codes::codes;
use crate::edge::words::{ChannelWord, VerificationMethodWord};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(confirm))
}

/// A code. For the document; `draft` reads it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfirmationBody {
    /// The request's name.
    pub request_id: String,
    /// As at the start.
    #[schema(value_type = VerificationMethodWord)]
    pub verification_type: String,
    /// The one item `ETK`, with the code.
    pub consent_types: Vec<ToldCodeBody>,
}

/// The code of one title.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToldCodeBody {
    /// `ETK`.
    pub title: String,
    /// Six digits.
    pub otp_code: String,
    /// The channels that the recipient has chosen of those asked about; absent: all.
    #[schema(value_type = Option<Vec<ChannelWord>>)]
    pub types: Option<Vec<String>>,
}

/// An approval that was recorded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConfirmedBody {
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
    creation_date: String,
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    /// A text of digits.
    brand_code: String,
}

impl From<VerifiedMovement> for ConfirmedBody {
    fn from(movement: VerifiedMovement) -> Self {
        Self {
            transaction_id: movement.receipt.transaction.to_wire(),
            creation_date: movement.receipt.recorded_at.to_wire(),
            r#type: movement.channel.as_wire(),
            brand_code: movement.brand.to_string(),
        }
    }
}

codes!(ConfirmCodes:
    H123 = 503 "This machine's clock is not believed.",
    H520, H521, H524, H586,
    H1005, H1010, H1012, H1013, H1014, H1016, H1019, H1025, H1029, H1030, H1032, H1040, H1045, H1050, H1051, H1052, H1056,
    H1057, H1060, H1064, H1082, H1085, H1086
);

/// Record the consent of whoever has told the code.
///
/// The third wrong code ends it, and so do fifteen minutes.
#[utoipa::path(
    post,
    path = "/via/sps/{iysCode}/confirmation",
    request_body = ConfirmationBody,
    responses((status = 200, body = ViaAnswer<Vec<ConfirmedBody>>), ConfirmCodes)
)]
async fn confirm(
    State(state): State<ApiState>,
    call: ViaCall,
    body: RawBody,
) -> Result<Json<ViaAnswer<Vec<ConfirmedBody>>>, ViaProblem> {
    call.scope().await?;
    let object = body.object(ErrorCode::H014)?;
    let confirmation = draft::confirmation(&object)?;
    let contract = state.registry.contract();
    let recorded = contract
        .confirm_verification(&call.caller, call.provider, confirmation)
        .await?;
    let recorded = recorded.into_iter().map(ConfirmedBody::from);
    Ok(Json(ViaAnswer::of(recorded.collect())))
}
