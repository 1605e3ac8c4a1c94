//! `GET /via/sps/{iysCode}/consent/request/{requestId}`: how far it has come (contract 14.3).

use axum::Json;
use axum::extract::State;
use domain::{ErrorCode, RequestId, Status};
use registry::contract::verified::{AskedRecord, VerificationProgress};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call::{ViaAnswer, ViaCall, ViaProblem, dashed};
use crate::ApiState;
use crate::edge::Pieces;
use crate::edge::codes::codes;
use crate::edge::words::{
    ChannelWord, RecipientTypeWord, SourceWord, VerificationMethodWord, VerificationStageWord,
};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(progress))
}

/// How far a request has come. Numbers of parties are texts of digits, as the contract has them here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProgressBody {
    request_id: String,
    form_id: String,
    #[schema(value_type = SourceWord)]
    source: &'static str,
    iys_code: String,
    recipient: String,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: &'static str,
    /// By which way it was asked.
    #[schema(value_type = VerificationMethodWord)]
    consent_source: &'static str,
    request_date: String,
    request_details: Vec<ProgressRecordBody>,
    last_status: LastStatusBody,
}

/// A record that is asked about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProgressRecordBody {
    brand_code: String,
    #[schema(value_type = ChannelWord)]
    consent_type_choice: &'static str,
    /// `ETK`.
    consent_type: &'static str,
    /// `Onay verildi`, `Ret verildi` or `Onay verilmedi`.
    operation_status_message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_date: Option<String>,
}

/// The stage that a request has reached, and how it stands there.
#[derive(Serialize, ToSchema)]
struct LastStatusBody {
    /// `CONSENT_REQUESTED`, `ENQUEUE` or `COMPLETED`.
    stage: &'static str,
    #[schema(value_type = VerificationStageWord)]
    status: &'static str,
}

impl From<&AskedRecord> for ProgressRecordBody {
    fn from(record: &AskedRecord) -> Self {
        let recorded = record.recorded;
        Self {
            brand_code: record.brand.to_string(),
            consent_type_choice: record.channel.as_wire(),
            consent_type: "ETK",
            operation_status_message: match record.status.filter(|_| recorded.is_some()) {
                Some(Status::Approval) => "Onay verildi",
                Some(Status::Refusal) => "Ret verildi",
                None => "Onay verilmedi",
            },
            transaction_id: recorded.map(|(transaction, _)| transaction.to_wire()),
            consent_date: recorded.map(|(_, at)| at.to_wire()),
        }
    }
}

codes!(ProgressCodes: H1019, H1030, H1040, H1045);

/// How far a request has come. A partner sees those it has started.
#[utoipa::path(
    get,
    path = "/via/sps/{iysCode}/consent/request/{requestId}",
    responses((status = 200, body = ViaAnswer<ProgressBody>), ProgressCodes)
)]
async fn progress(
    State(state): State<ApiState>,
    call: ViaCall,
    pieces: Pieces<(String, String)>,
) -> Result<Json<ViaAnswer<ProgressBody>>, ViaProblem> {
    call.scope().await?;
    let Pieces((_, id)) = pieces;
    let id = RequestId::from_wire(&id).ok_or(ErrorCode::H1030)?;
    let contract = state.registry.contract();
    let progress = contract
        .verification_progress(&call.caller, call.provider, id)
        .await?;
    Ok(Json(ViaAnswer::of(ProgressBody::new(&call, progress))))
}

impl ProgressBody {
    fn new(call: &ViaCall, progress: VerificationProgress) -> Self {
        Self {
            request_id: dashed(progress.id),
            form_id: progress.form.to_string(),
            source: progress.source.as_wire(),
            iys_code: call.provider.to_string(),
            recipient: progress.recipient,
            recipient_type: progress.recipient_type.as_wire(),
            consent_source: progress.method.as_wire(),
            request_date: progress.asked_at.to_wire(),
            request_details: progress.records.iter().map(Into::into).collect(),
            last_status: LastStatusBody {
                stage: progress.stage,
                status: progress.status.as_wire(),
            },
        }
    }
}
