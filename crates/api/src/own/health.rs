//! `GET /health/live` and `GET /health/ready`: for whoever starts, watches and balances the processes.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use domain::Timestamp;
use registry::Registry;
use registry::health::{Health, Part};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::words::{LiveWord, PartWord, ReadyWord};

/// How long what the parts have said is told again, so that being asked costs nothing.
pub const HEALTH_FRESH: Duration = Duration::from_secs(1);

/// Tells how the machine stands, beside the registry's own parts.
pub type Machine = Arc<dyn Fn() -> Vec<Part> + Send + Sync>;

/// Asks the parts, seldom enough.
pub struct HealthBook {
    machine: Machine,
    last: Mutex<Option<(Timestamp, Arc<[Part]>)>>,
}

impl HealthBook {
    /// With nothing to tell of the machine unless `machine` does.
    pub fn new(machine: Machine) -> Self {
        Self {
            machine,
            last: Mutex::new(None),
        }
    }

    /// How every part stands, not older than [`HEALTH_FRESH`].
    pub async fn parts(&self, registry: &Registry) -> Arc<[Part]> {
        // Who comes while somebody asks gets the same answer.
        let mut last = self.last.lock().await;
        if let Some((at, parts)) = &*last
            // A clock that was set back makes nothing last longer.
            && at.is_within(HEALTH_FRESH, registry.now())
        {
            return Arc::clone(parts);
        }
        let mut parts = registry.health().await;
        parts.extend((self.machine)());
        let parts: Arc<[Part]> = parts.into();
        *last = Some((registry.now(), Arc::clone(&parts)));
        parts
    }
}

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
}

/// That the process answers.
#[derive(Serialize, ToSchema)]
struct LiveBody {
    /// Always `live`.
    #[schema(value_type = LiveWord)]
    status: &'static str,
}

/// Whether the registry can do its work.
#[derive(Serialize, ToSchema)]
struct ReadyBody {
    /// `ready`; `degraded`: it serves, and an operator should look; `unready`: it does not serve.
    #[schema(value_type = ReadyWord)]
    status: &'static str,
    /// Every part by its name.
    parts: Vec<HealthPartBody>,
}

/// A part of the registry or of its machine.
#[derive(Serialize, ToSchema)]
struct HealthPartBody {
    /// `ledger`, `checkLog`, `directory`, `publicLog`, `stamps`, `clock`, `codes`, `disk`, `descriptors`.
    name: &'static str,
    /// `ok`, `degraded` or `failed`.
    #[schema(value_type = PartWord)]
    status: &'static str,
    /// Whether nothing is served without it.
    vital: bool,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// Whether the process answers.
#[utoipa::path(
    get,
    path = "/health/live",
    tag = "health",
    responses((status = 200, body = LiveBody, description = "It does"))
)]
async fn live() -> Json<LiveBody> {
    Json(LiveBody { status: "live" })
}

/// Whether the registry can do its work, part by part.
///
/// Asks the parts at most once a second. Without a vital part nothing is served; the others stop no refusal and
/// no check.
#[utoipa::path(
    get,
    path = "/health/ready",
    tag = "health",
    responses(
        (status = 200, body = ReadyBody, description = "It serves; `degraded`: an operator should look"),
        (status = 503, body = ReadyBody, description = "A vital part has failed"),
    )
)]
async fn ready(
    State(state): State<ApiState>,
) -> (StatusCode, [(HeaderName, &'static str); 1], Json<ReadyBody>) {
    let parts = state.health.parts(&state.registry).await;
    let (code, status) = if parts.iter().any(Part::is_fatal) {
        (StatusCode::SERVICE_UNAVAILABLE, "unready")
    } else if parts.iter().any(|part| part.health != Health::Good) {
        (StatusCode::OK, "degraded")
    } else {
        (StatusCode::OK, "ready")
    };
    let parts = parts.iter().map(HealthPartBody::from).collect();
    let body = Json(ReadyBody { status, parts });
    (code, [(header::CACHE_CONTROL, "no-store")], body)
}

impl From<&Part> for HealthPartBody {
    fn from(part: &Part) -> Self {
        let (status, reason) = match part.health {
            Health::Good => ("ok", None),
            Health::Degraded(reason) => ("degraded", Some(reason)),
            Health::Failed(reason) => ("failed", Some(reason)),
        };
        Self {
            name: part.name,
            status,
            vital: part.vital,
            reason,
        }
    }
}
