//! `…/days`: any day of a brand, as it is listed, counted and handed out; the contract's own reports are of seven days
//! (contract 10).

mod body;
mod comparison;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, Language};
use registry::contract::partners::Paging;
use registry::contract::reconciliation::{DailyReport, DayForm, Reports};
use registry::table::TableForm;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::query::{PageCodes, PageParams, page};
use crate::edge::words::LanguageWord;
use crate::edge::{Bearer, OnlyBrandPath, Parameters, Pieces, Problem, sending};
use body::{DayBody, DaySummaryBody, DaysBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(summary))
        .routes(routes!(file))
        .routes(routes!(csv))
        .routes(routes!(xlsx))
        .merge(comparison::routes())
}

/// A brand's reports, opened for whoever calls.
struct BrandReports(Reports);

impl FromRequestParts<ApiState> for BrandReports {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        let OnlyBrandPath(brand) = OnlyBrandPath::from_request_parts(parts, state).await?;
        let contract = state.registry.contract();
        let scope = contract.brand_of(&caller, brand).await?;
        Ok(Self(contract.reports(&scope).await?))
    }
}

/// `{date}` of a path.
#[derive(Deserialize)]
struct DatePath {
    date: String,
}

/// The report of the day that the path names.
struct AnyDay(DailyReport);

impl FromRequestParts<ApiState> for AnyDay {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let BrandReports(reports) = BrandReports::from_request_parts(parts, state).await?;
        let Pieces(DatePath { date }) = Pieces::from_request_parts(parts, state).await?;
        Ok(Self(reports.of_any(&date)?))
    }
}

codes!(ListCodes: H182, H183, H186, H187);

/// List the days on which the brand has movements, newest first.
///
/// As far back as days are remembered: three years.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/days",
    tag = "days",
    params(PageParams),
    responses((status = 200, body = DaysBody), ListCodes)
)]
async fn list(
    State(state): State<ApiState>,
    BrandReports(reports): BrandReports,
    query: Parameters,
) -> Result<Json<DaysBody>, Problem> {
    let page = page(&query, PageCodes::TABLE)?;
    let paging = Paging::Window {
        offset: page.offset,
        limit: page.limit,
    };
    let days = state
        .registry
        .contract()
        .report_days(&reports, paging)
        .await?;
    Ok(Json(DaysBody {
        total: days.total,
        days: days.list.iter().map(DayBody::from).collect(),
    }))
}

codes!(SummaryCodes: H124 "Others are being counted.", H501, H502 "The day is not over.");

/// What a day has, kept apart by channel.
///
/// Without counts as long as its file is not made.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/days/{date}",
    tag = "days",
    params(("date" = String, Path, description = "YYYY-MM-DD, any day before today")),
    responses(
        (status = 200, body = DaySummaryBody),
        (status = 204, description = "No movements on that day"),
        SummaryCodes,
    )
)]
async fn summary(
    State(state): State<ApiState>,
    AnyDay(report): AnyDay,
) -> Result<Response, Problem> {
    let contract = state.registry.contract();
    let Some(summary) = contract.day_summary(&report).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let listing = contract.day_listing(summary.known).await?;
    Ok(Json(DaySummaryBody::new(&listing, &summary.groups)).into_response())
}

codes!(FileCodes: H124 "Too many files at once.", H501, H502 "The day is not over.");

/// A day's movements as the contract's file, byte for byte as its digest says.
///
/// An answer that breaks off is not whole.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/days/{date}/file",
    tag = "days",
    params(("date" = String, Path, description = "YYYY-MM-DD, any day before today")),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 204, description = "No file (yet)"),
        FileCodes,
    )
)]
async fn file(State(state): State<ApiState>, AnyDay(report): AnyDay) -> Result<Response, Problem> {
    send(state, report, DayForm::Contract).await
}

codes!(CsvCodes: H124 "Too many files at once.", H501, H502 "The day is not over.");

/// The same rows as CSV for spreadsheets: no cell becomes a formula, and phone numbers stay as they are.
///
/// An answer that breaks off is not whole.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/days/{date}/csv",
    tag = "days",
    params(
        ("date" = String, Path, description = "YYYY-MM-DD, any day before today"),
        ("lang" = Option<LanguageWord>, Query, description = "tr (when left out): with ; between cells; en: with ,"),
    ),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 204, description = "No file (yet)"),
        CsvCodes,
    )
)]
async fn csv(
    State(state): State<ApiState>,
    AnyDay(report): AnyDay,
    query: Parameters,
) -> Result<Response, Problem> {
    let form = TableForm::Csv(language(&query)?);
    send(state, report, DayForm::Table(form)).await
}

codes!(BookCodes:
    H124 "Too many files at once.", H127 "More rows than a book can have.", H501, H502 "The day is not over."
);

/// The same rows as XLSX, in which every cell is a text.
///
/// An answer that breaks off is not whole.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/days/{date}/xlsx",
    tag = "days",
    params(("date" = String, Path, description = "YYYY-MM-DD, any day before today")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 204, description = "No file (yet)"),
        BookCodes,
    )
)]
async fn xlsx(State(state): State<ApiState>, AnyDay(report): AnyDay) -> Result<Response, Problem> {
    send(state, report, DayForm::Table(TableForm::Book)).await
}

async fn send(state: ApiState, report: DailyReport, form: DayForm) -> Result<Response, Problem> {
    let Some(file) = state.registry.contract().day_file(&report, form).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let name = format!("izin-{}-{}", report.brand(), report.day());
    let head = match form {
        DayForm::Contract => attachment(&name, "csv", CSV),
        DayForm::Table(form) => table_head(&format!("{name}-table"), form),
    };
    let body = sending::day(state.registry, report, file).await?;
    Ok((head, body).into_response())
}

const CSV: &str = "text/csv; charset=utf-8";
const BOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

type FileHead = [(header::HeaderName, String); 2];

/// The head of an answer that is a table for people.
pub(super) fn table_head(name: &str, form: TableForm) -> FileHead {
    match form {
        TableForm::Csv(_) => attachment(name, "csv", CSV),
        TableForm::Book => attachment(name, "xlsx", BOOK),
    }
}

fn attachment(name: &str, ending: &str, content_type: &str) -> FileHead {
    [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{ending}\""),
        ),
    ]
}

/// What a table is wanted as: `answer` is csv, unless said otherwise, or xlsx. `H095`: something else.
pub(super) fn table_form(
    query: &Parameters,
    language: impl Fn(&Parameters) -> Result<Language, Problem>,
) -> Result<TableForm, Problem> {
    match query.get("answer") {
        None | Some("csv") => Ok(TableForm::Csv(language(query)?)),
        Some("xlsx") => Ok(TableForm::Book),
        Some(other) => {
            let wrong = ErrorCode::H095.violation().at("answer");
            Err(wrong.with_value(other).into())
        }
    }
}

/// The language whose spreadsheets a CSV file is for. `H095`: none that is known.
pub(super) fn language(query: &Parameters) -> Result<Language, Problem> {
    let Some(tag) = query.get("lang") else {
        return Ok(Language::Turkish);
    };
    let unknown = || Problem::from(ErrorCode::H095.violation().at("lang").with_value(tag));
    Language::from_tag(tag).ok_or_else(unknown)
}
