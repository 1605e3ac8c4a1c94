//! The bytes of an upload, from a body to the disk.

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::StatusCode;
use domain::ErrorCode;
use edge::pace::Paced;
use http_body_util::BodyExt as _;
use registry::contract::uploads::Receiving;

use super::refused;
use crate::edge::Problem;

/// How long a request says that its body is.
pub(super) fn declared(request: &Request) -> Option<u64> {
    request.body().size_hint().exact()
}

/// Takes what a body brings; says how many bytes of the upload have come for good. Goes on to its end also when nobody waits
/// for the answer any more: what a connection that broke off has brought is kept.
pub(super) async fn receive(receiving: Receiving, body: Body) -> Result<u64, Problem> {
    let taking = tokio::spawn(take(receiving, body));
    taking
        .await
        .unwrap_or_else(|_| Err(Problem::code(ErrorCode::H015)))
}

async fn take(mut receiving: Receiving, body: Body) -> Result<u64, Problem> {
    let mut body = Body::new(Paced::new(body));
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            receiving.break_off().await.map_err(refused)?;
            let slow = Problem::code(ErrorCode::H192);
            return Err(slow.with_status(StatusCode::REQUEST_TIMEOUT));
        };
        if let Some(bytes) = frame.data_ref()
            && let Err(error) = receiving.take(bytes).await
        {
            // What came before it stays.
            receiving.break_off().await.map_err(refused)?;
            return Err(refused(error));
        }
    }
    receiving.end().await.map_err(refused)
}
