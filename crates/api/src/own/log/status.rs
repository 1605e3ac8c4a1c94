//! `GET /izin/v1/log`: how the public log stands.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Timestamp;
use registry::proof::public_log::{Gap, LogStatus};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::FRESH;
use crate::ApiState;
use crate::edge::Problem;
use crate::edge::codes::codes;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(status))
}

/// How the public log stands. Times are in the contract's form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LogBody {
    /// The log's name.
    origin: String,
    /// What its checkpoints are verified with: the verifier key of a signed note.
    key: String,
    /// How many movements are published.
    size: u64,
    /// The root over them, in base64.
    root: String,
    /// How many of them a time stamp covers; `null`: none does yet.
    stamped_size: Option<u64>,
    /// When the oldest movement without a time stamp was recorded.
    waiting_since: Option<String>,
    /// Whether it has waited longer than the period allows, or is dated in the future and waits for that.
    overdue: bool,
    /// How the registry's clock stands: `RIGHT`, or `UNCHECKED` where no real authority stamps. While it is
    /// `AHEAD`, `DOUBTFUL` or `LEDGER_AHEAD`, approvals wait; while `BEHIND`, the authority's time is taken.
    clock: &'static str,
    /// Movements that were stamped later than the period allowed, the newest first, at most 100.
    gaps: Vec<GapBody>,
    /// Who stamps, in order of preference. Their roots are under `/izin/v1/log/authorities`.
    authorities: Vec<AuthorityBody>,
    /// Who is asked to cosign.
    witnesses: Vec<WitnessBody>,
    /// What this registry cosigns other logs' checkpoints with, if it is a witness.
    witness_key: Option<String>,
    /// Why nothing is published any more.
    stopped: Option<String>,
}

/// A stretch of movements that waited too long for a time stamp.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct GapBody {
    /// The first movement that did.
    from: u64,
    /// The size whose time stamp ended it.
    until: u64,
    /// When the first was recorded.
    since: String,
    /// When the stamp was made.
    stamped_at: String,
}

/// A time-stamp authority.
#[derive(Serialize, ToSchema)]
struct AuthorityBody {
    name: String,
    /// Whether its stamps prove nothing to anybody else.
    development: bool,
    /// How many times in a row it has failed.
    failures: u32,
}

/// A witness.
#[derive(Serialize, ToSchema)]
struct WitnessBody {
    name: String,
    /// How many times in a row it has failed.
    failures: u32,
}

codes!(StatusCodes: H015 "The log is damaged.");

/// How the public log stands.
#[utoipa::path(
    get,
    path = "/izin/v1/log",
    tag = "log",
    responses((status = 200, body = LogBody), StatusCodes)
)]
async fn status(
    State(state): State<ApiState>,
) -> Result<([(HeaderName, &'static str); 1], Json<LogBody>), Problem> {
    let status = state.registry.proof().log_status().await?;
    Ok(([(header::CACHE_CONTROL, FRESH)], Json(status.into())))
}

impl From<LogStatus> for LogBody {
    fn from(status: LogStatus) -> Self {
        Self {
            origin: status.origin,
            key: status.verifier,
            size: status.size,
            root: BASE64_STANDARD.encode(status.root),
            stamped_size: status.stamped,
            waiting_since: status.waiting_since.map(Timestamp::to_wire),
            overdue: status.overdue,
            clock: status.clock.as_word(),
            gaps: status.gaps.iter().map(GapBody::from).collect(),
            authorities: status
                .authorities
                .into_iter()
                .map(|authority| AuthorityBody {
                    name: authority.name,
                    development: authority.development,
                    failures: authority.failures,
                })
                .collect(),
            witnesses: status
                .witnesses
                .into_iter()
                .map(|witness| WitnessBody {
                    name: witness.name,
                    failures: witness.failures,
                })
                .collect(),
            witness_key: status.witness,
            stopped: status.stopped,
        }
    }
}

impl From<&Gap> for GapBody {
    fn from(gap: &Gap) -> Self {
        let wire = |seconds: i64| Timestamp::from_seconds(seconds).to_wire();
        Self {
            from: gap.from,
            until: gap.until,
            since: wire(gap.since),
            stamped_at: wire(gap.stamped_at),
        }
    }
}
