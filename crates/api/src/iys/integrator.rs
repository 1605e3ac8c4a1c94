//! `GET /integrator/{integratorCode}/sps[/{iysCode}]` (contract 9.2): whom a partner acts for.

use axum::Json;
use axum::extract::State;
use domain::{Channel, ErrorCode, ProviderCode};
use registry::Caller;
use registry::contract::partners::{IntegratorBrand, IntegratorCode, Permission};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::query::{Page, PageCodes, PageParams, integer, page};
use crate::edge::words::AccessWord;
use crate::edge::{Bearer, Parameters, Pieces, Problem};
use crate::iys::retailers::paging;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(list_of_provider))
}

/// The brands a partner acts for.
#[derive(Serialize, ToSchema)]
struct IntegratorBrandList {
    pagination: BrandPagination,
    list: Vec<IntegratorBrandBody>,
}

/// Which part of the list this is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BrandPagination {
    offset: u32,
    page_size: usize,
    total_count: u64,
}

/// A brand and what its provider lets the partner do with it, by channel.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IntegratorBrandBody {
    brand_code: u32,
    name: String,
    master: bool,
    title: String,
    iys_code: u32,
    agreement_control: bool,
    #[serde(rename = "MESAJ", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AccessWord>)]
    text: Option<&'static str>,
    #[serde(rename = "ARAMA", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AccessWord>)]
    call: Option<&'static str>,
    #[serde(rename = "EPOSTA", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<AccessWord>)]
    email: Option<&'static str>,
    via_control: bool,
}

impl From<IntegratorBrand> for IntegratorBrandBody {
    fn from(known: IntegratorBrand) -> Self {
        let on = |channel| known.grants.on(channel).map(Permission::as_wire);
        Self {
            brand_code: known.brand.code.0,
            master: known.brand.master,
            title: known.provider_title.clone(),
            iys_code: known.brand.provider.0,
            agreement_control: known.agreement_control,
            text: on(Channel::Text),
            call: on(Channel::Call),
            email: on(Channel::Email),
            via_control: false,
            name: known.brand.name,
        }
    }
}

codes!(ListCodes: H182, H183, H186, H187, H268, H353, H363, H520, H521, H524);

/// List the brands a partner acts for.
#[utoipa::path(
    get,
    path = "/integrator/{integratorCode}/sps",
    params(PageParams),
    responses((status = 200, body = IntegratorBrandList), ListCodes)
)]
async fn list(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    Pieces(integrator): Pieces<String>,
    query: Parameters,
) -> Result<Json<IntegratorBrandList>, Problem> {
    let integrator = integrator_code(&integrator)?;
    brands(&state, &caller, integrator, None, &query).await
}

codes!(ListOfProviderCodes: H182, H183, H186, H187, H245, H268, H353, H363, H520, H521, H524);

/// List the brands of one provider that a partner acts for.
#[utoipa::path(
    get,
    path = "/integrator/{integratorCode}/sps/{iysCode}",
    params(PageParams),
    responses((status = 200, body = IntegratorBrandList), ListOfProviderCodes)
)]
async fn list_of_provider(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    Pieces((integrator, provider)): Pieces<(String, String)>,
    query: Parameters,
) -> Result<Json<IntegratorBrandList>, Problem> {
    let integrator = integrator_code(&integrator)?;
    let provider = number(&provider, "iysCode").map(ProviderCode)?;
    brands(&state, &caller, integrator, Some(provider), &query).await
}

async fn brands(
    state: &ApiState,
    caller: &Caller,
    integrator: IntegratorCode,
    provider: Option<ProviderCode>,
    query: &Parameters,
) -> Result<Json<IntegratorBrandList>, Problem> {
    let scope = state
        .registry
        .contract()
        .integrator(caller, integrator)
        .await?;
    let Page { offset, limit } = page(query, PageCodes::HISTORY)?;
    let found = state
        .registry
        .contract()
        .integrator_brands(scope, provider, paging(offset, limit))
        .await?;
    Ok(Json(IntegratorBrandList {
        pagination: BrandPagination {
            offset,
            page_size: found.list.len(),
            total_count: found.total,
        },
        list: found
            .list
            .into_iter()
            .map(IntegratorBrandBody::from)
            .collect(),
    }))
}

/// A partner's number in a path.
pub(super) fn integrator_code(text: &str) -> Result<IntegratorCode, Problem> {
    number(text, "integratorCode").map(IntegratorCode)
}

fn number(text: &str, field: &'static str) -> Result<u32, Problem> {
    integer(text).ok_or_else(|| {
        ErrorCode::H190
            .violation()
            .at(field)
            .with_value(text)
            .into()
    })
}
