//! `POST /via/sps/{iysCode}/consent`: asking somebody (contract 14.1).

use axum::Json;
use axum::extract::State;
use domain::ErrorCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::{ViaAnswer, ViaCall, ViaProblem, dashed};
use super::draft;
use crate::ApiState;
use crate::edge::RawBody;
use crate::edge::codes::codes;
use crate::edge::words::{RecipientTypeWord, VerificationMethodWord};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(start))
}

/// What somebody is to be asked. For the document; `draft` reads it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerificationBody {
    /// The form's number; a text of digits will do.
    pub form_id: u32,
    /// A phone number in E.164 form, or an e-mail address.
    #[schema(example = "+905325550101")]
    pub recipient: String,
    /// By which way, and how the answer comes.
    #[schema(value_type = VerificationMethodWord)]
    pub verification_type: String,
    /// What is asked: the consent, and perhaps the texts about personal data that stand beside it.
    pub consent_types: Vec<AskedItemBody>,
}

/// One thing that is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AskedItemBody {
    /// `ETK`: the consent. `KVK`: texts about personal data, which are shown and not answered.
    pub title: String,
    /// The brands; only of `ETK`.
    pub brand_codes: Option<Vec<u32>>,
    /// Of `ETK` channels, of `KVK` `AYDINLATMA_METNI`, `ACIK_RIZA_METNI` or `YURTDISI_AKTARIM`.
    pub types: Vec<String>,
    /// Only of `ETK`.
    #[schema(value_type = Option<RecipientTypeWord>)]
    pub recipient_type: Option<String>,
    /// Read past; nothing of it is kept.
    pub person_data: Option<serde_json::Value>,
}

/// The request's name.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StartedBody {
    request_id: String,
}

codes!(StartCodes:
    H123 = 503 "Too many are asked at once, by all together.",
    H453, H465, H520, H521, H524, H586,
    H1000, H1005, H1010, H1012, H1013, H1014, H1016, H1019, H1025, H1026, H1027, H1029, H1040, H1045, H1054, H1055,
    H1057, H1060, H1063, H1066, H1085, H1086
);

/// Ask somebody for a consent.
///
/// The message goes to whatever address is given; no answer tells whether it is known.
#[utoipa::path(
    post,
    path = "/via/sps/{iysCode}/consent",
    request_body = VerificationBody,
    responses((status = 200, body = ViaAnswer<StartedBody>), StartCodes)
)]
async fn start(
    State(state): State<ApiState>,
    call: ViaCall,
    body: RawBody,
) -> Result<Json<ViaAnswer<StartedBody>>, ViaProblem> {
    call.scope().await?;
    let object = body.object(ErrorCode::H014)?;
    let request = draft::request(&object)?;
    let contract = state.registry.contract();
    let id = contract
        .start_verification(&call.caller, call.provider, request)
        .await?;
    let request_id = dashed(id);
    Ok(Json(ViaAnswer::of(StartedBody { request_id })))
}
