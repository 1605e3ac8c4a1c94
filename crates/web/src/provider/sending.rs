//! A long file of consents, sent by the page's script in pieces (tus 1.0.0 with creation and termination): what came stays
//! when the line breaks, and the next go begins behind it.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use edge::pace::Paced;
use edge::tus::{CHECKSUM_MISMATCH, LENGTH, OFFSET, RESUMABLE, Sum, Tus, TusFault};
use registry::contract::uploads::{Checksum, UploadDraft, UploadError};
use registry::provider::Editing;

use super::brand::OnBrand;
use super::paths;
use super::upload::named;
use super::uploads::{failed, place};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::UPLOADS_BEGIN, post(begin))
        .route(paths::UPLOAD_BYTES, get(offset).patch(send).delete(end))
}

/// Begins a file of the length and the name that the headers say; where its bytes go is the answer's `Location`.
async fn begin(
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    request: Request,
) -> Result<Response, Refused> {
    let announced = spoken(&request)?.announced()?;
    let draft = UploadDraft {
        name: announced.name,
        bytes: Some(announced.bytes),
    };
    let contract = state.registry.contract();
    let id = contract.begin_upload(&on.scope, draft).await?;
    if announced.bytes == 0 {
        // Nothing follows.
        let receiving = contract.receive_upload(&on.scope, id, (0, None));
        receiving.await?.end().await?;
    }
    let to = place(paths::UPLOAD_BYTES, id, &on);
    let headers = [(header::LOCATION, to), (OFFSET, 0.to_string())];
    Ok((StatusCode::CREATED, RESUMABLE, headers).into_response())
}

/// Where to go on.
async fn offset(
    on: OnBrand<Editing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Refused> {
    let contract = state.registry.contract();
    let (offset, length) = contract.upload_offset(&on.scope, named(&name)?).await?;
    let length = length.map(|length| [(LENGTH, length.to_string())]);
    Ok((StatusCode::NO_CONTENT, RESUMABLE, at(offset), length, ()).into_response())
}

/// Takes the bytes behind those that have come.
async fn send(
    on: OnBrand<Editing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
    request: Request,
) -> Result<Response, Refused> {
    let spoken = spoken(&request)?;
    let (offset, checksum) = (spoken.offset()?, spoken.checksum()?.map(checksum));
    let id = named(&name)?;
    let contract = state.registry.contract();
    let receiving = contract.receive_upload(&on.scope, id, (offset, checksum));
    let pieces = Body::new(Paced::new(request.into_body())).into_data_stream();
    let offset = receiving.await?.take_all(pieces).await?;
    Ok((StatusCode::NO_CONTENT, RESUMABLE, at(offset)).into_response())
}

/// Ends a file that nobody goes on with.
async fn end(
    on: OnBrand<Editing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Refused> {
    let contract = state.registry.contract();
    contract.end_upload(&on.scope, named(&name)?).await?;
    Ok((StatusCode::NO_CONTENT, RESUMABLE).into_response())
}

fn checksum(sum: Sum) -> Checksum {
    match sum {
        Sum::Sha1(digest) => Checksum::Sha1(digest),
        Sum::Sha256(digest) => Checksum::Sha256(digest),
    }
}

fn at(offset: u64) -> [(HeaderName, String); 1] {
    [(OFFSET, offset.to_string())]
}

/// What the headers say.
fn spoken(request: &Request) -> Result<Tus<'_>, TusFault> {
    Tus::of(request.headers())?.ok_or(TusFault::Version)
}

/// What a script is refused with: a status that it tells the person in the page's words.
enum Refused {
    Status(StatusCode),
    Page(Failure),
}

impl From<UploadError> for Refused {
    fn from(error: UploadError) -> Self {
        Self::Status(match error {
            UploadError::Offset(_) | UploadError::State => StatusCode::CONFLICT,
            UploadError::Held => StatusCode::LOCKED,
            UploadError::BrokenOff => StatusCode::REQUEST_TIMEOUT,
            UploadError::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            UploadError::TooMany => StatusCode::TOO_MANY_REQUESTS,
            UploadError::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            UploadError::Checksum => {
                StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
            }
            error => return Self::Page(failed(error)),
        })
    }
}

impl From<TusFault> for Refused {
    fn from(fault: TusFault) -> Self {
        Self::Status(match fault {
            TusFault::Version => StatusCode::PRECONDITION_FAILED,
            TusFault::OtherBody => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            TusFault::Header(_) => StatusCode::BAD_REQUEST,
        })
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self::Page(failure)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status) => (status, RESUMABLE).into_response(),
            Self::Page(failure) => failure.into_response(),
        }
    }
}
