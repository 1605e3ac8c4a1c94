//! The refused rows of an upload, on their way to whoever mends them.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, Language};
use futures::stream;
use registry::contract::uploads::RefusedFile;
use words::Words;

use crate::edge::{Parameters, Problem};

/// In which language a file is wanted.
pub(super) fn language(query: &Parameters) -> Result<Language, Problem> {
    let Some(tag) = query.get("language") else {
        return Ok(Language::Turkish);
    };
    let wrong = || ErrorCode::H095.violation().at("language").with_value(tag);
    Language::from_tag(tag).ok_or_else(|| wrong().into())
}

/// Sends the file while it is made. One that cannot be made to its end is cut off.
pub(super) fn answer(file: RefusedFile, language: Language) -> Response {
    let words = Words::of(language);
    let pieces = file.pieces(language, move |code, column| words.finding(code, column));
    let body = stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"reddedilen.csv\"",
        ),
    ];
    (headers, Body::from_stream(body)).into_response()
}
