//! The intermediaries' calls (contract 13): with name and password each time.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::ErrorCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::body::ADDRESSES_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::{Basic, OnlyBrandPath, Pieces, Problem, RawBody};
use crate::iys::statuses::{self, Enums, RecipientsBody};
use crate::own::check::{NotNowBody, unknown};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(brands))
        .routes(routes!(rejected))
}

/// A brand an intermediary may ask about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GrantedBrand {
    iys_code: u32,
    brand_code: u32,
    name: String,
    master: bool,
}

/// Whom nothing may be sent to.
#[derive(Serialize, ToSchema)]
struct RejectedBody {
    /// As they were sent, in the order sent.
    list: Vec<String>,
}

codes!(BrandsCodes: H353);

/// The brands of a tax number that the intermediary may ask about.
#[utoipa::path(
    get,
    path = "/brands/{tin}",
    tag = "intermediary",
    params(("tin" = String, Path, description = "The provider's tax number")),
    responses((status = 200, body = Vec<GrantedBrand>), BrandsCodes)
)]
async fn brands(
    State(state): State<ApiState>,
    Basic(caller): Basic,
    Pieces(tin): Pieces<String>,
) -> Result<Json<Vec<GrantedBrand>>, Problem> {
    let brands = state.registry.asking().brands_of_tin(&caller, &tin).await?;
    let list = brands.into_iter().map(|brand| GrantedBrand {
        iys_code: brand.provider.0,
        brand_code: brand.code.0,
        name: brand.name,
        master: brand.master,
    });
    Ok(Json(list.collect()))
}

codes!(RejectedCodes: H116, H117, H120, H121, H127, H164, H166, H168, H193, H403, H464, H478);

/// Whom of up to 1,000 recipients nothing may be sent to.
///
/// Those that have refused and those without a record: nothing may be sent to either.
#[utoipa::path(
    post,
    path = "/brands/{brandCode}/consents/{recipientType}/rejected/{type}",
    tag = "intermediary",
    request_body = RecipientsBody,
    responses(
        (status = 200, body = RejectedBody),
        (status = 503, body = NotNowBody, description = "UNKNOWN; or H123, H015: not even asked"),
        RejectedCodes,
    )
)]
async fn rejected(
    State(state): State<ApiState>,
    Basic(caller): Basic,
    OnlyBrandPath(brand): OnlyBrandPath,
    Pieces(enums): Pieces<Enums>,
    body: RawBody<ADDRESSES_BYTES_MAX>,
) -> Result<Response, Problem> {
    let scope = match state.registry.asking().scope(&caller, brand).await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        scope => scope?,
    };
    let object = body.object_apart(&state, ErrorCode::H403).await?;
    let question = statuses::read(&enums, &object)?;
    let (channel, recipient_type) = (question.channel, question.recipient_type);
    let rejected = state
        .registry
        .asking()
        .rejected(&scope, channel, recipient_type, &question.addresses)
        .await;
    let positions = match rejected {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        positions => positions?,
    };
    // As sent, since the client looks its own spelling up in the list.
    let sent = |position: usize| {
        object["recipients"][position]
            .as_str()
            .map(ToOwned::to_owned)
    };
    let list = positions.into_iter().filter_map(sent).collect();
    Ok(Json(RejectedBody { list }).into_response())
}
