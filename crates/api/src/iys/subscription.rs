//! `GET /sps/{iysCode}/subscription` and `GET /integrator/{integratorCode}/subscription` (contract
//! 9.3 and 9.4).

use axum::Json;
use axum::extract::State;
use registry::contract::subscription::{ExtraPackage, SubscriptionSummary};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::integrator::integrator_code;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::words::SubscriptionStatusWord;
use crate::edge::{Bearer, Pieces, Problem, ProviderPath};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(of_provider))
        .routes(routes!(of_integrator))
}

/// A provider's subscription. Partners are not told the limits.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SubscriptionBody {
    subscription_id: String,
    start_date: String,
    expiration_date: String,
    subscription_package_name: String,
    #[schema(value_type = SubscriptionStatusWord)]
    status: &'static str,
    /// −1: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent_limit_exceed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_consent_limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via_subscription_package: Option<ViaBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via_pass_subscription_package: Option<ViaPassBody>,
}

/// The package for verified consents.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ViaBody {
    start_date: String,
    expiration_date: String,
    /// −1: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    via_credit: Option<i64>,
    via_subscription_id: String,
    via_subscription_package_name: String,
    #[schema(value_type = SubscriptionStatusWord)]
    status: &'static str,
}

/// The package for ViA PASS.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ViaPassBody {
    start_date: String,
    expiration_date: String,
    /// −1: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    via_pass_credit: Option<i64>,
    via_pass_subscription_id: String,
    via_pass_subscription_package_name: String,
    #[schema(value_type = SubscriptionStatusWord)]
    status: &'static str,
}

/// What stands for "no limit".
const UNLIMITED: i64 = -1;

impl From<SubscriptionSummary> for SubscriptionBody {
    fn from(summary: SubscriptionSummary) -> Self {
        let own = summary.used.is_some();
        let known = summary.subscription;
        let credit = |package: &ExtraPackage| own.then_some(package.credit);
        let limit = known
            .consent_limit
            .map_or(UNLIMITED, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        Self {
            subscription_id: known.id.to_string(),
            start_date: known.starts.to_wire(),
            expiration_date: known.expires.to_wire(),
            subscription_package_name: known.package,
            status: summary.status.as_wire(),
            consent_limit: own.then_some(limit),
            consent_limit_exceed: own.then_some(known.consent_limit_exceed),
            used_consent_limit: summary.used,
            via_subscription_package: known.via.map(|package| ViaBody {
                start_date: package.starts.to_wire(),
                expiration_date: package.expires.to_wire(),
                via_credit: credit(&package),
                via_subscription_id: package.id.to_string(),
                via_subscription_package_name: package.name,
                status: package.status.as_wire(),
            }),
            via_pass_subscription_package: known.via_pass.map(|package| ViaPassBody {
                start_date: package.starts.to_wire(),
                expiration_date: package.expires.to_wire(),
                via_pass_credit: credit(&package),
                via_pass_subscription_id: package.id.to_string(),
                via_pass_subscription_package_name: package.name,
                status: package.status.as_wire(),
            }),
        }
    }
}

/// A partner's subscription.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IntegratorSubscriptionBody {
    start_date: String,
    expiration_date: String,
    subscription_package_name: String,
    subscription_id: String,
    #[schema(value_type = SubscriptionStatusWord)]
    status: &'static str,
    iys_code: u32,
}

codes!(OfProviderCodes: H353, H437, H586);

/// A provider's subscription.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/subscription",
    responses((status = 200, body = SubscriptionBody), OfProviderCodes)
)]
async fn of_provider(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    ProviderPath(provider): ProviderPath,
) -> Result<Json<SubscriptionBody>, Problem> {
    let scope = state
        .registry
        .contract()
        .provider(&caller, provider)
        .await?;
    let summary = state
        .registry
        .contract()
        .provider_subscription(&scope)
        .await?;
    Ok(Json(summary.into()))
}

codes!(OfIntegratorCodes: H353, H437, H522);

/// A partner's own subscription.
#[utoipa::path(
    get,
    path = "/integrator/{integratorCode}/subscription",
    responses((status = 200, body = IntegratorSubscriptionBody), OfIntegratorCodes)
)]
async fn of_integrator(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    Pieces(integrator): Pieces<String>,
) -> Result<Json<IntegratorSubscriptionBody>, Problem> {
    let integrator = integrator_code(&integrator)?;
    let summary = state
        .registry
        .contract()
        .partner_subscription(&caller, integrator)
        .await?;
    let known = summary.subscription;
    Ok(Json(IntegratorSubscriptionBody {
        start_date: known.starts.to_wire(),
        expiration_date: known.expires.to_wire(),
        subscription_package_name: known.package,
        subscription_id: known.id.to_string(),
        status: summary.status.as_wire(),
        iys_code: integrator.0,
    }))
}
