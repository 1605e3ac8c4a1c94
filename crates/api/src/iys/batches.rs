//! `POST …/consents/request`: many consents at once (contract 6.2, 7 and 8).

mod list;
mod result;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use domain::draft::ConsentRequest;
use domain::{ErrorCode, ItemId, RequestId, Violation};
use registry::contract::batches::{AcceptedBatch, ItemDraft};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::list::List;
use super::consents::ConsentBody;
use crate::ApiState;
use crate::edge::body::BATCH_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::limits::Limit;
use crate::edge::words::{ChannelWord, ProviderSourceWord, RecipientTypeWord, StatusWord};
use crate::edge::{AtBrand, ClientIp, Problem, RawBody, Version};
use crate::settings::RequestIds;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    let path = "/v2/sps/{iysCode}/brands/{brandCode}/consents/request";
    OpenApiRouter::new()
        .routes(routes!(add))
        .route(path, post(add))
}

/// Asking what became of a batch; carries no refusal.
pub fn result_routes() -> OpenApiRouter<ApiState> {
    result::routes()
}

/// An accepted batch: nothing of it is recorded yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AcceptedBody {
    /// What to ask for its result with.
    request_id: String,
    /// The items, in the order sent.
    sub_requests: Vec<AcceptedItem>,
}

/// One accepted item.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AcceptedItem {
    recipient: String,
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProviderSourceWord>)]
    source: Option<&'static str>,
    #[schema(value_type = StatusWord)]
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_date: Option<String>,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: &'static str,
    /// The item's own id.
    sub_request_id: String,
    /// When it was accepted.
    creation_date: String,
}

codes!(AddCodes:
    H085, H091, H092, H110, H111, H112, H113, H114, H115, H116, H117, H118, H119, H120, H121, H122,
    H123 = 503 "This machine's clock is not believed; never with a RET in it.",
    H124 "Too many requests a second; never with a RET in it.",
    H126, H155, H156, H157, H158, H160, H162, H163, H180, H193, H194, H267, H408, H467
);

/// Hand in up to 1,000 consents.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/request",
    request_body = Vec<ConsentBody>,
    responses((status = 202, body = AcceptedBody), AddCodes)
)]
async fn add(
    State(state): State<ApiState>,
    at: AtBrand,
    ClientIp(client): ClientIp,
    Version(version): Version,
    body: RawBody<BATCH_BYTES_MAX>,
) -> Result<(StatusCode, Json<AcceptedBody>), Problem> {
    let empty_fields = state.settings.empty_fields;
    let read = move |bytes: &Bytes| list::read(bytes, empty_fields);
    let list = body.understood(&state, read).await?;
    // As for a single consent, a refusal among the items lifts the limit on requests and the check of
    // the subscription (rules 27 and 28).
    let has_refusal = list.as_ref().is_ok_and(|list| list.has_refusal);
    let now = state.registry.now();
    let counted = state.limits.count(Limit::Requests, client, now);
    if !has_refusal {
        counted?;
    }
    let scope = at.scope().await?;
    if !has_refusal {
        scope.require_subscription(now)?;
    }
    let mut list = list?;
    let sent = std::mem::take(&mut list.sent);
    let drafts = drafts(list)?;
    let accepted_batch = state
        .registry
        .contract()
        .accept_batch(&at.caller, &scope, drafts, version)
        .await;
    let batch = accepted_batch.map_err(|error| {
        let item = |index: Option<u32>| sent.get(usize::try_from(index?).ok()?)?.as_ref();
        Problem::from(error).as_sent(item)
    })?;
    Ok((StatusCode::ACCEPTED, Json(accepted(&state, &batch))))
}

/// The items. One that is no object at all makes the whole request one that is not valid
/// (contract 18, no. 18).
fn drafts(list: List) -> Result<Vec<ItemDraft>, Vec<Violation>> {
    let strangers: Vec<Violation> = (0..)
        .zip(&list.items)
        .filter(|(_, item)| item.is_none())
        .map(|(index, _)| ErrorCode::H085.violation().in_item(index))
        .collect();
    if strangers.is_empty() {
        Ok(list.items.into_iter().flatten().collect())
    } else {
        Err(strangers)
    }
}

fn accepted(state: &ApiState, batch: &AcceptedBatch) -> AcceptedBody {
    let creation_date = batch.accepted_at.to_wire();
    let sub_request = |(index, item): (u32, &ConsentRequest)| AcceptedItem {
        recipient: item.address.to_string(),
        r#type: item.channel.as_wire(),
        source: item.source.map(domain::Source::as_wire),
        status: item.status.as_wire(),
        consent_date: item.consent_date.map(domain::Timestamp::to_wire),
        recipient_type: item.recipient_type.as_wire(),
        sub_request_id: ItemId {
            request: batch.id,
            index,
        }
        .to_sub_request()
        .to_string(),
        creation_date: creation_date.clone(),
    };
    AcceptedBody {
        request_id: request_id(state, batch.id),
        sub_requests: (0..).zip(&batch.items).map(sub_request).collect(),
    }
}

/// A batch's id as the settings have it written.
fn request_id(state: &ApiState, id: RequestId) -> String {
    if state.settings.request_ids == RequestIds::Dashed {
        Uuid::from_bytes(id.0).to_string()
    } else {
        id.to_wire()
    }
}
