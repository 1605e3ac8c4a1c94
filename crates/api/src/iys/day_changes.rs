//! `…/changes/{reportDate}/…`: a brand's movements of a day, counted and as a file
//! (contract 10).

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::RecipientType;
use registry::contract::reconciliation::{ChannelStats, DayForm, SideStats};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::day_reports::{DayReport, DayReports};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::words::{ChannelWord, OriginWord};
use crate::edge::{Pieces, Problem, sending};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(stats))
        .routes(routes!(file))
}

/// A day's counts; channels without any movement are left out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StatsBody {
    change_stats: Vec<ChannelBody>,
}

/// A channel's counts; a side without any movement is left out.
#[derive(Serialize, ToSchema)]
struct ChannelBody {
    #[schema(value_type = ChannelWord)]
    r#type: &'static str,
    consents: Vec<SideBody>,
}

impl From<ChannelStats> for ChannelBody {
    fn from(stats: ChannelStats) -> Self {
        Self {
            r#type: stats.channel.as_wire(),
            consents: stats.sides.into_iter().map(SideBody::from).collect(),
        }
    }
}

/// One side's counts.
#[derive(Serialize, ToSchema)]
struct SideBody {
    /// HS: made by the provider; IYS: made by recipients.
    #[schema(value_type = OriginWord)]
    source: &'static str,
    /// First approvals, and approvals after a refusal.
    approval: u64,
    /// Refusals after an approval.
    rejection: u64,
    /// Items of batches that still wait.
    pending: u64,
    /// All movements, and what is pending.
    total: u64,
}

impl From<SideStats> for SideBody {
    fn from(stats: SideStats) -> Self {
        Self {
            source: stats.origin.as_wire(),
            approval: stats.approvals,
            rejection: stats.rejections,
            pending: stats.pending,
            total: stats.total,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypePath {
    recipient_type: String,
}

codes!(StatsCodes: H103 "The day is not counted yet.", H116, H501, H502);

/// Count a day's movements.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/changes/{reportDate}/recipients/{recipientType}",
    responses((status = 200, body = StatsBody), StatsCodes)
)]
async fn stats(
    State(state): State<ApiState>,
    reports: DayReports,
    Pieces(path): Pieces<TypePath>,
) -> Result<Json<StatsBody>, Problem> {
    let (report, recipient_type) = gather(|found| {
        let report = found.keep(reports.report());
        let word = &path.recipient_type;
        report.zip(found.word("recipientType", word, RecipientType::from_wire))
    })?;
    let channels = state
        .registry
        .contract()
        .change_stats(&report, recipient_type)
        .await?;
    let change_stats = channels.into_iter().map(ChannelBody::from).collect();
    Ok(Json(StatsBody { change_stats }))
}

codes!(FileCodes: H124 "Too many requests a second, or too many files at once.", H501, H502);

/// A day's movements as a file.
///
/// Comma-separated, by creation date and transaction id, each line ending in a line feed. Its SHA-384 is the
/// digest of the day's agreement; an answer that breaks off is not whole.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/changes/{reportDate}/file",
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 204, description = "No file (yet)"),
        FileCodes,
    )
)]
async fn file(
    State(state): State<ApiState>,
    DayReport(report): DayReport,
) -> Result<Response, Problem> {
    let contract = state.registry.contract();
    let Some(file) = contract.day_file(&report, DayForm::Contract).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let body = sending::day(state.registry, report, file).await?;
    let content_type = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
    Ok((content_type, body).into_response())
}
