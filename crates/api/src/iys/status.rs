//! `POST …/consents/status`: what holds for one recipient (contract 6.4).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::draft::{AddressUse, EmptyFields};
use domain::{ErrorCode, Violation};
use registry::contract::status::{RecordQuery, RecordStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::limits::Limit;
use crate::edge::problem::Nothing;
use crate::edge::words::{ChannelWord, RecipientTypeWord, SourceWord, StatusWord};
use crate::edge::{AtBrand, ClientIp, Problem, RawBody};
use crate::settings::UnknownStatus;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(status))
}

/// Which record is asked for. For the document; `record_query` reads it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryBody {
    /// A phone number in E.164 form, or an e-mail address.
    #[schema(example = "+905325550101")]
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    #[schema(value_type = RecipientTypeWord)]
    pub recipient_type: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[schema(value_type = ChannelWord)]
    pub r#type: String,
}

/// The current standing of a record. Date and source may be absent from a merchant's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StatusBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SourceWord>)]
    source: Option<&'static str>,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: &'static str,
    #[schema(value_type = StatusWord)]
    status: &'static str,
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    recipient: String,
    /// The retailer that took it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    retailer_code: Option<u32>,
    creation_date: String,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    retailer_title: Option<String>,
    /// How many retailers may use it.
    retailer_access_count: usize,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
}

/// A record's standing, or that there is none. For the document.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the answer")]
enum StatusAnswer {
    Known(StatusBody),
    Unknown(Nothing),
}

codes!(StatusCodes:
    H086, H097, H111, H114, H116, H117, H120, H121, H166, H170,
    H403 = 404 "No record, where the operator has it said so."
);

/// Ask what holds for one recipient.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/status",
    request_body = QueryBody,
    responses(
        (status = 200, body = StatusAnswer, description = "An empty object when there is no record"),
        StatusCodes,
    )
)]
async fn status(
    State(state): State<ApiState>,
    at: AtBrand,
    ClientIp(client): ClientIp,
    body: RawBody,
) -> Result<Response, Problem> {
    let now = state.registry.now();
    state.limits.count(Limit::Status, client, now)?;
    let scope = at.subscribed().await?;
    let object = body.object(ErrorCode::H097)?;
    let query = record_query(&object, AddressUse::Query, state.settings.empty_fields)?;
    let found = state.registry.contract().status(&scope, &query).await?;
    Ok(match found {
        Some(record) => Json(StatusBody::new(&query, record)).into_response(),
        None => match state.settings.unknown_status {
            UnknownStatus::EmptyObject => Json(Map::new()).into_response(),
            UnknownStatus::EmptyBody => StatusCode::OK.into_response(),
            UnknownStatus::NotFound => Problem::code(ErrorCode::H403)
                .with_status(StatusCode::NOT_FOUND)
                .into_response(),
        },
    })
}

impl StatusBody {
    fn new(query: &RecordQuery, record: RecordStatus) -> Self {
        let state = record.state;
        let (retailer_code, retailer_title) = record.retailer.unzip();
        Self {
            consent_date: state.consent_date.map(domain::Timestamp::to_wire),
            source: state.source.map(domain::Source::as_wire),
            recipient_type: query.recipient_type.as_wire(),
            status: state.status.as_wire(),
            r#type: query.channel.as_wire(),
            recipient: query.address.to_string(),
            retailer_code: retailer_code.map(|code| code.0),
            creation_date: state.recorded_at.to_wire(),
            retailer_title,
            retailer_access_count: state.retailer_access.len(),
            transaction_id: record.transaction.to_wire(),
        }
    }
}

/// Reads which record is asked for, all violations together.
pub(crate) fn record_query(
    object: &Map<String, Value>,
    purpose: AddressUse,
    empty_fields: EmptyFields,
) -> Result<RecordQuery, Vec<Violation>> {
    let missing = ErrorCode::H114.violation().at("recipient");
    gather(|found| found.record(object, empty_fields, purpose, missing))
}
