//! `…/consents/retailers/access…` (contract 11.5): which retailers may use which records. The
//! documents and clients spell these paths in several ways; all are served.

mod draft;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use domain::ErrorCode;
use domain::draft::AddressUse;
use registry::BrandScope;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::retailers::RetailerBody;
use super::status::QueryBody;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::query::{PageCodes, PageParams, page};
use crate::edge::words::{ChannelWord, RecipientTypeWord};
use crate::edge::{AtBrand, Parameters, Problem, RawBody};
use draft::Draft;

/// What a path of a brand begins with.
const BRAND: &str = "/sps/{iysCode}/brands/{brandCode}";

/// Spellings of the first part; the second of each pair is `retailers` in the contract.
const SPELLINGS: [&str; 4] = [
    "consents/retailers",
    "consents/retailer",
    "consent/retailers",
    "consent/retailer",
];

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    let mut routes = OpenApiRouter::new()
        .routes(routes!(add, replace))
        .routes(routes!(list))
        .routes(routes!(remove))
        .routes(routes!(remove_all));
    for spelling in SPELLINGS {
        let documented = spelling == "consents/retailers";
        let access = format!("{BRAND}/{spelling}/access");
        if !documented {
            routes = routes
                .route(&access, post(add).put(replace))
                .route(&format!("{access}/remove"), post(remove))
                .route(&format!("{access}/remove/all"), post(remove_all));
        }
        if spelling != "consent/retailers" {
            routes = routes.route(&format!("{access}/list"), post(list));
        }
    }
    routes
}

/// One record, and the retailers that may use it; read by hand for the contract's codes.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct AccessBody {
    #[schema(value_type = ChannelWord)]
    r#type: String,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: String,
    /// An address of the channel's kind.
    recipient: String,
    /// No two alike.
    #[schema(min_items = 1, max_items = 100)]
    retailer_access: Vec<u32>,
}

/// Records, and the retailers it is about; read by hand for the contract's codes.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct AccessesBody {
    #[schema(value_type = ChannelWord)]
    r#type: String,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: String,
    /// Addresses of the channel's kind, no two alike.
    #[schema(min_items = 1, max_items = 100)]
    recipients: Vec<String>,
    /// No two alike.
    #[schema(min_items = 1, max_items = 100)]
    retailer_access: Vec<u32>,
}

/// Records; read by hand for the contract's codes.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct RecordsBody {
    #[schema(value_type = ChannelWord)]
    r#type: String,
    #[schema(value_type = RecipientTypeWord)]
    recipient_type: String,
    /// Addresses of the channel's kind, no two alike.
    #[schema(min_items = 1, max_items = 100)]
    recipients: Vec<String>,
}

/// The movement that gave access.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Granted {
    #[schema(pattern = "^[0-9a-f]{64}$")]
    transaction_id: String,
    creation_date: String,
}

/// A page of the retailers that may use a record.
#[derive(Serialize, ToSchema)]
struct AccessList {
    pagination: AccessPagination,
    list: Vec<RetailerBody>,
}

/// Which part of the list this is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccessPagination {
    offset: u32,
    page_size: u32,
    total_count: u64,
}

codes!(AddCodes:
    H090, H111, H116, H117, H120, H121, H123 = 503 "This machine's clock is not believed; nothing is given.",
    H126, H160, H163, H168, H169, H170, H180, H193, H401
);

/// Let retailers use a consent.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/retailers/access",
    request_body = AccessBody,
    responses((status = 200, body = Granted), AddCodes)
)]
async fn add(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<Json<Granted>, Problem> {
    let (scope, object) = open(&at, &body, ErrorCode::H090).await?;
    let mut draft = Draft::new(&object, state.settings.empty_fields, ErrorCode::H090)?;
    // The contract's code for a missing recipient here is the list's.
    let missing = ErrorCode::H168.violation().at("recipients");
    let single = draft.single(AddressUse::Add, missing);
    let retailers = draft.retailers();
    let (single, retailers) = draft.finish(single.zip(retailers))?;
    let receipt = state
        .registry
        .contract()
        .grant_access(
            &scope,
            single.address,
            single.recipient_type,
            single.channel,
            retailers,
        )
        .await
        .map_err(|error| Problem::from(error).as_sent(|_| Some(&object)))?;
    Ok(Json(Granted {
        transaction_id: receipt.transaction.to_wire(),
        creation_date: receipt.recorded_at.to_wire(),
    }))
}

codes!(ReplaceCodes:
    H111, H116, H117, H120, H121, H123 = 503 "This machine's clock is not believed; nothing is given.", H126,
    H127, H160, H163, H164, H168, H169, H170, H171, H180, H193, H478
);

/// Let these retailers and no others use consents.
///
/// The retailer that took a consent is no exception.
#[utoipa::path(
    put,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/retailers/access",
    request_body = AccessesBody,
    responses((status = 202, description = "Done"), ReplaceCodes)
)]
async fn replace(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<StatusCode, Problem> {
    let (scope, object) = open(&at, &body, ErrorCode::H171).await?;
    let mut draft = Draft::new(&object, state.settings.empty_fields, ErrorCode::H171)?;
    let targets = draft.targets();
    let retailers = draft.retailers();
    let (targets, retailers) = draft.finish(targets.zip(retailers))?;
    state
        .registry
        .contract()
        .replace_access(&scope, targets, retailers)
        .await
        .map_err(|error| Problem::from(error).as_sent(|_| Some(&object)))?;
    Ok(StatusCode::ACCEPTED)
}

codes!(ListCodes: H111, H114, H116, H117, H120, H121, H166, H170, H173, H182, H183, H186, H187);

/// List the retailers that may use a consent.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consent/retailers/access/list",
    params(PageParams),
    request_body = QueryBody,
    responses((status = 200, body = AccessList), ListCodes)
)]
async fn list(
    State(state): State<ApiState>,
    at: AtBrand,
    query: Parameters,
    body: RawBody,
) -> Result<Json<AccessList>, Problem> {
    let (scope, object) = open(&at, &body, ErrorCode::H173).await?;
    let mut draft = Draft::new(&object, state.settings.empty_fields, ErrorCode::H173)?;
    let bounds = page(&query, PageCodes::TABLE);
    let missing = ErrorCode::H114.violation().at("recipient");
    let single = draft.single(AddressUse::Query, missing);
    let (single, bounds) = gather(|found| {
        let single = found.keep(draft.finish(single));
        single.zip(found.keep(bounds))
    })?;
    let found = state
        .registry
        .contract()
        .access_list(
            &scope,
            &single.address,
            single.recipient_type,
            single.channel,
            (bounds.offset, bounds.limit),
        )
        .await?;
    Ok(Json(AccessList {
        pagination: AccessPagination {
            offset: bounds.offset,
            page_size: bounds.limit,
            total_count: found.total,
        },
        list: found
            .retailers
            .into_iter()
            .map(|retailer| RetailerBody::new(retailer, None))
            .collect(),
    }))
}

codes!(RemoveCodes:
    H058, H111, H116, H117, H120, H121, H126, H127, H160, H163, H164, H168, H169, H170, H172, H180, H193,
    H478
);

/// Take consents from retailers.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/retailers/access/remove",
    request_body = AccessesBody,
    responses((status = 202, description = "Done"), RemoveCodes)
)]
async fn remove(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<StatusCode, Problem> {
    let (scope, object) = open(&at, &body, ErrorCode::H172).await?;
    let mut draft = Draft::new(&object, state.settings.empty_fields, ErrorCode::H172)?;
    let targets = draft.targets();
    let retailers = draft.retailers();
    let (targets, retailers) = draft.finish(targets.zip(retailers))?;
    state
        .registry
        .contract()
        .revoke_access(&scope, targets, retailers)
        .await
        .map_err(|error| Problem::from(error).as_sent(|_| Some(&object)))?;
    Ok(StatusCode::ACCEPTED)
}

codes!(RemoveAllCodes: H111, H116, H117, H120, H121, H127, H160, H164, H168, H170, H172, H193, H478);

/// Take consents from all retailers.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/consents/retailers/access/remove/all",
    request_body = RecordsBody,
    responses((status = 202, description = "Done"), RemoveAllCodes)
)]
async fn remove_all(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<StatusCode, Problem> {
    let (scope, object) = open(&at, &body, ErrorCode::H172).await?;
    let mut draft = Draft::new(&object, state.settings.empty_fields, ErrorCode::H172)?;
    let targets = draft.targets();
    let targets = draft.finish(targets)?;
    state
        .registry
        .contract()
        .revoke_all_access(&scope, targets)
        .await?;
    Ok(StatusCode::ACCEPTED)
}

/// What all calls begin with: the brand, the subscription, a JSON object.
async fn open(
    at: &AtBrand,
    body: &RawBody,
    otherwise: ErrorCode,
) -> Result<(BrandScope, Map<String, Value>), Problem> {
    let scope = at.subscribed().await?;
    let object = body.object(otherwise)?;
    Ok((scope, object))
}
