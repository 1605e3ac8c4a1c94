//! What all reports of a day share: whose they are, and of which day (contract 10).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Violation;
use registry::contract::reconciliation::{DailyReport, Reports};
use serde::Deserialize;

use crate::ApiState;
use crate::edge::{AtBrand, Pieces, Problem};

/// `{reportDate}` of a path.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReportDate {
    report_date: String,
}

/// A brand's reports, opened for whoever calls, and the date that the path names.
pub(super) struct DayReports {
    reports: Reports,
    date: String,
}

impl DayReports {
    /// The report of that date.
    pub(super) fn report(&self) -> Result<DailyReport, Vec<Violation>> {
        self.reports.of(&self.date)
    }
}

impl FromRequestParts<ApiState> for DayReports {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let at = AtBrand::from_request_parts(parts, state).await?;
        let Pieces(ReportDate { report_date: date }) =
            Pieces::from_request_parts(parts, state).await?;
        let reports = state
            .registry
            .contract()
            .reports(&at.scope().await?)
            .await?;
        Ok(Self { reports, date })
    }
}

/// [`DayReports`], of which a single one is wanted.
pub(super) struct DayReport(pub(super) DailyReport);

impl FromRequestParts<ApiState> for DayReport {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let reports = DayReports::from_request_parts(parts, state).await?;
        Ok(Self(reports.report()?))
    }
}
