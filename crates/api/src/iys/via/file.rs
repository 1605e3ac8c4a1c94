//! `GET /via/sps/{iysCode}/via/clarification/{requestId}/file`: what was shown and answered, with what proves it
//! (contract 14.5).

use std::io::{Cursor, Write as _};

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, RequestId};
use registry::contract::verified::VerifiedRecord;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::call::{ViaCall, ViaProblem};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Pieces, Problem};

/// The record's name in the archive.
const RECORD: &str = "kayit.json";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(file))
}

codes!(FileCodes:
    H123 = 503 "A movement is not published yet.", H520, H521, H524, H586, H1019, H1040, H1045, H1072
);

/// The record of a request that was answered, and a receipt of each movement.
///
/// An archive of `kayit.json` and `makbuz-….json`; each receipt names as its request a hash of the record's bytes.
#[utoipa::path(
    get,
    path = "/via/sps/{iysCode}/via/clarification/{requestId}/file",
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/zip"),
        FileCodes,
    )
)]
async fn file(
    State(state): State<ApiState>,
    call: ViaCall,
    pieces: Pieces<(String, String)>,
) -> Result<Response, ViaProblem> {
    call.scope().await?;
    let Pieces((_, id)) = pieces;
    let id = RequestId::from_wire(&id).ok_or(ErrorCode::H1072)?;
    let contract = state.registry.contract();
    let record = contract
        .verified_record(&call.caller, call.provider, id)
        .await?
        .ok_or(ErrorCode::H1072)?;
    let bytes = archive(&record).map_err(|error| {
        tracing::error!(%error, "an archive could not be written");
        Problem::code(ErrorCode::H015)
    })?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.zip\"", id.to_wire()),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// The archive; the same bytes each time, but for stamps that come later.
fn archive(record: &VerifiedRecord) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file(RECORD, options)?;
    archive.write_all(record.text.as_bytes())?;
    for proof in &record.proofs {
        let Some(receipt) = &proof.receipt else {
            continue;
        };
        let name = format!("makbuz-{}.json", proof.transaction.to_wire());
        archive.start_file(name, options)?;
        archive.write_all(receipt.to_json().as_ref())?;
    }
    Ok(archive.finish()?.into_inner())
}
