//! `…/days/{date}/comparison`: a file of the brand's own beside a day.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::stream;
use registry::contract::reconciliation::COLUMNS;
use registry::contract::reconciliation::comparison::{
    COMPARED_BYTES_MAX, Comparison, Difference, DifferenceTable,
};
use registry::table::TableForm;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::ComparedBody;
use super::{AnyDay, language, table_form, table_head};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::sending::BrokenOff;
use crate::edge::words::{DifferenceWord, LanguageWord};
use crate::edge::{Parameters, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(compare))
}

/// How many differences are told in JSON; all of them are in the table.
const TOLD_MAX: usize = 100;

/// How a file stands to a day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ComparisonBody {
    /// The SHA-384 of the day's file, as it is published.
    published_hash_value: String,
    /// Whether the file is the day's, byte for byte.
    is_the_file: bool,
    /// In numbers.
    compared: ComparedBody,
    /// The first 100 differences; all of them with answer=csv or answer=xlsx.
    differences: Vec<DifferenceBody>,
}

/// A row in which file and day differ.
#[derive(Serialize, ToSchema)]
struct DifferenceBody {
    /// Which side has it.
    #[schema(value_type = DifferenceWord)]
    difference: &'static str,
    /// What differs; of an unreadable row why it is.
    fields: Vec<&'static str>,
    /// The row's line in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// What the registry says, by the columns of the daily file.
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<BTreeMap<&'static str, String>>,
    /// What the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    there: Option<BTreeMap<&'static str, String>>,
}

impl From<Difference> for DifferenceBody {
    fn from(difference: Difference) -> Self {
        let named = |names: &[&'static str], cells: Vec<String>| {
            let cells = names.iter().copied().zip(cells);
            cells.filter(|(_, cell)| !cell.is_empty()).collect()
        };
        Self {
            difference: difference.kind.as_wire(),
            fields: difference.fields,
            line: difference.line,
            here: difference.here.map(|cells| named(&COLUMNS, cells.into())),
            there: difference
                .there
                .map(|cells| named(&COLUMNS[2..], cells.into())),
        }
    }
}

codes!(CompareCodes:
    H095, H097 "The file cannot be read or compared; the value says why.", H124 "Others are being compared.", H501,
    H502 "The day is not over."
);

/// Compare a file of your own with a day.
///
/// CSV or XLSX, up to 64 MiB and a million rows: the daily file itself, one of these tables, or any list with a column of
/// addresses and one of channels. What the file has no column of is not compared. Rows are named by `transactionId` where
/// there is such a column, else by whose record they are about.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/days/{date}/comparison",
    tag = "days",
    params(
        ("date" = String, Path, description = "YYYY-MM-DD, any day before today"),
        ("answer" = Option<String>, Query, description = "json (when left out): counts and the first differences; csv or xlsx: all differences as a table"),
        ("lang" = Option<LanguageWord>, Query, description = "Of CSV: tr (when left out): with ; between cells; en: with ,"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = ComparisonBody),
        (status = 204, description = "No file (yet)"),
        CompareCodes,
    )
)]
async fn compare(
    State(state): State<ApiState>,
    AnyDay(report): AnyDay,
    query: Parameters,
    RawBody(file): RawBody<COMPARED_BYTES_MAX>,
) -> Result<Response, Problem> {
    let form = answer_form(&query)?;
    let contract = state.registry.contract();
    let Some(comparison) = contract.compare_day(&report, file).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let Some(form) = form else {
        return Ok(Json(told(comparison).await?).into_response());
    };
    let table = match comparison.differences() {
        Some(differences) => differences.table(form)?,
        None => DifferenceTable::empty(form)?,
    };
    let name = format!("izin-{}-{}-differences", report.brand(), report.day());
    Ok((table_head(&name, form), body(table)).into_response())
}

/// What is answered as: a table, or in JSON. `H095`: something else.
pub fn answer_form(query: &Parameters) -> Result<Option<TableForm>, Problem> {
    match query.get("answer") {
        None | Some("json") => Ok(None),
        Some(_) => table_form(query, language).map(Some),
    }
}

async fn told(comparison: Comparison) -> Result<ComparisonBody, Problem> {
    let compared = ComparedBody::from(&comparison.known);
    let published = comparison.published;
    let is_the_file = comparison.known.digest == published;
    let mut told = Vec::new();
    if let Some(mut differences) = comparison.differences() {
        while told.len() < TOLD_MAX
            && let Some(next) = differences.next().await?
        {
            let room = TOLD_MAX - told.len();
            told.extend(next.into_iter().take(room).map(DifferenceBody::from));
        }
    }
    Ok(ComparisonBody {
        published_hash_value: hex::encode(published),
        is_the_file,
        compared,
        differences: told,
    })
}

/// A table that breaks off is cut off, so that nobody takes it for whole.
fn body(table: DifferenceTable) -> Body {
    Body::from_stream(stream::unfold(Some(table), |table| async {
        let mut table = table?;
        match table.next_piece().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(table))),
            Ok(None) => None,
            Err(error) => {
                tracing::error!(%error, "differences could not be sent to their end");
                Some((Err(BrokenOff), None))
            }
        }
    }))
}
