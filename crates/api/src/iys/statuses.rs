//! `POST …/consents/{recipientType}/status/{type}`: which of many approve (contract 6.5).

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use domain::draft::{AddressUse, parse_address};
use domain::{Address, Channel, ErrorCode, Location, RecipientType, Violation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::ApiState;
use crate::edge::body::ADDRESSES_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::{Bearer, BrandPath, Pieces, Problem, RawBody};

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
    Bearer(caller): Bearer,
    path: BrandPath,
    Pieces(enums): Pieces<Enums>,
    body: RawBody<ADDRESSES_BYTES_MAX>,
) -> Result<Json<ApprovingBody>, Problem> {
    let scope = state
        .registry
        .brand(&caller, path.provider, path.brand)
        .await?;
    scope.require_subscription(state.registry.now())?;
    let object = body.object_apart(&state, ErrorCode::H403).await?;
    let question = read(&enums, &object)?;
    let approving = state
        .registry
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
    let mut violations = Vec::new();
    let mut wrong = |code: ErrorCode, field: &'static str, value: &str| {
        violations.push(code.violation().at(field).with_value(value));
    };
    let recipient_type = RecipientType::from_wire(&enums.recipient_type)
        .map_err(|code| wrong(code, "recipientType", &enums.recipient_type));
    let channel =
        Channel::from_wire(&enums.r#type).map_err(|code| wrong(code, "type", &enums.r#type));
    let addresses = match channel {
        Ok(channel) => addresses(object, channel).map_err(|found| violations.extend(found)),
        // Which kind of address they have to be is not known.
        Err(()) => Err(()),
    };
    match (recipient_type, channel, addresses) {
        (Ok(recipient_type), Ok(channel), Ok(addresses)) => Ok(Question {
            recipient_type,
            channel,
            addresses,
        }),
        _ => Err(violations),
    }
}

/// A recipient that was in the list before, with the contract's message for `H193` here; the code
/// table's speaks of retailers as well.
pub(super) fn repeated(position: u32, value: &Value) -> Violation {
    let mut repeated = ErrorCode::H193
        .violation()
        .at("recipients")
        .at_position(position);
    repeated.message = "Alıcı (recipient) değeri liste içinde tekrarlanamaz.".into();
    repeated.with_value(value.clone())
}

fn addresses(
    object: &Map<String, Value>,
    channel: Channel,
) -> Result<Vec<Address>, Vec<Violation>> {
    const FIELD: &str = "recipients";
    let Some(value) = object.get(FIELD).filter(|value| !value.is_null()) else {
        return Err(vec![ErrorCode::H168.violation().at(FIELD)]);
    };
    let entries = match value.as_array() {
        None => {
            let not_a_list = ErrorCode::H478.violation().at(FIELD);
            return Err(vec![not_a_list.with_value(value.clone())]);
        }
        Some(entries) if entries.is_empty() => {
            let empty = ErrorCode::H164.violation().at(FIELD);
            return Err(vec![empty.with_value(value.clone())]);
        }
        // The list itself is not sent back: it is what is too long.
        Some(entries) if entries.len() > RECIPIENTS_MAX => {
            let limit = RECIPIENTS_MAX.to_string();
            let too_long = ErrorCode::H127.violation().at(FIELD);
            return Err(vec![too_long.filled(&[("limit", &limit)])]);
        }
        Some(entries) => entries,
    };
    let mut addresses = Vec::with_capacity(entries.len());
    let mut seen = HashSet::with_capacity(entries.len());
    let mut violations = Vec::new();
    for (position, entry) in (0..).zip(entries) {
        let at_entry = [Location::Field(FIELD.into()), Location::Position(position)];
        match parse_address(entry, channel, AddressUse::ListQuery, &at_entry) {
            Ok(address) if seen.insert(address.clone()) => addresses.push(address),
            Ok(_) => violations.push(repeated(position, entry)),
            Err(found) => violations.extend(found.into_iter().map(at_recipient)),
        }
    }
    if violations.is_empty() {
        Ok(addresses)
    } else {
        Err(violations)
    }
}

/// The contract has `H464` speak of `recipient` without a position; the value says which.
fn at_recipient(mut violation: Violation) -> Violation {
    if violation.code == ErrorCode::H464 {
        violation.location = vec![Location::Field("recipient".into())];
    }
    violation
}
