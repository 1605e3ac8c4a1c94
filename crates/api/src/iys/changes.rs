//! `GET …/consents/changes`: a brand's feed (contract 6.7).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, Origin, TransactionId, Violation};
use registry::contract::changes::{AddressedMovement, CHANGES_MAX};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::history::MovementBody;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::query::is_number;
use crate::edge::words::{ChannelWord, OriginWord, RecipientTypeWord, SourceWord, StatusWord};
use crate::edge::{AtBrand, Parameters, Problem};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// A piece of the feed.
#[derive(Serialize, ToSchema)]
struct ChangesBody {
    /// What to ask with for what follows.
    after: String,
    /// Oldest first.
    list: Vec<ChangeBody>,
}

/// A movement as the feed shows it; the contract writes the fields in another order here than in
/// the history.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangeBody {
    /// Empty for a closed line whose record had none; absent where else there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_date: Option<String>,
    creation_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SourceWord>)]
    source: Option<&'static str>,
    recipient: String,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: &'static str,
    #[schema(value_type = StatusWord)]
    status: &'static str,
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
}

impl ChangeBody {
    /// The wire form; `None` for a movement that sets no status.
    pub(crate) fn new(change: &AddressedMovement) -> Option<Self> {
        MovementBody::new(&change.recorded, &change.address).map(Self::from)
    }
}

impl From<MovementBody> for ChangeBody {
    fn from(movement: MovementBody) -> Self {
        Self {
            consent_date: movement.consent_date,
            creation_date: movement.creation_date,
            source: movement.source,
            recipient: movement.recipient,
            recipient_type: movement.recipient_type,
            status: movement.status,
            r#type: movement.r#type,
            transaction_id: movement.transaction_id,
        }
    }
}

codes!(ChangesCodes: H183, H187, H506, H507);

/// Pull the movements of the last seven days.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/changes",
    params(
        ("after" = Option<String>, Query, description = "What the last answer gave; opaque"),
        ("limit" = Option<u32>, Query, description = "At most so many, up to 1,000"),
        ("source" = Option<OriginWord>, Query, description = "HS: made by the provider; IYS (when left out): made by recipients"),
    ),
    responses((status = 200, body = ChangesBody), (status = 204, description = "Nothing (more)"), ChangesCodes)
)]
async fn changes(
    State(state): State<ApiState>,
    at: AtBrand,
    query: Parameters,
) -> Result<Response, Problem> {
    let scope = at.subscribed().await?;
    let (origin, limit) = read(query.get("source"), query.get("limit"))?;
    let after = query.get("after").and_then(read_after);
    let changes = state
        .registry
        .contract()
        .changes(&scope, origin, after, limit)
        .await?;
    let Some(last) = changes.last() else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let body = ChangesBody {
        after: after_of(last),
        list: changes.iter().filter_map(ChangeBody::new).collect(),
    };
    Ok(Json(body).into_response())
}

fn read(source: Option<&str>, limit: Option<&str>) -> Result<(Origin, usize), Vec<Violation>> {
    gather(|found| {
        let origin = source.map_or(Some(Origin::Recipient), |text| {
            found.word("source", text, Origin::from_wire)
        });
        let limit = limit.map_or(Some(CHANGES_MAX), |text| {
            found.word("limit", text, read_limit)
        });
        origin.zip(limit)
    })
}

/// The contract names `H507` alone; for what is no number and for zero the codes of other lists do.
fn read_limit(text: &str) -> Result<usize, ErrorCode> {
    if !is_number(text) {
        return Err(ErrorCode::H183);
    }
    match text.parse() {
        Ok(0) => Err(ErrorCode::H187),
        Ok(limit) if limit <= CHANGES_MAX => Ok(limit),
        // Too large for the machine's numbers is too large, too.
        _ => Err(ErrorCode::H507),
    }
}

/// `<creationDate in epoch seconds>_<transactionId>`; only the latter is looked at again.
pub(crate) fn after_of(change: &AddressedMovement) -> String {
    let recorded = &change.recorded;
    format!(
        "{}_{}",
        recorded.movement.recorded_at.as_seconds(),
        recorded.transaction.to_wire()
    )
}

/// What [`after_of`] has written; anything else names no movement.
pub(crate) fn read_after(text: &str) -> Option<TransactionId> {
    let (_, transaction) = text.split_once('_')?;
    TransactionId::from_wire(transaction)
}
