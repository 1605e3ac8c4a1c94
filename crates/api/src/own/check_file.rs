//! May these be sent? A list in a file of people's, answered as one, with a receipt to be fetched.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{BrandCode, ErrorCode};
use futures::stream;
use registry::asking::list_check::Form;
use registry::asking::list_check::file::{FILE_BYTES_MAX, FileCheck, FileQuestion};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::sending::BrokenOff;
use crate::edge::words::{ChannelWord, LanguageWord, RecipientTypeWord};
use crate::edge::{AnyCaller, OnlyBrandPath, Parameters, Pieces, Problem, RawBody};
use crate::own::check::{NotNowBody, unknown};
use crate::own::days::{language, table_form, table_head};
use crate::own::list_check;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(check_file))
        .routes(routes!(receipt))
}

/// Where the receipt of the answer can be had.
const RECEIPT: HeaderName = HeaderName::from_static("izin-receipt");

codes!(CheckFileCodes:
    H097 "The file is no list; the value says why.", H111, H116, H117,
    H124 "Too many lists at once, or too many wrong passwords."
);

/// May these be sent? A file of up to 64 MiB, CSV or XLSX.
///
/// One column of addresses, and perhaps one of recipient types and one of the dates of your last consents
/// (`consentDate`). Answers the same rows with `decision`, `reason`, `asof`, `valid_until` and `changed_hands`: whether the
/// number has changed hands since the row's date. The header `Izin-Receipt` says where one signed receipt for all can be
/// had once the answer has ended; an answer without one is not whole. With Bearer or Basic.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/check-file",
    tag = "check",
    params(
        ("type" = ChannelWord, Query, description = "ARAMA, MESAJ or EPOSTA"),
        ("recipientType" = Option<RecipientTypeWord>, Query, description = "BIREYSEL, unless said otherwise, or TACIR"),
        ("answer" = Option<String>, Query, description = "csv (when left out) or xlsx"),
        ("lang" = Option<LanguageWord>, Query, description = "Of CSV: tr (when left out): with ; between cells; en: with ,"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 503, body = NotNowBody, description = "UNKNOWN; or H123, H015: not even asked"),
        CheckFileCodes,
    )
)]
async fn check_file(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    OnlyBrandPath(brand): OnlyBrandPath,
    query: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    let scope = match state.registry.asking().scope(&caller, brand).await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        scope => scope?,
    };
    let asked = list_check::read(&query, Form::Plain)?;
    scope.require(asked.channel)?;
    let question = FileQuestion {
        channel: asked.channel,
        recipient_type: asked.recipient_type,
        form: table_form(&query, language)?,
    };
    let RawBody(file) = RawBody::<FILE_BYTES_MAX>::from_request(request, &state).await?;
    let check = state.registry.asking().check_file(scope, question, file);
    let check = match check.await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        check => check?,
    };
    let head = table_head(&format!("izin-check-{}", check.run()), question.form);
    let receipt = [(RECEIPT, receipt_path(brand, check.run()))];
    Ok((head, receipt, body(check)).into_response())
}

fn receipt_path(brand: BrandCode, run: Uuid) -> String {
    format!("/izin/v1/brands/{brand}/check-file/{run}")
}

/// An answer that breaks off is cut off, and has no receipt.
fn body(check: FileCheck) -> Body {
    Body::from_stream(stream::unfold(Some(check), |check| async {
        let mut check = check?;
        match check.next_piece().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(check))),
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "a list is broken off");
                Some((Err(BrokenOff), None))
            }
        }
    }))
}

/// The run of a path.
#[derive(Deserialize)]
struct RunPath {
    run: String,
}

codes!(ReceiptCodes:
    H015 = 404 "No such run of the brand, or it has not ended, or thirty days ago.", H015 = 503, H123 = 503
);

/// The signed receipt of a file that was checked.
///
/// What was asked and answered in numbers, the SHA-256 of both files, when, and the newest checkpoint of the public log.
/// `izin verify` reads it. It can be had for thirty days; keep it.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/check-file/{run}",
    tag = "check",
    params(("run" = String, Path, description = "The run's name, from Izin-Receipt")),
    responses((status = 200, body = serde_json::Value, description = "izin-list-check/v1"), ReceiptCodes)
)]
async fn receipt(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    OnlyBrandPath(brand): OnlyBrandPath,
    Pieces(RunPath { run }): Pieces<RunPath>,
) -> Result<Response, Problem> {
    let asking = state.registry.asking();
    let scope = asking.scope(&caller, brand).await?;
    let unknown = || Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND);
    let id: Uuid = run.parse().map_err(|_| unknown())?;
    let receipt = asking.check_receipt(&scope, id).await?;
    let receipt = receipt.ok_or_else(unknown)?;
    let head = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"izin-check-{id}.json\""),
        ),
    ];
    Ok((head, receipt).into_response())
}
