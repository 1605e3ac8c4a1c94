//! `POST …/via-hash-links`: links by which the recipients of a brand's mails refuse (contract 14.4).

use axum::Json;
use axum::extract::State;
use domain::draft::{AddressUse, EmptyFields, parse_address, parse_recipient_type};
use domain::{Address, Channel, ErrorCode, Location, RecipientType, Violation};
use registry::contract::verified::{REFUSAL_LINKS_MAX, RefusalLink};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::{Found, gather, sent};
use crate::edge::words::{CodeWord, RecipientTypeWord};
use crate::edge::{AtBrand, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(links))
}

/// Whom links are wanted for. For the document; `recipients` reads it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RefusalLinksBody {
    /// At most 100.
    pub recipients: Vec<LinkedRecipientBody>,
}

/// A recipient of the brand's mails.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkedRecipientBody {
    /// An e-mail address.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    #[schema(value_type = RecipientTypeWord)]
    pub recipient_type: String,
}

/// A link, or that there is nothing to refuse.
#[derive(Serialize, ToSchema)]
struct RefusalLinkBody {
    /// Works for 90 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    recipient: String,
    /// `H568`: the record is no approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CodeWord>)]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

codes!(LinkCodes: H097, H114, H116, H120, H121, H160, H164, H168, H170, H478, H568);

/// Links for recipients who have approved the brand's e-mails, which can only refuse.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/via-hash-links",
    request_body = RefusalLinksBody,
    responses((status = 200, body = Vec<RefusalLinkBody>), LinkCodes)
)]
async fn links(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<Json<Vec<RefusalLinkBody>>, Problem> {
    let scope = at.subscribed().await?;
    let object = body.object(ErrorCode::H097)?;
    let recipients = recipients(&object, state.settings.empty_fields)?;
    let contract = state.registry.contract();
    let links = contract.refusal_links(&scope, &recipients)?;
    let public_url = &state.settings.texts.public_url;
    let links = recipients.iter().zip(links);
    let links = links.map(|((address, _), link)| {
        let (url, violation) = match link {
            RefusalLink::Made(token) => (Some(format!("{public_url}/e/{token}")), None),
            RefusalLink::NoApproval(violation) => (None, Some(violation)),
        };
        RefusalLinkBody {
            url,
            recipient: address.to_string(),
            code: violation.as_ref().map(|one| one.code.as_wire()),
            message: violation.map(|one| one.message.into_owned()),
        }
    });
    Ok(Json(links.collect()))
}

/// Reads the recipients, all violations together, each with its position.
fn recipients(
    object: &Map<String, Value>,
    nulls: EmptyFields,
) -> Result<Vec<(Address, RecipientType)>, Vec<Violation>> {
    let Some(value) = sent(object, "recipients", nulls) else {
        return Err(vec![ErrorCode::H168.violation().at("recipients")]);
    };
    let list = match value.as_array() {
        None => return Err(vec![ErrorCode::H478.violation().at("recipients")]),
        Some(list) if list.is_empty() => {
            return Err(vec![ErrorCode::H164.violation().at("recipients")]);
        }
        Some(list) if list.len() > REFUSAL_LINKS_MAX => {
            let mut violation = ErrorCode::H568.violation().at("recipients");
            violation.message =
                format!("En fazla {REFUSAL_LINKS_MAX} adet link üretilebilir.").into();
            return Err(vec![violation]);
        }
        Some(list) => list,
    };
    let nothing = Map::new();
    gather(|found| {
        let mut recipients = Vec::with_capacity(list.len());
        for (position, item) in (0..).zip(list) {
            let item = item.as_object().unwrap_or(&nothing);
            recipients.extend(recipient(found, item, position, nulls));
        }
        Some(recipients)
    })
}

fn recipient(
    found: &mut Found,
    item: &Map<String, Value>,
    position: u32,
    nulls: EmptyFields,
) -> Option<(Address, RecipientType)> {
    let of_item = |violations: Vec<Violation>| {
        let violations = violations.into_iter();
        violations.map(move |violation| violation.in_item(position))
    };
    let location = [Location::Field("recipient".into())];
    let address = match sent(item, "recipient", nulls) {
        None => Err(vec![ErrorCode::H114.violation().at("recipient")]),
        Some(value) => parse_address(value, Channel::Email, AddressUse::Add, &location),
    };
    let recipient_type = parse_recipient_type(sent(item, "recipientType", nulls));
    let address = found.keep(address.map_err(of_item));
    let recipient_type = found.keep(recipient_type.map_err(of_item));
    Some((address?, recipient_type?))
}
