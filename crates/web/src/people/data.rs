//! Everything that is held about somebody, to take away.

mod table;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use registry::people::recipient::CHECKS_SHOWN;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::{SignedIn, Visit};

/// The seconds of a day.
const DAY_SECONDS: u64 = 24 * 3_600;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::DATA, get(overview))
        .route(paths::DATA_JSON, get(json))
        .route(paths::DATA_CSV, get(csv))
}

#[derive(Template)]
#[template(path = "people/data.html")]
struct DataPage {
    page: Page,
    check_days: usize,
}

async fn overview(visit: Visit, SignedIn(_): SignedIn) -> Result<Response, Failure> {
    show(&DataPage {
        page: visit.page("data-title").under(paths::DATA),
        check_days: usize::try_from(CHECKS_SHOWN.as_secs() / DAY_SECONDS).unwrap_or_default(),
    })
}

/// Everything, as it is.
async fn json(
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let export = state.registry.people().export(&person).await?;
    let text = serde_json::to_string_pretty(&export).map_err(|error| {
        tracing::error!(%error, "an export could not be written");
        Failure::Failed
    })?;
    Ok(file(
        "application/json; charset=utf-8",
        "izin-data.json",
        text,
    ))
}

/// The movements of all records, for a spreadsheet.
async fn csv(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let export = state.registry.people().export(&person).await?;
    let text = table::movements(visit.words, &export);
    Ok(file("text/csv; charset=utf-8", "izin-data.csv", text))
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, text).into_response()
}
