//! `GET …/consents/request/{requestId}`: what became of a batch (contract 6.3 and 7).

use axum::Json;
use axum::extract::State;
use axum::routing::get;
use domain::{ErrorCode, ItemId, RequestId};
use registry::contract::batches::{BatchReport, ItemResult};
use registry::contract::record::ContractVersion;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::request_id;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::words::ItemStatusWord;
use crate::edge::{AtBrand, Pieces, Problem, Version};

/// The longest `requestId` looked at.
const REQUEST_ID_LEN_MAX: usize = 36;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    let path = "/v2/sps/{iysCode}/brands/{brandCode}/consents/request/{requestId}";
    OpenApiRouter::new()
        .routes(routes!(result))
        .route(path, get(result))
}

/// What became of one item. Work on a batch is all or nothing, so that the contract's third status,
/// `enqueue`, is never seen: a batch that waits answers with an empty list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ResultBody {
    /// The item's position, from 0.
    index: usize,
    /// With `success`: the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// The item.
    sub_request_id: String,
    /// With `success`: the movement's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: Option<String>,
    /// `success` or `failure`.
    #[schema(value_type = ItemStatusWord)]
    status: &'static str,
    /// With `success`: when it was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    creation_date: Option<String>,
    /// With `failure`: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
    /// Version 2: `"true"` where an earlier item had recorded it already.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_add_consent_v2_service: Option<&'static str>,
    /// Version 2: that earlier item.
    #[serde(skip_serializing_if = "Option::is_none")]
    original_request_information: Option<Original>,
}

/// Why an item failed.
#[derive(Serialize, ToSchema)]
struct ErrorBody {
    code: String,
    message: String,
}

/// The item that recorded first what was sent again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Original {
    request_id: String,
    sub_request_id: String,
}

#[derive(Deserialize)]
struct RequestPath {
    #[serde(rename = "requestId")]
    request: String,
}

codes!(ResultCodes: H198, H199, H400);

/// Ask what became of a batch; an empty list while it waits, or when it is unknown.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/request/{requestId}",
    responses((status = 200, body = Vec<ResultBody>), ResultCodes)
)]
async fn result(
    State(state): State<ApiState>,
    at: AtBrand,
    Version(version): Version,
    Pieces(request): Pieces<RequestPath>,
) -> Result<Json<Vec<ResultBody>>, Problem> {
    let scope = at.scope().await?;
    let id = parse(&request.request)?;
    let report = match id {
        Some(id) => state.registry.contract().batch(&scope, id).await?,
        None => None,
    };
    let list = report.map_or_else(Vec::new, |report| bodies(&state, report, version));
    Ok(Json(list))
}

/// Reads the id; `None`: it has the right look but can be none of ours.
fn parse(text: &str) -> Result<Option<RequestId>, Problem> {
    let all = |is: fn(&char) -> bool| !text.is_empty() && text.chars().all(|char| is(&char));
    let code = if text.chars().count() > REQUEST_ID_LEN_MAX {
        ErrorCode::H198
    } else if all(|char| char.is_alphabetic()) {
        ErrorCode::H199
    } else if all(char::is_ascii_digit) {
        ErrorCode::H400
    } else {
        return Ok(RequestId::from_wire(text));
    };
    Err(code.violation().at("requestId").with_value(text).into())
}

fn bodies(state: &ApiState, report: BatchReport, version: ContractVersion) -> Vec<ResultBody> {
    let id = report.id;
    let results = report.results.unwrap_or_default();
    let items = (0..).zip(results);
    items
        .enumerate()
        .map(|(index, (number, result))| {
            let item = ItemId {
                request: id,
                index: number,
            };
            let mut body = ResultBody {
                index,
                request_id: None,
                sub_request_id: item.to_sub_request().to_string(),
                transaction_id: None,
                status: "failure",
                creation_date: None,
                error: None,
                is_add_consent_v2_service: None,
                original_request_information: None,
            };
            match result {
                ItemResult::Refused(refusal) => {
                    body.error = Some(ErrorBody {
                        code: refusal.code,
                        message: refusal.message,
                    });
                }
                ItemResult::Recorded {
                    transaction,
                    recorded_at,
                    original,
                } => {
                    body.status = "success";
                    body.request_id = Some(request_id(state, id));
                    body.transaction_id = Some(transaction.to_wire());
                    body.creation_date = Some(recorded_at.to_wire());
                    if let (Some(original), ContractVersion::V2) = (original, version) {
                        body.is_add_consent_v2_service = Some("true");
                        body.original_request_information = Some(Original {
                            request_id: request_id(state, original.request),
                            sub_request_id: original.to_sub_request().to_string(),
                        });
                    }
                }
            }
            body
        })
        .collect()
}
