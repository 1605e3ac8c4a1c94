//! A day's file, made while it is sent.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures::{StreamExt as _, stream};
use registry::Registry;
use registry::contract::reconciliation::{DailyReport, DayFile};
use tokio::task::spawn_blocking;

use crate::edge::Problem;

/// What comes next of a file could not be made, is not what its digest says, or may not be seen any more.
#[derive(Debug, thiserror::Error)]
#[error("the file broke off")]
pub struct BrokenOff;

type Piece = (Result<Bytes, BrokenOff>, Option<DayFile>);

/// The body of an answer that is a day's file. A file that breaks off is cut off, so that nobody takes it for whole.
pub async fn day(registry: Registry, report: DailyReport, file: DayFile) -> Result<Body, Problem> {
    // What fails at once, among it every short file that is not what its digest says, can still
    // be answered as a failure.
    let (first, file) = next_piece(file).await?;
    let report = Arc::new(report);
    let rest = stream::unfold(Some(file), move |file| {
        let (registry, report) = (registry.clone(), Arc::clone(&report));
        async move { rest_of(&registry, &report, file?).await }
    });
    Ok(Body::from_stream(stream::iter(first.map(Ok)).chain(rest)))
}

/// The next piece of a file for who may still see it.
async fn rest_of(registry: &Registry, report: &DailyReport, file: DayFile) -> Option<Piece> {
    let next = match registry.contract().require_report(report).await {
        Ok(()) => next_piece(file).await,
        Err(error) => Err(error),
    };
    match next {
        Ok((Some(piece), file)) => Some((Ok(piece), Some(file))),
        Ok((None, _)) => None,
        Err(error) => {
            tracing::error!(%error, "a day's file could not be sent to its end");
            Some((Err(BrokenOff), None))
        }
    }
}

async fn next_piece(mut file: DayFile) -> registry::Result<(Option<Bytes>, DayFile)> {
    spawn_blocking(move || {
        let piece = file.next_piece()?;
        Ok((piece.map(Bytes::from), file))
    })
    .await
    .map_err(|error| registry::Error::Failed(Box::new(error)))?
}
