//! `GET /sps/{iysCode}/brands` (contract 9.1).

use axum::Json;
use axum::extract::State;
use registry::contract::brands::BrandSummary;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::{Bearer, Problem, ProviderPath};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A brand with its figures.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BrandBody {
    brand_code: u32,
    name: String,
    master: bool,
    stats: Stats,
}

/// A brand's figures.
#[derive(Serialize, ToSchema)]
struct Stats {
    consents: ConsentStats,
    retailers: RetailerStats,
}

/// How many records a brand has.
#[derive(Serialize, ToSchema)]
struct ConsentStats {
    approval: u64,
    rejection: u64,
    total: u64,
}

/// How many retailers a brand has.
#[derive(Serialize, ToSchema)]
struct RetailerStats {
    total: u32,
}

impl From<BrandSummary> for BrandBody {
    fn from(summary: BrandSummary) -> Self {
        let records = summary.records;
        Self {
            brand_code: summary.brand.code.0,
            name: summary.brand.name,
            master: summary.brand.master,
            stats: Stats {
                consents: ConsentStats {
                    approval: records.approvals,
                    rejection: records.refusals,
                    total: records.approvals + records.refusals,
                },
                retailers: RetailerStats {
                    total: summary.retailers,
                },
            },
        }
    }
}

/// List a provider's brands.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands",
    responses((status = 200, body = Vec<BrandBody>))
)]
async fn list(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    ProviderPath(provider): ProviderPath,
) -> Result<Json<Vec<BrandBody>>, Problem> {
    let scope = state
        .registry
        .contract()
        .provider(&caller, provider)
        .await?;
    let brands = state.registry.contract().brand_summaries(&scope).await?;
    Ok(Json(brands.into_iter().map(BrandBody::from).collect()))
}
