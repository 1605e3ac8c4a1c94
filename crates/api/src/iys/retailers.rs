//! `…/retailers[/{retailerCode}]` (contract 11.1 to 11.4).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ErrorCode;
use registry::contract::partners::Paging;
use registry::contract::retailers::{PlaceName, Retailer, draft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::path::retailer_code;
use crate::edge::problem::Nothing;
use crate::edge::query::{PageCodes, PageParams, page};
use crate::edge::words::RetailerStatusWord;
use crate::edge::{AtBrand, Parameters, Pieces, Problem, RawBody};

/// What the contract answers to a deletion.
const DELETED: &str = "Başarı";

/// The pieces of a retailer's path.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RetailerPath {
    retailer_code: String,
}

/// A window of a list.
pub(super) fn paging(offset: u32, limit: u32) -> Paging {
    Paging::Window { offset, limit }
}

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(one, delete))
}

/// The number of a new retailer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Added {
    retailer_code: u32,
}

/// A province or district.
#[derive(Serialize, ToSchema)]
struct PlaceBody {
    name: String,
    code: String,
}

impl From<PlaceName> for PlaceBody {
    fn from(place: PlaceName) -> Self {
        Self {
            name: place.name,
            code: place.code.to_string(),
        }
    }
}

/// A retailer to be added; read by hand for the contract's codes.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct NewRetailerBody {
    /// Its title.
    #[schema(max_length = 255)]
    title: String,
    /// Its owner's name.
    #[schema(max_length = 255)]
    name: String,
    /// The owner's identity number.
    #[schema(pattern = "^[0-9]{11}$", example = "10000000146")]
    tckn: String,
    /// Its tax number, or the identity number that persons have in its place.
    #[schema(pattern = "^[0-9]{10,11}$", example = "1234567890")]
    tin: String,
    /// Its province.
    city: PlaceBody,
    /// Its district.
    town: PlaceBody,
    /// Its number in the central register.
    #[schema(pattern = "^[0-9]{16}$")]
    mersis: Option<String>,
    /// Another name.
    #[schema(max_length = 255)]
    alias: Option<String>,
    /// Its phone number in E.164 form.
    mobile: Option<String>,
    /// `active`, unless said otherwise.
    #[schema(value_type = Option<RetailerStatusWord>)]
    status: Option<String>,
}

/// A retailer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RetailerBody {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mersis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<String>,
    name: String,
    tckn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    tin: String,
    city: PlaceBody,
    town: PlaceBody,
    #[schema(value_type = RetailerStatusWord)]
    status: &'static str,
    /// How many records it may use; absent where counting would take too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    retailer_access_count: Option<u64>,
    retailer_code: u32,
}

impl RetailerBody {
    /// The wire form of a retailer.
    pub(super) fn new(retailer: Retailer, access_count: Option<u64>) -> Self {
        let details = retailer.details;
        Self {
            title: details.title,
            mersis: details.mersis,
            alias: details.alias,
            name: details.name,
            tckn: details.tckn,
            mobile: details.mobile,
            tin: details.tin,
            city: details.city.into(),
            town: details.town.into(),
            status: details.status.as_wire(),
            retailer_access_count: access_count,
            retailer_code: retailer.code.0,
        }
    }
}

/// A retailer, the short form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ShortRetailerBody {
    title: String,
    city: PlaceBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    retailer_access_count: Option<u64>,
    retailer_code: u32,
    #[schema(value_type = RetailerStatusWord)]
    status: &'static str,
}

impl From<RetailerBody> for ShortRetailerBody {
    fn from(body: RetailerBody) -> Self {
        Self {
            title: body.title,
            city: body.city,
            retailer_access_count: body.retailer_access_count,
            retailer_code: body.retailer_code,
            status: body.status,
        }
    }
}

/// A page of a brand's retailers.
#[derive(Serialize, ToSchema)]
struct RetailerList<T> {
    pagination: RetailerPagination,
    list: Vec<T>,
}

/// A retailer, or that there is none. For the document.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the answer")]
#[expect(clippy::large_enum_variant, reason = "is never made")]
enum RetailerAnswer {
    Known(RetailerBody),
    Unknown(Nothing),
}

/// A retailer of a list, in either form. For the document.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the answer")]
enum ListedRetailer {
    Whole(RetailerBody),
    Short(ShortRetailerBody),
}

/// Which part of the list this is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RetailerPagination {
    offset: u32,
    page_size: usize,
    total_count: u64,
    /// From 1.
    current_page: u32,
}

codes!(AddCodes:
    H016, H017, H067, H201, H214, H215, H216, H217, H218, H219, H220, H221, H222, H224, H225, H226, H227,
    H228, H229, H230, H231, H243, H244, H253, H288
);

/// Add a retailer.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/retailers",
    request_body = NewRetailerBody,
    responses((status = 201, body = Added), AddCodes)
)]
async fn add(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<(StatusCode, Json<Added>), Problem> {
    let scope = at.scope().await?;
    scope.require_manage()?;
    scope.require_subscription(state.registry.now())?;
    let details = draft::parse(&body.json()?)?;
    let code = state
        .registry
        .contract()
        .add_retailer(&scope, details)
        .await?;
    let added = Added {
        retailer_code: code.0,
    };
    Ok((StatusCode::CREATED, Json(added)))
}

codes!(ListCodes: H182, H183, H184, H185, H186, H187);

/// List a brand's retailers.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/retailers",
    params(
        PageParams,
        ("all" = Option<bool>, Query, description = "The whole list, not a page of it"),
        ("short" = Option<bool>, Query, description = "Fewer fields"),
    ),
    responses((status = 200, body = RetailerList<ListedRetailer>), ListCodes)
)]
async fn list(
    State(state): State<ApiState>,
    at: AtBrand,
    query: Parameters,
) -> Result<Response, Problem> {
    let scope = at.subscribed().await?;
    let (bounds, all, short) = gather(|found| {
        let bounds = found.keep(page(&query, PageCodes::TABLE));
        let mut switch =
            |name, wrong| found.keep(query.switch(name, wrong).map_err(|wrong| [*wrong]));
        let all = switch("all", ErrorCode::H184);
        let short = switch("short", ErrorCode::H185);
        Some((bounds?, all?, short?))
    })?;
    let (offset, paging) = if all {
        (0, Paging::All)
    } else {
        (bounds.offset, paging(bounds.offset, bounds.limit))
    };
    let found = state.registry.contract().retailers(&scope, paging).await?;
    let references = found.references;
    let list: Vec<_> = found
        .retailers
        .into_iter()
        .map(|retailer| {
            let count = references
                .as_ref()
                .map(|counts| counts.get(&retailer.code).copied().unwrap_or_default());
            RetailerBody::new(retailer, count)
        })
        .collect();
    let pagination = RetailerPagination {
        offset,
        page_size: list.len(),
        total_count: found.total,
        current_page: offset / bounds.limit + 1,
    };
    Ok(if short {
        let list = list.into_iter().map(ShortRetailerBody::from).collect();
        Json(RetailerList { pagination, list }).into_response()
    } else {
        Json(RetailerList { pagination, list }).into_response()
    })
}

codes!(OneCodes: H058 "Not a number.");

/// A retailer.
///
/// An empty object where the brand has no such retailer.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/retailers/{retailerCode}",
    responses((status = 200, body = RetailerAnswer), OneCodes)
)]
async fn one(
    State(state): State<ApiState>,
    at: AtBrand,
    Pieces(retailer): Pieces<RetailerPath>,
) -> Result<Response, Problem> {
    let scope = at.subscribed().await?;
    let code = retailer_code(&retailer.retailer_code)?;
    Ok(
        match state.registry.contract().retailer(&scope, code).await? {
            Some((retailer, count)) => Json(RetailerBody::new(retailer, count)).into_response(),
            None => Json(serde_json::Map::new()).into_response(),
        },
    )
}

codes!(DeleteCodes: H058, H061 "A consent refers to it.");

/// Delete a retailer that no consent refers to.
#[utoipa::path(
    delete,
    path = "/sps/{iysCode}/brands/{brandCode}/retailers/{retailerCode}",
    responses((status = 200, body = String, content_type = "text/plain"), DeleteCodes)
)]
async fn delete(
    State(state): State<ApiState>,
    at: AtBrand,
    Pieces(retailer): Pieces<RetailerPath>,
) -> Result<&'static str, Problem> {
    let scope = at.scope().await?;
    scope.require_manage()?;
    scope.require_subscription(state.registry.now())?;
    let code = retailer_code(&retailer.retailer_code)?;
    state
        .registry
        .contract()
        .delete_retailer(&scope, code)
        .await?;
    Ok(DELETED)
}
