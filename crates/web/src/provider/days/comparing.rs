//! A file of the brand's own beside a day.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use domain::ErrorCode;
use futures::stream;
use registry::contract::reconciliation::DayComparison;
use registry::contract::reconciliation::comparison::{
    Comparison, Difference, DifferenceKind, DifferenceTable,
};
use registry::provider::{Action, Editing};
use registry::table::TableForm;

use super::line::report;
use super::taking::{BrokenOff, attachment, ending};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::Choice;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use crate::provider::brand::OnBrand;
use crate::provider::given_file::{FILE_BYTES_MAX, GivenFile, ROUND_IT_BYTES};
use crate::provider::paths;

pub fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(2 * FILE_BYTES_MAX + ROUND_IT_BYTES);
    Routes::new().route(paths::DAY_COMPARISON, post(compare).layer(limit))
}

/// The name of the field that says what is answered as.
pub const ANSWER: &str = "answer";

/// How many differences a page shows.
const SHOWN_MAX: usize = 100;

/// What can be answered as.
pub fn answers(page: &Page) -> Vec<Choice> {
    vec![
        Choice::new("page", page.t("provider-compare-page")),
        Choice::new("xlsx", page.t("provider-compare-xlsx")),
        Choice::new("csv", page.t("provider-compare-csv")),
    ]
}

#[derive(Template)]
#[template(path = "provider/comparison.html")]
struct ComparisonPage {
    page: Page,
    date: String,
    back: String,
    /// Why the file could not be compared; empty: it was.
    refused: String,
    compared: Option<DayComparison>,
    digest: String,
    published: String,
    differences: Vec<Difference>,
}

impl ComparisonPage {
    fn kind(&self, kind: &DifferenceKind) -> String {
        self.page.t(match kind {
            DifferenceKind::OnlyHere => "provider-only-here",
            DifferenceKind::OnlyThere => "provider-only-there",
            DifferenceKind::Different => "provider-different",
            DifferenceKind::Unreadable => "provider-unreadable",
        })
    }

    /// Whose row it is, as far as it is told.
    fn recipient<'a>(&self, difference: &'a Difference) -> &'a str {
        let here = difference.here.as_ref().map(|cells| cells[2].as_str());
        let there = difference.there.as_ref().map(|cells| cells[0].as_str());
        here.or(there).unwrap_or_default()
    }

    fn line(&self, difference: &Difference) -> String {
        difference
            .line
            .map(|line| line.to_string())
            .unwrap_or_default()
    }
}

async fn compare(
    visit: Visit,
    on: OnBrand<Editing>,
    Path(date): Path<String>,
    State(state): State<WebState>,
    given: GivenFile,
) -> Result<Response, Failure> {
    let report = report(&state, &on, &date).await?;
    let form = match given.value(ANSWER) {
        "xlsx" => Some(TableForm::Book),
        "csv" => Some(TableForm::Csv(visit.words.language())),
        _ => None,
    };
    let page = on.page(&visit, "provider-compare-title", paths::DAYS)?;
    let mut shown = ComparisonPage {
        back: paths::of_brand(paths::DAY, &[&date], on.scope.brand()),
        date,
        refused: String::new(),
        compared: None,
        digest: String::new(),
        published: String::new(),
        differences: Vec::new(),
        page,
    };
    let Some(file) = given.file.clone() else {
        shown.refused = shown.page.t("provider-file-too-long");
        return refused(&shown);
    };
    let compared = state.registry.contract().compare_day(&report, file).await;
    let comparison = match compared {
        Err(registry::Error::Refused(why)) if why.iter().all(|one| one.code == ErrorCode::H097) => {
            shown.refused = unreadable(&shown.page, &why);
            return refused(&shown);
        }
        compared => compared?.ok_or(Failure::NotFound)?,
    };
    let activity = on.scope.activity(Action::DayCompared).object(report.day());
    state.registry.note(activity).await?;
    if let Some(form) = form {
        let name = format!("izin-{}-{}-differences", report.brand(), report.day());
        let table = match comparison.differences() {
            Some(differences) => differences.table(form)?,
            None => DifferenceTable::empty(form)?,
        };
        return Ok((attachment(&name, ending(form)), body(table)).into_response());
    }
    shown.compared = Some(comparison.known);
    shown.digest = hex::encode(comparison.known.digest);
    shown.published = hex::encode(comparison.published);
    shown.differences = first(comparison).await?;
    show_with(axum::http::StatusCode::OK, &shown)
}

/// Why a file cannot be read, with the word it is known by.
pub fn unreadable(page: &Page, why: &[domain::Violation]) -> String {
    let word = why.first().and_then(|one| one.value.as_ref()?.as_str());
    page.t1("provider-file-unreadable", "why", word.unwrap_or_default())
}

fn refused(shown: &ComparisonPage) -> Result<Response, Failure> {
    show_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, shown)
}

/// The first differences.
async fn first(comparison: Comparison) -> Result<Vec<Difference>, Failure> {
    let mut first = Vec::new();
    if let Some(mut differences) = comparison.differences() {
        while first.len() < SHOWN_MAX
            && let Some(next) = differences.next().await?
        {
            let room = SHOWN_MAX - first.len();
            first.extend(next.into_iter().take(room));
        }
    }
    Ok(first)
}

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
