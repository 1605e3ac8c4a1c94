//! `POST …/consents`: recording one consent (contract 6.1 and 7).

use axum::Json;
use axum::extract::State;
use axum::routing::post;
use domain::{ErrorCode, Status, draft};
use registry::contract::record::Acknowledgement;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::limits::Limit;
use crate::edge::words::{ChannelWord, ProviderSourceWord, RecipientTypeWord, StatusWord};
use crate::edge::{AtBrand, ClientIp, Problem, RawBody, Version};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    let path = "/v2/sps/{iysCode}/brands/{brandCode}/consents";
    OpenApiRouter::new()
        .routes(routes!(add))
        .route(path, post(add))
}

/// A consent as it is sent (contract 4.1). Read by [`domain::draft::parse`], which says of
/// each field what is wrong with it; this form is for the document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConsentBody {
    /// A phone number in E.164 form, or an e-mail address.
    #[schema(example = "+905325550101")]
    pub recipient: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[schema(value_type = ChannelWord)]
    pub r#type: String,
    /// Where it was expressed, `HS_…`. May be left out of a merchant's first record.
    #[schema(value_type = Option<ProviderSourceWord>)]
    pub source: Option<String>,
    /// `ONAY` or `RET`.
    #[schema(value_type = StatusWord)]
    pub status: String,
    /// `YYYY-MM-DD HH:mm:ss` in Türkiye's time. May be left out of a merchant's first record.
    #[schema(example = "2026-03-10 10:15:00")]
    pub consent_date: Option<String>,
    /// `BIREYSEL` (assumed when left out) or `TACIR`.
    #[schema(value_type = Option<RecipientTypeWord>)]
    pub recipient_type: Option<String>,
    /// The retailer that took it.
    pub retailer_code: Option<u32>,
    /// The retailers that may use it.
    pub retailer_access: Option<Vec<u32>>,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReceiptBody {
    /// The movement's name, 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
    /// When it was recorded.
    creation_date: String,
}

impl From<Acknowledgement> for ReceiptBody {
    fn from(receipt: Acknowledgement) -> Self {
        Self {
            transaction_id: receipt.transaction.to_wire(),
            creation_date: receipt.recorded_at.to_wire(),
        }
    }
}

codes!(AddCodes:
    H085, H110, H111, H112, H113, H114, H115, H116, H117, H118, H119, H120, H121, H122,
    H123 = 503 "This machine's clock is not believed; never for a RET.",
    H124 "Too many requests a second; never for a RET.",
    H126, H155, H156, H157, H158, H160, H162, H163, H174, H175, H178, H180, H193, H267, H408, H462, H463, H467,
    H486, H525
);

/// Record one consent.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents",
    request_body = ConsentBody,
    responses((status = 200, body = ReceiptBody), AddCodes)
)]
async fn add(
    State(state): State<ApiState>,
    at: AtBrand,
    ClientIp(client): ClientIp,
    Version(version): Version,
    body: RawBody,
) -> Result<Json<ReceiptBody>, Problem> {
    // The checks come in the order of contract 5.6, but for a refusal: it is held up neither
    // by the limit on requests nor by the subscription (rules 27 and 28), so the body is understood
    // before either is asked.
    let object = body.object(ErrorCode::H085);
    let is_refusal = object.as_ref().is_ok_and(says_refusal);
    let now = state.registry.now();
    let counted = state.limits.count(Limit::Requests, client, now);
    if !is_refusal {
        counted?;
    }
    let scope = at.scope().await?;
    if !is_refusal {
        scope.require_subscription(now)?;
    }
    let object = object?;
    let request = draft::parse(&object, state.settings.empty_fields)
        .map_err(|misfit| state.registry.contract().refuse(&scope, misfit))?;
    let recorded = state
        .registry
        .contract()
        .record(&scope, request, version)
        .await;
    let receipt = recorded.map_err(|error| Problem::from(error).as_sent(|_| Some(&object)))?;
    Ok(Json(receipt.into()))
}

/// Whether an object that has not been read yet calls itself a refusal.
pub(super) fn says_refusal(object: &Map<String, Value>) -> bool {
    object.get("status").and_then(Value::as_str) == Some(Status::Refusal.as_wire())
}
