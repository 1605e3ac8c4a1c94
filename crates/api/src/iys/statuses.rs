//! `POST …/consents/{recipientType}/status/{type}`: which of many approve (contract 6.5).

use axum::Json;
use axum::extract::State;
use domain::draft::{AddressUse, EmptyFields};
use domain::{Address, Channel, ErrorCode, RecipientType, Violation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::ApiState;
use crate::edge::body::ADDRESSES_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::fields::{gather, sent};
use crate::edge::{AtBrand, Pieces, Problem, RawBody};

/// The most recipients of one question (contract 4.5).
pub const RECIPIENTS_MAX: usize = 1_000;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(statuses))
}

/// Whom is asked for; read by hand for the contract's codes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RecipientsBody {
    /// Addresses of the channel's kind, no two alike, at most 1,000.
    #[schema(max_items = 1000)]
    pub recipients: Vec<String>,
}

/// Who approves now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApprovingBody {
    /// A name for this question; nothing can be asked with it.
    request_id: String,
    /// Those that approve, in the order asked for.
    list: Vec<String>,
}

/// The words of the path.
#[derive(Deserialize)]
pub(crate) struct Enums {
    #[serde(rename = "recipientType")]
    recipient_type: String,
    r#type: String,
}

codes!(StatusesCodes: H116, H117, H120, H121, H127, H164, H166, H168, H193, H403, H464, H478);

/// Ask which of up to 1,000 recipients approve.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/{recipientType}/status/{type}",
    request_body = RecipientsBody,
    responses((status = 200, body = ApprovingBody), StatusesCodes)
)]
async fn statuses(
    State(state): State<ApiState>,
    at: AtBrand,
    Pieces(enums): Pieces<Enums>,
    body: RawBody<ADDRESSES_BYTES_MAX>,
) -> Result<Json<ApprovingBody>, Problem> {
    let scope = at.subscribed().await?;
    let object = body.object_apart(&state, ErrorCode::H403).await?;
    let question = read(&enums, &object)?;
    let approving = state
        .registry
        .contract()
        .approving(
            &scope,
            question.addresses,
            question.recipient_type,
            question.channel,
        )
        .await?;
    Ok(Json(ApprovingBody {
        request_id: Uuid::from_bytes(state.registry.new_request_id().0).to_string(),
        list: approving.iter().map(ToString::to_string).collect(),
    }))
}

/// What is asked, understood.
pub(crate) struct Question {
    pub(crate) recipient_type: RecipientType,
    pub(crate) channel: Channel,
    /// One an entry of `recipients`.
    pub(crate) addresses: Vec<Address>,
}

/// Reads path and body; all violations together.
pub(crate) fn read(enums: &Enums, object: &Map<String, Value>) -> Result<Question, Vec<Violation>> {
    gather(|found| {
        let recipient_type = found.word(
            "recipientType",
            &enums.recipient_type,
            RecipientType::from_wire,
        );
        // Without it nobody knows which kind of address they have to be.
        let channel = found.word("type", &enums.r#type, Channel::from_wire)?;
        let sent = sent(object, "recipients", EmptyFields::Absent);
        let purpose = AddressUse::ListQuery;
        let addresses = found.recipients(sent, Some(channel), purpose, RECIPIENTS_MAX);
        Some(Question {
            recipient_type: recipient_type?,
            channel,
            addresses: addresses?,
        })
    })
}
