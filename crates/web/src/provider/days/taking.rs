//! A day's movements as a file to be taken away.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::ErrorCode;
use futures::stream;
use registry::Registry;
use registry::contract::reconciliation::{DailyReport, DayFile, DayForm};
use registry::provider::{Action, Viewing};
use registry::table::TableForm;
use tokio::task::spawn_blocking;

use super::line::report;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;
use crate::provider::brand::OnBrand;
use crate::provider::paths;

pub fn routes() -> Routes {
    Routes::new().route(paths::DAY_TAKEN, get(take))
}

async fn take(
    visit: Visit,
    on: OnBrand<Viewing>,
    Path((date, form)): Path<(String, String)>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let report = report(&state, &on, &date).await?;
    let form = match form.as_str() {
        "file" => DayForm::Contract,
        "csv" => DayForm::Table(TableForm::Csv(visit.words.language())),
        "xlsx" => DayForm::Table(TableForm::Book),
        _ => return Err(Failure::NotFound),
    };
    let file = match state.registry.contract().day_file(&report, form).await {
        Err(registry::Error::Refused(why)) if why.iter().any(|one| one.code == ErrorCode::H127) => {
            return Err(Failure::TooMany);
        }
        file => file?.ok_or(Failure::NotFound)?,
    };
    let activity = on.scope.activity(Action::DayTaken).object(report.day());
    state.registry.note(activity).await?;
    let name = format!("izin-{}-{}", report.brand(), report.day());
    let head = match form {
        DayForm::Contract => attachment(&name, "csv"),
        DayForm::Table(form) => attachment(&format!("{name}-table"), ending(form)),
    };
    let sent = Sent {
        registry: state.registry,
        report: Arc::new(report),
        file,
    };
    Ok((head, sent.body()).into_response())
}

/// How the name of a table's file ends.
pub fn ending(form: TableForm) -> &'static str {
    match form {
        TableForm::Csv(_) => "csv",
        TableForm::Book => "xlsx",
    }
}

/// The head of an answer that is a file to be saved.
pub fn attachment(name: &str, ending: &str) -> [(header::HeaderName, String); 2] {
    let kind = match ending {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        _ => "text/csv; charset=utf-8",
    };
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{ending}\""),
        ),
    ]
}

/// A file broke off; the connection is cut, so that nobody takes it for whole.
#[derive(Debug, thiserror::Error)]
#[error("the file broke off")]
pub struct BrokenOff;

struct Sent {
    registry: Registry,
    report: Arc<DailyReport>,
    file: DayFile,
}

impl Sent {
    fn body(self) -> Body {
        Body::from_stream(stream::unfold(Some(self), |sent| async {
            match sent?.next().await {
                Ok(Some((piece, sent))) => Some((Ok(Bytes::from(piece)), Some(sent))),
                Ok(None) => None,
                Err(error) => {
                    tracing::error!(%error, "a day's file could not be sent to its end");
                    Some((Err(BrokenOff), None))
                }
            }
        }))
    }

    /// The next piece, for who may still see it.
    async fn next(mut self) -> registry::Result<Option<(Vec<u8>, Self)>> {
        let contract = self.registry.contract();
        contract.require_report(&self.report).await?;
        spawn_blocking(move || {
            let piece = self.file.next_piece()?;
            Ok(piece.map(|piece| (piece, self)))
        })
        .await
        .map_err(|error| registry::Error::Failed(Box::new(error)))?
    }
}
