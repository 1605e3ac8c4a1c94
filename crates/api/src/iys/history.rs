//! `POST …/consents/history`: how one record came about (contract 6.6).

use axum::Json;
use axum::extract::State;
use domain::draft::AddressUse;
use domain::movement::Recorded;
use domain::{Address, Change, ErrorCode, Source, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::status::{QueryBody, record_query};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::limits::Limit;
use crate::edge::query::{PageCodes, PageParams, page};
use crate::edge::words::{ChannelWord, RecipientTypeWord, SourceWord, StatusWord};
use crate::edge::{AtBrand, ClientIp, Parameters, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(history))
}

/// A page of a record's movements.
#[derive(Serialize, ToSchema)]
struct HistoryBody {
    /// Newest consent date first.
    list: Vec<MovementBody>,
    pagination: Pagination,
}

/// Where the page stands in the whole list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    /// How many movements there are.
    total_count: usize,
    /// How many are on this page.
    page_size: usize,
    /// How many are before it.
    offset: u32,
}

/// A movement as the history shows it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MovementBody {
    /// Empty for a closed line whose record had none; absent where else there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) consent_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SourceWord>)]
    pub(super) source: Option<&'static str>,
    pub(super) recipient: String,
    #[schema(value_type = RecipientTypeWord)]
    pub(super) recipient_type: &'static str,
    #[schema(value_type = StatusWord)]
    pub(super) status: &'static str,
    #[schema(value_type = ChannelWord)]
    pub(super) r#type: &'static str,
    pub(super) creation_date: String,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(super) transaction_id: String,
}

impl MovementBody {
    /// The wire form; `None` for a movement that sets no status.
    pub(super) fn new(recorded: &Recorded, address: &Address) -> Option<Self> {
        let movement = &recorded.movement;
        let Change::Consent(consent) = &movement.change else {
            return None;
        };
        let consent_date = match consent.consent_date {
            None if consent.source == Some(Source::LineClosed) => Some(String::new()),
            date => date.map(Timestamp::to_wire),
        };
        Some(Self {
            consent_date,
            source: consent.source.map(Source::as_wire),
            recipient: address.to_string(),
            recipient_type: movement.key.recipient_type.as_wire(),
            status: consent.status.as_wire(),
            r#type: movement.key.channel.as_wire(),
            creation_date: movement.recorded_at.to_wire(),
            transaction_id: recorded.transaction.to_wire(),
        })
    }
}

codes!(HistoryCodes: H089, H097, H111, H114, H116, H117, H120, H121, H160, H170, H182, H183, H186, H187);

/// List the movements of one record.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/history",
    params(PageParams),
    request_body = QueryBody,
    responses((status = 200, body = HistoryBody), HistoryCodes)
)]
async fn history(
    State(state): State<ApiState>,
    at: AtBrand,
    ClientIp(client): ClientIp,
    parameters: Parameters,
    body: RawBody,
) -> Result<Json<HistoryBody>, Problem> {
    let now = state.registry.now();
    state.limits.count(Limit::History, client, now)?;
    let scope = at.subscribed().await?;
    let object = body.object(ErrorCode::H097)?;
    let query = record_query(&object, AddressUse::Add, state.settings.empty_fields);
    let (query, page) = gather(|found| {
        let query = found.keep(query);
        query.zip(found.keep(page(&parameters, PageCodes::HISTORY)))
    })?;
    let movements = state.registry.contract().history(&scope, &query).await?;
    let list: Vec<MovementBody> = movements
        .iter()
        .skip(page.offset as usize)
        .take(page.limit as usize)
        .filter_map(|recorded| MovementBody::new(recorded, &query.address))
        .collect();
    Ok(Json(HistoryBody {
        pagination: Pagination {
            total_count: movements.len(),
            page_size: list.len(),
            offset: page.offset,
        },
        list,
    }))
}
