//! The document of an answer: handed in, taken away, given back for saving only.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::stream;
use registry::provider::complaints::{
    ComplaintNumber, DOCUMENT_BYTES_MAX, DocumentDone, DocumentId, DocumentKind, GivenDocument,
};

use super::page::{DOCUMENT, DocumentField, Forms, after, number_of, page_of};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::provider::given_file::{GivenFile, ROUND_IT_BYTES};
use crate::provider::paths;
use crate::provider::session::Answerer;

/// How much of a document is handed on at once, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

pub fn routes() -> Routes {
    // More than this is not read; less, but too long a document, gets a page that says so.
    let limit = DefaultBodyLimit::max(2 * DOCUMENT_BYTES_MAX + ROUND_IT_BYTES);
    Routes::new()
        .route(
            paths::COMPLAINT_DOCUMENT,
            get(document).post(add).layer(limit),
        )
        .route(paths::COMPLAINT_DOCUMENT_END, post(remove))
}

async fn add(
    visit: Visit,
    answerer: Answerer,
    Path(number): Path<String>,
    State(state): State<WebState>,
    given: GivenFile,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let done = match &given.file {
        Some(file) if file.is_empty() => {
            return refused(&visit, &answerer, &state, (number, "uploads-no-file")).await;
        }
        Some(file) => {
            let document = (given.name.as_str(), file.clone());
            let added = console.add_document(&answerer.0.0, number, document);
            added.await?
        }
        None => DocumentDone::TooLong,
    };
    answer(&visit, &answerer, &state, (number, done)).await
}

async fn remove(
    visit: Visit,
    answerer: Answerer,
    Path(number): Path<String>,
    State(state): State<WebState>,
    form: Form<DocumentField>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let mut id = [0; 16];
    let hex = form.value(DocumentField::Id);
    hex::decode_to_slice(hex, &mut id).map_err(|_| Failure::BadForm)?;
    let console = state.registry.provider();
    let removed = console.remove_document(&answerer.0.0, number, DocumentId(id));
    let done = removed.await?;
    answer(&visit, &answerer, &state, (number, done)).await
}

async fn answer(
    visit: &Visit,
    answerer: &Answerer,
    state: &WebState,
    (number, done): (ComplaintNumber, DocumentDone),
) -> Result<Response, Failure> {
    let why = match done {
        DocumentDone::Done => return Ok(after(number, DOCUMENT)),
        DocumentDone::Gone => return Err(Failure::NotFound),
        DocumentDone::TooLong => "answering-document-too-long",
        DocumentDone::WrongKind => "answering-document-wrong",
        DocumentDone::NoRoom => "uploads-no-room",
        DocumentDone::Changed => "answering-document-changed",
        DocumentDone::Over => "answering-over",
    };
    refused(visit, answerer, state, (number, why)).await
}

async fn refused(
    visit: &Visit,
    answerer: &Answerer,
    state: &WebState,
    (number, why): (ComplaintNumber, &'static str),
) -> Result<Response, Failure> {
    let form = Form::default().refused_whole(Text::of(why));
    let forms = Forms {
        document: form,
        ..Forms::default()
    };
    page_of(visit, answerer, state, (number, forms)).await
}

async fn document(
    answerer: Answerer,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let found = console.document(&answerer.0.0, number).await?;
    Ok(attachment(number, found.ok_or(Failure::NotFound)?))
}

/// A document as an answer: of its own type, which no browser may guess at, for saving, never for showing.
fn attachment(number: ComplaintNumber, document: GivenDocument) -> Response {
    let (kind, ending) = match document.kind {
        DocumentKind::Pdf => ("application/pdf", "pdf"),
        DocumentKind::Png => ("image/png", "png"),
        DocumentKind::Jpeg => ("image/jpeg", "jpeg"),
    };
    let name = format!("attachment; filename=\"izin-{number}.{ending}\"");
    let name = HeaderValue::from_str(&name);
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            name.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    // Piece by piece, so that its place is held until the last is on its way.
    let pieces = stream::unfold(document, |mut document| async {
        let length = document.bytes.len().min(PIECE_BYTES);
        let piece = document.bytes.split_to(length);
        (!piece.is_empty()).then_some((Ok::<_, Infallible>(piece), document))
    });
    (headers, Body::from_stream(pieces)).into_response()
}
